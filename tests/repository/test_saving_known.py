"""What is known of a write by somebody else, or was known before, and what follows from it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.model.edit import Change, Edit
from explorer.model.errors import NotFound, Unfinished
from explorer.model.journal import State
from explorer.repository import Repository
from explorer.repository.preparing import gone
from explorer.store.journal import Journal
from tests.accounts import open_repository
from tests.fault_server import Reply, json_reply
from tests.repository.losing import BEFORE, RECORD, Vendor, write
from tests.store.journal_samples import ENDED

GOOD = json_reply({"data": {"succeed": True}})


async def test_what_is_still_being_sent_is_not_judged(vendor: Vendor, repository: Repository, journal: Journal) -> None:
    let_go = asyncio.Event()
    vendor.applies, vendor.answer = False, replace(GOOD, wait=let_go)
    sending = asyncio.create_task(write(repository, RECORD, "update", firstName="Eve"))
    while not vendor.writes:
        await asyncio.sleep(0.005)
    (entry,) = journal.entries()
    with pytest.raises(Unfinished, match="still being sent by pid"):
        await repository.saving.verify(entry, at=(0.0,))
    assert journal.entries() == [entry]
    let_go.set()
    assert (await sending).state == "not applied"
    assert (await repository.saving.verify(entry)).state == "not applied"


async def test_what_was_settled_meanwhile_stays_so(vendor: Vendor, repository: Repository, journal: Journal) -> None:
    """The user says that it was applied, while it is waited for the last reading, which finds that it was not."""
    vendor.applies = False
    outcome = await write(repository, RECORD, "update", firstName="Eve")

    async def sleep(seconds: float) -> None:
        if seconds == 10.0:
            journal.resolve(outcome.entry.id, applied=True)

    repository.saving._sleep = sleep
    found = await repository.saving.verify(outcome.entry)
    assert (found.state, found.note) == ("verified applied", "said by the user")
    assert journal.entry(outcome.entry.id) == found.entry


@pytest.mark.parametrize(("operation", "state"), [("update", "unknown"), ("delete", "unknown"), ("update", "accepted")])
@pytest.mark.parametrize("applied", [True, False])
async def test_what_was_settled_while_it_was_read_stays_so(
    vendor: Vendor, repository: Repository, journal: Journal, operation: str, state: State, applied: bool
) -> None:
    """The reading began before somebody said it in another explorer, and tells the contrary."""
    vendor.applies = not applied
    entry = (
        await write(repository, RECORD, operation, **({"firstName": "Eve"} if operation == "update" else {}))
    ).entry
    entry = journal.finish(entry, state, "so far")
    let_go, answered, read = asyncio.Event(), vendor.server.otherwise, len(vendor.server.seen)
    vendor.server.otherwise = lambda seen: replace(answered(seen), wait=let_go)
    verifying = asyncio.create_task(repository.saving.verify(entry, (15.0,)))
    while len(vendor.server.seen) == read:
        await asyncio.sleep(0.005)
    said = journal.resolve(entry.id, applied)
    let_go.set()
    assert (await verifying).entry == said == journal.entry(entry.id)
    assert (said.state, said.note) == ("verified applied" if applied else "verified not applied", "said by the user")


@pytest.mark.parametrize("answer", [Reply(reset=True), json_reply({}, 502), json_reply({}, 503, retry_after="1")])
async def test_an_undo_whose_answer_was_lost_counts_when_it_is_found(
    vendor: Vendor, repository: Repository, journal: Journal, answer: Reply
) -> None:
    """W10, W27"""
    vendor.answer = GOOD
    first = (await write(repository, RECORD, "update", firstName="Eve")).entry
    vendor.answer = answer
    saving = repository.saving
    lost = await saving.send(await saving.prepare(saving.undo(first), undoes=first.id))
    assert (lost.state, len(vendor.writes)) == ("unknown", 2)
    assert journal.entry(first.id).undone_by is None
    assert (await saving.verify(lost.entry)).state == "verified applied"
    assert journal.entry(first.id).undone_by == lost.entry.id


async def test_an_undo_that_was_not_applied_leaves_the_way_back_open(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    """W14, W27"""
    vendor.answer = GOOD
    first = (await write(repository, RECORD, "update", firstName="Eve")).entry
    vendor.applies = False
    saving = repository.saving
    back = await saving.send(await saving.prepare(saving.undo(first), undoes=first.id))
    assert (back.state, journal.entry(first.id).undone_by) == ("not applied", None)
    vendor.applies = True
    again = await saving.send(await saving.prepare(saving.undo(journal.entry(first.id)), undoes=first.id))
    assert (again.state, journal.entry(first.id).undone_by) == ("applied", again.entry.id)


@pytest.mark.parametrize("after", ["Ada", "Zoe"])
async def test_what_is_written_over_before_it_was_read_again_is_not_judged_by_that(
    vendor: Vendor, repository: Repository, journal: Journal, tmp_path: Path, after: str
) -> None:
    """Another explorer writes what was there before, or writes something else, while it is waited for the reading."""
    vendor.answer, let_go = GOOD, asyncio.Event()
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    sent = len(vendor.server.seen)
    vendor.server.play(GOOD, replace(json_reply({"data": {"user": {**BEFORE, "firstName": after}}}), wait=let_go))
    sending = asyncio.create_task(repository.saving.send(prepared))
    while len(vendor.server.seen) < sent + 2:
        await asyncio.sleep(0.005)
    assert vendor.record is not None
    vendor.record["firstName"] = "Eve"
    (entry,) = journal.entries()
    other = open_repository(repository.account, tmp_path, sleep=vendor.sleep)
    over = await write(other, RECORD, "update", firstName=after)
    await other.close()
    let_go.set()
    outcome = await sending
    told = f"not compared: entry {over.entry.id} has written over it"
    assert (over.state, outcome.state, outcome.stored_as, outcome.note) == ("applied", "accepted", {}, told)
    found = await repository.saving.verify(entry)
    assert (found.state, found.stored_as, found.note) == ("accepted", {}, told)


async def test_a_write_that_is_put_off_is_one_entry(vendor: Vendor, repository: Repository, journal: Journal) -> None:
    """W09"""
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    vendor.server.play(json_reply({}, 429, retry_after="0"))
    vendor.answer = GOOD
    assert (await repository.saving.send(prepared)).state == "applied"
    assert [each.state for each in journal.entries()] == ["applied"]
    assert len(vendor.writes) == 2


async def test_to_send_it_twice_at_once_sends_it_once(vendor: Vendor, repository: Repository, journal: Journal) -> None:
    """W16"""
    vendor.answer = GOOD
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    first, second = await asyncio.gather(repository.saving.send(prepared), repository.saving.send(prepared))
    assert first == second
    assert (len(vendor.writes), len(journal.entries())) == (1, 1)


async def test_what_was_accepted_and_not_read_again_can_be_found_out(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    """W04, W06"""
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    unreadable = Reply(b"<html>")
    vendor.server.play(GOOD, unreadable)
    outcome = await repository.saving.send(prepared)
    assert (outcome.state, "could not be read again" in outcome.note) == ("accepted", True)
    vendor.server.play(unreadable)
    again = await repository.saving.verify(outcome.entry, at=(0.0,))
    assert (again.state, journal.blocking(outcome.entry.identity, RECORD.segments)) == ("accepted", None)
    assert vendor.record is not None
    vendor.record["firstName"] = "Eve"
    found = await repository.saving.verify(outcome.entry, at=(0.0,))
    assert (found.state, found.entry.after and found.entry.after["firstName"]) == ("verified applied", "Eve")


async def test_what_is_taken_up_later_is_not_called_ignored(vendor: Vendor, repository: Repository) -> None:
    """W15"""
    vendor.applies, vendor.answer = False, json_reply({"data": {"succeed": True}}, 202)
    outcome = await write(repository, RECORD, "update", firstName="Eve")
    assert outcome.state == "accepted"
    assert vendor.record is not None
    vendor.record["firstName"] = "Eve"
    assert (await repository.saving.verify(outcome.entry, at=(0.0,))).state == "verified applied"


async def test_an_update_of_what_is_gone_says_so(vendor: Vendor, repository: Repository, journal: Journal) -> None:
    """W13"""
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    vendor.applies, vendor.answer = False, json_reply({}, 410)
    with pytest.raises(NotFound, match=r"gormic/customers/c-1 is gone: .* answered 410"):
        await repository.saving.send(prepared)
    assert [each.state for each in journal.entries()] == ["refused"]
    vendor.record = None
    with pytest.raises(NotFound, match=r"gormic/customers/c-1 is gone: .* answered 404") as caught:
        await repository.saving.prepare(prepared.edit)
    assert (caught.value.status, len(vendor.writes)) == (404, 1)


def test_of_what_is_gone_the_address_is_named_once() -> None:
    absent = NotFound(f"{RECORD} is not there; nothing was sent", account="gormic")
    assert str(gone(RECORD, absent)) == "gormic/customers/c-1 is gone; nothing was sent"


async def test_what_is_gone_before_it_is_deleted_counts_as_deleted(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    """W13"""
    prepared = await repository.saving.propose(RECORD, "delete", {})
    vendor.record = None
    outcome = await repository.saving.send(replace(prepared, read_at=0.0))
    assert (outcome.state, outcome.note) == ("applied", "it was gone already")
    assert (vendor.writes, journal.entries()) == ([], [outcome.entry])
    held = repository.held(RECORD)
    assert held is not None
    assert held.gone_at is not None


async def test_what_others_changed_and_stays_theirs_is_told(vendor: Vendor, repository: Repository) -> None:
    """W17"""
    vendor.answer = GOOD
    seen = (await repository.saving.propose(RECORD, "update", {})).edit.before
    assert vendor.record is not None
    vendor.record |= {"number": "7", "internalNote": "theirs"}
    edit = Edit(RECORD, "update", seen, {"firstName": "Eve", "number": seen["number"]})
    prepared = await repository.saving.prepare(edit)
    assert prepared.others == {
        "number": Change("1001", "7"),
        "internalNote": Change("a\u2028b", "theirs"),
    }
    assert (await repository.saving.send(prepared)).state == "applied"
    assert (vendor.record["firstName"], vendor.record["number"]) == ("Eve", "7")
    assert not (await repository.saving.propose(RECORD, "update", {"firstName": "Ann"})).others


async def test_an_entry_of_an_earlier_process_is_read_again(
    vendor: Vendor, repository: Repository, tmp_path: Path
) -> None:
    """W02"""
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": "Eve"})
    ended = Journal(tmp_path / "journal.sqlite", owner=ENDED)
    entry = ended.begin(repository.saving._sending._intent(prepared, "", drafted=False))
    found = await repository.saving.verify(entry, at=(0.0,))
    assert (found.state, found.note) == ("unknown", "it is as before")  # the vendor may get round to it yet
    ended.close()
    repository.saving._journal()._clock = lambda: entry.began_at + 15.0  # it was begun before the machine was started
    found = await repository.saving.verify(entry, at=(0.0,))
    assert (found.state, vendor.writes) == ("verified not applied", [])
