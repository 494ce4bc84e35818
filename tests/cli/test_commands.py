"""`ls`, `sync`, `search`, `cache`, `login` and `config`, as a user gives them."""

from __future__ import annotations

import io
import os
import pty
import re
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO

import pytest

from explorer.vendors import discover
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors
from tests.waiting import LONGEST

EXPLORER = (sys.executable, "-m", "explorer")


def test_ls_shows_the_accounts(run: Run) -> None:
    assert [each["account"] for each in run("ls").json] == [
        "demo-repcard",
        "demo-repsly",
        "demo-assemble",
        "demo-gormic",
    ]


def test_ls_shows_all_58_operations_with_method_and_path(run: Run) -> None:
    calls = {
        f"{vendor} {each['method']} {each['path']}"
        for vendor in discover()
        for each in run("ls", f"demo-{vendor}").json
    }
    assert len(calls) == 58  # RepCard's one call to activate and deactivate is two actions here
    assert calls == {
        f"{vendor.name} {operation.method} {operation.path}"
        for vendor in discover().values()
        for _, resource in vendor.walk()
        for operation in resource.operations
    }


def test_ls_shows_every_parameter_with_what_it_takes(run: Run) -> None:
    shown = next(each for each in run("ls", "demo-assemble/users").json if each["operation"] == "list")
    documented = discover()["assemble"].resources[0].operation("list")
    assert documented is not None
    assert [each["name"] for each in shown["parameters"]] == [each.name for each in documented.parameters]
    assert [each["name"] for each in shown["includes"]] == [each.name for each in documented.includes]
    text = run("ls", "demo-assemble/users", "--format", "table").out
    assert re.search(r"^    -w s=a\|d  default d; direction: a ascending, d descending$", text, re.MULTILINE)
    assert re.search(r"^    -w distance=NUMBER  .*needs lat, long", text, re.MULTILINE)
    assert all(f"-w {each.name}=" in text for each in documented.parameters)


def test_a_search_in_a_narrow_terminal_tells_how_old_each_hit_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("sync", "demo-repsly", "demo-repcard")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    head, *lines = run("search", "smith").lines
    assert head.split() == ["address", "name", "as", "of"] and any("demo-repsly/users/" in line for line in lines)
    assert all(re.search(r" \d\d:\d\d$", line) for line in lines if line.startswith("demo-"))


def test_ls_tells_in_a_narrow_terminal_what_is_offered(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("ls", "demo-assemble")
    assert "offers" in shown.lines[0] and "what it does" in shown.lines[0] and max(map(len, shown.lines)) <= 80
    assert "give a role" in shown.out and "no room" not in shown.err
    assert "method and path of a call: explorer ls demo-assemble/users" in shown.err


def test_ls_of_a_record_shows_what_lies_below_it(run: Run) -> None:
    shown = {each["address"] for each in run("ls", "demo-assemble/users/46485").json}
    assert "demo-assemble/users/{user_id}/notes" in shown
    assert run("ls", "demo-assemble/user").err == "explorer: Assemble has no “user” there; it has users\n"


def test_ls_shows_an_override(run: Run, config_file: Path) -> None:
    text = config_file.read_text()
    override = 'operations = { "roles.list" = "GET /users/{user_id}/role-associations" }\n'
    config_file.write_text(text.replace("[accounts.demo-gormic]", override + "[accounts.demo-gormic]"))
    (shown,) = (each for each in run("ls", "demo-assemble/users/1/roles").json if each["operation"] == "list")
    assert shown["path"] == "/users/{user_id}/role-associations"


def test_sync_brings_all_accounts_and_then_only_what_changed(run: Run) -> None:
    first = run("sync")
    assert first.code == 0, first.err
    brought = {each["address"]: each for each in first.json}
    assert set(brought) == {
        "demo-repcard/users",
        "demo-repsly/users",
        "demo-assemble/users",
        "demo-gormic/customers",
    }
    assert all(each["new"] == each["held"] or int(each["new"]) > 100 for each in first.json)
    again = run("sync", "demo-repsly", "demo-gormic/customers")
    assert [each["new"] for each in again.json] == ["0", "0"]
    assert run("--offline", "list", "demo-repcard/users", "--all").code == 0
    assert run("sync", "demo-repcard/customers").code == 2
    assert run("sync", "demo-repcard/users/1476").err.endswith("explorer get demo-repcard/users/1476 reads it\n")


def test_one_account_that_fails_stops_no_other(
    run: Run, config_file: Path, demo_vendors: DemoVendors, fresh_demo_vendors: DemoVendors
) -> None:
    gone = fresh_demo_vendors.base_urls["repcard"]
    fresh_demo_vendors.stop()
    config_file.write_text(demo_vendors.config_text.replace(demo_vendors.base_urls["repcard"], gone))
    ran = run("sync")
    assert ran.code == 1 and len(ran.json) == 3
    assert ran.err.count("\n") == 1 and "demo-repcard" in ran.err


def test_search_finds_what_is_held_in_all_accounts(run: Run) -> None:
    nothing = run("search", "ada")
    assert (nothing.code, nothing.out) == (0, "[]\n") and "explorer sync" in nothing.err
    run("sync")
    hits = run("search", "ada").json
    (ada,) = [each for each in hits if each["address"] == "demo-repcard/users/1466"]
    assert (ada["account"], ada["label"], ada["state"]) == ("demo-repcard", "Ada Owner", None)
    assert abs(datetime.fromisoformat(ada["as_of"]).timestamp() - time.time()) < 600
    assert len({each["account"] for each in hits}) > 1
    table = run("search", "ADA", "own", "--format", "table").lines
    assert table[0].split()[:2] == ["address", "name"]
    assert table[1].split()[:3] == ["demo-repcard/users/1466", "Ada", "Owner"]


def test_search_says_what_is_held_in_part_and_what_brings_it(run: Run) -> None:
    run("list", "demo-assemble/users")
    run("sync", "demo-repsly", "demo-gormic")
    told = run("search", "smith").err
    assert re.search(r"^demo-assemble/users: 50 of 1\d\d held$", told, re.MULTILINE)
    assert "demo-repcard/users: never synced\n" in told
    assert "demo-repcard/customers: cannot be listed, by id only\n" in told
    assert "explorer sync demo-repcard/users demo-assemble/users brings all of them\n" in told
    assert "repsly" not in told and "gormic" not in told


def test_search_asks_the_servers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("search", "ada").json == []
    found = run("search", "ada", "--server")
    assert found.code == 0
    hits = {each["address"]: each["state"] for each in found.json}
    assert hits["demo-repcard/users/1466"] == "from the server"
    monkeypatch.setattr(sys, "stdin", io.StringIO("ada owner\n"))
    assert "demo-repcard/users/1466" in {each["address"] for each in run("search", "-").json}
    refused = run("--offline", "search", "ada", "--server")
    assert refused.code == 2 and "offline no server is asked" in refused.err
    assert run("search", "--", "--").code == 2


def test_search_goes_on_where_one_server_is_down(
    run: Run, config_file: Path, demo_vendors: DemoVendors, fresh_demo_vendors: DemoVendors
) -> None:
    gone = fresh_demo_vendors.base_urls["repcard"]
    fresh_demo_vendors.stop()
    config_file.write_text(demo_vendors.config_text.replace(demo_vendors.base_urls["repcard"], gone))
    found = run("search", "kim", "--server")
    assert found.code == 3 and "demo-repcard" in found.err
    assert {each["account"] for each in found.json} == {"demo-assemble"}
    assert run("search", "xqzw", "--server").json == []


def test_a_record_that_is_gone_is_said_to_be(run: Run) -> None:
    run("sync", "demo-repcard")
    (file,) = (Path(os.environ["XDG_CACHE_HOME"]) / "explorer").glob("repcard-*.sqlite")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE record SET gone_at = 86400 WHERE key = '1466'")
    said = r"demo-repcard/users/1466: gone since 1970-01-0\d \d\d:\d\d\n"
    assert re.search(said, run("search", "ada", "owner").err)
    assert re.search(said, run("--offline", "get", "demo-repcard/users/1466").err)


def test_cache_info_and_purge(run: Run) -> None:
    run("list", "demo-repcard/users")
    run("list", "demo-assemble/users")
    held = {each["collection"]: each["records"] for each in run("cache", "info").json}
    assert held == {"demo-repcard/users": "50", "demo-assemble/users": "50"}
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert any(b"adaowner" in file.read_bytes() for file in folder.iterdir())
    assert run("cache", "purge", "demo-repcard", "--yes").code == 0
    assert not any(b"adaowner" in file.read_bytes() for file in folder.iterdir())
    assert [each["collection"] for each in run("cache", "info").json] == ["demo-assemble/users"]
    (folder / "left-over-0123456789abcdef.sqlite").touch(0o600)
    assert run("cache", "purge", "--yes").code == 0
    assert run("cache", "info").json == []
    run("journal")
    assert "deleted: 0 KiB freed; what stays: sign-ins" in run("cache", "purge", "--yes").err


def test_purge_works_on_a_full_disk_and_goes_on_after_a_failure(run: Run) -> None:
    run("list", "demo-repcard/users")
    run("list", "demo-assemble/users")
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    (folder / "aaa.sqlite").mkdir()
    bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, bounds[1]))
    try:
        ran = run("cache", "purge", "--yes")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
        signal.signal(signal.SIGXFSZ, handler)
    assert ran.code == 1
    assert ran.err.startswith(f"explorer: {folder / 'aaa.sqlite'} cannot be deleted: Is a directory")
    assert [each.name for each in folder.iterdir()] == ["aaa.sqlite"]


def test_purge_deletes_what_was_kept_before_memory_only(run: Run, config_file: Path) -> None:
    run("list", "demo-repcard/users")
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    config_file.write_text(config_file.read_text() + "[cache]\nmemory_only = true\n")
    assert run("cache", "purge", "demo-repcard", "--yes").code == 0
    assert not any(b"adaowner" in file.read_bytes() for file in folder.iterdir())


@pytest.mark.parametrize("mistyped", ["demo-repcrd", "demo-9", "9", "nobody@example.com"])
def test_what_names_no_account_makes_no_copies(run: Run, mistyped: str) -> None:
    assert run("get", mistyped).code == run("list", mistyped).code == 2
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    assert not list(folder.glob("*.sqlite*"))


def test_a_mistyped_account_says_nothing_of_another_ones_copy(run: Run) -> None:
    run("list", "demo-repcard/users")
    (file,) = (Path(os.environ["XDG_CACHE_HOME"]) / "explorer").glob("*.sqlite")
    damaged = b"no database" * 1000
    file.write_bytes(damaged)
    ran = run("list", "demo-repcrd")
    assert ran.err == "explorer: there is no account “demo-repcrd”; did you mean demo-repcard?\n"
    assert file.read_bytes() == damaged


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--config",), "--config needs a file; write --config FILE"),
        (("list", "--config"), "--config needs a file; write --config FILE"),
        (("--config=", "ls"), "--config needs a file, and got an empty name"),
        (("screen", "x"), "there is no command, account or record called “screen”; explorer alone opens the screen"),
        (("screen",), "there is no command, account or record called “screen”; explorer alone opens the screen"),
        (("--", "lsit", "x"), "there is no command, account or record called “lsit”; did you mean list?"),
        (("--", "--nonsense"), "unrecognized arguments: --nonsense"),
    ],
)
def test_what_cannot_be_meant_is_said(
    run: Run, arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a file is there that is called like a command."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "screen").touch(0o600)
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "") and told in ran.err


def test_options_may_be_ended_before_the_command(run: Run) -> None:
    assert run("--", "ls").json == run("ls").json


def test_nothing_is_written_with_memory_only(run: Run, config_file: Path) -> None:
    config_file.write_text(config_file.read_text() + "[cache]\nmemory_only = true\n")
    assert run("list", "demo-repcard/users").code == 0
    assert not (Path(os.environ["XDG_CACHE_HOME"]) / "explorer").exists()


def test_login_and_logout(run: Run) -> None:
    tokens = Path(os.environ["XDG_STATE_HOME"]) / "explorer" / "tokens"
    assert run("login", "demo-assemble").err == "signed in to demo-assemble\n"
    (kept,) = tokens.glob("*.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert run("cache", "purge", "--yes").code == 0 and kept.exists()
    assert run("logout", "demo-assemble").err == "signed out of demo-assemble\n"
    assert not kept.exists()
    assert run("login", "demo-repcard").code == 2
    assert "demo-repcard has no sign-in" in run("logout", "demo-repcard").err


def test_a_second_factor_is_asked_for_on_the_terminal(config_file: Path, tmp_path: Path) -> None:
    vendors = subprocess.Popen(
        [sys.executable, "-m", "explorer.demo", "--two-factor", "--people", "20"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert vendors.stdout is not None and vendors.stderr is not None
    try:
        config_file.write_text(_printed_config(vendors.stdout))
        refused = subprocess.run(
            [*EXPLORER, "--config", str(config_file), "login", "demo-assemble"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert refused.returncode == 1 and "explorer login" in refused.stderr, refused.stderr
        for command in (("list", "demo-assemble/users"), ("sync", "demo-assemble")):
            unattended = subprocess.run(
                [*EXPLORER, "--config", str(config_file), *command], capture_output=True, text=True
            )
            assert unattended.returncode == 1
            assert unattended.stderr == (
                "explorer: demo-assemble: a second factor is wanted, which only a sign-in asks for;"
                " run explorer login demo-assemble on a terminal, then this again\n"
            )
        ours, theirs = pty.openpty()
        login = subprocess.Popen(
            [*EXPLORER, "--config", str(config_file), "login", "demo-assemble"], stdin=theirs, stderr=subprocess.PIPE
        )
        assert login.stderr is not None
        asked = b""
        while not asked.endswith(b": "):
            asked += login.stderr.read(1)
        os.write(ours, _code(vendors).encode() + b"\n")
        assert login.wait(LONGEST) == 0
        assert login.stderr.read() == b"signed in to demo-assemble\n"
        login.stderr.close()
        for descriptor in (ours, theirs):
            os.close(descriptor)
    finally:
        vendors.terminate()
        vendors.wait()
        vendors.stdout.close()
        vendors.stderr.close()


def _printed_config(stdout: IO[str]) -> str:
    """All four accounts: how to sign in is the last line of each."""
    text = ""
    while text.count("auth = ") < 4 and (line := stdout.readline()):
        text += line
    return text


def _code(vendors: subprocess.Popen[str]) -> str:
    """The last code the demo has printed: each sign-in gets one of its own."""
    assert vendors.stderr is not None
    found: list[str] = []
    while len(found) < 4:
        found += re.findall(r"code\D*(\d{4,})", vendors.stderr.readline())
    return found[-1]


def test_config_path_init_and_check(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPLORER_CONFIG")
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "explorer" / "config.toml"
    path = run("config", "path")
    assert path.out == f"{file}\n" and "is not there" in path.err
    assert run("config", "check").code == run("config", "show").code == 2
    assert run("config", "init").code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("config", "init").code == 2
    assert run("config", "check").err == "0 accounts, nothing to mend\n"
    file.write_text("[accounts.a]\nvendor = 'repcrd'\ntitel = 1\n[cache]\npages = 1\n")
    ran = run("config", "check")
    assert ran.code == 2 and len(ran.lines) == 2 and ran.err == "2 to mend\n"
    assert ran.lines[0].startswith(f"{file}:2: accounts.a.vendor: ")
    file.chmod(0o620)
    assert run("config", "check").err == f"explorer: others may write {file}; run: chmod go-w {file}\n"
    assert run("--config", "elsewhere.toml", "ls").err == "explorer: elsewhere.toml, named by --config, is not there\n"


def test_config_check_knows_themes_commands_and_keys(run: Run, config_file: Path) -> None:
    config_file.write_text("theme = 'duks'\n[keys]\nrefesh = 'r'\nhelp = 'q'\n")
    ran = run("config", "check")
    assert (ran.code, ran.err) == (2, "3 to mend\n")
    assert ran.lines[0] == f"{config_file}:1: theme: there is no theme “duks”; did you mean dusk?"
    assert ran.lines[1] == f"{config_file}:3: keys.refesh: there is no such command; did you mean refresh?"
    assert "q is both" in ran.lines[2]
    config_file.write_text("theme = 'paper'\n[keys]\nrefresh = ['R', 'f5']\nhelp = []\n")
    assert run("config", "check").code == 0


def test_config_check_knows_the_names_of_keys(run: Run, config_file: Path) -> None:
    config_file.write_text("[keys]\nhelp = 'hello'\nquit = ['PgDown', 'ctrl+q']\nrefresh = 'q,r'\n")
    ran = run("config", "check")
    assert (ran.code, ran.err, len(ran.lines)) == (2, "3 to mend\n", 3)
    assert ran.lines[0].startswith(f"{config_file}:2: keys.help: “hello” is no key: a key is a character such as")
    assert ran.lines[1].startswith(f"{config_file}:3: keys.quit: “PgDown”")
    assert ran.lines[1].endswith("did you mean pagedown?")
    assert "several stand in a list" in ran.lines[2]


def test_config_show_masks_credentials_and_names_origins(run: Run, config_file: Path) -> None:
    config_file.write_text(
        "[accounts.a]\nvendor = 'repsly'\nauth = { username = 'u', password = { env = 'REPSLY_PASSWORD' } }\n"
        "[accounts.b]\nvendor = 'repcard'\nauth = { api_key = { command = ['pass', 'show', 'canary'] } }\n"
        "network = { timeout = 3 }\n[network]\nparallel = 2\n"
    )
    ran = run("config", "show")
    assert ran.code == 0 and "canary" not in ran.out
    told = {line.split()[0]: " ".join(line.split()[1:]) for line in ran.lines if line.startswith("accounts")}
    assert told["accounts.a.auth.username"] == "*** from this file line 3"
    assert told["accounts.a.auth.password"] == "*** from $REPSLY_PASSWORD (not set) line 3"
    assert told["accounts.b.auth.api_key"] == "*** from the command pass line 6"
    assert told["accounts.b.network.timeout"] == "3 line 7"
    assert told["accounts.b.network.parallel"] == "2 line 9, for all accounts"
    assert told["accounts.b.base_url"] == "https://app.repcard.com/api the vendor's"


def test_a_broken_account_is_told_and_the_others_work(run: Run, config_file: Path) -> None:
    config_file.write_text("[accounts.a]\nvendor = 'repcrd'\n" + config_file.read_text().replace("demo = true", ""))
    ran = run("list", "demo-repcard/users", "--limit", "1")
    assert ran.code == 0 and f"{config_file}:2: accounts.a.vendor" in ran.err
    broken = run("list", "a/users")
    assert broken.code == 2 and "account a cannot be used" in broken.err


def test_no_credential_is_printed_logged_or_kept(run: Run, config_file: Path, demo_vendors: DemoVendors) -> None:
    secrets = ("demo-repcard-key", "demo-repsly-password", "Demo-Assemble-1", "demo-gormic-key")
    said = ""
    for arguments in (
        ("config", "show"),
        ("config", "check"),
        ("ls",),
        ("login", "demo-assemble"),
        ("sync",),
        ("list", "demo-repcard/users", "-w", "per_page=0"),
        ("get", "demo-gormic/customers/nobody"),
        ("cache", "info"),
    ):
        ran = run(*arguments)
        said += ran.out + ran.err
    kept = b"".join(
        file.read_bytes()
        for folder in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME")
        for file in Path(os.environ[folder]).rglob("*")
        if file.is_file()
    )
    assert not [secret for secret in secrets if secret in said or secret.encode() in kept]
    config_file.write_text(demo_vendors.config_text.replace("demo-repcard-key", "wrong-canary-key"))
    refused = run("list", "demo-repcard/users")
    assert refused.code == 1 and "canary" not in refused.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("undo",), "arguments are required: ENTRY;"),
        (("run", "demo-repcard/users/1466"), "arguments are required: ACTION;"),
        (("get", "http://127.0.0.1:1/api/users/1"), "no account has this host"),
        (("get", "305965"), "write ACCOUNT/RESOURCE/ID"),
        (("delete", "305965"), "write ACCOUNT/RESOURCE/ID"),
        (("compare", "demo-repcard/users/1", "demo-repcard/users/2"), "explorer get demo-repcard/users/1 reads it"),
        (("list", "demo-repcard/users", "--no-formulas"), "--no-formulas is for csv, and this is json"),
    ],
)
def test_a_refusal_says_what_to_type(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments)
    assert ran.code != 0 and said in ran.err, ran.err


def test_a_file_whose_name_promises_another_form_is_told_of(run: Run, tmp_path: Path) -> None:
    assert (
        "q.xlsx, as json: --format chooses" in run("list", "demo-repcard/users", "--output", f"{tmp_path}/q.xlsx").err
    )


def test_a_list_row_is_not_taken_for_the_record(run: Run) -> None:
    first = run("list", "demo-assemble/users").json[0]["id"]
    held = run("get", f"demo-assemble/users/{first}", "--offline")
    assert (held.code, f"{first}: the list's row only" in held.err) == (0, True), held.err
    run("get", f"demo-assemble/users/{first}")
    assert "row only" not in run("get", f"demo-assemble/users/{first}", "--offline").err
