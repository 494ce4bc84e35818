"""What a table shows, as it is kept: one row per query, with counts that every change keeps true."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import Final

from explorer.model.address import Segments
from explorer.model.page import Query
from explorer.model.value import dataclass
from explorer.store.encoding import path_of

EVERY: Final = -1
"""No limit."""
_COLUMNS: Final = (
    "id, collection, plain, change, total, page_count, held, hidden, complete, appended, shifted, synced_at, "
    "run, running, run_new, run_changed"
)


@dataclass(slots=True)
class StoredQuery:
    """A row of the table `query`. Changed in memory within one transaction, then saved."""

    id: int
    collection: int
    plain: int
    """Asks for the whole collection, archived records aside."""
    change: int
    """Another number after every save."""
    total: int | None
    page_count: int | None
    held: int
    hidden: int
    """Rows left out because the vendor marks them deleted."""
    complete: int
    appended: int
    """Rows stand in the order they came, without gaps or pages; else where the vendor's pages put them."""
    shifted: int
    """Pages fetched at different times disagree: a row may have slipped between them."""
    synced_at: float | None
    run: int
    """The number of the last re-listing."""
    running: int
    run_new: int
    run_changed: int

    def save(self, connection: sqlite3.Connection) -> None:
        """Writes it back."""
        connection.execute(
            "UPDATE query SET change = random(), total = ?, page_count = ?, held = ?, hidden = ?, complete = ?,"
            " appended = ?, shifted = ?, synced_at = ?, run = ?, running = ?, run_new = ?, run_changed = ?"
            " WHERE id = ?",
            (
                self.total,
                self.page_count,
                self.held,
                self.hidden,
                self.complete,
                self.appended,
                self.shifted,
                self.synced_at,
                self.run,
                self.running,
                self.run_new,
                self.run_changed,
                self.id,
            ),
        )
        if self.plain and self.complete:
            connection.execute("UPDATE collection SET whole = 1 WHERE id = ? AND NOT whole", (self.collection,))


@lru_cache(maxsize=256)
def text_of(query: Query) -> str:
    """Stands for `query` in the cache."""
    return json.dumps(
        [
            query.collection,
            query.filters,
            query.search,
            query.sort,
            query.includes,
            query.page_size,
            query.archived,
        ]
    )


def find(connection: sqlite3.Connection, query: Query) -> StoredQuery | None:
    """What is kept of `query`, if anything."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM query WHERE text = ?", (text_of(query),)).fetchone()
    return StoredQuery(*row) if row else None


def by_id(connection: sqlite3.Connection, number: int) -> StoredQuery:
    """What is kept of the query with this id."""
    return StoredQuery(*connection.execute(f"SELECT {_COLUMNS} FROM query WHERE id = ?", (number,)).fetchone())


def find_or_add(connection: sqlite3.Connection, query: Query) -> StoredQuery:
    """What is kept of `query`, begun empty when there is nothing."""
    found = find(connection, query)
    if found is not None:
        return found
    connection.execute(
        "INSERT INTO query (text, collection, plain) VALUES (?, ?, ?)",
        (text_of(query), add_collection(connection, query.collection), not (query.narrowed or query.archived)),
    )
    added = find(connection, query)
    assert added is not None
    return added


def find_collection(connection: sqlite3.Connection, segments: Segments) -> int | None:
    """The number of a collection, if anything of it was ever kept."""
    row = connection.execute("SELECT id FROM collection WHERE path = ?", (path_of(segments),)).fetchone()
    return int(row[0]) if row else None


def add_collection(connection: sqlite3.Connection, segments: Segments) -> int:
    """The number of a collection, given one when it has none."""
    found = find_collection(connection, segments)
    if found is not None:
        return found
    return int(connection.execute("INSERT INTO collection (path) VALUES (?)", (path_of(segments),)).lastrowid or 0)
