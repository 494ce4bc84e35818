"""Writes whose answers are lost, refused or late: a scripted server in a vendor's place, and time that a test turns."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from datetime import datetime
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from explorer.model.errors import NetworkError, RateLimited, Rejected, SignInNeeded, Unfinished, UsageError
from explorer.repository import Repository
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.fault_server import Reply, Seen, json_reply
from tests.repository.losing import NEW, RECORD, Vendor, write


async def test_an_unknown_write_blocks_the_next_until_it_is_settled(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    """W06"""
    outcome = await write(repository, RECORD, "update", firstName="Eve")
    assert vendor.record is not None
    vendor.record["firstName"] = "Somebody else's"
    found = await repository.saving.verify(outcome.entry)
    assert found.state == "unknown"
    assert "neither as before nor as wanted" in found.note
    with pytest.raises(Unfinished):
        await repository.saving.propose(RECORD, "update", {"number": "7"})
    journal.resolve(outcome.entry.id, applied=True)
    vendor.answer = json_reply({"data": {"succeed": True}})
    assert (await write(repository, RECORD, "update", number="7")).state == "applied"


@pytest.mark.parametrize("ahead", [-86400.0, 0.0, 86400.0])
async def test_what_a_create_made_is_looked_for_by_the_vendors_clock(
    vendor: Vendor, repository: Repository, ahead: float
) -> None:
    """W08: whichever of the two clocks is wrong."""
    asked: list[float] = []

    def answered(seen: Seen) -> Reply:
        now = time.time() + ahead
        if "/export" in seen.target:
            (since,) = parse_qs(urlsplit(seen.target).query)["updatedSince"]
            asked.append(datetime.fromisoformat(since).timestamp() - now)
        reply = Reply(reset=True) if seen.method == "POST" else json_reply({"data": {"items": vendor.others}})
        return replace(reply, headers={**reply.headers, "Date": formatdate(now, usegmt=True)})

    vendor.server.otherwise = answered
    outcome = await write(repository, NEW, "create", firstName="Ada")
    await repository.saving.verify(outcome.entry)
    assert -330 < asked[-1] < -270


@pytest.mark.parametrize("applies", [True, False])
async def test_a_delete_without_an_answer(vendor: Vendor, repository: Repository, applies: bool) -> None:
    vendor.applies = applies
    outcome = await write(repository, RECORD, "delete")
    found = await repository.saving.verify(outcome.entry)
    assert found.state == ("verified applied" if applies else "verified not applied")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (json_reply({"error": {"code": "PHONE_EXISTS"}}, 400), Rejected),
        (json_reply({}, 401), SignInNeeded),
        (json_reply({}, 429, retry_after="61"), RateLimited),
        (json_reply({}, 429), RateLimited),
        (Reply(b"", 307, {"Location": "/elsewhere"}), Rejected),
    ],
)
async def test_a_refusal_is_final_and_in_the_journal(
    vendor: Vendor, repository: Repository, journal: Journal, answer: Reply, error: type[Exception]
) -> None:
    """W11, W12"""
    vendor.applies, vendor.answer = False, answer
    with pytest.raises(error):
        await write(repository, RECORD, "update", firstName="Eve")
    assert [each.state for each in journal.entries()] == ["refused"]
    assert len(vendor.writes) == 1


async def test_without_a_connection_nothing_was_sent(
    vendor: Vendor, repository: Repository, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = await repository.saving.propose(NEW, "create", {"firstName": "Ada"})
    client = await repository.saving._sending._connected()

    async def refused(*arguments: object, **options: object) -> None:
        raise NetworkError("refused", sent=False)

    monkeypatch.setattr(client, "call", refused)
    with pytest.raises(NetworkError):
        await repository.saving.send(prepared)
    assert [each.state for each in journal.entries()] == ["refused"]


async def test_who_waits_may_leave_and_the_write_goes_on(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    """W16, W01"""
    let_go = asyncio.Event()
    vendor.answer = Reply(b'{"data": {"succeed": true}}', wait=let_go)
    sending = asyncio.create_task(write(repository, RECORD, "update", firstName="Eve"))
    while not vendor.writes:
        await asyncio.sleep(0.005)
    assert [each.state for each in journal.entries()] == ["sending"]
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert repository.saving.under_way == 1
    let_go.set()
    await repository.saving.close()
    assert [each.state for each in journal.entries()] == ["applied"]


async def test_a_secret_is_kept_nowhere(vendor: Vendor, repository: Repository, tmp_path: Path) -> None:
    """S17"""
    vendor.answer = json_reply({"data": {"succeed": True, "id": "c-1"}})
    prepared = await repository.saving.propose(NEW, "create", {"firstName": "Ada", "passcode": "canary-7731"})
    assert prepared.body == {"params": {"firstName": "Ada", "passcode": "***"}}
    await repository.saving.send(prepared)
    assert b"canary-7731" in vendor.writes[0].body
    await repository.close()
    assert not [file for file in tmp_path.iterdir() if b"canary-7731" in file.read_bytes()]


async def test_an_entry_of_another_origin_is_not_undone(vendor: Vendor, repository: Repository, tmp_path: Path) -> None:
    vendor.answer = json_reply({"data": {"succeed": True}})
    outcome = await write(repository, RECORD, "update", firstName="Eve")
    text = """[accounts.gormic]
        vendor = "gormic"
        base_url = "https://elsewhere.example"
        auth = { api_key = "k", organization_id = "o" }"""
    other = open_repository(accounts_of(text)["gormic"], tmp_path)
    with pytest.raises(UsageError, match="was written to http://127"):
        other.saving.undo(outcome.entry)
    await other.close()


@pytest.mark.parametrize("typed", ["hush-7731", "x", 'a"b\\c'])
@pytest.mark.parametrize("lost", [False, True])
async def test_a_secret_that_is_quoted_is_told_nowhere(
    vendor: Vendor, repository: Repository, journal: Journal, typed: str, lost: bool
) -> None:
    """S17, decision 24"""
    vendor.applies = False
    words = f"passcode {json.dumps(typed)} is too short, “{typed}” as it is"
    vendor.answer = json_reply({"error": {"code": "BAD", "description": words}}, 500 if lost else 400)
    told = ""
    try:
        told = (await write(repository, RECORD, "update", passcode=typed)).note
    except Rejected as error:
        told = str(error)
    assert "is too short" in told
    for text in (told, journal.entries()[0].note):
        assert "“***”" in text
        assert '"***"' in text


async def test_a_secret_that_a_record_tells_is_not_kept(
    vendor: Vendor, repository: Repository, journal: Journal, tmp_path: Path
) -> None:
    vendor.answer = json_reply({"data": {"succeed": True}})
    assert vendor.record is not None
    vendor.record["passcode"] = "canary-7731"
    await repository.get(RECORD)
    await write(repository, RECORD, "update", firstName="Eve")
    await write(repository, RECORD, "delete")
    assert all("passcode" not in {**each.before, **(each.after or {})} for each in journal.entries())
    await repository.close()
    assert not [file for file in tmp_path.iterdir() if b"canary-7731" in file.read_bytes()]


def _trimming(vendor: Vendor) -> Any:
    def answer(seen: Seen) -> Reply:
        reply = vendor._answered(seen)
        if seen.method != "GET" and vendor.record:
            vendor.record["firstName"] = vendor.record["firstName"].strip()
        return reply

    return answer
