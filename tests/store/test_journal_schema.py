"""A journal that an earlier explorer has written."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.model.journal import Draft, Entry
from explorer.store.journal import Journal
from explorer.store.journal_schema import JOURNAL
from tests.store.journal_samples import JOHN, draft, intent

FIRST = replace(JOURNAL, migrations=JOURNAL.migrations[:1])
ADDED = (
    *(("entry", each) for each in ("undoes", "drafted", "up", "old_since")),
    *(("draft", each) for each in ("entry", "undoes", "sent", "unread")),
)
"""Tables and columns that came after the first version."""


@pytest.fixture
def older(journal_path: Path) -> Path:
    """The first version's file, with a settled write, an unknown one, and a draft."""
    journal = Journal(journal_path)
    journal.finish(journal.begin(intent()), "applied", "", {"firstName": "Jon"})
    journal.finish(journal.begin(intent()), "unknown", "timed out")
    journal.keep_draft(draft())
    journal.close()
    connection = sqlite3.connect(journal_path)
    connection.execute("DROP INDEX entry_record")
    for table, column in ADDED:
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    return journal_path


def shape(path: Path) -> list[tuple[str, str]]:
    """The columns of the entries and the drafts, in order."""
    connection = sqlite3.connect(path)
    query = "SELECT name, type FROM pragma_table_info(?) ORDER BY cid"
    found = [row for table in ("entry", "draft") for row in connection.execute(query, (table,)).fetchall()]
    connection.close()
    return found


def test_the_sample_is_what_the_first_version_made(older: Path, tmp_path: Path) -> None:
    made = tmp_path / "first.sqlite"
    connection = sqlite3.connect(made, isolation_level=None)
    FIRST.ensure(connection, "wal")
    connection.close()
    assert shape(older) == shape(made)


def test_what_an_earlier_explorer_kept_is_read_and_gone_on_with(older: Path) -> None:
    journal = Journal(older)
    unknown, applied = journal.entries()
    assert (applied.state, applied.after, applied.undoes) == ("applied", {"firstName": "Jon"}, None)
    assert (unknown.state, unknown.note, unknown.undoes) == ("unknown", "timed out", None)
    assert journal.unfinished() == [unknown]
    kept = journal.draft("i1", JOHN, "users.update")
    assert kept is not None
    same = [each.name for each in fields(Draft) if each.name not in ("kept_at", "process")]
    assert [getattr(kept, name) for name in same] == [getattr(draft(), name) for name in same]
    assert (kept.entry, kept.undoes) == (None, None)
    journal.resolve(unknown.id, True)
    assert journal.drafts() == [kept]  # nobody knows whether it came of this one
    back = journal.begin(replace(intent(), undoes=applied.id))
    journal.finish(back, "applied")
    assert journal.entry(applied.id).undone_by == back.id == unknown.id + 1
    journal.close()
    again = Journal(older)
    assert again.entry(back.id).undoes == applied.id
    assert again.notice == ""
    again.close()


def test_an_earlier_explorer_that_still_runs_can_write_on(older: Path) -> None:
    earlier = sqlite3.connect(older)
    before = Journal(older)
    added = [column for table, column in ADDED if table == "entry"]
    names = "SELECT name FROM pragma_table_info('entry')"
    columns = [name for (name,) in earlier.execute(names) if name not in (*added, "id")]
    earlier.execute(f"INSERT INTO entry ({', '.join(columns)}) SELECT {', '.join(columns)} FROM entry WHERE id = 1")
    earlier.commit()
    earlier.close()
    found = before.entries(limit=1)[0]
    assert isinstance(found, Entry)
    assert (found.id, found.undoes, found.drafted) == (3, None, False)
    before.close()


def test_a_migration_that_fails_leaves_what_was_kept(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        broken = replace(JOURNAL, migrations=(*JOURNAL.migrations, ("INSERT INTO nowhere VALUES (1)",)))
        patch.setattr("explorer.store.journal.JOURNAL", broken)
        with pytest.raises(StoreError):
            Journal(older)
    assert "undoes" not in [name for name, _ in shape(older)]
    journal = Journal(older)
    assert len(journal.entries()) == 2
    journal.close()
