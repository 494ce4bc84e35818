"""How a vendor's people are numbered, searched and changed without being made first."""

from __future__ import annotations

import asyncio
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_ROWS_BETWEEN_TURNS = 500


@dataclass(slots=True)
class Ids:
    """Ids computed from places: `pinned` ones first, then `first`, `first + step`, …"""

    pinned: tuple[int, ...]
    first: int
    step: int
    count: int
    """How many places there are in all; grows when a record is created."""

    def id(self, place: int) -> int:
        """The id at `place`, from 0."""
        if place < len(self.pinned):
            return self.pinned[place]
        return self.first + (place - len(self.pinned)) * self.step

    def place(self, record_id: int) -> int | None:
        """The place of an id, or None where nobody has it."""
        if record_id in self.pinned:
            place = self.pinned.index(record_id)
        else:
            steps, rest = divmod(record_id - self.first, self.step)
            if rest or steps < 0:
                return None
            place = len(self.pinned) + steps
        return place if place < self.count else None


class Changes:
    """Places in the order in which they last changed.

    At first place n changed at stamp `first + n * step`; `touch` moves a place (or a new one) to the end.
    Stamps are integers in the vendor's own unit and never shared by two places.
    """

    def __init__(self, count: int, first: int, step: int) -> None:
        self._count = count
        self._first = first
        self._step = step
        self._moved: dict[int, int] = {}
        self._tail: list[tuple[int, int]] = []

    def stamp(self, place: int) -> int:
        """When `place` last changed."""
        moved = self._moved.get(place)
        return self._first + place * self._step if moved is None else moved

    def touch(self, place: int, stamp: int) -> int:
        """Record a change of `place` at `stamp`, or one after the newest where that is later; return it."""
        newest = self._tail[-1][0] if self._tail else self._first + (self._count - 1) * self._step
        stamp = max(stamp, newest + 1)
        if place in self._moved:
            self._tail.remove((self._moved[place], place))
        self._moved[place] = stamp
        insort(self._tail, (stamp, place))
        return stamp

    def after(self, stamp: int) -> Iterator[int]:
        """Places changed later than `stamp`, oldest change first."""
        start = min(self._count, max(0, (stamp - self._first) // self._step + 1))
        for place in range(start, self._count):
            if place not in self._moved:
                yield place
        for _, place in self._tail[bisect_right(self._tail, stamp, key=lambda entry: entry[0]) :]:
            yield place


class SearchTexts:
    """What a vendor's search looks in: one casefolded text a place, made at the first search and kept."""

    def __init__(self, text_of: Callable[[int], str]) -> None:
        self._text_of = text_of
        self._texts: dict[int, str] = {}

    def forget(self, place: int) -> None:
        """Make the text of a changed place again at the next search."""
        self._texts.pop(place, None)

    async def matching(self, needle: str, places: Iterable[int]) -> list[int]:
        """Those of `places` whose text holds `needle`, in order. Other calls get their turn meanwhile."""
        folded = needle.casefold()
        found = []
        for turn, place in enumerate(places):
            if turn % _ROWS_BETWEEN_TURNS == 0:
                await asyncio.sleep(0)
            text = self._texts.get(place)
            if text is None:
                text = self._texts[place] = self._text_of(place).casefold()
            if folded in text:
                found.append(place)
        return found
