"""The drawn lines of a table: read from its source a window at a time, formatted once, kept until told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from explorer.model.display import Cell, Row
from explorer.model.field import Column
from explorer.model.value import dataclass
from explorer.ui.bugs import bug_words
from explorer.ui.masking import shown_cells
from explorer.ui.signs import Signs
from explorer.ui.widgets.line_strip import LineStrip
from explorer.ui.widgets.row_source import RowSource
from explorer.ui.widgets.table_lines import (
    HEADER,
    LineLayout,
    fit,
    header_parts,
    header_room,
    lay_out,
    plain_lines,
    row_runs,
    unloaded_runs,
)

_MARGIN: Final = 16
"""Rows read on either side of those that are visible."""
_KEPT: Final = 1024
"""Rows and lines kept."""
_INDENT: Final = "   "


@dataclass(frozen=True, slots=True)
class Looks:
    """A table's styles, as its style sheet resolves them, and the app's line filters."""

    row: Style
    missing: Style
    changed: Style
    gone: Style
    cursor: Style
    header: Style
    header_current: Style
    background: Color
    filters: tuple[LineFilter, ...]


class LineCache:
    """Lines of one table by row: `HEADER`, then the source's rows from 0. It keeps as much for any number of rows."""

    def __init__(self, marks: Callable[[Row], str], signs: Signs, broke: Callable[[Exception], None]) -> None:
        """`broke` is called with what kept a row from being drawn."""
        self._marks = marks
        self._signs = signs
        self._broke = broke
        self._source: RowSource | None = None
        self._columns: tuple[Column, ...] = ()
        self._count = 0
        self._looks: Looks | None = None
        self._layout = LineLayout(0, (), False)
        self._laid = (1, 0)
        self._sort: tuple[str, bool] | None = None
        self._message = ""
        self._rows: LRUCache[int, Row | None] = LRUCache(_KEPT)
        self._lines: LRUCache[tuple[int, int | None], Strip] = LRUCache(_KEPT)

    @property
    def source(self) -> RowSource | None:
        """Where rows come from."""
        return self._source

    @property
    def columns(self) -> tuple[Column, ...]:
        """The source's columns, as they were when it was set."""
        return self._columns

    @property
    def count(self) -> int:
        """The source's rows, as many as there were when it was set."""
        return self._count

    @property
    def layout(self) -> LineLayout:
        """Where the columns stand, or will with the next paint."""
        return self._layout

    @property
    def sort(self) -> tuple[str, bool] | None:
        """The path of the column that orders the rows, and whether it ascends."""
        return self._sort

    @property
    def message(self) -> str:
        """What stands in place of rows where there are none."""
        return self._message

    def set_source(self, source: RowSource) -> None:
        """Take rows from `source` from now on. The same one again: read all of it anew."""
        self._source, self._columns, self._count = source, source.columns, source.count
        self._layout = lay_out(self._columns, *self._laid)  # a key or a click may come before the next paint
        self._rows.clear()
        self._lines.clear()

    def set_texts(self, sort: tuple[str, bool] | None, message: str) -> None:
        """Say another order in the header, or another thing in place of rows."""
        self._sort, self._message = sort, message
        self._lines.clear()

    def set_layout(self, first: int, width: int) -> None:
        """Show the columns from `first` on in `width` cells."""
        self._laid = (first, width)
        layout = lay_out(self._columns, first, width)
        if layout != self._layout:
            self._layout = layout
            self._lines.clear()

    def set_looks(self, looks: Looks) -> None:
        """Draw with other styles or filters from now on."""
        if looks != self._looks:
            self._looks = looks
            self._lines.clear()

    def drop(self, start: int, stop: int) -> None:
        """Forget the rows of `start` up to but without `stop`, and their lines."""
        for position in list(self._rows.keys()):
            if start <= position < stop:
                self._rows.discard(position)
        self.redraw(start, stop)

    def redraw(self, start: int, stop: int) -> None:
        """Forget the lines of the rows of `start` up to but without `stop`: their signs are others."""
        for line in list(self._lines.keys()):
            if start <= line[0] < stop:
                self._lines.discard(line)

    def row(self, position: int) -> Row | None:
        """The row at `position`; None: not loaded, or none there."""
        if self._source is None or not 0 <= position < self._count:
            return None
        return self._rows[position] if position in self._rows else self._source.row(position)

    def position_of(self, key: str) -> int | None:
        """Where the record with `key` stands; None: not among the rows held."""
        return self._source.position_of(key) if self._source else None

    def read(self, start: int, stop: int) -> None:
        """Have the rows of `start` up to but without `stop` at hand. Those that are missing are read in one go, and
        with them some on that side where they lie."""
        stop = min(stop, self._count)
        missing = [position for position in range(start, stop) if position not in self._rows]
        if self._source is None or not missing:
            return
        first = missing[0] if missing[0] > start else max(start - _MARGIN, 0)
        end = missing[-1] + 1 if missing[-1] < stop - 1 else min(stop + _MARGIN, self._count)
        rows = self._source.window(first, end)
        for position, row in zip_longest(range(first, end), rows):
            self._rows[position] = row

    def line(self, row: int, current: int | None) -> Strip:
        """The line of `row`. `current`: in the header the current column; else None, or for the row cursor the
        current column, -1 where none is to be set off."""
        line = self._lines.get((row, current))
        if line is None:
            line = self._lines[row, current] = self._filtered(self._draw(row, current))
        return line

    def _draw(self, row: int, current: int | None) -> list[Segment]:
        if row == HEADER:
            return self._header(current or 0)
        if row >= self._count:
            text = self._message_line(row) if not self._count else ""
            return [Segment(fit(text, self._layout.width, self._signs), self._drawn_with.row)]
        return self._record(row, current)

    def _record(self, position: int, current: int | None) -> list[Segment]:
        try:
            return self._drawn_record(position, current)
        except Exception as error:  # a bug of ours, maybe with this one record: the other rows are drawn
            self._broke(error)
            looks = self._drawn_with
            text = f"{_INDENT}{bug_words(error)}: this row cannot be drawn"
            return [Segment(fit(text, self._layout.width, self._signs), looks.row if current is None else looks.cursor)]

    def _drawn_record(self, position: int, current: int | None) -> list[Segment]:
        assert self._source is not None
        looks, row = self._drawn_with, self.row(position)
        plain = looks.row
        if row is None:
            runs = unloaded_runs(self._layout, self._signs, current)
        else:
            plain = looks.gone if row.gone else looks.changed if row.changed or row.new else plain
            cells = self._cells(row, self._source.cell_places)
            runs = row_runs(self._layout, self._columns, self._marks(row), cells, self._signs, current)
        if current is not None:
            plain = looks.cursor
        return [Segment(text, looks.missing if dim else plain) for text, dim in runs]

    def _cells(self, row: Row, places: Sequence[int]) -> Sequence[Cell]:
        """The cells of the columns shown, masked where that is wanted."""
        cells = tuple(row.cells[place] if place < len(row.cells) else None for place in places)
        return shown_cells(tuple(self._columns), cells)

    def _header(self, current: int) -> list[Segment]:
        """The labels, that of column `current` set off; the place among all columns, where some do not fit."""
        looks, layout = self._drawn_with, self._layout
        parts = header_parts(layout, self._columns, self._sort, self._signs)
        segments = [
            Segment(text, looks.header_current if column == current else looks.header) for column, text in parts
        ]
        if layout.partial:
            place = f" {self._signs.before}{current + 1} of {len(self._columns)}{self._signs.after}"[: layout.width]
            start = header_room(layout, parts, current, len(place))
            line = Strip(segments)
            after = line.crop(start + len(place), layout.width)
            segments = [*line.crop(0, start), Segment(place, looks.header), *after]
        return list(Strip(segments).simplify())

    def _message_line(self, line: int) -> str:
        lines = plain_lines(self._message, self._layout.width - 2 * len(_INDENT))
        return _INDENT + lines[line - 1] if 1 <= line <= len(lines) else ""

    @property
    def _drawn_with(self) -> Looks:
        assert self._looks is not None, "set_looks comes before drawing"
        return self._looks

    def _filtered(self, segments: list[Segment]) -> Strip:
        """`segments` through the app's filters: Textual applies them in its styles cache, which a table goes around."""
        looks = self._drawn_with
        for line_filter in looks.filters:
            segments = line_filter.apply(segments, looks.background)
        return LineStrip(segments, self._layout.width)
