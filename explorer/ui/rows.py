"""What a table shows, as sources of rows: a listing by position, or the records a local search found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from explorer.model.display import Row
from explorer.model.field import Column
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.repository import LocalCopy, Selected


def shown_columns(resource: Resource, narrow: bool) -> tuple[tuple[Column, ...], tuple[int, ...]]:
    """The columns that are shown unless the user says otherwise, and where their cells stand in a row.

    Where it is `narrow`, what names a record comes first and its id is left to the detail.
    """
    shown = [(column, place) for place, column in enumerate(resource.columns) if column.shown]
    if narrow:
        shown = [each for each in shown if each[0].kind != "id"] or shown
    return tuple(column for column, _ in shown), tuple(place for _, place in shown)


class ListingRows:
    """The rows that are held of one query. `update` reads their number anew."""

    def __init__(self, local: LocalCopy, query: Query, *, narrow: bool = False) -> None:
        self._local = local
        self._query = query
        resource = local.account.vendor.resource(query.collection)
        self.columns, self.cell_places = shown_columns(resource, narrow)
        self._numbered = resource.pager is None or resource.pager.numbered
        self.listing = local.peek(query)

    def update(self) -> None:
        """Take what is held now."""
        self.listing = self._local.peek(self._query)

    @property
    def count(self) -> int:
        """Lines. Rows not loaded are among them where their pages can be asked for without those before."""
        if self._numbered or not self.listing.pages:
            return self.listing.count
        return self.listing.pages[-1].first + self.listing.pages[-1].count

    def row(self, position: int) -> Row | None:
        """The row at `position`; None: not loaded."""
        return self.window(position, position + 1)[0] if 0 <= position < self.count else None

    def window(self, start: int, stop: int) -> Sequence[Row | None]:
        """The rows of `start` up to but without `stop`."""
        return self._local.rows(self._query, start, stop)

    def keys(self) -> Sequence[str]:
        """The keys of all held rows."""
        return self._local.keys(self._query)

    def position_of(self, key: str) -> int | None:
        """Where the record with `key` stands now."""
        return self._local.position(self._query, key)


class HeldRows:
    """Rows that are held of one query, narrowed and sorted here: which they are is known, windows of them are read."""

    def __init__(self, local: LocalCopy, query: Query, selected: Selected, *, narrow: bool = False) -> None:
        self._local = local
        self._query = query
        self.columns, self.cell_places = shown_columns(local.account.vendor.resource(query.collection), narrow)
        self._selected = selected

    @property
    def count(self) -> int:
        """Records that are shown."""
        return len(self._selected.rids)

    def row(self, position: int) -> Row | None:
        """The row at `position`; None: it is not held any more."""
        return self.window(position, position + 1)[0] if 0 <= position < self.count else None

    def window(self, start: int, stop: int) -> Sequence[Row | None]:
        """The rows of `start` up to but without `stop`."""
        return self._local.rows_of(self._query, self._selected.rids[start:stop])

    def keys(self) -> Sequence[str]:
        """The keys of all of them."""
        return [key for key in self._selected.keys if key]

    def position_of(self, key: str) -> int | None:
        """Where the record with `key` stands."""
        return self._places.get(key)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: place for place, key in enumerate(self._selected.keys)}


class HitRows:
    """Rows that a local search found, best first."""

    def __init__(self, resource: Resource, rows: Sequence[Row], *, narrow: bool = False) -> None:
        self.columns, self.cell_places = shown_columns(resource, narrow)
        self._rows = tuple(rows)
        self._places = {row.key: place for place, row in enumerate(rows)}

    @property
    def count(self) -> int:
        """Records found."""
        return len(self._rows)

    def row(self, position: int) -> Row | None:
        """The row at `position`."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def window(self, start: int, stop: int) -> Sequence[Row | None]:
        """The rows of `start` up to but without `stop`."""
        return self._rows[start:stop]

    def keys(self) -> Sequence[str]:
        """The keys of all records found."""
        return [row.key for row in self._rows if row.key]

    def position_of(self, key: str) -> int | None:
        """Where the record with `key` stands."""
        return self._places.get(key)
