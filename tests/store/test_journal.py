"""What was sent, with what became of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from explorer.model.errors import Outdated, StoreError, Unfinished, UsageError
from explorer.model.journal import UNFINISHED, Entry, State
from explorer.store.journal import Journal
from tests.store.journal_samples import ENDED, JOHN, SETTLED, intent


def test_an_intent_is_on_disk_as_it_was_given(journal: Journal, journal_path: Path) -> None:
    wanted = intent()
    entry = journal.begin(wanted)
    assert (entry.state, entry.began_at, entry.ended_at, entry.process.pid) == ("sending", 5000.0, None, os.getpid())
    other = Journal(journal_path)
    read = other.entry(entry.id)
    other.close()
    assert read == entry
    for name in ("identity", "origin", "account", "segments", "operation", "method", "url", "before", "wanted", "body"):
        assert getattr(read, name) == getattr(wanted, name)
    assert read.before["rate"].literal == "1.10"
    assert str(read.address) == "assemble/users/46485"


@pytest.mark.parametrize("body", [None, [], {}, [{"id": 1}], "text"])
def test_any_body_is_kept(journal: Journal, body: object) -> None:
    assert journal.begin(replace(intent(), body=body)).body == body


def test_ids_of_many_kinds_are_kept(journal: Journal) -> None:
    for key in ("1/../../x?y=1#f", "é 王", "%2F", ".."):
        entry = journal.begin(intent(("users", key)))
        assert journal.entry(entry.id).segments == ("users", key)
        assert journal.blocking("i1", ("users", key)) == entry


@pytest.mark.parametrize("state", SETTLED)
def test_an_outcome_is_kept_and_frees_the_record(journal: Journal, state: State) -> None:
    entry = journal.begin(intent())
    told = journal.finish(entry, state, "stored as JON", {"firstName": "JON"})
    assert (told.state, told.note, told.after, told.ended_at) == (state, "stored as JON", {"firstName": "JON"}, 5000.0)
    assert told == journal.entry(entry.id)
    assert told.finished
    assert journal.blocking("i1", JOHN) is None
    assert journal.begin(intent()).id == entry.id + 1


@pytest.mark.parametrize("state", UNFINISHED)
def test_a_write_without_outcome_holds_back_the_next_to_its_record_alone(journal: Journal, state: State) -> None:
    entry = journal.begin(intent())
    if state != "sending":
        journal.finish(entry, state, "timed out")
    assert journal.blocking("i1", JOHN) == journal.entry(entry.id)
    with pytest.raises(Unfinished, match="assemble/users/46485") as refused:
        journal.begin(intent(account="renamed"))
    assert refused.value.entry == entry.id
    assert len(journal.entries()) == 1
    assert journal.blocking("i2", JOHN) is None
    for other in (intent(("users", "4648")), intent((*JOHN, "notes", "1")), intent(identity="i2")):
        journal.begin(other)


def test_a_change_of_a_whole_collection_holds_back_the_next(journal: Journal) -> None:
    skills = replace(intent((*JOHN, "skills")), operation="skills.update")
    entry = journal.begin(skills)
    with pytest.raises(Unfinished) as refused:
        journal.begin(skills)
    assert refused.value.entry == entry.id


def test_a_write_from_an_older_reading_is_not_begun(journal: Journal) -> None:
    assert journal.newest("i1", JOHN) == 0
    first = journal.finish(journal.begin(intent(), after=0), "applied")
    for other in (intent(("users", "1")), intent(identity="i2"), intent((*JOHN, "notes"))):
        journal.begin(other)
    assert journal.newest("i1", JOHN) == first.id
    with pytest.raises(Outdated, match=f"entry {first.id} has written to it since it was read"):
        journal.begin(intent(), after=0)
    assert journal.newest("i1", JOHN) == first.id
    assert journal.begin(intent(), after=first.id).state == "sending"
    journal.begin(replace(intent((*JOHN, "notes")), body={}), after=0)  # creates are not made from a reading


def test_creates_in_one_collection_are_seen_but_not_held_back(journal: Journal) -> None:
    first = journal.begin(intent(("users",)))
    journal.finish(first, "unknown")
    second = journal.begin(replace(intent(("users",)), body={"firstName": "Eve"}))
    journal.finish(second, "applied")
    assert journal.blocking("i1", ("users",)) == journal.entry(first.id)
    journal.begin(intent())


@pytest.mark.parametrize("state", get_args(State))
def test_what_may_have_been_made_is_not_made_once_more(journal: Journal, state: State) -> None:
    first = journal.begin(intent(("users",)))
    if state != "sending":
        journal.finish(first, state)
    if state in UNFINISHED:
        with pytest.raises(Unfinished, match=f"entry {first.id},"):
            journal.begin(intent(("users",)))
    else:
        assert journal.begin(intent(("users",))).state == "sending"
    journal.begin(intent(("users",), identity="i2"))
    journal.begin(intent(("users", "1", "notes")))


@pytest.mark.parametrize("state", SETTLED)
def test_an_outcome_that_is_known_is_not_made_unknown_again(journal: Journal, state: State) -> None:
    entry = journal.begin(intent())
    journal.finish(entry, state, "so it is", {"firstName": "JON"})
    told = journal.finish(entry, "unknown", "timed out")
    if state == "accepted":  # what was only accepted may be lost later
        assert (told.state, told.note, told.after) == ("unknown", "timed out", {"firstName": "JON"})
    else:
        assert (told.state, told.note) == (state, "so it is")


def test_a_write_is_begun_once(journal: Journal) -> None:
    entry = journal.begin(intent())
    journal.finish(entry, "applied")
    with pytest.raises(ValueError, match="once"):
        journal.finish(entry, "sending")


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("state", ["sending", "unknown", "accepted"])
def test_the_user_settles_what_nobody_else_can(journal_path: Path, state: State, applied: bool) -> None:
    journal = Journal(journal_path, owner=ENDED)
    entry = journal.begin(intent())
    if state != "sending":
        journal.finish(entry, state)
    told = journal.resolve(entry.id, applied)
    assert told.state == ("verified applied" if applied else "verified not applied")
    assert told.note == "said by the user"
    with pytest.raises(UsageError, match="settled already"):
        journal.resolve(entry.id, not applied)
    assert journal.entry(entry.id) == told
    journal.close()


def test_what_is_being_sent_cannot_be_settled_by_hand(journal: Journal) -> None:
    entry = journal.begin(intent())
    with pytest.raises(UsageError, match=f"still being sent by pid {os.getpid()}"):
        journal.resolve(entry.id, False)
    assert journal.in_flight(entry)


def test_an_entry_that_is_not_there(journal: Journal) -> None:
    entry = journal.begin(intent())
    actions: list[Callable[[], Entry]] = [
        lambda: journal.entry(99),
        lambda: journal.resolve(99, True),
    ]
    for action in actions:
        with pytest.raises(UsageError, match="no entry 99"):
            action()
    assert journal.entry(entry.id) == entry


def test_an_outcome_is_not_kept_for_another_write_of_the_same_number(journal: Journal, journal_path: Path) -> None:
    """The file was deleted, or put in place of the one before, while the write was on its way."""
    lost = journal.begin(intent())
    for each in journal_path.parent.glob(f"{journal_path.name}*"):
        each.unlink()
    with pytest.raises(StoreError, match=f"lost entry {lost.id}"):
        journal.finish(lost, "applied")
    other = Journal(journal_path)
    theirs = other.begin(intent(("users", "3")))
    assert theirs.id == lost.id
    with pytest.raises(StoreError, match=f"lost entry {lost.id}"):
        journal.finish(lost, "applied", after={"firstName": "ours"})
    with pytest.raises(StoreError, match="lost entry"):
        journal.present(lost)
    assert other.entry(theirs.id) == journal.present(theirs) == theirs
    assert journal.in_flight(theirs)
    other.close()


@pytest.mark.parametrize("state", SETTLED)
def test_what_took_a_write_back_is_kept_once_it_has(journal: Journal, state: State) -> None:
    first = journal.begin(intent())
    journal.finish(first, "applied")
    second = journal.begin(replace(intent(), undoes=first.id))
    assert second.undoes == first.id
    assert journal.entry(first.id).undone_by is None
    journal.finish(second, "unknown", "timed out")
    assert journal.entry(first.id).undone_by is None
    journal.finish(second, state)
    taken_back = state in ("applied", "verified applied", "accepted")
    assert journal.entry(first.id).undone_by == (second.id if taken_back else None)


@pytest.mark.parametrize("applied", [True, False])
def test_what_was_accepted_takes_a_write_back_unless_it_is_found_that_it_did_not(
    journal: Journal, applied: bool
) -> None:
    first = journal.finish(journal.begin(intent()), "applied")
    second = journal.begin(replace(intent(), undoes=first.id))
    journal.finish(second, "accepted")
    journal.resolve(second.id, applied)
    assert journal.entry(first.id).undone_by == (second.id if applied else None)


def test_a_write_is_taken_back_once(journal: Journal) -> None:
    """Even by a create, which does not stand in the way of others."""
    removed = journal.finish(journal.begin(intent()), "applied")
    back = replace(intent(("users",)), undoes=removed.id)
    first = journal.begin(back)
    with pytest.raises(Unfinished):
        journal.begin(back)
    journal.finish(first, "unknown", "timed out")
    with pytest.raises(Unfinished):
        journal.begin(back)
    journal.finish(first, "verified not applied")
    second = journal.finish(journal.begin(back), "applied")
    with pytest.raises(UsageError, match=f"taken back already, by entry {second.id}"):
        journal.begin(back)
    assert journal.entry(removed.id).undone_by == second.id


def test_what_the_disk_did_not_take_the_outcome_of_is_not_being_sent(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = journal.begin(intent())
    with monkeypatch.context() as patch:
        patch.setattr("explorer.store.writes.record", full)
        with pytest.raises(StoreError):
            journal.finish(entry, "applied")
    assert not journal.in_flight(entry)
    assert journal.unfinished() == [entry]
    assert journal.resolve(entry.id, True).state == "verified applied"


def full(*arguments: object) -> Entry:
    raise OSError(errno.ENOSPC, "No space left on device")
