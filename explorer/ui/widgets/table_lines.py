"""Where columns stand on a line, and a row's text along them. Pure: cells in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from rich.cells import cell_len, set_cell_size

from explorer.model.display import Cell
from explorer.model.field import Column
from explorer.model.value import dataclass
from explorer.ui.signs import Signs

HEADER: Final = -1
"""The header line, among rows."""
GUTTER: Final = 2
"""Cells for a row's signs, left of everything."""
_LEAD: Final = 1
"""Between the gutter and the first column."""
_RULE: Final = 3
"""Between the first column and those that scroll: a rule with a blank on either side."""
_GAP: Final = 2
"""Between columns that scroll: room for the brackets of the current one."""
_LEAST: Final = 6
"""A column narrower than it asked for is shown from this width on."""
_WIDE: Final = 12
"""Columns from this width on take the room that is left over."""

Run = tuple[str, bool]
"""A stretch of a line, and whether it is dim."""


@dataclass(frozen=True, slots=True)
class Place:
    """One column on the line."""

    column: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class LineLayout:
    """The columns that a line of `width` cells shows, the one that stays first."""

    width: int
    places: tuple[Place, ...]
    partial: bool
    """Columns are hidden or narrowed on either side."""

    def shows_whole(self, column: int, columns: Sequence[Column]) -> bool:
        """`column` has the width it asked for."""
        return any(place.column == column and place.width >= columns[column].width for place in self.places)

    def column_at(self, x: int) -> int | None:
        """The column that covers the cell `x` or the gap right of it."""
        return next((place.column for place in reversed(self.places) if place.x <= x), None)


def lay_out(columns: Sequence[Column], first: int, width: int) -> LineLayout:
    """The first column, then those from `first` on, as far as `width` cells reach; what is left goes to wide ones."""
    if not columns:
        return LineLayout(width, (), False)
    x = GUTTER + _LEAD
    room = max(width - x - 1, 1)
    if len(columns) == 1:
        return LineLayout(width, (Place(0, x, room),), False)
    fixed = min(columns[0].width, max((room - _RULE) // 2, 1))
    widths = _fitting(columns, first, room - fixed - _RULE)
    complete = first == 1 and len(widths) == len(columns) - 1
    left_over = room - fixed - _RULE - sum(widths) - _GAP * (len(widths) - 1)
    _stretch(widths, columns[first : first + len(widths)], max(left_over, 0))
    places = [Place(0, x, fixed)]
    x += fixed + _RULE
    for column, given in enumerate(widths, first):
        places.append(Place(column, x, given))
        x += given + _GAP
    narrowed = any(place.width < columns[place.column].width for place in places)
    return LineLayout(width, tuple(places), narrowed or not complete)


def _fitting(columns: Sequence[Column], first: int, room: int) -> list[int]:
    """The widths of the columns from `first` on that have `room`, the last of them maybe narrowed."""
    widths: list[int] = []
    for column in columns[first:]:
        room -= _GAP if widths else 0
        given = min(column.width, room)
        if given < 1 or (widths and given < min(column.width, _LEAST)):
            break
        widths.append(given)
        room -= given
        if given < column.width:
            break
    return widths


def _stretch(widths: list[int], columns: Sequence[Column], room: int) -> None:
    """Share `room` among the wide columns that are not numbers, else give it to the last one; none of it to those
    whose width the user chose."""
    free = [at for at, column in enumerate(columns) if not column.exact]
    wide = [at for at in free if columns[at].width >= _WIDE and not is_right(columns[at])]
    for taken, at in enumerate(wide):
        share = room // (len(wide) - taken)
        widths[at] += share
        room -= share
    if free and not wide:
        widths[free[-1]] += room


def reveal(columns: Sequence[Column], first: int, width: int, column: int) -> int:
    """The first scrolling column from which on `column` is shown whole, as near to `first` as can be."""
    if column == 0:
        return 1
    first = min(first, column)
    while first < column and not lay_out(columns, first, width).shows_whole(column, columns):
        first += 1
    return first


def is_right(column: Column) -> bool:
    """Cells of `column` are aligned at the right."""
    return column.kind in ("integer", "number")


def fit(text: str, width: int, signs: Signs, right: bool = False) -> str:
    """`text` in exactly `width` cells, cut with a sign where it is longer."""
    narrow = text.isascii() and text.isprintable()
    length = len(text) if narrow else cell_len(text)
    if length > width:
        kept = max(width - 1, 0)
        text = (text[:kept] if narrow else set_cell_size(text, kept)) + signs.cut
        return text if width else ""
    blank = " " * (width - length)
    return blank + text if right else text + blank


def _seen(cell: Cell, signs: Signs) -> str:
    """What is shown of a cell: null and blanks that are no empty text can be told from that."""
    if cell is None:
        return signs.missing
    return f"{signs.opening}{cell}{signs.closing}" if cell.isspace() else cell


def row_runs(
    layout: LineLayout,
    columns: Sequence[Column],
    marks: str,
    cells: Sequence[Cell],
    signs: Signs,
    current: int | None = None,
) -> list[Run]:
    """A row as runs of text, `cells` being those of `columns`; missing values are dim. With `current`, the column of
    that number is in brackets and nothing is dim: the row cursor has one style."""
    pieces: list[tuple[int, str, bool]] = []
    for place in layout.places:
        cell, right = cells[place.column], is_right(columns[place.column])
        text = fit(_seen(cell, signs), place.width, signs, right)
        pieces.append((place.column, text, cell is None and current is None))
    return _runs(layout, marks, pieces, signs, current)


def unloaded_runs(layout: LineLayout, signs: Signs, current: int | None = None) -> list[Run]:
    """The line of a row that is not loaded, `current` as in `row_runs`."""
    pieces = [
        (place.column, fit(signs.unloaded if place.column else signs.cut, place.width, signs), False)
        for place in layout.places
    ]
    return [(text, current is None) for text, _ in _runs(layout, "", pieces, signs, current)]


def header_parts(
    layout: LineLayout, columns: Sequence[Column], sort: tuple[str, bool] | None, signs: Signs
) -> list[tuple[int | None, str]]:
    """The header line in parts, each with the number of the column it labels, None between them."""
    parts: list[tuple[int | None, str]] = []
    x = 0
    for place in layout.places:
        parts.append((None, _lead(place, x, signs)))
        parts.append((place.column, _label(columns[place.column], place.width, sort, signs)))
        x = place.x + place.width
    parts.append((None, " " * max(layout.width - x, 0)))
    return parts


def header_room(layout: LineLayout, parts: Iterable[tuple[int | None, str]], current: int, wanted: int) -> int:
    """Where `wanted` cells can be drawn over the header of those `parts`: at its end, or left of the label of column
    `current` where that would be covered."""
    end = layout.width - wanted
    label = next((text for column, text in parts if column == current), "")
    x = next((place.x for place in layout.places if place.column == current), 0)
    covered = x + cell_len(label.rstrip(" ")) > end
    return x - 1 - wanted if covered and x > wanted else end


def _label(column: Column, width: int, sort: tuple[str, bool] | None, signs: Signs) -> str:
    right = is_right(column)
    if sort is None or sort[0] != column.path:
        return fit(column.label, width, signs, right)
    marker = signs.ascending if sort[1] else signs.descending
    label = fit(column.label, width - 1, signs).rstrip(" ")
    return fit(label + marker, width, signs, right)


def _lead(place: Place, x: int, signs: Signs) -> str:
    """What stands between the cell `x` and `place`."""
    return f" {signs.rule} " if place.column and place.x - x == _RULE else " " * (place.x - x)


def _runs(
    layout: LineLayout, marks: str, pieces: Iterable[tuple[int, str, bool]], signs: Signs, current: int | None
) -> list[Run]:
    """Gutter, `pieces` (column, text, dim) with what stands between them, and blanks to the end, neighbours joined."""
    runs: list[Run] = []
    text, dim, x, closing = fit(marks, GUTTER, signs), False, GUTTER, ""
    for place, (column, piece, piece_dim) in zip(layout.places, pieces, strict=True):
        lead = _lead(place, x, signs)
        lead = closing + lead[len(closing) :]
        closing = "]" if column == current else ""
        text += lead[:-1] + "[" if closing else lead
        if piece_dim != dim:
            runs.append((text, dim))
            text, dim = "", piece_dim
        text += piece
        x = place.x + place.width
    text += closing + " " * max(layout.width - x - len(closing), 0)
    return [*runs, (text, dim)]


def plain_lines(text: str, width: int) -> list[str]:
    """`text` broken into lines of at most `width` cells, at blanks where that goes."""
    return list(chain.from_iterable(_wrapped(line, max(width, 1)) for line in text.split("\n")))


def _wrapped(line: str, width: int) -> Iterable[str]:
    current = ""
    for word in line.split(" "):
        candidate = f"{current} {word}" if current else word
        if current and cell_len(candidate) > width:
            yield current
            candidate = word
        current = candidate
    yield current
