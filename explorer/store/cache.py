"""`Cache`: what was seen of one account, on disk. Reads answer at once, writes are queued for one thread.

Every method may be called from any thread; none needs an event loop. Failures are StoreError. What is read is a
snapshot: a page that is being stored is seen whole or not at all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from explorer.model.address import Address, Segments
from explorer.model.display import Row
from explorer.model.errors import StoreError
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.listing import CHANGES_LIMIT, CollectionInfo, Held, Hit, Listing
from explorer.model.page import Cursor, Page, Query
from explorer.model.resource import Resource
from explorer.store import queries, windows
from explorer.store.database import Database
from explorer.store.queries import EVERY
from explorer.store.schema import CACHE, VERSIONS_LIMIT

if TYPE_CHECKING:
    import sqlite3
    from concurrent.futures import Future, ThreadPoolExecutor

    from explorer.model.arranging import Arrangement
    from explorer.model.changes import Happened, Version
    from explorer.model.health import Health, RequestOutcome, SyncRun, SyncUnderWay
    from explorer.model.identity import Identity
    from explorer.model.journal import Process
    from explorer.store.fitness import Days
    from explorer.store.requests import Tally
    from explorer.store.search import ResourceOf
    from explorer.store.selecting import OnFirst, Selected
    from explorer.store.values import Bookmark, Stored

T = TypeVar("T")

CHECK_SECONDS: Final = 0.2
"""How long a start looks for damage."""
LISTINGS_KEPT: Final = 64
"""Listings remembered until they change: one of thousands of pages takes a while to build."""


class Cache:
    """The local copy of one account's records."""

    def __init__(
        self,
        path: Path | None,
        *,
        clock: Callable[[], float] = time.time,
        versions_kept: int = VERSIONS_LIMIT,
        owner: Process | None = None,
    ) -> None:
        """Opens or creates the file at `path`; None keeps everything in memory. `versions_kept` earlier forms are kept
        of one record. `owner` None: this process.

        Raises StoreError when it can be neither written nor read.
        """
        self._clock = clock
        self._versions_kept = versions_kept
        self._owner = owner
        self._database = Database(path, clock, CACHE)
        self._writer: ThreadPoolExecutor | None = None
        self._starting = threading.Lock()
        self._closed = False
        self._listings: dict[Query, tuple[int, Listing]] = {}
        self._requests: Tally | None = None

    @cached_property
    def _process(self) -> Process:
        from explorer.store import process

        return self._owner or process.current()

    @property
    def notice(self) -> str:
        """What the user has to be told about the cache, in one line; empty normally."""
        return "; ".join(self._database.notices)

    def tell_not_kept(self, reason: StoreError) -> None:
        """Says in the notice, once, that what was read is not kept."""
        notice = f"{reason}; what was read is not kept"
        if notice not in self._database.notices:
            self._database.notices.append(notice)

    def listing(self, query: Query) -> Listing:
        """What is held for `query`; an empty Listing when nothing is."""

        def read(connection: sqlite3.Connection) -> Listing:
            stored = queries.find(connection, query)
            if stored is None:
                return Listing(query)
            change, known = self._listings.get(query, (0, None))
            if known is not None and change == stored.change:
                return known
            made = windows.listing(connection, query, stored)
            if len(self._listings) >= LISTINGS_KEPT:
                self._listings.clear()
            self._listings[query] = (stored.change, made)
            return made

        return self._database.read(read)

    def rows(self, query: Query, start: int, stop: int, *, resource: Resource | None = None) -> list[Row | None]:
        """The rows at positions `start` to before `stop`; None where none is held.

        Given the resource, rows kept by a version with other columns are shown with the present ones.
        """
        return self._database.read(lambda connection: windows.rows(connection, query, start, stop, resource))

    def rows_of(self, rids: Sequence[int], resource: Resource) -> list[Row | None]:
        """The rows of these records; None for one that is no longer held."""
        return self._database.read(lambda connection: windows.rows_of(connection, rids, resource))

    def selected(
        self,
        query: Query,
        resource: Resource,
        words: str,
        arrangement: Arrangement,
        *,
        on_first: OnFirst = lambda found: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Selected:
        """The records held of `query` that hold every word of `words`, narrowed and sorted.

        Words alone find the likeliest, in milliseconds. All else goes through all rows, up to some seconds for a
        million: `on_first` is given the first of them as soon as they are known. Raises Stopped once `stopped` says so.
        """
        from explorer.store import selecting

        return self._database.read(
            lambda connection: selecting.selected(connection, query, resource, words, arrangement, on_first), stopped
        )

    def keys_of(self, rids: Sequence[int]) -> list[str]:
        """The keys of these records, in their order, of those that have one."""
        from explorer.store import selecting

        return self._database.read(lambda connection: selecting.keys_of(connection, rids))

    def rid(self, address: Segments) -> int | None:
        """The cache's own id of a record; None where it is not held."""
        from explorer.store import records

        return self._database.read(lambda connection: records.rid(connection, address))

    def vendor_rows(self, query: Query, rids: Sequence[int]) -> dict[int, JsonObject]:
        """By record the vendor's row: as `query` was answered where that brought it, else the record's own."""
        return self._database.read(lambda connection: windows.vendor_rows(connection, query, rids))

    def keys(self, query: Query) -> list[str]:
        """The keys of all held records that have one, in order."""
        return self._database.read(lambda connection: windows.keys(connection, query))

    def position(self, query: Query, key: str) -> int | None:
        """Where the record with `key` stands; None when it is not in the listing."""
        return self._database.read(lambda connection: windows.position(connection, query, key))

    def page(self, query: Query, number: int) -> Page | None:
        """Page `number` as it is kept. None for listings made by an export, which have no pages to go on from."""
        from explorer.store import pages

        return self._database.read(lambda connection: pages.read_page(connection, query, number))

    def last_page(self, query: Query) -> Page | None:
        """The held page with the highest number: its `next` leads on."""
        from explorer.store import pages

        return self._database.read(lambda connection: pages.read_page(connection, query, None))

    def record(self, resource: Resource, address: Address) -> Held | None:
        """What is held of one record; of one never stored by itself, what its parent's record embeds."""
        from explorer.store import records

        return self._database.read(lambda connection: records.record(connection, resource, address))

    def bodies(self, query: Query) -> Iterator[tuple[str, JsonObject]]:
        """Key and vendor's row of every held record in order, a few at a time, however many there are."""
        after: int | None = None
        while batch := self._bodies(query, after):
            for position, key, row in batch:
                yield key, row
                after = position

    def _bodies(self, query: Query, after: int | None) -> list[tuple[int, str, JsonObject]]:
        return self._database.read(lambda connection: windows.bodies(connection, query, after))

    def find(
        self,
        resource_of: ResourceOf,
        account: str,
        text: str,
        *,
        limit: int = 50,
        collection: Segments | None = None,
    ) -> list[Hit]:
        """Held records, of `collection` or all, with words that begin with every word of `text`.

        Accents and case do not count; digits match phones from any digit on, however both are written. Matching names
        come first, then the order is that of first being seen.
        """
        from explorer.store import search

        return self._database.read(
            lambda connection: search.find(connection, resource_of, account, text, limit, collection)
        )

    def hits(self, resource_of: ResourceOf, account: str, rids: Sequence[int]) -> list[Hit]:
        """Held records by the cache's own ids (`Row.rid`), in that order."""
        from explorer.store import search

        return self._database.read(lambda connection: search.hits(connection, resource_of, account, rids))

    def found_count(self, text: str, collection: Segments | None = None, at_most: int = 10_000) -> int:
        """How many records `find` would find without a limit, counted no further than `at_most`."""
        from explorer.store import search

        return self._database.read(lambda connection: search.found_count(connection, text, collection, at_most))

    def candidates(
        self, account: str, collections: tuple[Segments, ...], identity: Identity
    ) -> tuple[list[Held], bool]:
        """Held records of `collections` in which something that tells the person can be found, to be looked at closely;
        and whether there are more. A few milliseconds among 100,000."""
        from explorer.store import people

        return self._database.read(lambda connection: people.candidates(connection, account, collections, identity))

    def keys_by_prefix(self, collection: Segments, prefix: str, limit: int = 20) -> list[tuple[str, str]]:
        """Keys that begin with `prefix`, in order, each with its record's label (safe to show)."""
        from explorer.store import records

        return self._database.read(lambda connection: records.keys_by_prefix(connection, collection, prefix, limit))

    def counted(
        self,
        names: tuple[str, ...],
        members: tuple[str, str],
        *,
        forms: int = EVERY,
        limit: int = EVERY,
    ) -> list[tuple[JsonValue, JsonValue, int]]:
        """The pairs of values that two members of held records have together, and how often, the most frequent first.

        `names` are those of a resource and the ones above it: `("users", "roles")` are the roles of every user. Only
        records that have the first member count, and of them the first `forms`. A quarter of a second for 100,000.
        """
        from explorer.store import seen

        return self._database.read(lambda connection: seen.counted(connection, names, members, forms, limit))

    def child_counts(self, segments: Segments) -> Mapping[str, int]:
        """Rows of the collections under one record, by name, of those that are held whole."""
        from explorer.store import retention

        return self._database.read(lambda connection: retention.child_counts(connection, segments))

    def bookmark(self, collection: Segments) -> Bookmark | None:
        """How far the incremental export of a collection came; None when it never began."""
        from explorer.store import appended

        return self._database.read(lambda connection: appended.bookmark_of(connection, collection))

    def versions(self, address: Address) -> list[Version]:
        """Earlier forms of a record, the newest first."""
        from explorer.store import versions

        return self._database.read(lambda connection: versions.versions(connection, address))

    def happened(
        self,
        resource_of: ResourceOf,
        account: str,
        since: float | None,
        *,
        within: Segments = (),
        limit: int = CHANGES_LIMIT,
    ) -> list[Happened]:
        """The records that are new, changed or gone since then (seconds since 1970; None: since the last visit to their
        collection), the latest news first.

        `within` is a collection or a record, each with what lies below it; empty: everything.
        """
        from explorer.store import news

        return self._database.read(
            lambda connection: news.happened(connection, resource_of, account, since, within, limit)
        )

    def happened_to(self, resource_of: ResourceOf, account: str, record: Segments) -> Happened | None:
        """The news of one record since the last visit to its collection; None: there is none, or there was no visit."""
        from explorer.store import news

        return self._database.read(lambda connection: news.happened_to(connection, resource_of, account, record))

    def visits(self, within: Segments = ()) -> int:
        """How many collections, of the whole account or within an address, somebody has looked at."""
        from explorer.store import news

        return self._database.read(lambda connection: news.visits(connection, within))

    def unvisited(self, within: Segments = ()) -> list[str]:
        """The collections with news that nobody has looked at yet, as in addresses, without the account."""
        from explorer.store import news

        return self._database.read(lambda connection: news.unvisited(connection, within))

    def partial(self, within: Segments = ()) -> list[str]:
        """The vendor's own collections that were never held whole, as in addresses, without the account."""
        from explorer.store import news

        return self._database.read(lambda connection: news.partial(connection, within))

    def visited(self, collection: Segments) -> float | None:
        """When somebody last looked at a collection; None: never."""
        from explorer.store import news

        return self._database.read(lambda connection: news.visited(connection, collection))

    def put_visit(self, collection: Segments, at: float) -> Future[None]:
        """Keeps that somebody has looked at a collection until then: rows with later news are marked from now on."""
        from explorer.store import news

        return self._write(lambda connection: news.put_visit(connection, collection, at))

    def collections(self) -> list[CollectionInfo]:
        """How much of each collection is held. Counts every record: half a second for a million."""
        from explorer.store import retention

        return self._database.read(retention.collections)

    def health(self, account: str) -> tuple[Health, Mapping[str, Days]]:
        """What is kept of requests and of the members of records; and by collection, as in addresses, its syncs and
        changes on the last days. Reads as long as `collections` does."""
        from explorer.store import fitness  # not for the first paint

        now = self._clock()
        with suppress(StoreError):  # where nothing can be written, what was written before can be read
            self._save_requests()

        def read(connection: sqlite3.Connection) -> tuple[Health, Mapping[str, Days]]:
            return fitness.health(connection, account, now), fitness.days(connection, now)

        return self._database.read(read)

    def note_request(self, request: RequestOutcome) -> None:
        """Counts what became of a request. Returns at once: what went well is written along with what it brought."""
        if self._requests is None:
            from explorer.store.requests import Tally  # not before there is a network

            self._requests = Tally()
        self._requests.add(request, self._clock())
        if request.outcome not in ("fine", "wait"):
            with suppress(StoreError):  # it is closed: nobody will ask
                self._write(lambda connection: None)

    def put_run(self, collection: Segments, run: SyncRun) -> Future[None]:
        """Keeps that a collection was synced, or that this failed."""
        from explorer.store import fitness

        return self._write(lambda connection: fitness.put_run(connection, collection, run))

    def begin_sync(self, collection: Segments) -> Future[SyncUnderWay | None]:
        """Notes that this process brings a collection up to date, until `end_sync` or its own end. Where another one
        does already nothing is noted, and that one is returned."""
        from explorer.store import syncing

        now = self._clock()
        return self._write(lambda connection: syncing.begin(connection, collection, self._process, now))

    def note_sync(self, collection: Segments, rows: int, total: int | None) -> Future[None]:
        """Keeps how far it is, for others to see."""
        from explorer.store import syncing

        return self._write(lambda connection: syncing.note(connection, collection, self._process, rows, total))

    def end_sync(self, collection: Segments) -> Future[None]:
        """Notes that it is through, or given up."""
        from explorer.store import syncing

        return self._write(lambda connection: syncing.end(connection, collection, self._process))

    def syncing(self, collection: Segments) -> SyncUnderWay | None:
        """Who brings a collection up to date now."""
        from explorer.store import syncing

        return self._database.read(lambda connection: syncing.find(connection, collection))

    def last_run(self, collection: Segments, since: float) -> SyncRun | None:
        """The last sync of a collection that ended since then, however it did."""
        from explorer.store import syncing

        return self._database.read(lambda connection: syncing.last_run(connection, collection, since))

    def put_drifts_seen(self, numbers: Sequence[int], *, seen: bool = True) -> Future[None]:
        """Keeps that the user has seen these drifts, or has not."""
        from explorer.store import fitness

        at = self._clock() if seen else None
        return self._write(lambda connection: fitness.put_seen(connection, numbers, at))

    def size(self) -> int:
        """Bytes on disk."""
        return self._database.size()

    def put_page(
        self, resource: Resource, page: Page, rows: Sequence[JsonObject], *, run: int | None = None
    ) -> Future[Stored]:
        """Keeps one page of a list with its `rows`, in order, instead of what stood in its place.

        Keys are read from the rows by the resource. `page.first` says where the page begins: for numbered pages
        (number - 1) x size, else behind the page before. A row without a key is kept under a synthetic one and has
        an empty key in `rows`. Rows the vendor marks deleted take no place unless the query asks for them. A record
        has one place: `Stored.duplicates` counts rows whose record stood elsewhere. `run` marks the rows as seen in
        that re-listing. In a local copy made by an export the rows are kept and new ones put last.
        """
        from explorer.store import pages

        return self._write(
            lambda connection: pages.put_page(connection, resource, page, rows, run, self._versions_kept)
        )

    def put_record(self, resource: Resource, address: Address, body: JsonObject, *, fetched_at: float) -> Future[None]:
        """Keeps what a `get` of one record answered.

        Where a collection can neither be listed nor exported, its default query lists the records seen so.
        """
        from explorer.store import appended, records

        def write(connection: sqlite3.Connection) -> None:
            rid = records.store_body(connection, resource, address, body, fetched_at, self._versions_kept)
            if resource.operation("list") is None and resource.export is None and not resource.includes_as:
                appended.put_seen(connection, address.segments[:-1], rid, fetched_at)

        return self._write(write)

    def forget(self, address: Address) -> Future[None]:
        """Takes a record that is gone at the vendor out of every listing, and marks it so."""
        from explorer.store import removing

        now = self._clock()
        return self._write(lambda connection: removing.remove(connection, address, now))

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
        from explorer.store import appended

        return self._write(
            lambda connection: appended.put_export(
                connection,
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
        )

    def begin_relisting(self, resource: Resource, query: Query) -> Future[int]:
        """Begins reading a whole listing anew by `put_page(..., run=...)`; returns the number of the run.

        It makes an earlier run of the same query void: that one's `put_page` then fails with StoreError.
        """
        from explorer.store import relisting

        return self._write(lambda connection: relisting.begin(connection, query))

    def finish_relisting(self, resource: Resource, query: Query, run: int, *, complete: bool = True) -> Future[Stored]:
        """Ends a run; returns what it brought as a whole.

        When its pages reach from the first to the last, rows it has not met leave the listing, and are marked gone
        where the query asks for the whole collection. `complete` False ends it without: it broke off.
        """
        from explorer.store import relisting

        now = self._clock()
        return self._write(lambda connection: relisting.finish(connection, query, run, complete, now))

    def drop_pages(self, query: Query) -> Future[None]:
        """Forgets the listing of a query, and the bookmark of the export it came from. Records stay."""
        from explorer.store import pages

        def write(connection: sqlite3.Connection) -> None:
            stored = queries.find(connection, query)
            if stored is not None:
                pages.drop_query(connection, stored)

        return self._write(write)

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
        from explorer.store import retention

        of_versions = versions_before, versions_share, self._versions_kept

        def has_old(connection: sqlite3.Connection) -> bool:
            return retention.has_old(connection, pages_before, records_before) or retention.has_old_versions(
                connection, *of_versions
            )

        def write(connection: sqlite3.Connection) -> int:
            retention.expire_versions(connection, *of_versions)
            return retention.expire(connection, pages_before, records_before)

        def expire() -> int:
            return self._database.write(write) if self._database.read(has_old) else 0

        return self._queue(expire)

    def check(self) -> Future[None]:
        """Looks for damage where the file was not closed by whoever had it open last; a moment at most."""
        return self._queue(lambda: self._database.check(seconds=CHECK_SECONDS) if self._database.left_open else None)

    def purge(self) -> Future[None]:
        """Removes everything from the disk, damaged copies too."""
        return self._queue(self._database.purge)

    def flush(self, timeout: float | None = None) -> None:
        """Waits until every write queued so far has ended. Raises StoreError after `timeout` seconds."""
        if self._writer is None:
            return
        try:
            self._queue(lambda: None).result(timeout)
        except TimeoutError as error:
            raise StoreError(f"the cache is still being written after {timeout} s") from error

    def close(self) -> None:
        """Ends the queued writes and closes the file. Later calls raise StoreError."""
        with suppress(StoreError):
            self._save_requests()
        with self._starting:
            self._closed = True
        if self._writer is not None:
            self._writer.shutdown()
        self._database.close()

    def _save_requests(self) -> None:
        """Has the requests written that were counted, and waits for it. Raises StoreError."""
        if self._requests:
            self._write(lambda connection: None).result()

    def _write(self, writing: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Along with it the requests that were counted meanwhile."""

        def write(connection: sqlite3.Connection) -> T:
            result = writing(connection)
            if self._requests is not None:
                self._requests.save(connection, self._clock())
            return result

        return self._queue(lambda: self._database.write(write))

    def _queue(self, job: Callable[[], T]) -> Future[T]:
        with self._starting:
            if self._closed:
                raise StoreError("the cache is closed")
            if self._writer is None:
                # Imported here, since it takes as long as everything else that only reading needs.
                from concurrent.futures import ThreadPoolExecutor

                self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cache-writer")
            return self._writer.submit(job)
