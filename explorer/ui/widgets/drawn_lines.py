"""`DrawnLines`: lines that are drawn when they are first looked at, for few of many are ever in view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

from textual.content import Content

T = TypeVar("T")


class DrawnLines(Sequence[Content], Generic[T]):
    """One line for each of `items`, as `draw` makes it."""

    def __init__(self, items: Sequence[T], draw: Callable[[T], Content]) -> None:
        self._items = items
        self._draw = draw
        self._lines: dict[int, Content] = {}

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> Content: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Content]: ...
    def __getitem__(self, place: int | slice) -> Content | Sequence[Content]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        line = self._lines.get(place)
        if line is None:
            line = self._lines[place] = self._draw(self._items[place])
        return line
