"""What cannot be meant or is not there, and what each refusal says to type instead."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_record_that_is_gone_is_said_to_be(run: Run) -> None:
    run("sync", "demo-repcard")
    (file,) = (Path(os.environ["XDG_CACHE_HOME"]) / "explorer").glob("repcard-*.sqlite")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE record SET gone_at = 86400 WHERE key = '1466'")
    said = r"demo-repcard/users/1466: gone since 1970-01-0\d \d\d:\d\d\n"
    assert re.search(said, run("search", "ada", "owner").err)
    assert re.search(said, run("--offline", "get", "demo-repcard/users/1466").err)


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


def test_a_dash_is_standard_output_and_an_empty_name_is_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("list", "demo-repcard/users", "--limit", "1", "--output", "-")
    assert (ran.code, len(ran.json), list(tmp_path.glob("-*"))) == (0, 1, [])
    refused = run("list", "demo-repcard/users", "--output", "")
    assert (refused.code, refused.out) == (2, "") and "--output: the name is empty" in refused.err


@pytest.mark.parametrize("command", ["ls", "sync", "search x", "changed", "health"])
def test_where_every_account_is_faulty_none_is_said_to_be_missing(run: Run, tmp_path: Path, command: str) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text('[accounts.a]\nvendor = "assembel"\n')
    file.chmod(0o600)
    ran = run("--config", str(file), *command.split())
    assert ran.code == 2 and "did you mean assemble" in ran.err
    assert "explorer: no account can be used; explorer config check names what to mend\n" in ran.err


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
