"""Which record stands at which position of a listing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from explorer.store.queries import StoredQuery


def rids_between(connection: sqlite3.Connection, query: int, start: int, stop: int) -> list[int]:
    """The records from position `start` to before `stop`, in order."""
    found = connection.execute(
        "SELECT rid FROM listing WHERE query = ? AND position >= ? AND position < ? ORDER BY position",
        (query, start, stop),
    )
    return [rid for (rid,) in found]


def positions(connection: sqlite3.Connection, query: int, rids: Iterable[int]) -> dict[int, int]:
    """Where these records stand, those that do."""
    found = connection.execute(
        "SELECT rid, position FROM listing WHERE query = ? AND rid IN (SELECT value FROM json_each(?))",
        (query, json.dumps(list(rids))),
    )
    return dict(found.fetchall())


def fill(connection: sqlite3.Connection, stored: StoredQuery, first: int, rids: Sequence[int]) -> None:
    """Gives `rids`, which have no place, the positions from `first` on, which are free."""
    connection.executemany(
        "INSERT INTO listing (query, position, rid) VALUES (?, ?, ?)",
        [(stored.id, first + place, rid) for place, rid in enumerate(rids)],
    )
    stored.held += len(rids)


def clear(connection: sqlite3.Connection, stored: StoredQuery, start: int, stop: int) -> None:
    """Takes the places from `start` to before `stop` from whoever has them."""
    removed = connection.execute(
        "DELETE FROM listing WHERE query = ? AND position >= ? AND position < ?", (stored.id, start, stop)
    )
    stored.held -= removed.rowcount


def close_all_gaps(connection: sqlite3.Connection, stored: StoredQuery) -> None:
    """Leaves the rows in their order, from position 0 on without a gap."""
    last = connection.execute("SELECT max(position) FROM listing WHERE query = ?", (stored.id,)).fetchone()[0]
    if last is None or last == stored.held - 1:
        return
    rids = rids_between(connection, stored.id, 0, last + 1)
    clear(connection, stored, 0, last + 1)
    fill(connection, stored, 0, rids)


def fill_gap_from_end(connection: sqlite3.Connection, stored: StoredQuery, rid: int) -> None:
    """Takes the place of `rid`, if it has one; the last row takes it over, so that no gap is left.

    Moving one row costs the same in a listing of any length.
    """
    position = positions(connection, stored.id, [rid]).get(rid)
    if position is None:
        return
    end = stored.held - 1
    last = rids_between(connection, stored.id, end, end + 1)
    clear(connection, stored, position, position + 1)
    if position != end:
        clear(connection, stored, end, end + 1)
        fill(connection, stored, position, last)
