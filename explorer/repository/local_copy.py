"""`LocalCopy`: what is held of one account's records. Needs no event loop, and no library that waits for a network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

from explorer.model.account import Account
from explorer.model.address import Address, Segments
from explorer.model.display import Cells, Row, further_cells
from explorer.model.errors import NotCached
from explorer.model.field import Column, Field
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.listing import CHANGES_LIMIT, CollectionInfo, Held, Hit, Listing
from explorer.model.page import Query
from explorer.model.resource import Resource, walk
from explorer.store.cache import Cache

if TYPE_CHECKING:
    from concurrent.futures import Future

    from explorer.model.arranging import Arrangement
    from explorer.model.changes import Changes, RecordChange, Version
    from explorer.model.health import Health
    from explorer.model.identity import Identity
    from explorer.repository.choices import Choice, Choices
    from explorer.store.selecting import Selected

FRESH_SECONDS: Final = 60.0
"""A page or record younger than this is not asked for again."""


def is_young(read_at: float, now: float) -> bool:
    """What was read then need not be asked for again; where the clock was set back meanwhile, nobody knows its age."""
    return 0 <= now - read_at < FRESH_SECONDS


class Watching(Protocol):
    """Is told what was read to be shown."""

    def saw_cells(self, columns: tuple[Column, ...], cells: Cells) -> None:
        """A row: a cell for each of `columns`."""

    def saw_record(self, resource: Resource, record: JsonObject) -> None:
        """A record."""

    def saw_label(self, resource: Resource, label: str) -> None:
        """What a record is called."""


class LocalCopy:
    """The cached records of one account, read in well under a millisecond each."""

    watching: Watching | None = None
    """Nobody, unless somebody has to know."""

    def __init__(self, account: Account, cache: Cache, *, clock: Callable[[], float] = time.time) -> None:
        self.account = account
        self._cache = cache
        self._clock = clock

    @cached_property
    def _choices(self) -> Choices:
        from explorer.repository.choices import Choices  # what is only read needs none

        return Choices(self.account, self._cache, self._clock)

    @property
    def notice(self) -> str:
        """One line to tell the user about the cache; empty when there is none."""
        return self._cache.notice

    @property
    def is_kept(self) -> bool:
        """What comes is written to a file; False: it is forgotten at the end."""
        return self._cache.is_kept

    def resource(self, address: Address) -> Resource:
        """The resource `address` lies in. Raises AddressError."""
        return self.account.vendor.resource(address.segments)

    def peek(self, query: Query) -> Listing:
        """What is held for `query`."""
        return self._cache.listing(query)

    def rows(self, query: Query, start: int, stop: int) -> list[Row | None]:
        """Rows by position; None where none is held."""
        resource = self.account.vendor.resource(query.collection)
        return self._seen_rows(resource, self._cache.rows(query, start, stop, resource=resource))

    def _seen_rows(self, resource: Resource, rows: list[Row | None]) -> list[Row | None]:
        """`rows`, of which whoever watches has been told."""
        if self.watching is not None:
            for row in rows:
                if row is not None:
                    self.watching.saw_cells(resource.columns, row.cells)
        return rows

    def selected(
        self,
        query: Query,
        words: str,
        arrangement: Arrangement,
        *,
        on_first: Callable[[Selected], object],
        stopped: Callable[[], bool],
    ) -> Selected:
        """The records held of `query` that hold every word of `words` (empty: all), narrowed and sorted; words alone
        find the likeliest.

        Goes through all rows: for a thread. `on_first` is given the first records where all take longer; Stopped is
        raised once `stopped` says that they are wanted no longer.
        """
        resource = self.account.vendor.resource(query.collection)
        return self._cache.selected(query, resource, words, arrangement, on_first=on_first, stopped=stopped)

    def rows_of(self, query: Query, rids: Sequence[int]) -> list[Row | None]:
        """The rows of these records of the query's collection; None for one that is no longer held."""
        resource = self.account.vendor.resource(query.collection)
        return self._seen_rows(resource, self._cache.rows_of(rids, resource))

    def keys_of(self, rids: Sequence[int]) -> list[str]:
        """The keys of these records, in their order, of those that have one."""
        return self._cache.keys_of(rids)

    def rid(self, query: Query, key: str) -> int | None:
        """The cache's own id of the record with `key` of the query's collection."""
        return self._cache.rid((*query.collection, key))

    def with_cells(self, query: Query, rows: Sequence[Row | None], columns: tuple[Column, ...]) -> list[Row | None]:
        """`rows` with the cells of further columns behind their own, from the vendor's rows as `query` was answered."""
        held = self._cache.vendor_rows(query, [row.rid for row in rows if row is not None])
        made = [row and replace(row, cells=row.cells + further_cells(columns, held.get(row.rid, {}))) for row in rows]
        return made

    def position(self, query: Query, key: str) -> int | None:
        """Where the record with `key` stands in the listing."""
        return self._cache.position(query, key)

    def keys(self, query: Query) -> list[str]:
        """The keys of all rows that are held, in order."""
        return self._cache.keys(query)

    def held(self, address: Address) -> Held | None:
        """What is held of one record."""
        resource = self.resource(address)
        held = self._cache.record(resource, address)
        if held is not None and self.watching is not None:
            self.watching.saw_record(resource, held.body)
            self.watching.saw_record(resource, held.row or {})
        return held

    def find(self, text: str, *, collection: Segments | None = None, limit: int = 50) -> list[Hit]:
        """Held records that match every word of `text`; words of digits match phones."""
        found = self._cache.find(
            self.account.vendor.resource, self.account.name, text, limit=limit, collection=collection
        )
        return self._seen(found)

    def found_count(self, text: str, at_most: int, stopped: Callable[[], bool]) -> int:
        """How many records `find` would find in all collections, counted no further than `at_most`. Raises Stopped once
        `stopped` says so."""
        return self._cache.found_count(text, None, at_most, stopped=stopped)

    def hits(self, rows: Sequence[Row]) -> list[Hit]:
        """The records of `rows`, as a search finds them."""
        resource_of = self.account.vendor.resource
        return self._seen(self._cache.hits(resource_of, self.account.name, [row.rid for row in rows]))

    def _seen(self, found: list[Hit]) -> list[Hit]:
        if self.watching is not None:
            for hit in found:
                resource = self.resource(hit.address)
                self.watching.saw_label(resource, hit.label)
                self.watching.saw_cells(resource.columns, hit.row.cells)
        return found

    def candidates(self, identity: Identity) -> tuple[list[Held], bool]:
        """Held records of people in which something that tells the person can be found, to be looked at closely, and
        whether there are more. See `explorer.repository.elsewhere`."""
        from explorer.model.person import resources_of_people

        collections = tuple((each.name,) for each in resources_of_people(self.account.vendor.resources))
        found, cut = self._cache.candidates(self.account.name, collections, identity) if collections else ([], False)
        if self.watching is not None:
            for held in found:
                self.watching.saw_record(self.resource(held.address), held.known)
        return found, cut

    def complete(self, collection: Segments, prefix: str, limit: int = 20) -> list[tuple[str, str]]:
        """Keys that begin with `prefix` and their records' labels, for completion."""
        found = self._cache.keys_by_prefix(collection, prefix, limit)
        if self.watching is not None:
            resource = self.account.vendor.resource(collection)
            for _, label in found:
                self.watching.saw_label(resource, label)
        return found

    def choices(self, field: Field, text: str, limit: int = 20) -> list[Choice]:
        """Values that `text` can mean in a field of a form, of those that are held; without text the most frequent.

        Reads for a few milliseconds; at most once a minute for up to a second, to count what 100,000 records hold.
        """
        found = self._choices.choices(field, text, limit)
        if self.watching is not None and field.refers:
            resource = self.account.vendor.resource((field.refers,))
            for choice in found:
                self.watching.saw_label(resource, choice.label)
                self.watching.saw_label(resource, choice.detail)
        return found

    def label_for(self, field: Field, value: JsonValue) -> str:
        """What people call the record whose id stands in a field, unsafe; empty when nothing here tells.

        Reads as long as `choices` does the first time, then for well under a millisecond.
        """
        label = self._choices.label_for(field, value)
        if self.watching is not None and field.refers and label:
            self.watching.saw_label(self.account.vendor.resource((field.refers,)), label)
        return label

    def learn(self, places: tuple[str, ...], choice: Choice) -> None:
        """Know what people call an id, read just now in one of the `places` where a field's values are seen.

        Waits for a thread that counts what is seen there: for a thread.
        """
        self._choices.learn(places, choice)

    def collections(self) -> list[CollectionInfo]:
        """How much of each collection is held."""
        return self._cache.upkeep.collections()

    def health(self) -> Health:
        """How full and old the copies are, what became of requests, and what records are made of. Counts every record:
        half a second for a million."""
        from explorer.repository.fitness import health  # not for the first paint

        return health(self.account, self._cache)

    def see_drifts(self, numbers: Sequence[int], *, seen: bool = True) -> Future[None]:
        """Keeps that the user has seen these drifts, or takes that back. The future fails with StoreError."""
        return self._cache.put_drifts_seen(numbers, seen=seen)

    def changes(self, since: float | None = None, within: Segments = (), limit: int = CHANGES_LIMIT) -> Changes:
        """What is new, changed or gone since then (seconds since 1970), field by field; `since` None: since the last
        visit to each collection.

        `within` is a collection or a record, each with what lies below it; empty: the whole account. Reads for a
        fraction of a second, and loads the types of the records.
        """
        from explorer.model.changed_fields import told  # the types bring pydantic
        from explorer.model.changes import Changes

        resource_of = self.account.vendor.resource
        happened = self._cache.news.happened(resource_of, self.account.name, since, within=within, limit=limit + 1)
        records = tuple(told(resource_of(each.address.segments), each) for each in happened[:limit])
        unvisited = tuple(self._cache.news.unvisited(within)) if since is None else ()
        visited = self.visited(within) if since is None and len(within) % 2 else None
        partial = tuple(self._cache.news.partial(within))
        first_held = self._cache.news.first_held(within) if since is not None else []
        return Changes(
            records,
            len(happened) > limit,
            since if since is not None else visited,
            unvisited,
            self._cache.news.visits(within) if since is None else 0,
            self._cache.upkeep.holds_records(),
            partial,
            tuple((path, at) for path, at in first_held if since is not None and at > since),
        )

    def news_of(self, address: Address) -> RecordChange | None:
        """What became of one record since the last visit to its collection, field by field; None: nothing new.

        Reads for a few milliseconds, and loads the type of the record: for a thread.
        """
        from explorer.model.changed_fields import told  # the types bring pydantic

        happened = self._cache.news.happened_to(self.account.vendor.resource, self.account.name, address.segments)
        return told(self.resource(address), happened) if happened is not None else None

    def forms(self, address: Address) -> list[Version]:
        """The forms of a record that are known: the present ones first (of its list and of itself), then earlier ones,
        the newest first."""
        held = self.held(address)
        if held is None:
            return []
        from explorer.model.changes import Version

        present = [Version(held.fetched_at, None, held.body, held.whole)]
        if held.row is not None and held.row_fetched_at is not None:
            present.append(Version(held.row_fetched_at, None, held.row, False))
        present.sort(key=lambda each: each.seen_at, reverse=True)
        return [*present, *self._cache.versions(address)]

    def visited(self, collection: Segments) -> float | None:
        """When somebody last looked at a collection; None: never."""
        return self._cache.news.visited(collection)

    def visit(self, collection: Segments) -> None:
        """Notes that somebody has looked at a collection until now: what is met later is marked in its rows. Returns
        before it is on disk. Raises StoreError when the cache is closed."""
        self._cache.news.put_visit(collection, self._clock())

    def related(self, address: Address) -> list[tuple[Resource, int | None]]:
        """The collections under a record with the number of their records; None where it is not known."""
        held = self.held(address)
        counts = self._cache.child_counts(address.segments)
        found: list[tuple[Resource, int | None]] = []
        for child in self.resource(address).children:
            embedded = walk(held.body, child.includes_as) if held and child.includes_as else None
            known = len(listed(embedded)) if embedded is not None else None
            found.append((child, counts.get(child.name, known)))
        return found

    def is_fresh(self, query: Query, number: int) -> bool:
        """Page `number` is held and young enough to be shown without asking again."""
        mark = self.peek(query).pages.numbered(number)
        return mark is not None and is_young(mark.fetched_at, self._clock())

    def bodies(self, query: Query) -> Iterator[JsonObject]:
        """The vendor's own rows that are held of `query`, in order. Raises NotCached when nothing is."""
        self.held_listing(query)
        for _, row in self._cache.bodies(query):
            yield row

    def held_listing(self, query: Query) -> Listing:
        """What is held for `query`. Raises NotCached when nothing is."""
        listing = self.peek(query)
        if not listing.held and not listing.complete:
            raise NotCached(
                "nothing of it is held here, and offline no vendor is asked", next_step="go online and open it once"
            )
        return listing

    def held_record(self, address: Address) -> Held:
        """What is held of one record. Raises NotCached when nothing is."""
        held = self.held(address)
        if held is None:
            raise NotCached(f"{address} is not held here", next_step="go online and open it once")
        return held


def listed(value: Any) -> list[JsonObject]:
    """An embedded collection as rows, wrapped in `data` or not."""
    if isinstance(value, dict) and set(value) == {"data"}:
        value = value["data"]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
