"""What was typed and has not been sent."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from explorer.model.errors import OpenElsewhere, Unfinished
from explorer.model.journal import DONE, Draft, Entry, Process, State
from explorer.store import process
from explorer.store.journal import Journal
from tests.store.journal_samples import ENDED, JOHN, draft, intent

UPDATE = ("i1", JOHN, "users.update")


@pytest.fixture
def elsewhere(journal_path: Path) -> Iterator[Journal]:
    """Another explorer that runs: the process that started this one stands for it."""
    running = process.find(os.getppid())
    assert running is not None
    opened = Journal(journal_path, owner=running)
    yield opened
    opened.close()


def as_given(kept: Draft | None) -> Draft:
    assert kept is not None
    return replace(kept, kept_at=0.0, process=None)


def test_a_draft_is_on_disk_as_it_was_given(journal: Journal, journal_path: Path) -> None:
    journal.keep_draft(draft())
    kept = journal.draft(*UPDATE)
    assert as_given(kept) == draft()
    assert kept is not None
    assert (kept.kept_at, kept.process) == (5000.0, journal.process)
    assert str(kept.address) == "assemble/users/46485"
    other = Journal(journal_path)
    assert other.drafts() == [kept]
    other.close()


def test_what_an_editor_left_unread_is_a_draft_also_where_nothing_else_is_typed(journal: Journal) -> None:
    left = replace(draft(), typed={}, unread='first_name = "Jo\n# \ud83d \x00 王')
    journal.keep_draft(left)
    assert as_given(journal.draft(*UPDATE)) == left
    journal.close_draft(*UPDATE)
    assert [as_given(each) for each in journal.drafts()] == [left]
    journal.open_form(replace(left, unread=""))
    assert as_given(journal.draft(*UPDATE)) == left
    journal.drop_draft(*UPDATE)
    assert journal.drafts() == []


def test_the_last_one_counts_and_forms_do_not_mix(journal: Journal) -> None:
    others = [
        draft(("users", "4648")),
        draft(("users",), operation="users.create"),
        draft(operation="users.unlink"),
        draft(identity="i2"),
        draft(("users",), batch="b1"),
    ]
    for each in (draft(name="J"), *others, draft(name="John")):
        journal.keep_draft(each)
    assert as_given(journal.draft(*UPDATE)) == draft(name="John")
    assert len(journal.drafts()) == 6
    assert journal.draft("i1", ("users", "1"), "users.update") is None
    assert as_given(journal.draft("i1", ("users",), "users.update")).keys == ("1", "2", "é/3")


def test_the_one_kept_last_comes_first(journal_path: Path) -> None:
    now = 0.0
    journal = Journal(journal_path, clock=lambda: now)
    for key in ("2", "3", "1", "2"):
        now += 1
        journal.keep_draft(draft(("users", key)))
    assert [each.segments[1] for each in journal.drafts()] == ["2", "1", "3"]
    journal.close()


def test_a_draft_that_is_dropped_is_gone(journal: Journal) -> None:
    journal.keep_draft(draft())
    journal.drop_draft(*UPDATE)
    journal.drop_draft(*UPDATE)
    assert journal.drafts() == []
    assert journal.open_draft(*UPDATE) is None


def test_an_open_draft_is_out_of_reach_of_another_explorer(journal: Journal, elsewhere: Journal) -> None:
    elsewhere.keep_draft(draft(name="theirs"))
    actions: list[Callable[[], object]] = [
        lambda: journal.keep_draft(draft(name="ours")),
        lambda: journal.open_draft(*UPDATE),
        lambda: journal.drop_draft(*UPDATE),
    ]
    for action in actions:
        with pytest.raises(
            OpenElsewhere, match=f"assemble/users/46485 is open in another explorer, pid {os.getppid()}"
        ) as refused:
            action()
        assert refused.value.pid == os.getppid()
    journal.close_draft(*UPDATE)  # is not ours to close
    kept = journal.draft(*UPDATE)
    assert as_given(kept) == draft(name="theirs")
    assert kept is not None
    assert kept.process == elsewhere.process
    assert journal.open_elsewhere("i1", JOHN) == kept
    assert elsewhere.open_elsewhere("i1", JOHN) is None
    assert journal.open_elsewhere("i1", ("users", "1")) is None


def sent(journal: Journal, kept: Draft) -> Entry:
    """`kept` on its way."""
    return journal.begin(replace(intent(kept.segments), operation=kept.operation, body=kept.typed, drafted=True))


@pytest.mark.parametrize("state", get_args(State))
def test_a_draft_goes_with_the_outcome_of_what_it_was_sent_as(journal: Journal, state: State) -> None:
    journal.keep_draft(draft())
    entry = sent(journal, draft())
    (tied,) = journal.drafts()
    assert (entry.drafted, tied.entry) == (True, entry.id)
    journal.close_draft(*UPDATE)
    if state != "sending":
        journal.finish(entry, state, checked=False)
    if state == "accepted":  # a refusal that is found by reading again comes later
        assert [each.entry for each in journal.drafts()] == [entry.id]
        journal.finish(entry, state)
    left = [None] if state in ("refused", "not applied", "verified not applied") else [entry.id]
    assert [each.entry for each in journal.drafts()] == ([] if state in DONE else left)


@pytest.mark.parametrize("applied", [True, False])
def test_what_the_user_says_of_a_write_goes_for_its_draft(journal: Journal, applied: bool) -> None:
    create = draft(("users",), operation="users.create")
    journal.keep_draft(create)
    entry = journal.finish(sent(journal, create), "unknown")
    journal.resolve(entry.id, applied)
    assert [each.entry for each in journal.drafts()] == ([] if applied else [None])


def test_a_draft_of_unknown_outcome_is_not_sent_once_more(journal: Journal, journal_path: Path) -> None:
    """W03: neither a create, of which several may be on their way."""
    create = draft(("users",), operation="users.create")
    journal.keep_draft(create)
    first = sent(journal, create)
    reasons: dict[State, str] = {"unknown": "no known outcome", "accepted": "has not been read again"}
    for state, why in reasons.items():
        journal.finish(first, state, checked=False)
        with pytest.raises(Unfinished, match=why) as refused:
            sent(journal, create)
        assert refused.value.entry == first.id
    journal.keep_draft(replace(create, field="another field"))
    with pytest.raises(Unfinished):
        sent(journal, create)
    other = replace(create, typed={"firstName": "another"})
    journal.keep_draft(other)
    assert journal.drafts()[0].entry is None
    again = Journal(journal_path)
    again.keep_draft(create)
    assert [each.entry for each in again.drafts()] == [first.id], "typed back, it is what was sent"
    again.close()
    journal.keep_draft(other)
    second = sent(journal, other)
    journal.finish(first, "verified applied")
    assert [each.entry for each in journal.drafts()] == [second.id]


def test_what_was_typed_since_it_was_sent_stays_when_the_outcome_is_known(journal: Journal) -> None:
    journal.keep_draft(draft())
    entry = sent(journal, draft())
    journal.keep_draft(draft(name="Johnny"))
    journal.finish(entry, "applied")
    assert [(each.typed["firstName"], each.entry) for each in journal.drafts()] == [("Johnny", None)]
    journal.keep_draft(draft())
    assert journal.drafts()[0].entry is None


def test_what_comes_of_no_form_is_tied_to_none(journal: Journal) -> None:
    journal.keep_draft(draft())
    journal.close_draft(*UPDATE)
    journal.finish(journal.begin(intent()), "applied")
    elsewhere = journal.begin(replace(intent(), drafted=True))  # the form is not open here
    journal.finish(elsewhere, "applied")
    assert [as_given(each) for each in journal.drafts()] == [draft()]


def test_the_entry_that_a_draft_was_sent_as_stays_with_it(journal: Journal) -> None:
    journal.keep_draft(draft())
    entry = journal.finish(sent(journal, draft()), "accepted", checked=False)
    assert journal.purge("i2").entries == 0
    journal.expire()
    assert journal.entry(entry.id) == entry


def test_a_draft_says_what_it_takes_back(journal: Journal) -> None:
    journal.keep_draft(replace(draft(), undoes=7))
    assert journal.drafts()[0].undoes == 7


def test_a_form_is_taken_before_anything_is_typed(journal: Journal, elsewhere: Journal) -> None:
    """X17"""
    blank = replace(draft(), typed={})
    assert elsewhere.open_form(blank) is None
    assert (journal.drafts(), journal.draft(*UPDATE)) == ([], None)
    for action in (journal.open_form, journal.keep_draft):
        with pytest.raises(OpenElsewhere, match=f"open in another explorer, pid {os.getppid()}"):
            action(blank)
    with pytest.raises(OpenElsewhere):
        journal.drop_draft(*UPDATE)
    found = journal.open_elsewhere("i1", JOHN)
    assert found is not None and found.process == elsewhere.process
    elsewhere.close_draft(*UPDATE)
    assert journal.open_elsewhere("i1", JOHN) is None
    assert journal.open_form(draft(name="not kept")) is None
    journal.keep_draft(draft(name="kept"))
    journal.close_draft(*UPDATE)
    opened = elsewhere.open_form(blank)
    assert opened is not None
    assert (opened.typed, opened.process) == ({"firstName": "kept", "born": "1985-13-"}, elsewhere.process)


def test_a_form_that_ended_without_a_word_holds_nothing(journal: Journal, journal_path: Path) -> None:
    ended = Journal(journal_path, owner=ENDED)
    for key in ("1", "2"):
        ended.open_form(replace(draft(("users", key)), typed={}))
    ended.close()
    assert journal.open_form(replace(draft(("users", "1")), typed={})) is None
    journal.expire()
    count = sqlite3.connect(journal_path).execute("SELECT count(*) FROM draft").fetchone()
    assert (count, journal.purge().drafts) == ((1,), 0)


def test_a_closed_form_leaves_its_draft_to_whoever_comes(journal: Journal, elsewhere: Journal) -> None:
    elsewhere.keep_draft(draft())
    elsewhere.close_draft(*UPDATE)
    assert as_given(journal.drafts()[0]) == draft()
    assert journal.drafts()[0].process is None
    opened = journal.open_draft(*UPDATE)
    assert opened is not None
    assert opened.process == journal.process
    with pytest.raises(OpenElsewhere):
        elsewhere.open_draft(*UPDATE)


def test_the_draft_of_an_explorer_that_ended_is_taken_over(journal: Journal, journal_path: Path) -> None:
    ended = Journal(journal_path, owner=ENDED)
    ended.keep_draft(draft())
    ended.close()
    assert [each.process for each in journal.drafts()] == [None]
    assert journal.open_elsewhere("i1", JOHN) is None
    opened = journal.open_draft(*UPDATE)
    assert as_given(opened) == draft()
    assert opened is not None
    assert opened.process == journal.process
    journal.keep_draft(draft(name="Jon"))


def test_this_process_is_told_from_an_earlier_one_of_its_number() -> None:
    assert process.running(process.current())
    assert not process.running(ENDED)
    assert not process.running(Process(2**22 + 1))


def test_a_process_that_waits_for_its_parent_has_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    found = process.find(child.pid)
    assert found is not None
    assert process.running(found)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not process.running(found)
    child.communicate()


def test_where_the_system_tells_no_times_the_number_alone_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(process, "PROCESSES", tmp_path)
    assert process.current() == Process(os.getpid(), "")
    assert process.running(Process(os.getppid(), ""))
    assert not process.running(Process(2**22 + 1))
