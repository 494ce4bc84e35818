"""`RowSource`: where a table takes its rows from, a window at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from explorer.model.display import Row
from explorer.model.field import Column


class RowSource(Protocol):
    """Rows by position, from 0. Every call is answered at once from what is held: nothing waits for a network."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns to show, in order; the first one stays when the others scroll."""
        ...

    @property
    def cell_places(self) -> tuple[int, ...]:
        """For each of `columns`, where its cell stands in `Row.cells`."""
        ...

    @property
    def count(self) -> int:
        """Lines, those of rows not loaded included."""
        ...

    def row(self, position: int) -> Row | None:
        """The row at `position`; None: not loaded."""
        ...

    def window(self, start: int, stop: int) -> Sequence[Row | None]:
        """The rows of `start` up to but without `stop`, all within `count`, read in one go."""
        ...

    def keys(self) -> Sequence[str]:
        """The keys of all loaded records that have one, in order."""
        ...

    def position_of(self, key: str) -> int | None:
        """Where the record with `key` stands now; None: not among the rows held."""
        ...
