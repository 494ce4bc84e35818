"""Older tables become newer ones, as a whole or not at all."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.store.encoding import dump
from explorer.store.schema import CACHE
from tests.store.samples import USERS, page_of, people, person

QUERY = Query(("users",))


@pytest.fixture
def older(path: Path) -> Path:
    cache = Cache(path)
    cache.put_page(USERS, page_of(QUERY, 1, people(1, 2)), people(1, 2)).result()
    cache.close()
    return path


def migrate_by(monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    newer = replace(CACHE, migrations=(*CACHE.migrations, statements))
    monkeypatch.setattr("explorer.store.cache_file.CACHE", newer)


def version(path: Path) -> tuple[int, int]:
    """The version kept in the file, and the number of tables that a migration adds."""
    connection = sqlite3.connect(path)
    kept = connection.execute("PRAGMA user_version").fetchone()[0]
    added = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'added'").fetchone()[0]
    connection.close()
    return kept, added


def test_older_tables_are_brought_up_to_date(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate_by(monkeypatch, "CREATE TABLE added (x)", "INSERT INTO added VALUES (1)")
    for _ in range(2):
        cache = Cache(older)
        assert cache.listing(QUERY).held == 2
        cache.close()
    assert version(older) == (CACHE.version + 1, 1)


def test_the_first_tables_are_brought_up_to_date(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    first = sqlite3.connect(path)
    for statement in CACHE.migrations[0]:
        first.execute(statement)
    first.execute("INSERT INTO collection (id, path) VALUES (1, 'users')")
    first.execute("INSERT INTO record (rid, collection, key, row_at) VALUES (1, 1, '1', 1.0)")
    first.execute("INSERT INTO raw (rid, row) VALUES (1, ?)", (dump(person(1, skills=[])),))
    first.execute("INSERT INTO display (rid, layout, label, cells) VALUES (1, 0, '', '[]')")
    first.execute(f"PRAGMA application_id = {CACHE.application}")
    first.execute("PRAGMA user_version = 1")
    first.commit()
    first.close()
    cache = Cache(path)
    # What query the row came from is not known: that it has more members tells nothing.
    stored = cache.put_page(USERS, page_of(QUERY, 1, people(1), last=True), people(1)).result()
    assert (stored.new, stored.changed) == (0, 0)
    assert [row for _, row in cache.bodies(QUERY)] == people(1)
    cache.close()
