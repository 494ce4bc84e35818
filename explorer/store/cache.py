"""`Cache`: what was seen of one account, on disk. Reads answer at once, writes are queued for one thread.

Every method may be called from any thread; none needs an event loop. Failures are StoreError. What is read is a
snapshot: a page that is being stored is seen whole or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explorer import store
from explorer.model.address import Address, Segments
from explorer.model.display import Row
from explorer.model.errors import StoreError
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.listing import Held, Hit, Listing
from explorer.model.page import Page, Query
from explorer.model.resource import Resource
from explorer.store import queries, windows
from explorer.store.cache_file import CacheFile
from explorer.store.queries import EVERY
from explorer.store.schema import VERSIONS_LIMIT

if TYPE_CHECKING:
    import sqlite3
    from concurrent.futures import Future

    from explorer.model.arranging import Arrangement
    from explorer.model.changes import Version
    from explorer.model.health import Health, RequestOutcome
    from explorer.model.identity import Identity
    from explorer.model.journal import Process
    from explorer.store.fitness import Days
    from explorer.store.news import News
    from explorer.store.search import ResourceOf
    from explorer.store.selecting import OnFirst, Selected
    from explorer.store.syncing import Syncs
    from explorer.store.upkeep import Upkeep
    from explorer.store.values import Stored
    from explorer.store.whole_collections import WholeCollections

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
        self._file = CacheFile(path, clock)
        self._versions_kept = versions_kept
        self._owner = owner
        self._listings: dict[Query, tuple[int, Listing]] = {}

    @cached_property
    def news(self) -> News:
        """What is new, and what somebody has looked at."""
        return store.news.News(self._file)

    @cached_property
    def syncs(self) -> Syncs:
        """Who brings a collection up to date, and what came of it."""
        return store.syncing.Syncs(self._file, self._owner)

    @cached_property
    def whole(self) -> WholeCollections:
        """Collections that are brought here as a whole."""
        return store.whole_collections.WholeCollections(self._file, self._versions_kept)

    @cached_property
    def upkeep(self) -> Upkeep:
        """What is held in all, and what has to go."""
        return store.upkeep.Upkeep(self._file, self._versions_kept)

    @property
    def notice(self) -> str:
        """What the user has to be told about the cache, in one line; empty normally."""
        return "; ".join(self._file.database.file.notices)

    @property
    def is_kept(self) -> bool:
        """What comes is written to a file; False: it is forgotten at the end."""
        file = self._file.database.file
        return file.path is not None and not file.unwritable

    def tell_not_kept(self, reason: StoreError) -> None:
        """Says in the notice, once, that what was read is not kept."""
        notice = f"{reason}; what was read is not kept"
        if notice not in self._file.database.file.notices:
            self._file.database.file.notices.append(notice)

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

        return self._file.read(read)

    def rows(self, query: Query, start: int, stop: int, *, resource: Resource | None = None) -> list[Row | None]:
        """The rows at positions `start` to before `stop`; None where none is held.

        Given the resource, rows kept by a version with other columns are shown with the present ones.
        """
        return self._file.read(windows.rows, query, start, stop, resource)

    def rows_of(self, rids: Sequence[int], resource: Resource) -> list[Row | None]:
        """The rows of these records; None for one that is no longer held."""
        return self._file.read(windows.rows_of, rids, resource)

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
        return self._file.read_until(stopped, store.selecting.selected, query, resource, words, arrangement, on_first)

    def keys_of(self, rids: Sequence[int]) -> list[str]:
        """The keys of these records, in their order, of those that have one."""
        return self._file.read(store.selecting.keys_of, rids)

    def rid(self, address: Segments) -> int | None:
        """The cache's own id of a record; None where it is not held."""
        return self._file.read(store.records.rid, address)

    def vendor_rows(self, query: Query, rids: Sequence[int]) -> dict[int, JsonObject]:
        """By record the vendor's row: as `query` was answered where that brought it, else the record's own."""
        return self._file.read(windows.vendor_rows, query, rids)

    def keys(self, query: Query) -> list[str]:
        """The keys of all held records that have one, in order."""
        return self._file.read(windows.keys, query)

    def position(self, query: Query, key: str) -> int | None:
        """Where the record with `key` stands; None when it is not in the listing."""
        return self._file.read(windows.position, query, key)

    def page(self, query: Query, number: int) -> Page | None:
        """Page `number` as it is kept. None for listings made by an export, which have no pages to go on from."""
        return self._file.read(store.pages.read_page, query, number)

    def record(self, resource: Resource, address: Address) -> Held | None:
        """What is held of one record; of one never stored by itself, what its parent's record embeds."""
        return self._file.read(store.records.record, resource, address)

    def bodies(self, query: Query) -> Iterator[tuple[str, JsonObject]]:
        """Key and vendor's row of every held record in order, a few at a time, however many there are."""
        after: int | None = None
        while batch := self._file.read(windows.bodies, query, after):
            for position, key, row in batch:
                yield key, row
                after = position

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
        return self._file.read(store.search.find, resource_of, account, text, limit, collection)

    def hits(self, resource_of: ResourceOf, account: str, rids: Sequence[int]) -> list[Hit]:
        """Held records by the cache's own ids (`Row.rid`), in that order."""
        return self._file.read(store.search.hits, resource_of, account, rids)

    def found_count(
        self,
        text: str,
        collection: Segments | None = None,
        at_most: int = 10_000,
        *,
        stopped: Callable[[], bool] = lambda: False,
    ) -> int:
        """How many records `find` would find without a limit, counted no further than `at_most`. Raises Stopped once
        `stopped` says so."""
        return self._file.read_until(stopped, store.search.found_count, text, collection, at_most)

    def candidates(
        self, account: str, collections: tuple[Segments, ...], identity: Identity
    ) -> tuple[list[Held], bool]:
        """Held records of `collections` in which something that tells the person can be found, to be looked at closely;
        and whether there are more. A few milliseconds among 100,000."""
        return self._file.read(store.people.candidates, account, collections, identity)

    def keys_by_prefix(self, collection: Segments, prefix: str, limit: int = 20) -> list[tuple[str, str]]:
        """Keys that begin with `prefix`, in order, each with its record's label (safe to show)."""
        return self._file.read(store.records.keys_by_prefix, collection, prefix, limit)

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
        return self._file.read(store.seen.counted, names, members, forms, limit)

    def child_counts(self, segments: Segments) -> Mapping[str, int]:
        """Rows of the collections under one record, by name, of those that are held whole."""
        return self._file.read(store.retention.child_counts, segments)

    def versions(self, address: Address) -> list[Version]:
        """Earlier forms of a record, the newest first."""
        return self._file.read(store.versions.versions, address)

    def health(self, account: str) -> tuple[Health, Mapping[str, Days]]:
        """What is kept of requests and of the members of records; and by collection, as in addresses, its syncs and
        changes on the last days. Reads as long as `collections` does."""
        with suppress(StoreError):  # where nothing can be written, what was written before can be read
            self._file.save_requests()
        return self._file.read(store.fitness.state, account, self._file.clock())

    def note_request(self, request: RequestOutcome) -> None:
        """Counts what became of a request. Returns at once: what went well is written along with what it brought."""
        self._file.note_request(request)

    def put_drifts_seen(self, numbers: Sequence[int], *, seen: bool = True) -> Future[None]:
        """Keeps that the user has seen these drifts, or has not."""
        at = self._file.clock() if seen else None
        return self._file.write(store.fitness.put_seen, numbers, at)

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
        return self._file.write(store.pages.put_page, resource, page, rows, run, self._versions_kept)

    def put_record(self, resource: Resource, address: Address, body: JsonObject, *, fetched_at: float) -> Future[None]:
        """Keeps what a `get` of one record answered.

        Where a collection can neither be listed nor exported, its default query lists the records seen so.
        """
        return self._file.write(store.appended.put_record, resource, address, body, fetched_at, self._versions_kept)

    def forget(self, address: Address) -> Future[None]:
        """Takes a record that is gone at the vendor out of every listing, and marks it so."""
        now = self._file.clock()
        return self._file.write(store.removing.remove, address, now)

    def drop_pages(self, query: Query) -> Future[None]:
        """Forgets the listing of a query, and the bookmark of the export it came from. Records stay."""
        return self._file.write(store.pages.drop, query)

    def flush(self, timeout: float | None = None) -> None:
        """Waits until every write queued so far has ended. Raises StoreError after `timeout` seconds."""
        self._file.flush(timeout)

    def close(self) -> None:
        """Ends the queued writes and closes the file. Later calls raise StoreError."""
        self._file.close()
