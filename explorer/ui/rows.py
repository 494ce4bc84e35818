"""What a table shows, as sources of rows: a listing by position, or records found in what is held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.model.chosen_columns import DEFAULT, ChosenColumns, columns_of
from explorer.model.display import Row
from explorer.model.field import Column
from explorer.model.page import Query
from explorer.repository import LocalCopy

if TYPE_CHECKING:
    from explorer.repository import Selected


class InColumns:
    """Rows that show the columns which were chosen, else those that are shown unless the user says otherwise.

    Of the latter, where it is `narrow`, what names a record comes first and its id is left to the detail.
    """

    columns: tuple[Column, ...]
    cell_places: tuple[int, ...]

    def __init__(self, local: LocalCopy, query: Query, *, narrow: bool, chosen: ChosenColumns) -> None:
        self._local = local
        self._query = query
        self.choose(narrow=narrow, chosen=chosen)

    def choose(self, *, narrow: bool, chosen: ChosenColumns) -> None:
        """Show these from now on."""
        resource = self._local.account.vendor.resource(self._query.collection)
        columns = columns_of(resource, chosen)
        if narrow and not chosen.paths:
            columns = tuple(each for each in columns if each.kind != "id") or columns
        own = {each.path: place for place, each in enumerate(resource.columns) if not each.include}
        self._further = tuple(each for each in columns if each.path not in own)
        places = own | {each.path: len(resource.columns) + place for place, each in enumerate(self._further)}
        self.columns, self.cell_places = columns, tuple(places[each.path] for each in columns)

    def with_cells(self, rows: Sequence[Row | None]) -> Sequence[Row | None]:
        """`rows` with a cell for each column: what an include brings, and members that have no column, are read from
        the vendor's rows."""
        return self._local.with_cells(self._query, rows, self._further) if self._further else rows


class ListingRows(InColumns):
    """The rows that are held of one query. `update` reads their number anew."""

    def __init__(
        self, local: LocalCopy, query: Query, *, narrow: bool = False, chosen: ChosenColumns = DEFAULT
    ) -> None:
        super().__init__(local, query, narrow=narrow, chosen=chosen)
        resource = local.account.vendor.resource(query.collection)
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
        return self.listing.pages.end

    def row(self, position: int) -> Row | None:
        """The row at `position`; None: not loaded."""
        return self.window(position, position + 1)[0] if 0 <= position < self.count else None

    def window(self, start: int, stop: int) -> Sequence[Row | None]:
        """The rows of `start` up to but without `stop`."""
        return self.with_cells(self._local.rows(self._query, start, stop))

    def keys(self) -> Sequence[str]:
        """The keys of all held rows."""
        return self._local.keys(self._query)

    def position_of(self, key: str) -> int | None:
        """Where the record with `key` stands now."""
        return self._local.position(self._query, key)


class HeldRows(InColumns):
    """Rows that are held of one query, found, narrowed and sorted here: which they are is known, windows of them are
    read."""

    def __init__(
        self,
        local: LocalCopy,
        query: Query,
        selected: Selected,
        *,
        narrow: bool = False,
        chosen: ChosenColumns = DEFAULT,
    ) -> None:
        super().__init__(local, query, narrow=narrow, chosen=chosen)
        self._selected = selected

    @property
    def cut(self) -> bool:
        """More records hold what was sought than these."""
        return self._selected.cut

    @property
    def count(self) -> int:
        """Records that are shown."""
        return len(self._selected)

    def row(self, position: int) -> Row | None:
        """The row at `position`; None: it is not held any more."""
        return self.window(position, position + 1)[0] if 0 <= position < self.count else None

    def window(self, start: int, stop: int) -> Sequence[Row | None]:
        """The rows of `start` up to but without `stop`."""
        return self.with_cells(self._local.rows_of(self._query, self._selected.rids[start:stop]))

    def keys(self) -> Sequence[str]:
        """The keys of all of them."""
        return self._local.keys_of(self._selected.rids)

    def position_of(self, key: str) -> int | None:
        """Where the record with `key` stands."""
        rid = self._local.rid(self._query, key)
        return self._selected.place_of(rid) if rid is not None else None
