"""One key and one person, both made up anew for each run, through every command there is: what shows the key is found.

The commands are those of the command line's own grammar and of the screen's own list: a new one is in it by itself, and
on the command line the test fails until it is told what to call it with.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import secrets
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from rich.color import ColorSystem
from textual.pilot import Pilot

from explorer.cli import browse
from explorer.cli.arguments import COMMANDS
from explorer.cli.outcome import report
from explorer.model.address import Address
from explorer.ui import commands
from explorer.ui.app import BUG
from explorer.ui.screens.main import MainScreen
from explorer.ui.widgets.record_detail import RecordDetail
from explorer.ui.widgets.record_table import RecordTable
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors
from tests.fault_server import FaultServer, Reply, fault_server, json_reply
from tests.ui.screen.customers import ADA, Customers
from tests.ui.screen.systems import Systems, screen_of, settle, shown
from tests.ui.table.terminal import TerminalDriver, written

PLACE: Final = "gormic/customers"
RECORD: Final = f"{PLACE}/c-1"
OTHER: Final = f"{PLACE}/c-2"


@dataclass(frozen=True)
class Canary:
    """What must not sing."""

    key: str
    person: Mapping[str, str]

    def knows_key(self, text: str) -> bool:
        """Whether the key, or half of it, is in `text`."""
        half = len(self.key) // 2
        return self.key[:half] in text or self.key[half:] in text

    def knows_person(self, text: str) -> bool:
        return any(each.casefold() in text.casefold() for each in self.person.values())


def word() -> str:
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(12))


@pytest.fixture
def canary() -> Canary:
    person = {"firstName": word().title(), "lastName": word().title(), "email": f"{word()}@example.com"}
    return Canary(secrets.token_urlsafe(30), {**person, "internalNote": word()})


@contextmanager
def serving() -> Iterator[FaultServer]:
    """A fault server on a loop of its own, for programs that have another one."""
    up, over = threading.Event(), asyncio.Event()
    made: list[FaultServer] = []
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        async with fault_server() as server:
            made.append(server)
            loops.append(asyncio.get_running_loop())
            up.set()
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    up.wait()
    try:
        yield made[0]
    finally:
        loops[0].call_soon_threadsafe(over.set)
        thread.join()


def holding(server: FaultServer, canary: Canary) -> Customers:
    """A vendor that knows the person, and a second one to delete."""
    vendor = Customers(server, {"c-1": {**ADA, **canary.person}, "c-2": {**ADA, "id": "c-2", "email": "b@example.com"}})
    return vendor


def config_of(server: FaultServer) -> str:
    auth = '{ api_key = { env = "CANARY_KEY" }, organization_id = "o" }'
    return f'[accounts.gormic]\nvendor = "gormic"\nbase_url = "{server.url}"\nauth = {auth}\n'


def kept() -> dict[str, str]:
    """Every file of ours, by path, as text."""
    folders = (Path(os.environ[each]) for each in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"))
    files = (each for folder in folders for each in folder.rglob("*") if each.is_file())
    return {str(each): each.read_bytes().decode("utf-8", "replace") for each in files}


def calls(canary: Canary, export: Path) -> dict[str, list[tuple[str, ...]]]:
    """What each command is called with; those of `DISCREET` are to say nothing of the person either."""
    name = canary.person["lastName"]
    new = ("firstName=Eve", f"lastName={name}", "email=eve@example.com", "phone=5550111", "phoneCallingCode=1")
    return {
        "ls": [(), (PLACE,)],
        "list": [(PLACE,), (PLACE, "--all", "--output", str(export)), (PLACE, "--format", "table")],
        "get": [(RECORD,), (f"{PLACE}/nobody",)],
        "sync": [("gormic",)],
        "search": [(name,), ("--server", name)],
        "same": [(RECORD,)],
        "compare": [(RECORD, OTHER)],
        "changed": [(), (RECORD,)],
        "health": [()],
        "login": [("gormic",)],
        "logout": [("gormic",)],
        "config": [("show",), ("check",), ("path",)],
        "doctor": [()],
        "completion": [("bash",)],
        "create": [(PLACE, *new, "--dry-run"), (PLACE, *new, "--yes")],
        "update": [(RECORD, "number=7", "--dry-run"), (RECORD, "number=7", "--yes")],
        "delete": [(OTHER, "--yes")],
        "run": [(RECORD, "nothing")],
        "undo": [("1", "--yes")],
        "journal": [()],
        "cache": [("info",)],
    }


DISCREET: Final = ("ls", "health", "login", "logout", "config", "doctor", "completion", "cache", "sync", "run")


def test_s17_no_command_tells_the_key_and_only_records_tell_of_the_person(
    run: Run, config_file: Path, tmp_path: Path, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_KEY", canary.key)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    export = tmp_path / "export.csv"
    told = calls(canary, export)
    assert set(told) == set(COMMANDS) - {"demo"}, "what is a new command called with?"
    with serving() as server:
        config_file.write_text(config_of(server))
        vendor = holding(server, canary)
        met_person = set[str]()
        for command, arguments in told.items():
            for each in arguments:
                ran = run(command, *each)
                assert ran.code != BUG, ran
                assert not canary.knows_key(ran.out + ran.err), (command, each)
                if canary.knows_person(ran.out + ran.err):
                    met_person.add(command)
        assert {"list", "get", "search", "update"} <= met_person, "the person went through"
        assert not met_person & set(DISCREET)
        assert {seen.headers["api-key"] for seen in server.seen} == {canary.key}, "the key went through"
        _refused(run, vendor, canary)
    run("__complete", "get", f"{PLACE}/")
    files = kept()
    assert not [path for path, text in files.items() if canary.knows_key(text)]
    personal = [path for path, text in files.items() if canary.knows_person(text)]
    assert personal and all(re.search(r"/explorer/(gormic-\w+|journal)\.sqlite(-wal)?$", path) for path in personal)
    assert canary.knows_person(export.read_text()) and not canary.knows_key(export.read_text())
    assert run("cache", "purge", "--yes").code == 0
    assert not [path for path, text in kept().items() if canary.knows_person(text)]


def _refused(run: Run, vendor: Customers, canary: Canary) -> None:
    """A vendor that quotes what it was sent."""
    quoted = {"error": {"code": "BAD", "description": f"{canary.key} may not", "key": canary.key}}
    for answer in (json_reply(quoted, 401), json_reply(quoted, 400), Reply(f"<p>{canary.key}".encode(), 500)):
        vendor.answer = answer
        vendor.server.play(*[answer] * 3)
        for command in (("get", RECORD), ("update", RECORD, "number=8", "--yes")):
            ran = run(*command)
            assert ran.code not in (0, BUG) and not canary.knows_key(ran.out + ran.err), ran


def test_s17_a_crash_of_a_command_tells_neither(
    run: Run, config_file: Path, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        local = {**canary.person, "key": canary.key}
        try:
            raise ValueError(local)
        except ValueError as error:
            raise RuntimeError(f"{local}") from error

    monkeypatch.setenv("CANARY_KEY", canary.key)
    monkeypatch.setattr(browse, "get_record", broken)
    with serving() as server:
        config_file.write_text(config_of(server))
        ran = run("get", RECORD)
    assert ran.code == BUG and "report: " in ran.err
    _tells_neither(ran.out + ran.err, canary)


def _tells_neither(told: str, canary: Canary) -> None:
    """In a line, and in the report that it names."""
    (file,) = (Path(os.environ["XDG_STATE_HOME"]) / "explorer" / "reports").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    told = told.replace("\n", "")  # folded to the width
    assert str(file) in told
    for text in (told, file.read_text()):
        assert "RuntimeError" in text and not canary.knows_key(text) and not canary.knows_person(text)


# On the screen


@asynccontextmanager
async def screen(folder: Path, canary: Canary) -> AsyncIterator[Systems]:
    async with fault_server() as server:
        holding(server, canary)
        config = config_of(server).replace('{ env = "CANARY_KEY" }', f'"{canary.key}"')
        systems = Systems(DemoVendors(), folder, config=config)
        try:
            yield systems
        finally:
            systems.close()


@pytest.fixture
def state_folder() -> Path:
    return Path(os.environ["XDG_STATE_HOME"]) / "explorer"


TOGGLES: Final = ("lock", "mask", "mouse", "detail")


async def test_s17_no_view_of_the_screen_shows_the_key(
    tmp_path: Path, canary: Canary, state_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every command of the screen, in the table and in the detail, and what it sends to the terminal."""
    shows_person = 0
    async with screen(tmp_path, canary) as systems:
        app = systems.app(PLACE, report=lambda error: report(error, lambda: state_folder / "reports"))
        app.driver_class = TerminalDriver

        async def body(pilot: Pilot[Any]) -> None:
            nonlocal shows_person
            await settle(pilot)
            for where in ("table", "detail"):
                for each in commands.COMMANDS:
                    if each.id == "quit" or not each.keys or each.where not in _WHERE[where]:
                        continue
                    await _stand(pilot, where)
                    await pilot.press(*_KEYS.get(each.id, each.keys[:1]))
                    await settle(pilot)
                    sent = written(app) + shown(pilot)
                    copied = "".join(base64.b64decode(text).decode() for text in re.findall(r"\]52;c;([^\a]*)\a", sent))
                    assert not canary.knows_key(sent + copied), each.id
                    shows_person += canary.knows_person(sent + copied)
                    if each.id in TOGGLES:
                        await pilot.press(each.keys[0])
            await _stand(pilot, "table")
            app.call_later(_crash, canary)
            await pilot.pause()

        app.console._color_system = ColorSystem.TRUECOLOR
        await app.run_async(headless=False, mouse=False, size=(140, 45), auto_pilot=body)
    assert app.return_code == BUG
    assert shows_person > 30, "the person went through"
    _tells_neither(capfd.readouterr().err, canary)
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and canary.knows_key(_text(each))]


_WHERE: Final = {"table": ("table",), "detail": ("detail", "anywhere")}
"""What is done where; a record in the detail shows more than in the table."""
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "copy": ("y", "c"),
    "go": ("colon", "c"),
    "search": ("slash", "a"),
    "palette": ("ctrl+p", "c"),
}
"""Where the first key alone shows little."""


def _crash(canary: Canary) -> None:
    local = {**canary.person, "key": canary.key}
    raise RuntimeError(f"{local}")


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")


async def _stand(pilot: Pilot[Any], where: str) -> None:
    """Back on the main screen, with the table or the detail in focus."""
    for _ in range(8):
        if isinstance(pilot.app.screen, MainScreen):
            break
        await pilot.press("escape")
        await pilot.pause()
    assert isinstance(pilot.app.screen, MainScreen), pilot.app.screen
    wanted = Address.parse(PLACE if where == "table" else RECORD)
    if screen_of(pilot).place.address != wanted or not isinstance(pilot.app.focused, (RecordTable, RecordDetail)):
        await pilot.press("escape", "escape", *(("enter",) if where == "detail" else ()))
        await settle(pilot)
    assert screen_of(pilot).place.address == wanted, screen_of(pilot).place
