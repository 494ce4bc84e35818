"""A database's file: how it is opened, what becomes of a damaged one, what is said of one that cannot be used."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from explorer.model.errors import StoreError
from explorer.store import files
from explorer.store.encoding import Damaged
from explorer.store.format import Format, Newer

BUSY_SECONDS: Final = 5.0
"""How long a write waits for another explorer's."""

_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OTHERS_WRITE: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DISK: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_CANNOT_CHANGE: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
"""The second, where a file beside it cannot be made."""
_HOW_MOUNTED: Final = "check who owns the folder and how it is mounted"
_NOT_KEPT: Final = ", what comes is not kept"
_UNWRITABLE: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)


class DatabaseFile:
    """One file of a format, or none: then everything is in memory."""

    def __init__(self, path: Path | None, clock: Callable[[], float], format: Format) -> None:
        self.path = path
        """None: everything is in memory."""
        self.format = format
        self.notices: list[str] = []
        """What the user has to be told, one line each."""
        self.unwritable = ""
        """Why it could be opened for reading only."""
        self.left_open = False
        """Whoever had it open before did not close it, or has it open still."""
        self._clock = clock
        self._inode: int | None = None

    def remove_damaged_copies(self) -> None:
        """Removes the damaged copies that were kept."""
        if self.path is not None:
            for copy in files.damaged_copies(self.path):
                files.remove(copy)

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """Other than before once anybody has written to the file: times and sizes of it and of its log. It reads none
        of it; in memory it is always the same."""
        found: list[tuple[int, int]] = []
        for path in (self.path, Path(f"{self.path}-wal")) if self.path is not None else ():
            with suppress(OSError):
                told = path.stat()
                found.append((told.st_mtime_ns, told.st_size))
        return tuple(found)

    @property
    def is_replaced(self) -> bool:
        """Another file, or none, has the name now."""
        return self.path is not None and not self.unwritable and files.inode(self.path) != self._inode

    def note_removal(self) -> None:
        """Says in the notices that the file was removed, where none has the name."""
        if self.path is not None and files.inode(self.path) is None:
            self.notices.append(f"{self.format.title} was removed and is begun anew: {self.format.after_loss}")

    def set_aside(self) -> None:
        """Keeps the damaged file under another name, if it still has the name. Raises OSError."""
        assert self.path is not None
        if files.inode(self.path) != self._inode:
            return  # another explorer was faster
        copy = files.set_aside(self.path, self._clock(), self.format.copies)
        self.notices.append(
            f"{self.format.title} was damaged and is begun anew: {self.format.after_loss};"
            f" the old one is kept as {copy.name}"
        )

    def connect(self, mode: str = "rw") -> sqlite3.Connection:
        """One more connection to the file, in a mode of SQLite's (sqlite.org/uri.html). Raises sqlite3.Error."""
        # Never mode rwc: files are created by `files.prepare` alone, with the right mode from the start.
        return _open_uri(f"file:{quote(str(self.path))}?mode={mode}", self.format)

    def connect_to_memory(self) -> sqlite3.Connection:
        """An empty database in memory, without its tables."""
        return _open_uri("file::memory:", self.format)

    def open(self) -> sqlite3.Connection:
        """The connection that writes, to a file that is there and sound so far. Raises StoreError."""
        self._inode = None
        try:
            return self._open_writable()
        except (sqlite3.Error, Damaged) as error:
            return self._open_after(error)
        except OSError as error:
            if error.errno not in _UNWRITABLE:
                raise self.store_error(error) from error
            return self._open_after(error)

    def _open_after(self, error: Exception) -> sqlite3.Connection:
        try:
            if self.is_damage(error):
                self.set_aside()
                return self._open_writable()
            if self.path is not None and not others_write(error):
                unwritable = self.store_error(error)
                readable = self._open_readable()
                self.unwritable = str(unwritable)
                held = "what it holds can be read"
                self.notices.append(f"{unwritable}; {held}{'' if self.format.irreplaceable else _NOT_KEPT}")
                return readable
        except (sqlite3.Error, Damaged, OSError) as second:
            raise self.store_error(error) from second
        raise self.store_error(error) from error

    def _open_writable(self) -> sqlite3.Connection:
        if self.path is None:
            connection = self.connect_to_memory()
            self.format.ensure(connection, "memory")
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
            connection = self.connect()
            unfinished.callback(connection.close)
            connection.execute("PRAGMA cache_size = -16000")
            try:
                # Two that make one file at once would lock each other out, and SQLite does not wait in that case.
                with files.alone(self.path.parent):
                    if was_there and files.was_emptied(self.path):
                        self.notices.append(
                            f"{self.format.title} was empty and is begun anew: {self.format.after_loss}"
                        )
                    self.format.ensure(
                        connection, "delete" if files.on_network(self.path) else "wal", before=self._keep_older
                    )
            except Newer:
                self.path = self.path.with_name(f"{self.path.stem}-v{self.format.version}{self.path.suffix}")
                self.notices.append(
                    f"{self.format.title} here is a newer explorer's; this one uses {self.path.name} beside it"
                )
                return self._open_writable()
            unfinished.pop_all()
        return connection

    def _keep_older(self, connection: sqlite3.Connection, version: int) -> None:
        """Keeps the file as it is before its tables change: what a newer explorer makes of it can be taken back."""
        assert self.path is not None
        connection.execute("VACUUM INTO ?", (str(files.create_older_copy(self.path, version)),))

    def _open_readable(self) -> sqlite3.Connection:
        """A connection to a file on a disk that takes no writes."""
        assert self.path is not None
        # An immutable file needs none of the sidecars that could not be created.
        for mode in ("ro", "ro&immutable=1"):
            with suppress(sqlite3.OperationalError), ExitStack() as unfinished:
                connection = self.connect(mode)
                unfinished.callback(connection.close)
                if connection.execute("PRAGMA user_version").fetchone()[0] == self.format.version:
                    connection.execute(f"SELECT count(*) FROM {self.format.tables[0]}").fetchone()
                    unfinished.pop_all()
                    return connection
        raise sqlite3.OperationalError("cannot be read either")

    def is_damage(self, error: Exception) -> bool:
        """Whether it means that the file holds what it should not."""
        if isinstance(error, Damaged) or _primary_code(error) in _DAMAGE:
            return True
        if isinstance(error, sqlite3.IntegrityError):
            return not self.format.irreplaceable  # as with the sidecars of another database
        return "Could not decode" in str(error)  # sqlite3 gives no code for text that is not UTF-8

    def _is_read_only(self) -> bool:
        return self.path is not None and not all(os.access(each, os.W_OK) for each in (self.path, self.path.parent))

    def store_error(self, error: Exception) -> StoreError:
        """What is said of a failure of SQLite's or the disk's, with what the user can do."""
        place = f"{self.format.title} {self.path}" if self.path else self.format.title
        code = _primary_code(error)
        if self.is_damage(error):
            return StoreError(f"{place} is damaged", next_step=self.format.next_step)
        if others_write(error):
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


def others_write(error: Exception) -> bool:
    """Whether it means that another explorer writes to the file."""
    return _primary_code(error) in _OTHERS_WRITE


def _primary_code(error: Exception) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


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
