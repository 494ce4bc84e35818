"""Which explorer is bringing a collection up to date, and how far it is."""

from __future__ import annotations

import sqlite3
from typing import Final

from explorer.model.address import Segments
from explorer.model.health import SyncRun, SyncUnderWay
from explorer.model.journal import Process
from explorer.store import process
from explorer.store.queries import add_collection, find_collection

_COLUMNS: Final = "pid, started, began, rows, total"


def begin(connection: sqlite3.Connection, collection: Segments, ours: Process, at: float) -> SyncUnderWay | None:
    """Notes that this explorer brings `collection` up to date; unless another one does: that is returned."""
    other = find(connection, collection)
    if other is not None and other.process != ours:
        return other
    connection.execute(
        f"INSERT OR REPLACE INTO syncing (collection, {_COLUMNS}) VALUES (?, ?, ?, ?, 0, NULL)",
        (add_collection(connection, collection), ours.pid, ours.started, at),
    )
    return None


def note(connection: sqlite3.Connection, collection: Segments, ours: Process, rows: int, total: int | None) -> None:
    """Keeps how far this explorer is."""
    connection.execute(
        "UPDATE syncing SET rows = ?, total = ? WHERE collection = ? AND pid = ? AND started = ?",
        (rows, total, find_collection(connection, collection), ours.pid, ours.started),
    )


def end(connection: sqlite3.Connection, collection: Segments, ours: Process) -> None:
    """This explorer does it no longer."""
    connection.execute(
        "DELETE FROM syncing WHERE collection = ? AND pid = ? AND started = ?",
        (find_collection(connection, collection), ours.pid, ours.started),
    )


def find(connection: sqlite3.Connection, collection: Segments) -> SyncUnderWay | None:
    """Who brings `collection` up to date now; one that has ended meanwhile does not."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM syncing WHERE collection = ?", (find_collection(connection, collection),)
    ).fetchone()
    if found is None:
        return None
    pid, started, began, rows, total = found
    owner = Process(pid, started)
    return SyncUnderWay(owner, began, rows, total) if process.running(owner) else None


def last_run(connection: sqlite3.Connection, collection: Segments, since: float) -> SyncRun | None:
    """The last sync of `collection` that ended since then."""
    found = connection.execute(
        "SELECT began, ended, outcome, rows, new, changed, gone FROM sync_run WHERE collection = ? AND ended >= ?"
        " ORDER BY id DESC LIMIT 1",
        (find_collection(connection, collection), since),
    ).fetchone()
    return SyncRun(*found) if found else None
