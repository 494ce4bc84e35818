"""Writes whose outcome the journal does not take: what the vendor said is told anyway, and the write is open still."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.model.errors import NotFound, NotNoted, Unfinished
from explorer.model.journal import Draft, State
from explorer.repository import Repository
from explorer.store.journal import Journal
from tests.fault_server import Reply, Seen, json_reply
from tests.repository.conftest import Full
from tests.repository.losing import NEW, RECORD, Vendor, write
from tests.store.journal_samples import intent
from tests.waiting import in_time

OK = json_reply({"data": {"succeed": True}})


def lost(journal_folder: Path) -> None:
    for each in journal_folder.glob("journal.sqlite*"):
        each.unlink()


async def drafted(repository: Repository, journal: Journal, operation: str = "update", **wanted: Any) -> Draft:
    """The draft of a form that is open."""
    blank = repository.saving.draft(RECORD if operation == "update" else NEW, operation)
    draft = replace(blank, typed=wanted)
    journal.keep_draft(draft)
    return draft


@pytest.mark.parametrize(
    ("answer", "state"), [(OK, "accepted"), (Reply(reset=True), "unknown"), (json_reply({}, 503), "unknown")]
)
async def test_what_the_vendor_said_is_told(
    vendor: Vendor, repository: Repository, journal: Journal, full: Full, answer: Reply, state: State
) -> None:
    vendor.answer = answer
    draft = await drafted(repository, journal, firstName="Eve")
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    with full(0):
        outcome = await repository.saving.send(prepared, drafted=True)
    assert outcome.state == state
    assert "disk is full" in outcome.unnoted
    (entry,) = repository.saving._journal().unfinished()  # although the process that sent it runs
    assert [each.entry for each in journal.drafts()] == [entry.id]
    with pytest.raises(Unfinished):
        await repository.saving.send(replace(prepared, read_at=0.0), drafted=True)
    found = await repository.saving.verify(outcome.entry)
    assert (found.state, found.unnoted) == ("verified applied", "")
    assert journal.draft(draft.identity, draft.segments, draft.operation) is None
    assert len(vendor.writes) == 1


async def test_what_was_not_checked_any_more_is_told(
    vendor: Vendor, repository: Repository, journal: Journal, full: Full
) -> None:
    """The vendor's yes is on the disk, what was read after it is not."""
    vendor.answer = OK
    with full(1):
        outcome = await write(repository, RECORD, "update", firstName="Eve")
    assert (outcome.state, "disk is full" in outcome.unnoted) == ("accepted", True)
    assert journal.entry(outcome.entry.id).state == "accepted"


async def test_a_refusal_is_told(vendor: Vendor, repository: Repository, full: Full) -> None:
    vendor.applies, vendor.answer = False, json_reply({"error": {"code": "BAD", "description": "number is taken"}}, 400)
    with full(0), pytest.raises(NotNoted, match=r"number is taken.*could not be noted.*disk is full") as refused:
        await write(repository, RECORD, "update", number="7")
    assert (refused.value.exit_code, "verify 1" in refused.value.next_step) == (4, True)
    assert [each.state for each in repository.saving._journal().unfinished()] == ["sending"]


async def test_a_create_that_could_not_be_noted_is_not_sent_again(
    vendor: Vendor, repository: Repository, journal: Journal, full: Full
) -> None:
    await drafted(repository, journal, "create", firstName="Bo")
    prepared = await repository.saving.propose(NEW, "create", {"firstName": "Bo"})
    with full(0):
        assert (await repository.saving.send(prepared, drafted=True)).unnoted
    with pytest.raises(Unfinished):
        await repository.saving.send(replace(prepared), drafted=True)
    assert len(vendor.writes) == 1


async def test_a_delete_that_was_refused_and_cannot_be_read_is_refused(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    prepared = await repository.saving.propose(RECORD, "delete", {})
    vendor.server.otherwise = lambda seen: json_reply({}, 404 if seen.method == "DELETE" else 403)
    with pytest.raises(NotFound):
        await repository.saving.send(prepared)
    (entry,) = journal.entries()
    assert (entry.state, "whether it is there could not be read" in entry.note) == ("refused", True)
    vendor.server.otherwise = vendor._answered
    await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})


@pytest.mark.parametrize("another", [False, True])
async def test_a_journal_that_was_deleted_meanwhile_hides_nothing(
    vendor: Vendor, repository: Repository, tmp_path: Path, another: bool
) -> None:
    """`another`: a write begun since has its number."""
    held = asyncio.Event()
    vendor.answer = replace(OK, wait=held)
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    sending = asyncio.create_task(repository.saving.send(prepared))
    while not vendor.writes:
        await asyncio.sleep(0.01)
    lost(tmp_path)
    other = Journal(tmp_path / "journal.sqlite")
    theirs = other.begin(intent()) if another else None
    held.set()
    outcome = await sending
    assert (outcome.state, "has lost entry 1" in outcome.unnoted) == ("accepted", True)
    assert other.entries() == ([theirs] if theirs is not None else [])
    other.close()


async def test_an_end_that_is_asked_for_does_not_wait_for_long(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    """X02"""
    arrived = asyncio.Event()

    def never(seen: Seen) -> Reply:
        if seen.method == "GET":
            return vendor._answered(seen)
        arrived.set()
        return replace(OK, wait=asyncio.Event())

    vendor.server.otherwise = never
    await drafted(repository, journal, "create", firstName="Bo")
    prepared = await repository.saving.propose(NEW, "create", {"firstName": "Bo"})
    sending = asyncio.create_task(repository.saving.send(prepared, drafted=True))
    await arrived.wait()
    async with in_time():
        await repository.saving.close(within=0.1)
        await asyncio.gather(sending, return_exceptions=True)
    (entry,) = journal.entries()
    assert (entry.state, [each.entry for each in journal.drafts()]) == ("unknown", [entry.id])
