"""Collections that are brought here as a whole: by an incremental export, or by reading all pages anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.model.address import Segments
from explorer.model.json_text import JsonObject
from explorer.model.page import Cursor, Query
from explorer.model.resource import Resource
from explorer.store import appended, relisting
from explorer.store.values import Bookmark, Stored

if TYPE_CHECKING:
    from concurrent.futures import Future

    from explorer.store.cache_file import CacheFile


class WholeCollections:
    """The whole collections of one account. Any call may raise StoreError."""

    def __init__(self, file: CacheFile, versions_kept: int) -> None:
        """`versions_kept` earlier forms are kept of one record."""
        self._file = file
        self._versions_kept = versions_kept

    def bookmark(self, collection: Segments) -> Bookmark | None:
        """How far the incremental export of a collection came; None when it never began."""
        return self._file.read(appended.bookmark_of, collection)

    def put_export(
        self,
        resource: Resource,
        query: Query,
        rows: Sequence[JsonObject],
        *,
        after: Cursor | None,
        cursor: Cursor,
        next: Cursor | None,
        bookmark: Cursor | None,
        fetched_at: float,
        note: str = "",
    ) -> Future[Stored]:
        """Keeps one page of an incremental export, and in the same transaction the place to go on from.

        New rows come last in the listing of `query`, which is always the same for one collection; changed ones stay
        where they are. `next` None ends the run: the listing is complete, unless `note` says why there may be more.
        `bookmark` None leaves the old one.
        `after` is what the page goes on from: `Bookmark.place` when the run began, then the `next` of the page
        before. The future fails with StoreError when something else is held by now: rows would be missing.
        """
        return self._file.write(
            appended.put_export,
            resource,
            query,
            rows,
            after=after,
            cursor=cursor,
            next=next,
            bookmark=bookmark,
            fetched_at=fetched_at,
            note=note,
            versions_kept=self._versions_kept,
        )

    def begin_relisting(self, query: Query) -> Future[int]:
        """Begins reading a whole listing anew by `put_page(..., run=...)`; returns the number of the run.

        It makes an earlier run of the same query void: that one's `put_page` then fails with StoreError.
        """
        return self._file.write(relisting.begin, query)

    def finish_relisting(self, query: Query, run: int, *, complete: bool = True) -> Future[Stored]:
        """Ends a run; returns what it brought as a whole.

        When its pages reach from the first to the last, rows it has not met leave the listing, and are marked gone
        where the query asks for the whole collection. `complete` False ends it without: it broke off.
        """
        now = self._file.clock()
        return self._file.write(relisting.finish, query, run, complete, now)
