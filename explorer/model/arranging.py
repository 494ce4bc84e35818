"""Narrowing and sorting rows that are held, by what their cells show. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeVar

from explorer.model.display import Cell, sort_key
from explorer.model.field import Kind
from explorer.model.resource import Resource
from explorer.model.text import digits, fold
from explorer.model.view import HeldOrder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which of the held rows are shown, and in which order: those whose cells hold all `filters`."""

    filters: tuple[tuple[str, str], ...] = ()
    """A column's path and the text that its cells have to hold."""
    order: HeldOrder | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The columns that it needs: those of the filters, then that of the order."""
        return (*(path for path, _ in self.filters), *([self.order.path] if self.order else ()))

    def arranged(self, resource: Resource, rows: Iterable[tuple[T, Sequence[Cell]]]) -> list[T]:
        """Those of `rows` that are shown, in order. Each has its cells, one for each of `paths`."""
        kinds: dict[str, Kind] = {column.path: column.kind for column in resource.columns}
        tests = [_holding(text, kinds.get(path, "text")) for path, text in self.filters]
        kept = [
            (item, cells) for item, cells in rows if all(test(cell) for test, cell in zip(tests, cells, strict=False))
        ]
        if self.order is None:
            return [item for item, _ in kept]
        return in_order(kept, kinds.get(self.order.path, "text"), descending=self.order.descending)


def in_order(rows: Iterable[tuple[T, Sequence[Cell]]], kind: Kind, *, descending: bool) -> list[T]:
    """`rows` by the last of their cells, which is of `kind`. Those without a value come last in either direction, and
    equal ones stay as they are."""
    numbers: list[tuple[float, T]] = []
    texts: list[tuple[str, T]] = []
    missing: list[T] = []
    for item, cells in rows:
        rank, number, text = sort_key(cells[-1] or None, kind)
        if rank == 0:
            numbers.append((number, item))
        elif rank == 1:
            texts.append((text, item))
        else:
            missing.append(item)
    # Apart, since keys of one type are compared several times faster, and nothing else runs meanwhile.
    numbers.sort(key=itemgetter(0), reverse=descending)
    texts.sort(key=itemgetter(0), reverse=descending)
    present = [*texts, *numbers] if descending else [*numbers, *texts]
    return [*(item for _, item in present), *missing]


def _holding(wanted: str, kind: Kind) -> Callable[[Cell], bool]:
    """Whether a cell of `kind` holds `wanted`: accents and case do not count; of a phone number the digits do."""
    folded, number = fold(wanted), digits(wanted)
    if kind == "phone" and number and not any(character.isalpha() for character in wanted):
        return lambda cell: cell is not None and number in digits(cell)
    return lambda cell: cell is not None and folded in fold(cell)
