"""What the command line says, and exits with, when an answer is lost: a scripted server in a vendor's place."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.cli import writer
from explorer.config.files import Folders
from explorer.model.journal import Intent, State
from explorer.repository import saving
from explorer.store.journal import DOUBTED_SECONDS, KEPT_SECONDS, Journal
from tests.cli.conftest import Ran
from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply

BEFORE = {"id": "c-1", "firstName": "Ada", "phone": "5550100", "phoneCountryCalling": "1", "number": "1001"}
Asking = Callable[..., Awaitable[Ran]]


def told(seen: Seen) -> Reply:
    """The customer that was asked for, as before."""
    return json_reply({"data": {"user": BEFORE | {"id": seen.target.rpartition("/")[2]}}})


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    """Answers reads with one customer, who never changes, and loses what it would say to writes."""

    def answer(seen: Seen) -> Reply:
        if seen.method != "GET":
            return Reply(reset=True)
        return json_reply({"data": {"items": [BEFORE | {"id": "c-9"}]}}) if "/export" in seen.target else told(seen)

    async with fault_server() as made:
        made.otherwise = answer
        yield made


@pytest.fixture
def ask(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Asking:
    """Runs a command beside the server."""
    file = tmp_path / "config.toml"
    file.touch(0o600)
    auth = '{ api_key = "k", organization_id = "o" }'
    file.write_text(f'[accounts.gormic]\nvendor = "gormic"\nbase_url = "{server.url}"\nauth = {auth}\n')
    monkeypatch.setenv("EXPLORER_CONFIG", str(file))
    monkeypatch.setattr(saving, "VERIFY_AT", (0.0, 0.0, 0.0))

    async def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code = await asyncio.to_thread(main, arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


def writes(server: FaultServer) -> int:
    return sum(each.method != "GET" for each in server.seen)


async def test_an_update_that_did_not_arrive_is_found_out(server: FaultServer, ask: Asking) -> None:
    ran = await ask("update", "gormic/customers/c-1", "firstName=Eve", "--yes")
    assert (ran.code, ran.json[0]["state"]) == (1, "verified not applied")
    assert "whether it was applied is unknown, reading again" in ran.err
    assert writes(server) == 1


async def test_what_could_not_be_read_again_at_once_can_be_later(server: FaultServer, ask: Asking) -> None:
    now = BEFORE

    def answer(seen: Seen) -> Reply:
        nonlocal now
        if seen.method != "GET":
            now = BEFORE | {"firstName": "Eve"}
        elif now is not BEFORE:
            return json_reply({}, 403)
        return json_reply({"data": {"user": now}})

    server.otherwise = answer
    ran = await ask("update", "gormic/customers/c-1", "firstName=Eve", "--yes")
    assert (ran.code, ran.json[0]["state"]) == (0, "accepted")
    server.otherwise = lambda seen: json_reply({"data": {"user": now}})
    assert (await ask("journal", "verify", "1")).code == 0
    assert json.loads((await ask("journal")).out)[0]["state"] == "verified applied"
    assert writes(server) == 1


async def test_what_was_settled_long_ago_is_forgotten(ask: Asking) -> None:
    folder = Folders.of_user().state
    folder.mkdir(parents=True, exist_ok=True)
    then = time.time() - KEPT_SECONDS - 1
    with closing(Journal(folder / "journal.sqlite", clock=lambda: then)) as journal:
        states: dict[str, State] = {"c-1": "applied", "c-2": "unknown"}
        for key, state in states.items():
            intent = Intent("i", "o", "gormic", ("customers", key), "customers.update", "PATCH", "u", {}, {"a": "1"})
            journal.finish(journal.begin(intent), state)
        then = time.time() - DOUBTED_SECONDS - 1
        assert journal.expire() == 0
    assert [each["address"] for each in (await ask("journal")).json] == ["gormic/customers/c-2"]


async def test_a_create_stays_unknown_until_somebody_says(server: FaultServer, ask: Asking) -> None:
    fields = ("firstName=Ada", "phone=5550100", "phoneCallingCode=1")
    ran = await ask("create", "gormic/customers", *fields, "--yes")
    assert ran.code == 4
    assert "it may be gormic/customers/c-9" in ran.err
    assert "explorer journal resolve 1 --applied|--not-applied" in ran.err
    assert "1 without a known outcome" in (await ask("journal")).err
    assert (await ask("journal", "verify", "1")).code == 4
    assert (await ask("journal", "resolve", "1", "--applied")).code == 0
    assert json.loads((await ask("journal")).out)[0]["state"] == "verified applied"
    assert (await ask("journal", "resolve", "1", "--applied")).code == 2
    assert writes(server) == 1


async def test_a_create_that_may_be_there_is_not_sent_once_more(
    server: FaultServer, ask: Asking, tmp_path: Path
) -> None:
    """W08: by whatever command, and nothing else of it either."""
    fields = ("firstName=Ada", "phone=5550100", "phoneCallingCode=1")
    assert (await ask("create", "gormic/customers", *fields, "--yes")).code == 4
    file = tmp_path / "two.ndjson"
    ada = {"phoneCallingCode": "1", "phone": "5550100", "firstName": "Ada"}
    file.write_text(f"{json.dumps(ada | {'firstName': 'Eve'})}\n{json.dumps(ada)}\n")
    for again in (fields, ("--data", str(file))):
        ran = await ask("create", "gormic/customers", *again, "--yes")
        assert (ran.code, writes(server)) == (5, 1)
        assert "entry 1, has no known outcome" in ran.err
        assert "explorer journal verify 1" in ran.err and "resolve 1 --applied|--not-applied" in ran.err
    assert (await ask("journal", "resolve", "1", "--not-applied")).code == 0
    assert (await ask("create", "gormic/customers", *fields, "--yes")).code == 4
    assert writes(server) == 2


async def test_an_unknown_write_holds_back_the_next(server: FaultServer, ask: Asking) -> None:
    server.play(json_reply({"data": {"user": BEFORE}}), Reply(reset=True))
    server.otherwise = lambda seen: Reply(reset=True)
    ran = await ask("update", "gormic/customers/c-1", "firstName=Eve", "--yes")
    assert ran.code == 4
    server.otherwise = lambda seen: json_reply({"data": {"user": BEFORE | {"firstName": "Other"}}})
    held_back = await ask("update", "gormic/customers/c-1", "number=7", "--yes")
    assert (held_back.code, "has no known outcome" in held_back.err) == (5, True)
    assert writes(server) == 1


async def test_many_stop_at_the_first_lost_answer(server: FaultServer, ask: Asking, tmp_path: Path) -> None:
    file = tmp_path / "two.ndjson"
    file.write_text('{"id": "c-1", "firstName": "Eve"}\n{"id": "c-2", "firstName": "Eve"}\n')
    server.otherwise = _unreadable_after_a_write(server)
    ran = await ask("update", "gormic/customers", "--data", str(file), "--yes")
    assert ran.code == 4
    assert "stopped: 1 were not sent" in ran.err
    assert writes(server) == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_killed_writer_leaves_what_can_be_found_out(server: FaultServer, ask: Asking, arrived: bool) -> None:
    """W02, W03"""
    reached = asyncio.Event()
    record = dict(BEFORE)

    def answer(seen: Seen) -> Reply:
        if seen.method == "GET":
            return json_reply({"data": {"user": record}})
        if arrived:
            record["firstName"] = "Eve"
        reached.set()
        return Reply(wait=asyncio.Event())

    server.otherwise = answer
    command = (sys.executable, "-m", "explorer", "update", "gormic/customers/c-1", "firstName=Eve", "--yes")
    writer = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    await reached.wait()
    assert (await ask("journal", "verify", "1")).code == 2  # it is still at it
    writer.kill()
    await writer.wait()
    assert json.loads((await ask("journal")).out)[0]["state"] == "sending"
    assert (await ask("update", "gormic/customers/c-1", "number=7", "--yes")).code == 5
    assert (await ask("journal", "verify", "1")).code == (0 if arrived else 1)
    state = json.loads((await ask("journal")).out)[0]["state"]
    assert state == ("verified applied" if arrived else "verified not applied")
    assert writes(server) == 1


def _unreadable_after_a_write(server: FaultServer) -> Callable[[Seen], Reply]:
    def answer(seen: Seen) -> Reply:
        return Reply(reset=True) if writes(server) else told(seen)

    return answer


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (json_reply({"data": {"succeed": True}}), "sent, and accepted"),
        (Reply(reset=True), "sent, and unknown"),
        (json_reply({"error": {"code": "BAD", "description": "taken"}}, 400), "refused: "),
    ],
)
async def test_a_journal_that_is_full_does_not_hide_what_the_vendor_said(
    server: FaultServer, ask: Asking, monkeypatch: pytest.MonkeyPatch, answer: Reply, said: str
) -> None:
    def full(*what: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    reads = server.otherwise
    server.otherwise = lambda seen: reads(seen) if seen.method == "GET" else answer
    monkeypatch.setattr("explorer.store.writes.record", full)
    ran = await ask("update", "gormic/customers/c-1", "number=7", "--yes")
    assert ran.code == 4
    assert said in ran.err and "could not be noted" in ran.err and "disk is full" in ran.err
    assert "explorer journal verify 1" in ran.err


@pytest.mark.parametrize("answer", [json_reply({}, 429, retry_after="61"), json_reply({}, 401)])
async def test_many_stop_where_the_next_one_would_fare_no_better(
    server: FaultServer, ask: Asking, tmp_path: Path, answer: Reply
) -> None:
    file = tmp_path / "two.ndjson"
    file.write_text('{"id": "c-1", "firstName": "Eve"}\n{"id": "c-2", "firstName": "Eve"}\n')
    server.otherwise = lambda seen: told(seen) if seen.method == "GET" else answer
    ran = await ask("update", "gormic/customers", "--data", str(file), "--yes")
    assert (ran.code, writes(server)) == (3, 1)
    assert "stopped: 1 were not sent" in ran.err


async def test_one_record_is_not_named_twice(server: FaultServer, ask: Asking, tmp_path: Path) -> None:
    file = tmp_path / "two.ndjson"
    file.write_text('{"id": "c-1", "firstName": "Eve"}\n{"id": "c-1", "lastName": "Roe"}\n')
    ran = await ask("update", "gormic/customers", "--data", str(file), "--yes")
    assert (ran.code, writes(server)) == (2, 0)
    assert "--data names gormic/customers/c-1 twice" in ran.err


async def test_lines_end_where_ndjson_says(server: FaultServer, ask: Asking, tmp_path: Path) -> None:
    file = tmp_path / "one.ndjson"
    file.write_bytes('\ufeff{"id": "c-1", "firstName": "a\u2028b\x85"}\r\n\r\n'.encode())
    ran = await ask("update", "gormic/customers", "--data", str(file), "--dry-run")
    assert (ran.code, ran.json[0]["body"]) == (0, {"params": {"id": "c-1", "firstName": "a\u2028b\x85"}})


_RUN = """
import runpy
from explorer.cli import writer
writer._LAST_SECONDS = {}
runpy.run_module("explorer", run_name="__main__")
"""


async def _sending(
    server: FaultServer, tmp_path: Path, let_go: asyncio.Event, *what: str, last_seconds: float = 30.0
) -> asyncio.subprocess.Process:
    """A command whose write has arrived, and is answered when the test lets it go; `what` in place of one field. When
    the system ends it, it waits `last_seconds` for the answer: longer than it does for users, on a busy machine."""
    now = dict(BEFORE)

    def answered(seen: Seen) -> Reply:
        if seen.method == "GET":
            return json_reply({"data": {"user": now | {"id": seen.target.rpartition("/")[2]}}})
        now["firstName"] = "Eve"
        return Reply(b'{"data": {"succeed": true}}', wait=None if b"c-0" in seen.body else let_go)

    server.otherwise = answered
    file = tmp_path / "config.toml"
    file.touch(0o600)
    auth = '{ api_key = "k", organization_id = "o" }'
    file.write_text(f'[accounts.gormic]\nvendor = "gormic"\nbase_url = "{server.url}"\nauth = {auth}\n')
    what = what or ("gormic/customers/c-1", "firstName=Eve")
    command = ["--config", str(file), "update", *what, "--yes"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _RUN.format(last_seconds), *command),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    while not any(each.method != "GET" and b"c-1" in each.body for each in server.seen):
        await asyncio.sleep(0.005)
    return process


async def _said(process: asyncio.subprocess.Process, awaited: bytes) -> bytes:
    """What it says until this is said, or it ends."""
    assert process.stderr is not None
    said = b""
    while awaited not in said and (line := await process.stderr.readline()):
        said += line
    return said


@pytest.mark.parametrize("twice", [False, True])
async def test_an_interrupted_write_says_what_became_of_it(server: FaultServer, tmp_path: Path, twice: bool) -> None:
    """W16"""
    let_go = asyncio.Event()
    process = await _sending(server, tmp_path, let_go)
    process.send_signal(signal.SIGINT)
    said = await _said(process, b"interrupted: waiting")
    if twice:
        process.send_signal(signal.SIGINT)
    else:
        let_go.set()
    said += await _said(process, b"(never)")
    let_go.set()
    assert await process.wait() == 130
    expected = b"customers/c-1: unknown: explorer ended before the answer came" if twice else b"customers/c-1: applied"
    assert expected in said
    assert (b"explorer journal verify 1" in said) == twice


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("format", ["ndjson", "json", "csv"])
async def test_of_many_what_is_done_is_written_at_once(
    server: FaultServer, tmp_path: Path, number: signal.Signals, format: str
) -> None:
    file = tmp_path / "many.ndjson"
    file.write_text("".join(f'{{"id": "c-{each}", "firstName": "Eve"}}\n' for each in range(4)))
    let_go = asyncio.Event()
    what = ("gormic/customers", "--data", str(file), "--format", format)
    process = await _sending(server, tmp_path, let_go, *what)
    process.send_signal(number)
    if number != signal.SIGKILL:
        assert b"broken off: 2 more were not sent" in await _said(process, b"broken off")
    let_go.set()
    out, err = await process.communicate()
    assert b"gormic/customers/c-0" in out and b"gormic/customers/c-2" not in out
    if number != signal.SIGKILL:
        assert b"gormic/customers/c-1: applied" in err
        assert format != "json" or len(json.loads(out)) == 1
    assert writes(server) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("answers", [False, True])
async def test_a_terminated_write_says_where_its_outcome_will_stand(
    server: FaultServer, tmp_path: Path, number: signal.Signals, answers: bool
) -> None:
    let_go = asyncio.Event()
    process = await _sending(server, tmp_path, let_go, last_seconds=30.0 if answers else writer._LAST_SECONDS)
    process.send_signal(number)
    said = await _said(process, b"waiting")
    if answers:
        let_go.set()
    said += await _said(process, b"(never)")
    let_go.set()
    assert await process.wait() == 128 + number
    if answers:
        assert b"customers/c-1: applied" in said and b"journal verify" not in said
    else:
        assert b"customers/c-1: unknown: explorer ended before the answer came" in said
        assert b"explorer journal verify 1" in said and b"the screen reads it again when it is next started" in said
    journal = Journal(Folders.of_user().state / "journal.sqlite")
    assert [each.state for each in journal.entries()] == ["applied" if answers else "unknown"]
    journal.close()
    assert writes(server) == 1
