"""What the cache answers besides the values of the model."""

from __future__ import annotations

from explorer.model.page import Cursor
from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing rows brought."""

    new: int
    changed: int
    total: int
    """Rows that the listing holds afterwards."""
    gone: int = 0
    """Rows that a whole re-listing no longer had."""
    duplicates: int = 0
    """Rows whose record stood on this page already, or on another one."""
    complete: bool = False
    """A whole re-listing reached its end: every row is held."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far the incremental export of a collection came."""

    cursor: Cursor | None
    """Where to resume a run that broke off; None: no run is open."""
    bookmark: Cursor | None
    """Where the next run may begin; None: at the very beginning."""
    finished_at: float | None
    """When a run last reached its end; None: never."""

    @property
    def place(self) -> Cursor | None:
        """Up to here everything is stored; None: nothing is."""
        return self.cursor or self.bookmark
