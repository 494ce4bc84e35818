"""The connections to one database file: one that writes, and one per thread that reads."""

from __future__ import annotations

import errno
import math
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote
from weakref import WeakSet, finalize

from explorer.model.errors import Stopped, StoreError
from explorer.store import files
from explorer.store.encoding import Damaged
from explorer.store.format import Format, Newer

T = TypeVar("T")

BUSY_SECONDS: Final = 5.0
"""How long a write waits for another explorer's."""
_MOMENT: Final = 0.2
"""How long one that can be done without does, after one has waited in vain."""

_STEPS: Final = 20_000
"""Instructions of SQLite's machine between two looks at whether what is read is wanted still."""
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OTHERS_WRITE: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DISK: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_CANNOT_CHANGE: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
"""The second, where a file beside it cannot be made."""
_HOW_MOUNTED: Final = "check who owns the folder and how it is mounted"
_NOT_KEPT: Final = ", what comes is not kept"
_UNWRITABLE: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)


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
        self.path = path
        """None: everything is in memory."""
        self.notices: list[str] = []
        """What the user has to be told, one line each."""
        self._clock = clock
        self._format = format
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: WeakSet[_Connection] = WeakSet()
        self._generation = 0
        self._inode: int | None = None
        self._closed = False
        self._unwritable = ""
        """Why the file could be opened for reading only."""
        self.left_open = False
        """Whoever had the file open before did not close it, or has it open still."""
        self._locked_out = False
        """A write has waited for another explorer's in vain, and none was done since."""
        self._writer = self._open()

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
            self.notices.append(f"{self._format.title} had a damaged index, which was made anew: nothing is lost")

    def purge(self) -> None:
        """Removes everything that is kept, copies of it too. Raises StoreError."""
        self.erase(self._format.empty)
        self.remove_damaged_copies()

    def erase(self, removing: Callable[[sqlite3.Connection], T]) -> T:
        """What `removing` returns; what it removes is overwritten on the disk, and the file shrunk.

        Raises StoreError, also when another explorer's reading keeps the log from being emptied.
        """
        if self._unwritable:
            raise StoreError(self._unwritable)
        result, shrunk = self._guarded(lambda: self._on_writer(lambda connection: _erase(connection, removing)))
        if not shrunk:
            raise StoreError(
                f"{self._format.title} is purged, but another explorer keeps its old content on the disk",
                next_step="close the other one, then purge again",
            )
        return result

    def remove_damaged_copies(self) -> None:
        """Removes the damaged copies that were kept."""
        if self.path is not None:
            for copy in files.damaged_copies(self.path):
                files.remove(copy)

    def remove_older_copies(self, before: float = math.inf) -> None:
        """Removes the copies of older forms that were made before that time (seconds since 1970). Raises StoreError."""

        def remove() -> None:
            for copy in files.older_copies(self.path) if self.path is not None else ():
                if copy.stat().st_mtime < before:
                    files.remove(copy)

        self._guarded(remove)

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """Other than before once anybody has written to the file: times and sizes of it and of its log. It reads none
        of it; in memory it is always the same."""
        found: list[tuple[int, int]] = []
        for path in (self.path, Path(f"{self.path}-wal")) if self.path is not None else ():
            with suppress(OSError):
                told = path.stat()
                found.append((told.st_mtime_ns, told.st_size))
        return tuple(found)

    def size(self) -> int:
        """Bytes on disk, or in memory."""
        if self.path is not None:
            return files.size(self.path)
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
                if not self._is_damage(error) or self._unwritable or self.path is None:
                    raise
                self._set_aside(generation)
                return once()
        except (sqlite3.Error, Damaged, OSError) as error:
            raise self._store_error(error) from error

    def _reader(self) -> _Connection:
        if self.path is None or self._unwritable:
            return self._writer
        held: _Connection | None = getattr(self._local, "connection", None)
        if held is not None and held.generation == self._generation:
            return held
        if held is not None:
            held.close()
        with self._lock:
            made = _Connection(_connect(self.path, "rw", self._format), self._generation)
            made.sqlite.execute("PRAGMA query_only = ON")
            # Each thread that reads has its own, and what is read again is still with the system.
            made.sqlite.execute("PRAGMA cache_size = -1000")
            self._readers.add(made)
        self._local.connection = made
        return made

    def _on_writer(self, action: Callable[[sqlite3.Connection], T]) -> T:
        while True:
            with self._lock:
                if self._unwritable and self.path is not None:
                    self._go_on_in_memory()
                connection = self._writer
            with connection.lock:
                if connection.generation == self._generation:
                    return action(connection.sqlite)

    def _in_turn(self, connection: sqlite3.Connection, writing: Callable[[sqlite3.Connection], T]) -> T:
        """Does `writing` when no other explorer writes. What comes back from the vendor does not wait long again and
        again: one write on the screen is several here."""
        brief = self._locked_out and not self._format.irreplaceable
        _wait(connection, _MOMENT if brief else BUSY_SECONDS)
        try:
            result = _in_transaction(connection, "BEGIN IMMEDIATE", writing)
        except sqlite3.Error as error:
            self._locked_out = _primary_code(error) in _OTHERS_WRITE
            raise
        self._locked_out = False
        return result

    def _go_on_in_memory(self) -> None:
        """Writes go to a copy, which is gone at the end. Raises StoreError for what must not be lost."""
        if self._format.irreplaceable:
            raise StoreError(self._unwritable, next_step="what was kept before can still be read")
        memory = _open_uri("file::memory:", self._format)
        with self._writer.lock:
            self._writer.sqlite.backup(memory)
        self._generation += 1
        self._writer = _Connection(memory, self._generation)  # the other one is read to its end by who has it
        self.path = None

    def _follow_file(self) -> None:
        """Changes over to the file of our name when another explorer has replaced it."""
        if self.path is not None and not self._unwritable and files.inode(self.path) != self._inode:
            with self._lock:
                present = files.inode(self.path)
                if present is None:
                    self.notices.append(
                        f"{self._format.title} was removed and is begun anew: {self._format.after_loss}"
                    )
                if present != self._inode:
                    self._reopen()

    def _set_aside(self, generation: int) -> None:
        assert self.path is not None
        with self._lock:
            if generation != self._generation:
                return  # another thread was faster
            self._rename()
            self._reopen()

    def _rename(self) -> None:
        assert self.path is not None
        if files.inode(self.path) != self._inode:
            return  # another explorer was faster
        copy = files.set_aside(self.path, self._clock(), self._format.copies)
        self.notices.append(
            f"{self._format.title} was damaged and is begun anew: {self._format.after_loss};"
            f" the old one is kept as {copy.name}"
        )

    def _reopen(self) -> None:
        self._generation += 1
        self._inode = None
        self._writer.close()
        self._writer = self._open()

    def _open(self) -> _Connection:
        """The connection that writes, to a file that is there and sound so far. Raises StoreError."""
        try:
            return _Connection(self._open_writable(), self._generation)
        except (sqlite3.Error, Damaged) as error:
            return self._open_after(error)
        except OSError as error:
            if error.errno not in _UNWRITABLE:
                raise self._store_error(error) from error
            return self._open_after(error)

    def _open_after(self, error: Exception) -> _Connection:
        try:
            if self._is_damage(error):
                self._rename()
                return _Connection(self._open_writable(), self._generation)
            if self.path is not None and _primary_code(error) not in _OTHERS_WRITE:
                unwritable = self._store_error(error)
                readable = self._open_readable()
                self._unwritable = str(unwritable)
                held = "what it holds can be read"
                self.notices.append(f"{unwritable}; {held}{'' if self._format.irreplaceable else _NOT_KEPT}")
                return readable
        except (sqlite3.Error, Damaged, OSError) as second:
            raise self._store_error(error) from second
        raise self._store_error(error) from error

    def _open_writable(self) -> sqlite3.Connection:
        if self.path is None:
            connection = _open_uri("file::memory:", self._format)
            self._format.ensure(connection, "memory")
            return connection
        was_there = files.inode(self.path) is not None
        notice = files.prepare(self.path)
        if notice:
            self.notices.append(notice)
        self._inode = files.inode(self.path)
        if not os.access(self.path, os.W_OK):  # SQLite would say so with the first write
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        self.left_open = files.is_open_or_was_left(self.path)
        with ExitStack() as unfinished:
            connection = _connect(self.path, "rw", self._format)
            unfinished.callback(connection.close)
            connection.execute("PRAGMA cache_size = -16000")
            try:
                # Two that make one file at once would lock each other out, and SQLite does not wait in that case.
                with files.alone(self.path.parent):
                    if was_there and files.was_emptied(self.path):
                        self.notices.append(
                            f"{self._format.title} was empty and is begun anew: {self._format.after_loss}"
                        )
                    self._format.ensure(
                        connection, "delete" if files.on_network(self.path) else "wal", before=self._keep_older
                    )
            except Newer:
                self.path = self.path.with_name(f"{self.path.stem}-v{self._format.version}{self.path.suffix}")
                self.notices.append(
                    f"{self._format.title} here is a newer explorer's; this one uses {self.path.name} beside it"
                )
                return self._open_writable()
            unfinished.pop_all()
        return connection

    def _keep_older(self, connection: sqlite3.Connection, version: int) -> None:
        """Keeps the file as it is before its tables change: what a newer explorer makes of it can be taken back."""
        assert self.path is not None
        connection.execute("VACUUM INTO ?", (str(files.create_older_copy(self.path, version)),))

    def _open_readable(self) -> _Connection:
        """A connection to a file on a disk that takes no writes."""
        assert self.path is not None
        # An immutable file needs none of the sidecars that could not be created.
        for mode in ("ro", "ro&immutable=1"):
            with suppress(sqlite3.OperationalError), ExitStack() as unfinished:
                connection = _connect(self.path, mode, self._format)
                unfinished.callback(connection.close)
                if connection.execute("PRAGMA user_version").fetchone()[0] == self._format.version:
                    connection.execute(f"SELECT count(*) FROM {self._format.tables[0]}").fetchone()
                    unfinished.pop_all()
                    return _Connection(connection, self._generation)
        raise sqlite3.OperationalError("cannot be read either")

    def _is_damage(self, error: Exception) -> bool:
        if isinstance(error, Damaged) or _primary_code(error) in _DAMAGE:
            return True
        if isinstance(error, sqlite3.IntegrityError):
            return not self._format.irreplaceable  # as with the sidecars of another database
        return "Could not decode" in str(error)  # sqlite3 gives no code for text that is not UTF-8

    def _is_read_only(self) -> bool:
        return self.path is not None and not all(os.access(each, os.W_OK) for each in (self.path, self.path.parent))

    def _store_error(self, error: Exception) -> StoreError:
        place = f"{self._format.title} {self.path}" if self.path else self._format.title
        code = _primary_code(error)
        if self._is_damage(error):
            return StoreError(f"{place} is damaged", next_step=self._format.next_step)
        if code in _OTHERS_WRITE:
            return StoreError(
                f"{place} is being written by another explorer, for more than {BUSY_SECONDS:.0f} seconds now",
                next_step="close the other one, or try again",
            )
        if (code in _CANNOT_CHANGE and self._is_read_only()) or getattr(error, "errno", None) == errno.EROFS:
            return StoreError(f"{place} cannot be written: it is read-only", next_step=_HOW_MOUNTED)
        if code == sqlite3.SQLITE_READONLY:
            return StoreError(f"{place} cannot be written", next_step=_HOW_MOUNTED)
        if code in _DISK:
            return StoreError(f"{place} cannot be written: the disk is full or failing", next_step="make room on it")
        if isinstance(error, OSError):
            return StoreError(f"{place} cannot be used: {error.strerror}", next_step="check the folder it is in")
        return StoreError(f"{place} cannot be used: {error}", next_step="check the folder it is in")


def _connect(path: Path, mode: str, format: Format) -> sqlite3.Connection:
    # Never mode rwc: files are created by `files.prepare` alone, with the right mode from the start.
    return _open_uri(f"file:{quote(str(path))}?mode={mode}", format)


def _open_uri(uri: str, format: Format) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    with ExitStack() as unfinished:
        unfinished.callback(connection.close)
        for setting in format.pragmas:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("PRAGMA temp_store = MEMORY")  # no temporary file outside our folder
        connection.execute("PRAGMA journal_size_limit = 67108864")
        unfinished.pop_all()
    return connection


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
    _wait(connection, BUSY_SECONDS)
    result = _in_transaction(connection, "BEGIN IMMEDIATE", removing)
    connection.execute("VACUUM")
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return result, not busy


def _primary_code(error: Exception) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
