"""What is held of a collection or a record: the values that a screen or a command paints from."""

from __future__ import annotations

from dataclasses import field
from typing import Final

from explorer.model.address import Address
from explorer.model.display import Row
from explorer.model.errors import Incomplete
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.model.page_marks import PageMark, PageMarks
from explorer.model.value import dataclass

CHANGES_LIMIT: Final = 1000
"""Records of one account that are told of at once."""


def other_total(total: int | None, rows: int, archived: int) -> int | None:
    """The vendor's total, where all its pages did not have so many rows: they may have moved meanwhile, from a page
    that was not read yet to one that was. `archived` are further rows that it marks deleted."""
    # It does not say whether it counts those.
    return None if total is None or rows <= total <= rows + archived else total


def not_all(rows: int, total: int) -> Incomplete:
    """What is said where every page came and yet so many rows of `total`."""
    return Incomplete(
        f"{rows:,} of {total:,} rows came: some may have moved from page to page meanwhile",
        next_step="get all again; where that stays so, the vendor counts otherwise",
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """What is held for one query. Rows are asked for by position; positions of pages not held have no row."""

    query: Query
    held: int = 0
    """Rows held."""
    total: int | None = None
    """Rows the vendor says there are; None when it does not say."""
    pages: PageMarks = field(default_factory=PageMarks)
    """Held pages in order."""
    page_count: int | None = None
    """Pages there are; None when not known."""
    complete: bool = False
    """Every row is held."""
    archived: int = 0
    """Held rows that are left out because the vendor marks them deleted."""
    synced_at: float | None = None
    """When a whole local copy was last confirmed; None when it is held page by page."""
    appended: bool = False
    """Its rows stand in the order they came, as of an export: no page of it leads to a next one."""

    @property
    def count(self) -> int:
        """Lines a table has: held rows and, where pages are numbered, room for those not yet loaded."""
        end = self.pages.end if self.pages else self.held
        return end if self.complete or self.total is None else max(self.total, end)

    @property
    def exact(self) -> int | None:
        """The number of rows there are, where that is known."""
        return self.held if self.complete else self.total

    @property
    def other_total(self) -> int | None:
        """The vendor's total where every page is held and yet not so many rows."""
        return other_total(self.total, self.held, self.archived) if self.complete else None

    @property
    def note(self) -> str:
        """Why a run stopped early; empty when none did."""
        return self.pages[-1].note if self.pages else ""

    def page_at(self, position: int) -> PageMark | None:
        """The held page that the row at `position` is on."""
        return self.pages.at(position)


@dataclass(frozen=True, slots=True)
class Held:
    """One record as it is held."""

    address: Address
    body: JsonObject
    """The vendor's own record: what `get` answered, else the row of the list."""
    fetched_at: float
    whole: bool
    """`body` comes from a `get`; False: only a list row (or an embedded one) is held."""
    row: JsonObject | None = None
    """The list's own row, where both are held."""
    row_fetched_at: float | None = None
    gone_at: float | None = None
    """Since when a whole listing no longer has it."""

    @property
    def known(self) -> JsonObject:
        """All that is held of it: what `get` answered, and what only the list's row has."""
        return {**self.row, **self.body} if self.row else self.body


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that local search found."""

    address: Address
    label: str
    """The record's name, safe to show."""
    row: Row
    fetched_at: float
    rank: int = 0
    """Less is likelier: 0 it has a text with an `@` as it is written, 1 the name has the words, 2 the name has words
    that begin so, 3 they stand elsewhere."""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync of one collection is."""

    rows: int
    total: int | None
    """None where the vendor gives no total to measure against."""
    pid: int | None = None
    """The other explorer that makes it; None: this one."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync of one collection brought."""

    address: Address
    rows: int
    """Rows read."""
    new: int
    changed: int
    gone: int
    held: int
    """Rows held afterwards."""
    note: str = ""
    """Why it stopped early; empty when it reached the end."""
    other_total: int | None = None
    """The vendor's total where it reached the end and yet not so many rows came."""
    broke_off: Incomplete | None = None
    """What the note tells, where a list broke off: on which page, and what to do."""


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """How much of one collection is held."""

    collection: str
    """As in addresses, without the account."""
    records: int
    oldest: float
    newest: float
    """When the oldest and newest of them were fetched."""
    synced_at: float | None
