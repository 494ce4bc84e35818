"""Pages, cursors and the question they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol, TypeAlias

from explorer.model.address import Segments
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.value import dataclass

Cursor: TypeAlias = str
"""Where a page begins: opaque outside the pager that made it. A page number, an offset token, a time stamp."""

PAGE_SIZE = 50
"""Rows asked for at once where the vendor lets us choose."""
PAGE_LIMIT = 10_000
"""Pages in one run before it is stopped."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a table shows: the key of cached pages. Two equal queries show the same rows."""

    collection: Segments
    """Address of the collection within the account, such as `("users", "46485", "notes")`."""
    filters: tuple[tuple[str, str], ...] = ()
    """Query parameters by the vendor's names, sorted by name, as they go on the wire."""
    search: str = ""
    """The server's own search; empty: none."""
    sort: str = ""
    """The name of one of the resource's server orders; empty: the vendor's default."""
    includes: tuple[str, ...] = ()
    page_size: int = PAGE_SIZE
    archived: bool = False
    """Shows the records the vendor marks as deleted, too."""

    @property
    def narrowed(self) -> bool:
        """Does not ask for the whole collection."""
        return bool(self.filters or self.search)

    @property
    def plain(self) -> bool:
        """Its rows are the collection's own. Filters and includes may add members to them: no vendor says which do."""
        return not (self.narrowed or self.includes)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a pager adds to a request for one page."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    """Query parameters that say which page; no filter may take their place."""
    path_values: Mapping[str, str] = field(default_factory=dict)
    size: Mapping[str, str] = field(default_factory=dict)
    """The query parameter that asks for the page size; a filter of the same name goes before it."""


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a pager reads from the answer to it."""

    rows: tuple[JsonObject, ...]
    next: Cursor | None
    """None: this was the last page."""
    total: int | None = None
    """Rows in the whole collection as the vendor says; None when it does not say, or says nonsense."""
    number: int | None = None
    """This page's number, from 1, where pages are numbered."""
    pages: int | None = None
    size: int | None = None
    """Rows a full page has, by the answer."""
    bookmark: Cursor | None = None
    """Where the next incremental run may begin once these rows are stored; None: unchanged."""
    note: str = ""
    """Why the answer leads no further although there may be more; empty when nothing is wrong."""


class Pager(Protocol):
    """How one collection is paged. Pure: it builds requests and reads answers, and sends nothing."""

    @property
    def numbered(self) -> bool:
        """Page N can be asked for without the pages before it."""
        ...

    def start(self, bookmark: Cursor | None = None, now: float | None = None) -> Cursor:
        """The cursor of the first page; of an incremental run, given the bookmark of the last one and the clock at
        its start (seconds since 1970). A pager whose bookmarks are times gives none for a run without `now`."""
        ...

    def cursor(self, number: int) -> Cursor:
        """The cursor of page `number` (from 1). Only for numbered pagers."""
        ...

    def request(self, cursor: Cursor, size: int) -> PageRequest:
        """What to add to the request for the page at `cursor`. Raises ValueError for a cursor of another pager."""
        ...

    def read(self, body: JsonValue, cursor: Cursor) -> PageAnswer:
        """The rows and the way on. Raises ValueError when the body has not the documented form."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is kept: rows by key, in the vendor's order."""

    query: Query
    cursor: Cursor
    number: int
    """Place in the order of pages, from 1: the vendor's own number where it has one."""
    keys: tuple[str, ...]
    next: Cursor | None
    total: int | None
    pages: int | None
    first: int
    """Position of its first row among all rows of the query, from 0."""
    fetched_at: float
    """Seconds since 1970, UTC."""
    note: str = ""
    """Why the run stopped here although there may be more; empty when nothing is wrong."""
