"""`History`: where the user has been, as one value. Pure: no widget, no I/O."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from explorer.model.address import Address
from explorer.model.page import Query
from explorer.model.value import dataclass
from explorer.model.view import HeldOrder

LIMIT: Final = 200
"""Places remembered in each direction."""


@dataclass(frozen=True, slots=True)
class Place:
    """One view: what the table shows and whether a record is open."""

    account: str
    query: Query
    record: Address | None = None
    """The record that is open; None: the table has the focus."""
    held_search: str = ""
    """Words that narrow the table to held records; empty: they do not."""
    held_filters: tuple[tuple[str, str], ...] = ()
    """A column's path to the text that its cells have to hold, among the rows held here."""
    order: HeldOrder | None = None
    """How the held rows are sorted; None: as the server gave them."""
    columns: tuple[str, ...] = ()
    """Paths of the columns of this view alone, in order; empty: those kept for the collection, else the default."""
    cursor: str = ""
    """Key of the row under the cursor when it was left."""
    row: int = 0
    """Its position, for when the key is not held any more."""

    @property
    def address(self) -> Address:
        """What go-to, breadcrumbs and the command line call it."""
        return self.record or Address(self.account, self.query.collection)

    @property
    def narrows_held(self) -> bool:
        """Shows some of the rows held here, not all."""
        return bool(self.held_search or self.held_filters)

    @property
    def arranged_by(self) -> tuple[str, ...]:
        """Paths of the columns that the rows held here are narrowed and sorted by."""
        return (*(path for path, _ in self.held_filters), *((self.order.path,) if self.order else ()))

    @property
    def arranged(self) -> bool:
        """Rows are narrowed or sorted, by the server or here."""
        query = self.query
        return bool(query.narrowed or query.sort or query.archived or self.narrows_held or self.order)

    def same_rows(self, other: Place) -> bool:
        """The table shows the same rows in the same order."""
        mine, theirs = ((each.query, each.held_search, each.held_filters, each.order) for each in (self, other))
        return mine == theirs

    def same_view(self, other: Place | None) -> bool:
        """Shows the same, wherever the cursor stands."""
        return other is not None and (replace(self, cursor="", row=0) == replace(other, cursor="", row=0))


@dataclass(frozen=True, slots=True)
class Sought:
    """Where a search of all systems was left."""

    text: str = ""
    address: Address | None = None
    """Of the hit that the cursor was on."""


@dataclass(frozen=True, slots=True)
class History:
    """Places in order, as in a browser: visiting a new one cuts off what lay ahead."""

    past: tuple[Place, ...] = ()
    here: Place | None = None
    future: tuple[Place, ...] = ()
    """What `forward` leads to, the nearest first."""
    last: Place | None = None
    """The place before this one, however it was left."""

    def visit(self, place: Place) -> History:
        """Goes to a new place; the same view again only moves the cursor."""
        if self.here is None or place.same_view(self.here):
            return replace(self, here=place)
        return History((*self.past, self.here)[-LIMIT:], place, (), self.here)

    def amend(self, place: Place) -> History:
        """Takes `place` for the present one: the cursor moved, the next record was opened."""
        return replace(self, here=place)

    def back(self) -> History:
        """One place back; itself where there is none."""
        if not self.past or self.here is None:
            return self
        return History(self.past[:-1], self.past[-1], (self.here, *self.future)[:LIMIT], self.here)

    def forward(self) -> History:
        """One place forward; itself where there is none."""
        if not self.future or self.here is None:
            return self
        return History((*self.past, self.here)[-LIMIT:], self.future[0], self.future[1:], self.here)

    def nearest(self, address: Address) -> Place | None:
        """The latest place in the past that was at `address`."""
        return next((place for place in reversed(self.past) if place.address == address), None)

    def swap(self) -> History:
        """To the place before this one, as a visit; itself where there is none."""
        return self.visit(self.last) if self.last is not None else self
