"""The config: missing, foreign, where it lies, changed while it is used, and what is done without it."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.accounts import Accounts
from explorer.config import parse
from explorer.config.adding import ConfigFile
from explorer.config.files import SIZE_LIMIT, Folders, create, read_text
from explorer.model.account import Secret
from explorer.model.account_draft import AccountDraft
from explorer.model.errors import ConfigError
from explorer.model.page import Query
from explorer.vendors import discover
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors
from tests.pseudo_terminal import Session, started
from tests.waiting import LONGEST

VENDORS = discover()

WATCHED = """
import os, sys
def watch(event, arguments):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        # Of the loop's own pair of sockets nothing leaves the process.
        with open({log!r}, "a") as log:
            print(event, arguments[1:], file=log)
sys.addaudithook(watch)
from explorer.__main__ import main
sys.exit(main({arguments!r}))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def watched(log: Path, *arguments: str) -> list[str]:
    """A command that notes in `log` what it does with sockets."""
    return [sys.executable, "-c", WATCHED.format(log=str(log), arguments=list(arguments))]


def test_f03_what_is_no_plain_text_file_is_refused_at_once(tmp_path: Path, file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(ConfigError, match="no plain file"):
        read_text(file)
    with pytest.raises(ConfigError, match="no plain file"):
        read_text(tmp_path)
    file.unlink()
    create(file, "#" * (SIZE_LIMIT + 1))
    with pytest.raises(ConfigError, match="larger"):
        read_text(file)
    file.write_bytes(b"a = 1\nb = '\xe9'\n")
    with pytest.raises(ConfigError, match=r"config\.toml:2: is not UTF-8 at byte 11"):
        read_text(file)


def test_f05_folders_follow_the_specification(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.delenv("XDG_STATE_HOME")
    folders = Folders.of_user()
    assert folders.cache == tmp_path / ".cache" / "explorer"
    assert folders.state == tmp_path / ".local" / "state" / "explorer"


def test_f05_no_home_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable)
    monkeypatch.delenv("HOME")

    def nobody(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(ConfigError) as caught:
        Folders.of_user()
    assert caught.value.next_step == "set XDG_CONFIG_HOME to a folder of yours"


def test_f06_a_stranger_s_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(file, "")
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(file).st_uid + 1)
    if file.stat().st_uid != 0:
        with pytest.raises(ConfigError, match="belongs to another user"):
            read_text(file)
    else:
        os.chown(file, 12345, 0)
        with pytest.raises(ConfigError, match="belongs to another user"):
            read_text(file)


@pytest.mark.parametrize("keys", [("q", 0)])
def test_f01_f14_without_a_config_there_is_a_first_page_and_no_packet(tmp_path: Path, keys: tuple[str, int]) -> None:
    log, (key, code) = tmp_path / "sockets", keys
    with started(watched(log), (100, 30)) as (process, descriptor):
        first = Session(process, descriptor, (100, 30))
        first.shows("No account is set up yet", "explorer demo", "explorer config init")
        first.press(key)
        assert first.end() == code
    assert not log.exists()


def test_f03_an_empty_config_is_one_without_accounts(run: Run, config_file: Path) -> None:
    config_file.write_text("")
    ran = run("list", "demo-repcard/users")
    assert (ran.code, "no account is set up" in ran.err) == (2, True)
    config_file.write_bytes("\ufefftheme = 'paper'\r\n[accounts.a]\r\nvendor = 'repcard'\r\n".encode())
    assert f"{config_file}:2: accounts.a" in run("config", "check").out + run("config", "check").err


def test_f04_a_variable_that_is_not_set_costs_its_own_account(run: Run, config_file: Path) -> None:
    config_file.write_text(config_file.read_text().replace('"demo-gormic-key"', '{ env = "NOT_SET_ANYWHERE" }'))
    off = run("list", "demo-gormic/customers")
    assert (off.code, off.out) == (2, "")
    assert "auth.api_key: the environment variable NOT_SET_ANYWHERE is not set; export NOT_SET_ANYWHERE" in off.err
    assert run("list", "demo-repcard/users").code == 0
    everything = run("sync")
    assert everything.code != 0 and "demo-repcard/users" in everything.out + everything.err


def test_f05_folders_that_are_of_no_use_are_said(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "plain"))
    ran = run("list", "demo-repcard/users")
    assert ran.code == 0 and "demo-repcard: nothing is kept on disk: " in ran.err
    ran = run("sync", "demo-repcard/users")
    assert (ran.code, ran.json) == (1, []) and "demo-repcard was not synced: nothing of it would be kept" in ran.err
    assert "demo-repcard: nothing is kept on disk: " in ran.err


async def test_f07_a_config_that_breaks_meanwhile_changes_nothing_for_who_runs(
    demo_vendors: DemoVendors, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    create(file, demo_vendors.config_text)
    config = parse(read_text(file)[0], VENDORS, str(file))
    accounts = Accounts(config, Folders.under(tmp_path))
    repository = accounts.repository(config.accounts["demo-repcard"])
    file.write_text("[accounts.demo-repcard\nbase_url = 'https://evil.example'")
    assert (await repository.load(Query(("users",)))).held == 50
    draft = AccountDraft("new", "repcard", credentials={"api_key": Secret("env", "KEY")})
    with pytest.raises(ConfigError, match="has a mistake in it, and nothing is added to it"):
        ConfigFile(file, lambda: VENDORS).add(draft)
    assert file.read_text().endswith("evil.example'")
    await repository.close()
    accounts.close()


def test_f11_the_doctor_looks_at_all_of_it(run: Run, config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:proxy-secret@proxy.example:3128")
    assert run("list", "demo-repcard/users").code == 0
    ran = run("doctor", "--format", "json")
    assert ran.code == 0, ran.out
    seen = {(each["subject"], each["what"]) for each in ran.json}
    assert {
        ("explorer", "version"),
        ("files", "config folder"),
        ("files", "config"),
        ("files", "cache folder"),
        ("files", "state folder"),
        ("files", "copy"),
        ("files", "copy content"),
        ("files", "cache room"),
        ("files", "cache disk"),
        ("config", "file"),
        ("account demo-repcard", "credentials"),
        ("account demo-repcard", "host"),
        ("account demo-repcard", "test call"),
        ("account demo-repcard", "clock"),
    } <= seen, sorted(seen)
    assert "terminal" in {subject for subject, _ in seen}
    assert {"proxy", "TLS"} <= {what for subject, what in seen if subject == "network"}, sorted(seen)
    for secret in ("demo-repcard-key", "demo-repsly-password", "Demo-Assemble-1", "demo-gormic-key", "proxy-secret"):
        assert secret not in ran.out + ran.err


def test_f12_there_is_no_log(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("DEBUG", "EXPLORER_DEBUG", "HTTPX_LOG_LEVEL", "TEXTUAL_LOG", "TEXTUAL"):
        monkeypatch.setenv(variable, "debug" if "TEXTUAL" not in variable else "")
    monkeypatch.chdir(tmp_path)
    ran = run("list", "demo-repcard/users")
    assert (ran.code, ran.err.count("\n")) == (0, ran.err.count("\n")) and "HTTP" not in ran.err
    run("journal")
    left = [
        str(each.relative_to(os.environ[variable]))
        for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "HOME")
        for each in Path(os.environ[variable]).rglob("*")
        if stat.S_ISREG(each.lstat().st_mode)
    ]
    kinds = {each.rpartition("/")[0] if "/hosts/" in each else Path(each).suffix for each in left}
    assert kinds == {"explorer/hosts", ".sqlite"}, left


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_f13_version_and_help_need_neither_config_nor_network(tmp_path: Path, argument: str) -> None:
    log, config = tmp_path / "sockets", tmp_path / "config.toml"
    os.mkfifo(config)
    spent = []
    for _ in range(3):
        before = os.times()
        ran = subprocess.run(
            watched(log, argument),
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "EXPLORER_CONFIG": str(config)},
            timeout=LONGEST,
        )
        after = os.times()
        assert (ran.returncode, ran.stdout[:8].lower().strip(":")) in ((0, "explorer"), (0, "usage: e")), ran
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(spent) < 0.3, spent
    assert not log.exists()


def test_f14_nothing_is_asked_of_anybody_but_the_vendor(
    config_file: Path, demo_vendors: DemoVendors, tmp_path: Path
) -> None:
    log = tmp_path / "sockets"
    offline = watched(log, "--config", str(config_file), "--offline", "demo-repcard/users")
    with started(offline, (100, 30)) as (process, descriptor):
        first = Session(process, descriptor, (100, 30))
        first.shows("offline: no users are held here")
        first.settle()
        first.press("q")
        assert first.end() == 0
    assert not log.exists()
    online = watched(log, "--config", str(config_file), "demo-repcard/users")
    with started(online, (100, 30)) as (process, descriptor):
        second = Session(process, descriptor, (100, 30))
        second.shows("Owner")
        second.press("q")
        assert second.end() == 0
    asked = {line.split(" ", 1)[1] for line in log.read_text().splitlines() if line.startswith("socket.connect ")}
    assert asked == {f"(('127.0.0.1', {demo_vendors.ports[0]}),)"}
