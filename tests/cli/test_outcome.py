"""How commands end: interrupted, unread, or by a bug of ours."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest

from explorer.api.client import Client
from explorer.cli.online import OnlineReader
from explorer.cli.outcome import run
from explorer.model.account import Account
from explorer.model.arrival import Arrival
from explorer.model.errors import Incomplete, NotFound, UsageError
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from explorer.vendors import discover
from tests.cli.conftest import Run
from tests.waiting import LONGEST

CANARY = "canary-9d1c"
EXPLORER = (sys.executable, "-m", "explorer")


@pytest.mark.parametrize(("error", "code"), [(UsageError("u"), 2), (NotFound("n"), 1), (Incomplete("i"), 3)])
def test_exit_codes(error: Exception, code: int, tmp_path: Path) -> None:
    def command() -> int:
        raise error

    assert run(command, lambda: tmp_path) == code
    assert not list(tmp_path.iterdir())


def test_a_message_is_one_inert_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def command() -> int:
        raise UsageError("a\x1b[31m\nb", next_step="do\u202e this")

    run(command, lambda: tmp_path)
    assert capsys.readouterr().err == "explorer: a␛[31m↵b; do\ufffd this\n"


def test_a_bug_is_one_line_and_a_private_report_without_values(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def command() -> int:
        key = CANARY
        try:
            return {}[key]  # type: ignore[index]  # fails, as it should
        except KeyError as error:
            raise RuntimeError(f"with {key}") from error

    before = os.umask(0)
    try:
        assert run(command, lambda: tmp_path / "new" / "reports") == 70
    finally:
        os.umask(before)
    captured = capsys.readouterr()
    (report,) = (tmp_path / "new" / "reports").iterdir()
    assert captured.err == f"explorer: this is a bug (RuntimeError); report: {report}\n"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text()
    assert "builtins.RuntimeError" in text and "builtins.KeyError" in text and "in command" in text
    assert CANARY not in text + captured.out + captured.err


def test_a_bug_where_nothing_can_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def command() -> int:
        raise RuntimeError

    (tmp_path / "file").touch()
    assert run(command, lambda: tmp_path / "file" / "reports") == 70
    assert capsys.readouterr().err == "explorer: this is a bug (RuntimeError); no report could be written\n"


def test_a_reader_that_has_seen_enough_is_no_failure(config_file: Path, tmp_path: Path) -> None:
    arguments = shlex.join((*EXPLORER, "--config", str(config_file), "list", "demo-repcard/users", "--all"))
    ran = subprocess.run(
        ["bash", "-c", f"{arguments} --format ndjson | head -n 1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
    )
    assert ran.stdout.splitlines()[1] == "0" and "rror" not in ran.stderr, ran.stderr


@pytest.mark.parametrize(
    ("redirection", "said"),
    [
        ("> /dev/full", "explorer: standard output cannot be written: No space left on device\n"),
        (">&-", "explorer: standard output is closed; data has to go somewhere, such as > FILE\n"),
        (
            "--output /dev/stdin --force",
            "explorer: /dev/stdin is no plain file, and is not replaced; name another file\n",
        ),
    ],
)
@pytest.mark.parametrize("arguments", [("list", "demo-repcard/users", "--all"), ("get", "demo-repcard/users/1466")])
def test_an_output_that_takes_nothing(
    config_file: Path, arguments: tuple[str, ...], redirection: str, said: str
) -> None:
    command = shlex.join((*EXPLORER, "--config", str(config_file), *arguments))
    ran = subprocess.run(["bash", "-c", f"{command} {redirection}"], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (2 if "--force" in redirection else 1, said)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("option", ["--version", "--help"])
def test_what_needs_no_config_says_so_too(option: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    command = shlex.join((*EXPLORER, option))
    full = subprocess.run(["bash", "-c", f"{command} > /dev/full"], capture_output=True, text=True)
    if (option, unbuffered) != ("--help", "1"):  # argparse says nothing of it
        assert full.stderr == "explorer: standard output cannot be written: No space left on device\n"
        assert full.returncode == 1
    left = f"{command} | exec true; echo ${{PIPESTATUS[0]}}"
    nobody = subprocess.run(["bash", "-c", left], capture_output=True, text=True)
    assert (nobody.stdout, nobody.stderr) == ("0\n", "")


def test_other_streams_may_be_closed(config_file: Path) -> None:
    command = shlex.join((*EXPLORER, "--config", str(config_file), "list", "demo-repcard/users"))
    for redirection in ("2>&-", "<&-", "<&- 2>&-", "2> /dev/full"):
        ran = subprocess.run(["bash", "-c", f"{command} {redirection}"], capture_output=True, text=True)
        assert (ran.returncode, ran.stdout.count("\n")) == (0, 52), ran.stderr


def test_ctrl_c_while_a_class_is_made_is_no_bug(tmp_path: Path) -> None:
    code = """
from pathlib import Path
from explorer.cli.outcome import run

class Interrupted:
    def __set_name__(self, owner, name):
        raise KeyboardInterrupt

raise SystemExit(run(lambda: type("Made", (), {"field": Interrupted()}), Path.cwd))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert (ran.returncode, ran.stderr) == (130, b"")


def test_ctrl_c_ends_with_130_even_when_nobody_reads(config_file: Path) -> None:
    process = subprocess.Popen(
        [*EXPLORER, "--config", str(config_file), "list", "demo-assemble/users", "--all", "--include", "phoneNumbers"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    os.read(process.stdout.fileno(), 1)
    process.send_signal(signal.SIGINT)
    assert process.wait(LONGEST) == 130
    assert process.stderr.read() == b""
    process.stdout.close()
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_terminates_leaves_a_part_under_its_name(number: signal.Signals, tmp_path: Path) -> None:
    code = f"""
import asyncio, os, sys
from explorer.cli.output import output

async def wait():
    os.kill(os.getpid(), {number:d})
    await asyncio.sleep(60)

with output(None, sys.argv[1], force=True) as out:
    out.stream.write("some")
    asyncio.run(wait())
"""
    whole, part = tmp_path / "users.csv", tmp_path / "users.part.csv"
    whole.write_text("all of them")
    ran = subprocess.run([sys.executable, "-c", code, str(whole)], capture_output=True, text=True)
    assert ran.returncode == -number
    assert f"what arrived is in {part}" in ran.stderr
    assert set(tmp_path.iterdir()) == {whole, part}
    assert (whole.read_text(), part.read_text()) == ("all of them", "some")


def test_what_is_killed_leaves_a_new_file_under_a_parts_name(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from explorer.cli.output import output

with output(None, sys.argv[1]) as out:
    out.stream.write("some")
    out.stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "users.csv")], capture_output=True)
    assert ran.returncode == -signal.SIGKILL
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("users.part.csv", "some")]


def test_an_interruption_that_a_request_swallows_still_counts() -> None:
    class Swallowing(Repository):
        async def stream(
            self, query: Query, *, limit: int | None = None, arrival: Arrival | None = None
        ) -> AsyncGenerator[list[JsonObject], None]:
            signal.raise_signal(signal.SIGINT)
            with suppress(asyncio.CancelledError):  # as where the answer is there already
                await asyncio.sleep(60)
            yield [{}]

    async def never(ask: Ask) -> Client:
        raise AssertionError

    account = Account("a", discover()["repcard"], "A", "https://a.example", {})
    with (
        OnlineReader(Swallowing(account, Cache(None), never, journal=lambda: Journal(None))) as reader,
        pytest.raises(KeyboardInterrupt),
    ):
        reader.first(Query(("users",)))


def test_help_and_version(run: Run) -> None:
    assert run("--help").code == 0 and "exit codes" in run("--help").out
    assert run("list", "--help").out.startswith("usage: explorer list")
    assert run("--version").out == run("list", "x", "--version").out == "explorer 0.1.0\n"


def test_the_screen_needs_a_terminal(run: Run, config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in ((), ("demo-repcard/users",), ("demo",)):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "explorer: the screen needs a terminal; commands such as explorer list work without one\n"
    monkeypatch.delenv("EXPLORER_CONFIG")
    ran = run()
    assert ran.code == 2
    assert ran.err == "explorer: no account is set up; run explorer to set one up step by step, or try explorer demo\n"
