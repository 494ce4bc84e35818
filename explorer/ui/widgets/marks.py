"""Which records of a table are marked: by key, so that rows may move, be read again or go out of sight."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias

from explorer.model.value import dataclass
from explorer.ui.widgets.row_source import RowSource

_Spot: TypeAlias = str | int
"""A row by its record's key; by its position where it has none that is known."""


@dataclass(frozen=True, slots=True)
class _Range:
    """Rows being marked one after the other, from `anchor` to `end`."""

    anchor: _Spot
    end: _Spot
    before: Collection[str]
    """What was marked when it was begun: it stays so when the range shrinks again."""


class Marks:
    """Keys in the order of marking."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}
        self._range: _Range | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What is marked, the first marked first."""
        return tuple(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def toggle(self, key: str) -> None:
        """Mark, or take the mark away."""
        self._range = None
        if key in self._keys:
            del self._keys[key]
        else:
            self._keys[key] = None

    def add(self, keys: Iterable[str]) -> None:
        """Mark these too."""
        self._range = None
        self._keys.update(dict.fromkeys(keys))

    def step(self, source: RowSource, row: int, to: int) -> None:
        """Have the range go on from `row` to `to`, the one beside it: it grows away from where it was begun, and
        shrinks towards that. One that did not end at `row` is left as it is, and another begun there."""
        here = _spot(source, row)
        anchor = self._anchor(source) if self._range is not None and self._range.end == here else None
        if self._range is None or anchor is None:
            self._range = _Range(here, here, frozenset(self._keys))
            anchor = row
            self._mark(here)
        end = _spot(source, to)
        if abs(to - anchor) > abs(row - anchor):
            self._mark(end)
        elif to != row and here not in self._range.before and isinstance(here, str):
            self._keys.pop(here, None)
        self._range = _Range(self._range.anchor, end, self._range.before)

    def _anchor(self, source: RowSource) -> int | None:
        """Where the range was begun; None: that record is not there any more."""
        assert self._range is not None
        anchor = self._range.anchor
        return source.position_of(anchor) if isinstance(anchor, str) else anchor

    def _mark(self, spot: _Spot) -> None:
        if isinstance(spot, str):
            self._keys[spot] = None


def _spot(source: RowSource, position: int) -> _Spot:
    row = source.row(position)
    return row.key if row is not None and row.key else position
