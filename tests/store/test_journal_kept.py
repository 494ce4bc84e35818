"""What the journal lists, for how long it keeps it, and what a purge leaves."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.model.journal import Entry
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.store.journal import DOUBTED_SECONDS, KEPT_SECONDS, Journal
from tests.store.journal_samples import ENDED, JOHN, SETTLED, draft, intent
from tests.store.samples import USERS, page_of, people


def numbers(entries: list[Entry]) -> list[int]:
    return [each.id for each in entries]


def test_entries_are_narrowed_and_the_newest_come_first(journal: Journal) -> None:
    for segments in (JOHN, (*JOHN, "notes", "1"), ("users", "4648"), ("customers", "é/1")):
        journal.begin(intent(segments, batch="b" if segments == JOHN else ""))
    journal.begin(intent(identity="i2", account="other"))
    journal.finish(journal.entry(2), "unknown")
    journal.finish(journal.entry(3), "refused")
    assert numbers(journal.entries()) == [5, 4, 3, 2, 1]
    assert numbers(journal.entries(limit=2)) == [5, 4]
    assert numbers(journal.entries(identity="i1")) == [4, 3, 2, 1]
    assert numbers(journal.entries(identity="i1", below=("users",))) == [3, 2, 1]
    assert numbers(journal.entries(identity="i1", below=JOHN)) == [2, 1]
    assert numbers(journal.entries(identity="i1", below=("users", "4648"))) == [3]
    assert numbers(journal.entries(identity="i1", below=("customers", "é/1"))) == [4]
    assert numbers(journal.entries(states=("unknown", "refused"))) == [3, 2]
    assert numbers(journal.entries(batch="b")) == [1]
    assert numbers(journal.entries(identity="i2", states=("refused",))) == []


def test_entries_are_those_of_an_account_whatever_it_is_called(journal: Journal) -> None:
    journal.begin(intent(account="old"))
    journal.finish(journal.entry(1), "applied")
    journal.begin(intent(account="new"))
    journal.begin(intent(identity="i2", account="old"))
    assert numbers(journal.entries(identity="i1", below=JOHN)) == [2, 1]


def test_unfinished_are_those_nobody_is_sending(journal: Journal, journal_path: Path) -> None:
    ended = Journal(journal_path, owner=ENDED)
    left = ended.begin(intent(("users", "1")))
    lost = ended.begin(intent(("users", "2")))
    ended.finish(lost, "unknown")
    ended.finish(ended.begin(intent(("users", "3"))), "applied")
    ended.close()
    own = journal.begin(intent(("users", "4")))
    assert numbers(journal.unfinished()) == [left.id, lost.id]
    assert journal.blocking("i1", ("users", "1")) == left
    assert numbers(journal.entries(states=("sending",))) == [own.id, left.id]


def test_what_was_settled_long_ago_goes_and_what_is_unknown_stays(journal_path: Path) -> None:
    now = 1000.0
    journal = Journal(journal_path, clock=lambda: now, owner=ENDED)
    for number, state in enumerate([*SETTLED, "unknown", "sending"]):
        entry = journal.begin(intent(("users", str(number))))
        if state != "sending":
            journal.finish(entry, state)
    for number in (20, 21):
        of_batch = journal.begin(intent(("users", str(number)), batch="b"))
        journal.finish(of_batch, "applied")
    journal.keep_draft(draft(("users",), batch="b"))
    now += KEPT_SECONDS
    assert journal.expire() == 0
    now += DOUBTED_SECONDS - 1
    assert journal.expire() == 0
    fresh = journal.finish(journal.begin(intent(("users", "30"))), "applied")
    now += 1
    assert journal.expire() == len(SETTLED)
    assert {each.state for each in journal.entries()} == {"unknown", "sending", "applied"}
    assert len(journal.entries(batch="b")) == 2
    journal.drop_draft("i1", ("users",), "users.update")
    assert journal.expire() == 2
    assert journal.entry(fresh.id) == fresh
    assert journal.begin(intent(("users", "31"))).id == fresh.id + 1
    journal.close()


def test_a_write_is_old_from_when_it_was_settled_not_while_it_was_open(journal_path: Path) -> None:
    now = 1000.0
    journal = Journal(journal_path, clock=lambda: now)
    entry = journal.begin(intent(("users", "1")))
    now += KEPT_SECONDS - DOUBTED_SECONDS + 1
    assert journal.expire() == 0
    journal.finish(entry, "applied")
    now += KEPT_SECONDS + 1
    assert journal.expire() == 0, "met as old for the first time"
    now += DOUBTED_SECONDS
    assert journal.expire() == 1
    journal.close()


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_set_wrong_for_a_while_takes_no_history_away(journal_path: Path, years: int) -> None:
    """When it was written, or when it was looked at."""
    now, right = 3e9, 3e9
    journal = Journal(journal_path, clock=lambda: now)
    for at, looked in ((right + years * 365 * 86400, right), (right, right + years * 365 * 86400)):
        now = at
        entry = journal.finish(journal.begin(intent(("users", str(at)))), "applied")
        for each in (looked, right, right + 86400):
            now = each
            assert journal.expire() == 0
        assert journal.entry(entry.id) == entry
    for each, left in ((right + KEPT_SECONDS - DOUBTED_SECONDS + 1, True), (right + KEPT_SECONDS + 2, False)):
        now = each
        journal.expire()
        assert (entry in journal.entries()) == left
    journal.close()


@pytest.mark.parametrize("set_by", [-7200.0, 7200.0])
def test_how_long_ago_it_was_begun_is_known_whatever_the_clock_says(journal_path: Path, set_by: float) -> None:
    now, up = 1e9, 500.0
    journal = Journal(journal_path, clock=lambda: now, uptime=lambda: up)
    entry = journal.begin(intent())
    now, up = now + set_by + 3, up + 3
    assert journal.age(entry) == 3
    earlier = replace(entry, process=replace(entry.process, started="another boot/7"))
    assert journal.age(earlier) == max(set_by + 3, 0)
    journal.close()


def test_an_id_is_never_given_twice(journal: Journal) -> None:
    for number in range(1, 4):
        entry = journal.begin(intent())
        assert entry.id == number
        journal.finish(entry, "applied")
        journal.purge()


def test_purging_leaves_nothing_but_unknown_writes_and_drafts(journal: Journal, journal_path: Path) -> None:
    canary = "Zebedee-Canary"
    for number in range(40):
        entry = journal.begin(replace(intent(("users", str(number))), wanted={"firstName": canary * 20}))
        journal.finish(entry, "applied", canary, {"firstName": canary})
    journal.keep_draft(draft())
    journal.keep_draft(draft(identity="i2"))
    unknown = journal.finish(journal.begin(intent()), "unknown")
    other = journal.finish(journal.begin(intent(identity="i2")), "applied")
    purged = journal.purge("i1")
    assert (purged.entries, purged.drafts, purged.kept) == (40, 1, 1)
    assert journal.entries() == [other, unknown]
    assert {each.identity for each in journal.drafts()} == {"i1", "i2"}
    assert all(canary.encode() not in each.read_bytes() for each in journal_path.parent.iterdir())
    purged = journal.purge()
    assert (purged.entries, purged.drafts, purged.kept) == (1, 2, 1)
    assert journal.entries() == [unknown]


def test_a_purge_that_leaves_content_on_the_disk_says_so(journal_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.store.database_file.BUSY_SECONDS", 0.05)
    journal = Journal(journal_path)
    journal.finish(journal.begin(intent()), "applied")
    reader = sqlite3.connect(journal_path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM entry").fetchall()
    with pytest.raises(StoreError, match="another explorer keeps its old content"):
        journal.purge()
    reader.close()
    assert journal.purge().kept == 0
    journal.close()


def test_a_purged_cache_leaves_the_journal_alone(journal: Journal, journal_path: Path) -> None:
    entry = journal.begin(intent())
    journal.keep_draft(draft())
    cache = Cache(journal_path.with_name("vendor.sqlite"))  # in one folder, even
    cache.put_page(USERS, page_of(Query(("users",)), 1, people(1)), people(1)).result()
    cache.upkeep.purge()
    cache.close()
    assert journal.entries() == [entry]
    assert len(journal.drafts()) == 1
