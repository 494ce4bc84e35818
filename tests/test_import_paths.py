"""What each way into the program loads: start-up time is mostly importing, so it is held here, module by module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.__main__ import main
from tests.demo_vendors import DemoVendors
from tests.waiting import LONGEST

HEAVY = frozenset(("textual", "rich", "httpx", "starlette", "hypercorn", "pydantic", "pyarrow", "asyncio", "ssl"))
COMPLETE_MODULES = 13
LIST_MODULES = 88
PAINT_MODULES = 379
"""Of explorer and of what is installed for it; Python's own differ by version."""
REPORT = """
import runpy, sys
sys.argv[1:] = {arguments!r}
try:
    runpy.run_module("explorer", run_name="__main__", alter_sys=True)
finally:
    print(*sys.modules, file=sys.stderr)
"""


def loaded(*arguments: str, code: int = 0) -> set[str]:
    """The modules in memory after `explorer ARGUMENTS`, which exits with `code`."""
    ran = subprocess.run(
        [sys.executable, "-c", REPORT.format(arguments=list(arguments))], capture_output=True, text=True
    )
    assert ran.returncode == code, ran.stderr
    return set(ran.stderr.split("\n")[-2].split())


def installed(modules: set[str]) -> set[str]:
    """Those that are no part of Python."""
    return {each for each in modules if each.partition(".")[0] not in sys.stdlib_module_names}


@pytest.fixture
def config(demo_vendors: DemoVendors, tmp_path: Path) -> str:
    """A config file for the demo vendors, some of whose users are held."""
    file = tmp_path / "config.toml"
    file.touch(0o600)
    file.write_text(demo_vendors.config_text)
    assert main(["--config", str(file), "list", "demo-repcard/users", "--format", "ndjson"]) == 0
    return str(file)


def test_version_loads_next_to_nothing() -> None:
    modules = loaded("--version")
    assert not modules & {*HEAVY, "sqlite3", "argparse", "tomllib", "json", "typing", "pathlib"}
    assert {each for each in modules if each.startswith("explorer")} == {"explorer"}


def test_help_loads_the_grammar_only() -> None:
    assert not loaded("--help") & {*HEAVY, "sqlite3", "tomllib"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("list", "demo-repcard/users"), 0),
        (("list", "demo-repcard/users", "--all", "--format", "csv"), 3),
        (("get", "demo-repcard/users/1476", "--format", "table"), 0),
        (("search", "new"), 0),
        (("same", "demo-repcard/users/1476"), 0),
        (("cache", "info"), 0),
    ],
)
def test_what_is_held_is_read_without_an_event_loop(config: str, arguments: tuple[str, ...], code: int) -> None:
    assert not loaded("--config", config, "--offline", *arguments, code=code) & HEAVY


def test_a_list_of_what_is_held_loads_few_modules(config: str) -> None:
    modules = installed(loaded("--config", config, "--offline", "list", "demo-repcard/users"))
    assert len(modules) <= LIST_MODULES, sorted(modules)


def test_completing_loads_the_grammar_only(config: str) -> None:
    loaded("__complete", "--config", config, "li")  # from then on what the accounts offer is kept
    modules = loaded("__complete", "--config", config, "li")
    assert not modules & {*HEAVY, "sqlite3", "tomllib"}
    assert len(installed(modules)) <= COMPLETE_MODULES, sorted(installed(modules))


def test_asking_a_vendor_loads_neither_screen_nor_server_nor_record_types(config: str) -> None:
    modules = loaded("--config", config, "get", "demo-repcard/users/1476")
    assert "httpx" in modules
    assert not modules & {"textual", "starlette", "hypercorn", "pydantic"}  # httpx brings rich where click is installed


def test_the_config_is_shown_without_anything_heavy(config: str) -> None:
    assert not loaded("--config", config, "config", "show") & {*HEAVY, "sqlite3"}


FIRST_PAINT = """
import os, sys
from functools import partialmethod
import explorer.screen as screen
from explorer.__main__ import main
from explorer.ui.app import ExplorerApp

def stop(accounts, count_start):
    print(*sys.modules, file=sys.stderr, flush=True)
    os._exit(0)

screen._refuse_without_terminal = lambda config: None
screen._after_first_paint = stop
ExplorerApp.run_async = partialmethod(ExplorerApp.run_async, headless=True, size=(140, 45))
main({arguments!r})
"""


def test_the_first_table_is_painted_before_anything_heavy_is_loaded(config: str) -> None:
    """Of what is held: to ask for it again, the client is loaded in a thread."""
    code = FIRST_PAINT.format(arguments=["--config", config, "--offline", "demo-repcard/users"])
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LONGEST)
    modules = set(ran.stderr.split())
    assert "explorer.ui.widgets.record_table" in modules, ran.stderr
    assert not modules & {"httpx", "pydantic", "starlette", "hypercorn"}
    assert not modules & {"explorer.model.journal", "explorer.repository.choices", "explorer.ui.writing"}  # of writing
    assert not {each for each in modules if each.startswith(("explorer.demo", "explorer.api.client"))}
    assert len(installed(modules)) <= PAINT_MODULES, sorted(installed(modules))
    dialogs = ("dialog", "go", "help", "raw", "sign_in", "welcome")
    assert not modules & {f"explorer.ui.screens.{each}" for each in dialogs}
    assert not {
        each for each in modules if each.startswith("explorer.vendors") and each.endswith((".records", ".forms"))
    }


RACE = """
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from threading import Event, Thread
import explorer.screen as screen
from explorer.__main__ import main

class Slow(SourceFileLoader):
    def create_module(self, spec):
        begun.set()
        Event().wait(0.3)  # long enough for the other thread to lock the part and to wait for the package

class Search:
    def find_spec(name, path=None, target=None):
        if name == "pack":
            return spec_from_file_location(name, {package!r}, loader=Slow(name, {package!r}))

def load(name):
    try:
        __import__(name)
    except Exception as error:
        print(repr(error))

def race(start, ending):
    threads = [Thread(target=load, args=(name,)) for name in ("pack", "pack.part")]
    threads[0].start()
    begun.wait()
    threads[1].start()
    for each in threads:
        each.join()
    return 0

begun = Event()
sys.meta_path.insert(0, Search)
screen.show = race
main({arguments!r})
"""


def test_threads_that_import_at_once_do_not_fail_each_other(config: str, tmp_path: Path) -> None:
    """A package that imports its part, and the part, which imports its package first, each begun by another thread."""
    package = tmp_path / "pack" / "__init__.py"
    package.parent.mkdir()
    package.write_text("import pack.part\n")
    package.with_name("part.py").touch()
    code = RACE.format(arguments=["--config", config], package=str(package))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LONGEST)
    assert (ran.stdout, ran.stderr) == ("", "")
