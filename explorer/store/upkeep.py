"""How much is held of an account, and what has to go: what is old, what is damaged, or everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.model.listing import CollectionInfo
from explorer.store import retention

if TYPE_CHECKING:
    import sqlite3
    from concurrent.futures import Future

    from explorer.store.cache_file import CacheFile

CHECK_SECONDS: Final = 0.2
"""How long a start looks for damage."""


class Upkeep:
    """What is done with one account's cache as a whole. Any call may raise StoreError."""

    def __init__(self, file: CacheFile, versions_kept: int) -> None:
        """`versions_kept` earlier forms are kept of one record."""
        self._file = file
        self._versions_kept = versions_kept

    def collections(self) -> list[CollectionInfo]:
        """How much of each collection is held. Counts every record: half a second for a million."""
        return self._file.read(retention.collections)

    def holds_records(self) -> bool:
        """Anything is held at all."""
        return self._file.read(retention.holds_records)

    def size(self) -> int:
        """Bytes on disk."""
        return self._file.database.size()

    def expire(
        self,
        *,
        pages_before: float,
        records_before: float,
        versions_before: float = 0.0,
        versions_share: float = 1.0,
    ) -> Future[int]:
        """Forgets what was last fetched before these times (seconds since 1970); returns how many records.

        A synced copy goes as a whole, when its last confirmation is older than `records_before`. Earlier forms of
        records go when the next one was met before `versions_before`, and the oldest ones while all of them take more
        than `versions_share` of the file.
        """
        database = self._file.database
        of_versions = versions_before, versions_share, self._versions_kept

        def has_old(connection: sqlite3.Connection) -> bool:
            return retention.has_old(connection, pages_before, records_before) or retention.has_old_versions(
                connection, *of_versions
            )

        def write(connection: sqlite3.Connection) -> int:
            removed = retention.expire(connection, pages_before, records_before)
            retention.expire_versions(connection, *of_versions)  # of what is left of the file
            return removed

        return self._file.queue(lambda: database.write(write) if database.read(has_old) else 0)

    def check(self) -> Future[None]:
        """Looks for damage where the file was not closed by whoever had it open last; a moment at most."""
        database = self._file.database
        return self._file.queue(lambda: database.check(seconds=CHECK_SECONDS) if database.file.left_open else None)

    def purge(self) -> Future[None]:
        """Removes everything from the disk, damaged copies too."""
        return self._file.queue(self._file.database.purge)
