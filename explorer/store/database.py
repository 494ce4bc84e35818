"""The connections to one database file: one that writes, and one per thread that reads."""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar
from weakref import WeakSet, finalize

from explorer.model.errors import Stopped, StoreError
from explorer.store import database_file, files
from explorer.store.database_file import DatabaseFile, others_write
from explorer.store.encoding import Damaged
from explorer.store.format import Format

T = TypeVar("T")

_MOMENT: Final = 0.2
"""How long one that can be done without does, after one has waited in vain."""

_STEPS: Final = 20_000
"""Instructions of SQLite's machine between two looks at whether what is read is wanted still."""


class _Connection:
    """A connection, who may use it now, and which file it leads to."""

    def __init__(self, sqlite: sqlite3.Connection, generation: int) -> None:
        self.sqlite = sqlite
        self.generation = generation
        self.lock = threading.RLock()
        finalize(self, sqlite.close)  # a thread that reads may end long before the database is closed

    def close(self) -> None:
        with self.lock:
            self.sqlite.close()


class Database:
    """One file of a format. Reading is for any thread, writing for one at a time.

    A damaged file is set aside and a new one begun; what was being read is then read from the new, empty one.
    """

    def __init__(self, path: Path | None, clock: Callable[[], float], format: Format) -> None:
        self.file = DatabaseFile(path, clock, format)
        self._format = format
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: WeakSet[_Connection] = WeakSet()
        self._generation = 0
        self._closed = False
        self._locked_out = False
        """A write has waited for another explorer's in vain, and none was done since."""
        self._writer = _Connection(self.file.open(), self._generation)

    def read(self, reading: Callable[[sqlite3.Connection], T], stopped: Callable[[], bool] | None = None) -> T:
        """What `reading` returns, in one snapshot. Raises StoreError, and Stopped as soon as `stopped` says so, which
        is asked every few milliseconds."""

        def once() -> T:
            connection = self._reader()
            with connection.lock:
                if stopped is None:
                    return _in_transaction(connection.sqlite, "BEGIN", reading)
                return _until_stopped(connection.sqlite, reading, stopped)

        return self._guarded(once)

    def write(self, writing: Callable[[sqlite3.Connection], T]) -> T:
        """What `writing` returns; all of it is on disk then, or nothing. Raises StoreError."""
        return self._guarded(lambda: self._on_writer(lambda connection: self._in_turn(connection, writing)))

    def check(self, *, seconds: float, whole: bool = False) -> None:
        """Looks for damage, as `soundness.problem` does. An index is made anew, and that is said; with any other damage
        the file is set aside. Raises StoreError."""
        from explorer.store.soundness import problem

        if not self.read(lambda connection: problem(connection, seconds=seconds, whole=whole)):
            return

        def mend(connection: sqlite3.Connection) -> None:
            connection.execute("REINDEX")
            if problem(connection, seconds=seconds, whole=whole):
                raise Damaged

        generation = self._generation
        self.write(mend)
        if generation == self._generation:
            self.file.notices.append(f"{self._format.title} had a damaged index, which was made anew: nothing is lost")

    def purge(self) -> None:
        """Removes everything that is kept, copies of it too. Raises StoreError."""
        self.erase(self._format.empty)
        self.file.remove_damaged_copies()

    def erase(self, removing: Callable[[sqlite3.Connection], T]) -> T:
        """What `removing` returns; what it removes is overwritten on the disk, and the file shrunk.

        Raises StoreError, also when another explorer's reading keeps the log from being emptied.
        """
        if self.file.unwritable:
            raise StoreError(self.file.unwritable)
        result, shrunk = self._guarded(lambda: self._on_writer(lambda connection: _erase(connection, removing)))
        if not shrunk:
            raise StoreError(
                f"{self._format.title} is purged, but another explorer keeps its old content on the disk",
                next_step="close the other one, then purge again",
            )
        return result

    def remove_older_copies(self, before: float = math.inf) -> None:
        """Removes the copies of older forms that were made before that time (seconds since 1970). Raises StoreError."""

        def remove() -> None:
            for copy in files.older_copies(self.file.path) if self.file.path is not None else ():
                if copy.stat().st_mtime < before:
                    files.remove(copy)

        self._guarded(remove)

    def size(self) -> int:
        """Bytes on disk, or in memory."""
        if self.file.path is not None:
            return files.size(self.file.path)
        return self.read(
            lambda connection: (
                int(connection.execute("PRAGMA page_count").fetchone()[0])
                * int(connection.execute("PRAGMA page_size").fetchone()[0])
            )
        )

    def close(self) -> None:
        """Closes every connection. Whatever comes later raises StoreError."""
        with self._lock:
            self._closed = True
            for connection in (*self._readers, self._writer):
                connection.close()

    def _guarded(self, once: Callable[[], T]) -> T:
        """Does `once`; when it meets damage, on a new file once more."""
        if self._closed:
            raise StoreError(f"{self._format.title} is closed")
        try:
            self._follow_file()
            generation = self._generation
            try:
                return once()
            except (sqlite3.Error, Damaged) as error:
                if not self.file.is_damage(error) or self.file.unwritable or self.file.path is None:
                    raise
                self._set_aside(generation)
                return once()
        except (sqlite3.Error, Damaged, OSError) as error:
            raise self.file.store_error(error) from error

    def _reader(self) -> _Connection:
        if self.file.path is None or self.file.unwritable:
            return self._writer
        held: _Connection | None = getattr(self._local, "connection", None)
        if held is not None and held.generation == self._generation:
            return held
        if held is not None:
            held.close()
        with self._lock:
            made = _Connection(self.file.connect(), self._generation)
            made.sqlite.execute("PRAGMA query_only = ON")
            # Each thread that reads has its own, and what is read again is still with the system.
            made.sqlite.execute("PRAGMA cache_size = -1000")
            self._readers.add(made)
        self._local.connection = made
        return made

    def _on_writer(self, action: Callable[[sqlite3.Connection], T]) -> T:
        while True:
            with self._lock:
                if self.file.unwritable and self.file.path is not None:
                    self._go_on_in_memory()
                connection = self._writer
            with connection.lock:
                if connection.generation == self._generation:
                    return action(connection.sqlite)

    def _in_turn(self, connection: sqlite3.Connection, writing: Callable[[sqlite3.Connection], T]) -> T:
        """Does `writing` when no other explorer writes. What comes back from the vendor does not wait long again and
        again: one write on the screen is several here."""
        brief = self._locked_out and not self._format.irreplaceable
        _wait(connection, _MOMENT if brief else database_file.BUSY_SECONDS)
        try:
            result = _in_transaction(connection, "BEGIN IMMEDIATE", writing)
        except sqlite3.Error as error:
            self._locked_out = others_write(error)
            raise
        self._locked_out = False
        return result

    def _go_on_in_memory(self) -> None:
        """Writes go to a copy, which is gone at the end. Raises StoreError for what must not be lost."""
        if self._format.irreplaceable:
            raise StoreError(self.file.unwritable, next_step="what was kept before can still be read")
        memory = self.file.connect_to_memory()
        with self._writer.lock:
            self._writer.sqlite.backup(memory)
        self._generation += 1
        self._writer = _Connection(memory, self._generation)  # the other one is read to its end by who has it
        self.file.path = None

    def _follow_file(self) -> None:
        """Changes over to the file of our name when another explorer has replaced it."""
        if self.file.is_replaced:
            with self._lock:
                if self.file.is_replaced:
                    self.file.note_removal()
                    self._reopen()

    def _set_aside(self, generation: int) -> None:
        with self._lock:
            if generation != self._generation:
                return  # another thread was faster
            self.file.set_aside()
            self._reopen()

    def _reopen(self) -> None:
        self._generation += 1
        self._writer.close()
        self._writer = _Connection(self.file.open(), self._generation)


def _wait(connection: sqlite3.Connection, seconds: float) -> None:
    """Has it wait so long for another explorer's writing, from now on."""
    connection.execute(f"PRAGMA busy_timeout = {1000 * seconds:.0f}")


def _in_transaction(connection: sqlite3.Connection, begin: str, action: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute(begin)
    try:
        result = action(connection)
        connection.execute("COMMIT")
        return result
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _until_stopped(
    connection: sqlite3.Connection, reading: Callable[[sqlite3.Connection], T], stopped: Callable[[], bool]
) -> T:
    def while_wanted(connection: sqlite3.Connection) -> T:
        connection.set_progress_handler(stopped, _STEPS)
        try:
            return reading(connection)
        finally:
            connection.set_progress_handler(None, 0)  # the transaction is ended in any case

    try:
        return _in_transaction(connection, "BEGIN", while_wanted)
    except sqlite3.OperationalError as error:
        # A statement that was interrupted inside a function fails as that function, with no word of it.
        if stopped():
            raise Stopped from error
        raise


def _erase(connection: sqlite3.Connection, removing: Callable[[sqlite3.Connection], T]) -> tuple[T, bool]:
    """What `removing` returned, and whether nothing of the old content is left on the disk."""
    connection.execute("PRAGMA secure_delete = ON")
    _wait(connection, database_file.BUSY_SECONDS)
    result = _in_transaction(connection, "BEGIN IMMEDIATE", removing)
    connection.execute("VACUUM")
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return result, not busy
