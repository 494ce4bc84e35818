"""Narrowing and sorting rows that are held, by what their cells show. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Final, TypeVar

from explorer.model.chosen_columns import column_of
from explorer.model.display import Cell, cells, searchable, sort_key
from explorer.model.field import Kind
from explorer.model.json_text import JsonObject
from explorer.model.resource import Resource
from explorer.model.search_words import Term, spaced, terms
from explorer.model.text import digits, fold
from explorer.model.value import dataclass
from explorer.model.view import HeldOrder

T = TypeVar("T")
NO_VALUE: Final = "(no value)"
"""What stands for an empty text in a list of what a column can be narrowed by."""
_NONE: Final = ("null", "none", "nil", "empty", "missing", "not set", "no value", "-", "–", '""', "“”")
_WORD: Final = re.compile(r"[^\x00-/:-@\[-`{-\x7f]+")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which of the held rows are shown, and in which order: those whose cells hold all `filters`."""

    filters: tuple[tuple[str, str], ...] = ()
    """A column's path and the text that its cells have to hold; an empty one: they have no value, be it null, not set
    or an empty text."""
    order: HeldOrder | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The columns that it needs: those of the filters, then that of the order."""
        return (*(path for path, _ in self.filters), *([self.order.path] if self.order else ()))

    def tests(self, resource: Resource) -> list[Callable[[Cell], bool]]:
        """Whether a cell holds what it has to, for each of `filters`."""
        kinds = _kinds(resource)
        return [_holding(text, kinds.get(path, "text")) for path, text in self.filters]

    def arranged(self, resource: Resource, rows: Iterable[tuple[T, Sequence[Cell]]]) -> list[T]:
        """Those of `rows` that are shown, in order. Each has its cells, one for each of `paths`."""
        tests = self.tests(resource)
        kept = [
            (item, cells) for item, cells in rows if all(test(cell) for test, cell in zip(tests, cells, strict=False))
        ]
        if self.order is None:
            return [item for item, _ in kept]
        return in_order(kept, kind_of(resource, self.order.path), descending=self.order.descending)


def means_none(text: str) -> bool:
    """Whether `text`, which is sought as any other one, is likely meant for no value."""
    return fold(text.strip()) in _NONE


def kind_of(resource: Resource, path: str) -> Kind:
    """Of which kind the cells of a column are; one that the user chose besides the resource's own is text."""
    return _kinds(resource).get(path, "text")


def _kinds(resource: Resource) -> dict[str, Kind]:
    return {column.path: column.kind for column in resource.columns}


def order_key(cell: Cell, kind: Kind) -> float | str | None:
    """What a cell of `kind` is sorted by: numbers come before texts, and those without a value last in any order."""
    rank, number, text = sort_key(cell or None, kind)
    return number if rank == 0 else text if rank == 1 else None


def arranged_rows(
    resource: Resource, rows: Iterable[JsonObject], words: str, arrangement: Arrangement
) -> list[JsonObject]:
    """Those of the vendor's own `rows` that hold every word of `words` (empty: all) and that `arrangement` keeps, in
    its order."""
    needed = [column_of(resource, path) for path in arrangement.paths]
    sought = terms(words)
    found = rows if not words.strip() else (row for row in rows if _holds_words(resource, row, sought))
    return arrangement.arranged(resource, ((row, cells(needed, row)) for row in found))


def _holds_words(resource: Resource, row: JsonObject, sought: Sequence[Term]) -> bool:
    """Whether words of `row` begin with all that is sought, as the index of the cache has it."""
    held = set(_WORD.findall(spaced(fold(searchable(resource, row)))))

    def begun(word: str) -> bool:
        return any(each.startswith(word) for each in held)

    return bool(sought) and all(all(map(begun, term.words)) or any(map(begun, term.numbers)) for term in sought)


def in_order(rows: Iterable[tuple[T, Sequence[Cell]]], kind: Kind, *, descending: bool) -> list[T]:
    """`rows` by the last of their cells, which is of `kind`. Those without a value come last in either direction, and
    equal ones stay as they are."""
    numbers: list[tuple[float, T]] = []
    texts: list[tuple[str, T]] = []
    missing: list[T] = []
    for item, shown in rows:
        rank, number, text = sort_key(shown[-1] or None, kind)
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
    """Whether a cell of `kind` holds `wanted`: accents and case do not count; of a phone number the digits do.
    An empty text: whether it has no value, as `order_key` tells."""
    if not wanted:
        return lambda cell: not cell
    folded, number = fold(wanted), digits(wanted)
    if kind == "phone" and number and not any(character.isalpha() for character in wanted):
        return lambda cell: cell is not None and number in digits(cell)
    return lambda cell: cell is not None and folded in fold(cell)
