"""The pages that are held of a listing, of which there are tens of thousands where a million rows are held."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import overload

from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class PageMark:
    """One held page of a listing."""

    number: int
    """From 1; the vendor's own number where it has one."""
    first: int
    """Position of its first row in the listing, from 0."""
    count: int
    fetched_at: float
    """Seconds since 1970, UTC."""
    note: str = ""
    """Why the run stopped here although there may be more."""


class PageMarks(Sequence[PageMark]):
    """Pages in order, by number as by their first rows. Looking one up costs about the same among any number of them,
    so that a key may do so."""

    def __init__(self, marks: Iterable[tuple[int, int, int, float, str]] = ()) -> None:
        """`marks` have number, first, count, `fetched_at` and note, as `PageMark` has."""
        numbers, firsts, counts, times, notes = zip(*marks, strict=True) if (marks := list(marks)) else ((),) * 5
        self._numbers = array("q", numbers)
        self._firsts = array("q", firsts)
        self._counts = array("q", counts)
        self._times = array("d", times)
        self._notes = {place: note for place, note in enumerate(notes) if note}

    @classmethod
    def of(cls, *marks: PageMark) -> PageMarks:
        """These pages."""
        return cls((each.number, each.first, each.count, each.fetched_at, each.note) for each in marks)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> PageMark: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[PageMark, ...]: ...
    def __getitem__(self, place: int | slice) -> PageMark | tuple[PageMark, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(len(self))[place])
        place = range(len(self))[place]
        return PageMark(
            self._numbers[place],
            self._firsts[place],
            self._counts[place],
            self._times[place],
            self._notes.get(place, ""),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PageMarks):
            return NotImplemented
        return (self._numbers, self._firsts, self._counts, self._times, self._notes) == (
            other._numbers,
            other._firsts,
            other._counts,
            other._times,
            other._notes,
        )

    def __hash__(self) -> int:
        return hash((len(self), self.end))

    def __repr__(self) -> str:
        return f"PageMarks.of({', '.join(map(repr, self))})"

    @property
    def end(self) -> int:
        """The position behind the last row of the last page."""
        return self._firsts[-1] + self._counts[-1] if self._firsts else 0

    @cached_property
    def size(self) -> int:
        """The rows of the longest page; 0 where there is none."""
        return max(self._counts, default=0)

    @cached_property
    def oldest(self) -> float | None:
        """When the first of them was fetched; None where there is none."""
        return min(self._times, default=None)

    def numbered(self, number: int) -> PageMark | None:
        """Page `number`, if it is held."""
        place = bisect_left(self._numbers, number)
        return self[place] if place < len(self) and self._numbers[place] == number else None

    def at(self, position: int) -> PageMark | None:
        """The page that the row at `position` is on, if it is held."""
        place = bisect_right(self._firsts, position) - 1
        return self[place] if place >= 0 and position < self._firsts[place] + self._counts[place] else None

    def between(self, start: int, stop: int) -> tuple[PageMark, ...]:
        """The pages on which rows at the positions `start` to before `stop` are."""
        place = max(bisect_right(self._firsts, start) - 1, 0)
        found = self[place : bisect_left(self._firsts, stop)] if start < stop else ()
        return tuple(each for each in found if start < each.first + each.count)
