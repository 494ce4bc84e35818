"""What was written from here and what somebody else wrote are told apart."""

from __future__ import annotations

import time

import pytest

from explorer.model.address import Address
from explorer.model.edit import Edit
from explorer.model.errors import ChangedMeanwhile
from explorer.model.journal import Entry, Intent
from explorer.repository import Repository
from explorer.store import writes
from explorer.store.journal import Journal
from tests.fault_server import json_reply
from tests.repository.conftest import Open
from tests.repository.losing import RECORD, Vendor, write

GOOD = json_reply({"data": {"succeed": True}})


@pytest.fixture(autouse=True)
def accepting(vendor: Vendor) -> None:
    vendor.answer = GOOD


async def unread(vendor: Vendor, repository: Repository, **wanted: str) -> Entry:
    """A write that the vendor accepts, after which it cannot be read."""
    prepared = await repository.saving.propose(RECORD, "update", {**wanted})
    answered = vendor.server.otherwise
    vendor.server.otherwise = lambda seen: answered(seen) if seen.method != "GET" else json_reply({}, 403)
    outcome = await repository.saving.send(prepared)
    vendor.server.otherwise = answered
    assert (outcome.state, outcome.entry.after) == ("accepted", None)
    return outcome.entry


def held_by(vendor: Vendor, **values: str) -> None:
    """Somebody else writes."""
    assert vendor.record is not None
    vendor.record |= values


async def refused_undo(repository: Repository, entry: Entry) -> ChangedMeanwhile:
    """Why `entry` is not taken back."""
    with pytest.raises(ChangedMeanwhile) as caught:
        await repository.saving.prepare(repository.saving.undo(entry), undoes=entry.id)
    return caught.value


@pytest.mark.parametrize(("seconds", "is_theirs"), [(-60.0, False), (86_400.0, True)])
async def test_an_unread_write_is_ours_only_where_the_form_was_read_before_its_outcome(
    vendor: Vendor, repository: Repository, seconds: float, is_theirs: bool
) -> None:
    """A colleague puts it back, a form is read, a colleague sets it once more: to write over that is refused."""
    seen = (await repository.saving.propose(RECORD, "update", {})).edit.before
    entry = await unread(vendor, repository, firstName="Eve")
    assert entry.ended_at is not None
    edit = Edit(RECORD, "update", seen, {"firstName": "Ann"})
    held_by(vendor, firstName="Eve")
    read_at = entry.ended_at + seconds
    if is_theirs:
        with pytest.raises(ChangedMeanwhile, match="by someone else meanwhile: firstName"):
            await repository.saving.prepare(edit, read_at=read_at)
    else:
        prepared = await repository.saving.prepare(edit, read_at=read_at)
        assert f"first name is what entry {entry.id} of the journal wrote" in " ".join(prepared.notices)


async def test_what_is_taken_up_after_the_form_was_read_is_asked_about(vendor: Vendor, repository: Repository) -> None:
    """It answers 202 and cannot be read; the form shows the value of before, until the vendor gets round to it."""
    vendor.answer, vendor.applies = json_reply({"data": {"succeed": True}}, 202), False
    entry = await unread(vendor, repository, firstName="Eve")
    assert entry.ended_at is not None
    seen = (await repository.saving.propose(RECORD, "update", {})).edit.before
    held_by(vendor, firstName="Eve")
    with pytest.raises(ChangedMeanwhile):
        await repository.saving.prepare(
            Edit(RECORD, "update", seen, {"firstName": "Ann"}), read_at=entry.ended_at + 1.0
        )


async def test_what_was_made_and_changed_from_here_names_the_change_to_undo_first(opened: Open) -> None:
    assemble = opened("assemble")
    emails = Address("demo-assemble", ("users", "46485", "email-addresses"))
    made = await write(assemble, emails, "create", email="eve@example.com", primary=False)
    assert made.address is not None
    changed = await write(assemble, made.address, "update", email="eve.roe@example.com")
    refused = await refused_undo(assemble, made.entry)
    number = changed.entry.id
    assert str(refused).startswith(f"entry {number} of the journal changed ") and "someone else" not in str(refused)
    assert refused.next_step == f"undo {number} first: explorer undo {number}"
    back = await assemble.saving.prepare(assemble.saving.undo(changed.entry), undoes=number)
    await assemble.saving.send(back)
    assert (await assemble.saving.prepare(assemble.saving.undo(made.entry), undoes=made.entry.id)).method == "DELETE"


async def test_what_a_later_write_and_somebody_else_changed_is_told_of_each(
    vendor: Vendor, repository: Repository
) -> None:
    first = (await write(repository, RECORD, "update", firstName="Eve", internalNote="mine")).entry
    later = (await write(repository, RECORD, "update", firstName="Zoe")).entry
    held_by(vendor, internalNote="theirs")
    refused = await refused_undo(repository, first)
    assert str(refused) == (
        f"entry {later.id} of the journal changed firstName since, and someone else internalNote; nothing was sent"
    )
    assert refused.ours == {"firstName": later.id}


async def test_what_was_changed_from_here_since_it_was_seen_is_not_said_to_be_somebody_elses_when_it_is_deleted(
    vendor: Vendor, repository: Repository
) -> None:
    seen = await repository.saving.read(RECORD, "delete")
    read_at = time.time()
    entry = (await write(repository, RECORD, "update", firstName="Eve")).entry
    with pytest.raises(ChangedMeanwhile) as caught:
        await repository.saving.prepare(Edit(RECORD, "delete", seen, {}), read_at=read_at)
    assert str(caught.value) == f"entry {entry.id} of the journal changed firstName since; nothing was sent"
    assert (caught.value.ours, caught.value.next_step) == (
        {"firstName": entry.id},
        "look at what it is now before you delete it",
    )
    held_by(vendor, internalNote="theirs")
    with pytest.raises(ChangedMeanwhile, match="changed firstName since, and someone else internalNote; nothing"):
        await repository.saving.prepare(Edit(RECORD, "delete", seen, {}), read_at=read_at)
    with pytest.raises(ChangedMeanwhile, match="by someone else meanwhile: firstName, internalNote"):
        await repository.saving.prepare(Edit(RECORD, "delete", seen, {}), read_at=time.time())


async def test_a_form_that_was_read_before_several_writes_from_here_names_the_last(
    vendor: Vendor, repository: Repository
) -> None:
    seen = (await repository.saving.propose(RECORD, "update", {})).edit.before
    read_at = time.time()
    await write(repository, RECORD, "update", firstName="Eve")
    last = (await write(repository, RECORD, "update", firstName="Zoe")).entry
    with pytest.raises(ChangedMeanwhile) as caught:
        await repository.saving.prepare(Edit(RECORD, "update", seen, {"firstName": "Ann"}), read_at=read_at)
    assert str(caught.value) == f"entry {last.id} of the journal changed firstName since; nothing was sent"
    assert caught.value.ours == {"firstName": last.id}


async def test_a_delete_that_was_shown_before_another_write_from_here_names_that_write(
    vendor: Vendor, repository: Repository
) -> None:
    shown = await repository.saving.propose(RECORD, "delete", {})
    entry = (await write(repository, RECORD, "update", firstName="Eve")).entry
    with pytest.raises(ChangedMeanwhile, match=f"entry {entry.id} of the journal changed firstName since"):
        await repository.saving.send(shown)
    assert [each.method for each in vendor.writes] == ["PATCH"]


def many_below(journal: Journal, entry: Entry) -> None:
    """As many writes as no limit of the journal reaches behind, to what belongs to the record of `entry`."""
    below = Intent(
        identity=entry.identity,
        origin=entry.origin,
        account=entry.account,
        segments=(*RECORD.segments, "notes", "1"),
        operation="notes.update",
        method="PATCH",
        url="https://vendor.example/notes/1",
        before={},
        wanted={},
    )

    journal._database.write(
        lambda connection: [
            writes.record(
                connection, writes.add(connection, below, journal.process, 0.0, None), "applied", "", None, 0.0
            )
            for _ in range(501)
        ]
    )


async def test_a_later_write_is_found_behind_any_number_of_others_below_the_record(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    first = (await write(repository, RECORD, "update", firstName="Eve")).entry
    later = (await write(repository, RECORD, "update", firstName="Zoe")).entry
    many_below(journal, first)
    refused = await refused_undo(repository, first)
    assert refused.ours == {"firstName": later.id}


async def test_what_was_written_over_is_not_judged_by_that_however_much_was_written_below_the_record_since(
    vendor: Vendor, repository: Repository, journal: Journal
) -> None:
    first = await unread(vendor, repository, firstName="Eve")
    later = (await write(repository, RECORD, "update", firstName="Zoe")).entry
    many_below(journal, first)
    found = await repository.saving.verify(first)
    assert (found.state, found.note) == ("accepted", f"not compared: entry {later.id} has written over it")
