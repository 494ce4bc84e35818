"""Which explorer is bringing a collection up to date, how far it is, and what came of it."""

from __future__ import annotations

import math
import sqlite3
from typing import TYPE_CHECKING, Final

from explorer.model.address import Segments
from explorer.model.health import SyncRun, SyncUnderWay
from explorer.model.journal import Process
from explorer.store import process
from explorer.store.queries import add_collection, find_collection

if TYPE_CHECKING:
    from concurrent.futures import Future

    from explorer.store.cache_file import CacheFile

KEPT_SECONDS: Final = 30 * 86_400.0
"""How long syncs are kept."""
_COLUMNS: Final = "pid, started, began, rows, total"


class Syncs:
    """The syncs of one account, of every explorer that has its cache open. Any call may raise StoreError."""

    def __init__(self, file: CacheFile, owner: Process | None) -> None:
        """`owner` None: this process."""
        self._file = file
        self._ours = owner or process.current()

    def begin(self, collection: Segments, stale: SyncUnderWay | None = None) -> Future[SyncUnderWay]:
        """Notes that this process brings a collection up to date, until `end` or its own end, and returns that. Where
        another one does already, nothing is noted and that one is returned, unless it stands as `stale` still."""
        return self._file.write(_begin, collection, self._ours, self._file.clock(), stale)

    def is_ours(self, sync: SyncUnderWay) -> bool:
        """It is this process that makes it."""
        return sync.process == self._ours

    def note(self, collection: Segments, rows: int, total: int | None) -> Future[None]:
        """Keeps how far it is, for others to see."""
        return self._file.write(_note, collection, self._ours, rows, total)

    def end(self, collection: Segments, begun: Future[SyncUnderWay]) -> Future[None]:
        """Notes that what was begun here is through, or given up, even before that is noted itself. Another explorer's,
        or one that was begun here later, is left alone."""
        return self._file.write(_end, collection, self._ours, begun)

    def under_way(self, collection: Segments) -> SyncUnderWay | None:
        """Who brings a collection up to date now; one that has ended meanwhile does not."""
        return self._file.read(_find, collection)

    def put_run(self, collection: Segments, run: SyncRun) -> Future[None]:
        """Keeps that a collection was synced, or that this failed; forgets old ones."""
        return self._file.write(_put_run, collection, run)

    def last_run(self, collection: Segments, since: float) -> SyncRun | None:
        """The last sync of a collection that ended since then, however it did."""
        return self._file.read(_last_run, collection, since)


def _begin(
    connection: sqlite3.Connection, collection: Segments, ours: Process, at: float, stale: SyncUnderWay | None
) -> SyncUnderWay:
    before = _find(connection, collection)
    if before is not None and before.process != ours and before != stale:
        return before
    if before is not None:
        at = max(at, math.nextafter(before.began, math.inf))  # what tells it from that one
    connection.execute(
        f"INSERT OR REPLACE INTO syncing (collection, {_COLUMNS}) VALUES (?, ?, ?, ?, 0, NULL)",
        (add_collection(connection, collection), ours.pid, ours.started, at),
    )
    return SyncUnderWay(ours, at, 0, None)


def _note(connection: sqlite3.Connection, collection: Segments, ours: Process, rows: int, total: int | None) -> None:
    connection.execute(
        "UPDATE syncing SET rows = ?, total = ? WHERE collection = ? AND pid = ? AND started = ?",
        (rows, total, find_collection(connection, collection), ours.pid, ours.started),
    )


def _end(connection: sqlite3.Connection, collection: Segments, ours: Process, begun: Future[SyncUnderWay]) -> None:
    if begun.cancelled() or begun.exception() is not None:
        return
    connection.execute(
        "DELETE FROM syncing WHERE collection = ? AND pid = ? AND started = ? AND began = ?",
        (find_collection(connection, collection), ours.pid, ours.started, begun.result().began),
    )


def _find(connection: sqlite3.Connection, collection: Segments) -> SyncUnderWay | None:
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM syncing WHERE collection = ?", (find_collection(connection, collection),)
    ).fetchone()
    if found is None:
        return None
    pid, started, began, rows, total = found
    owner = Process(pid, started)
    return SyncUnderWay(owner, began, rows, total) if process.running(owner) else None


def _last_run(connection: sqlite3.Connection, collection: Segments, since: float) -> SyncRun | None:
    found = connection.execute(
        "SELECT began, ended, outcome, rows, new, changed, gone FROM sync_run WHERE collection = ? AND ended >= ?"
        " ORDER BY id DESC LIMIT 1",
        (find_collection(connection, collection), since),
    ).fetchone()
    return SyncRun(*found) if found else None


def _put_run(connection: sqlite3.Connection, collection: Segments, run: SyncRun) -> None:
    connection.execute(
        "INSERT INTO sync_run (collection, began, ended, outcome, rows, new, changed, gone)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            add_collection(connection, collection),
            run.began,
            run.ended,
            run.outcome,
            run.rows,
            run.new,
            run.changed,
            run.gone,
        ),
    )
    connection.execute("DELETE FROM sync_run WHERE ended < ?", (run.ended - KEPT_SECONDS,))
