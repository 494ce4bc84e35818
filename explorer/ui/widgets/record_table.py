"""`RecordTable`: the rows of a collection, in which records can be marked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar, TypeAlias

from textual.binding import Binding, BindingType

from explorer.model.display import Row
from explorer.ui import masking
from explorer.ui.signs import UNICODE, Signs, row_signs
from explorer.ui.widgets import table_messages
from explorer.ui.widgets.cursor_table import CursorTable
from explorer.ui.widgets.marks import Marks


class RecordTable(CursorTable, inherit_bindings=False):
    """A table of records with a row cursor, a column cursor, a first column that stays, and marks.

    Give it rows by `set_source`, keep `empty_message` true to why there are none, and answer its messages. Marks are of
    records: they stay whatever becomes of the rows, until `mark_only` or a key.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *CursorTable.BINDINGS,
        Binding("space", "mark", "Mark, or unmark", show=False, id="mark"),
        Binding("shift+down", "mark_to(1)", "Mark down to the next row", show=False, id="mark-down"),
        Binding("shift+up", "mark_to(-1)", "Mark up to the previous row", show=False, id="mark-up"),
        Binding("asterisk", "mark_all", "Mark all loaded rows", show=False, id="mark-all"),
        Binding("U", "unmark", "Unmark all", show=False, id="unmark"),
    ]

    MarksChanged: TypeAlias = table_messages.MarksChanged
    MarkRefused: TypeAlias = table_messages.MarkRefused

    def __init__(
        self,
        *,
        marks: Callable[[Row], str] | None = None,
        signs: Signs = UNICODE,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`marks` gives a row's signs besides that of being marked, at most two cells; without it rows that changed or
        are gone say so."""
        super().__init__(row_signs=self._gutter, signs=signs, name=name, id=id, classes=classes)
        self._marks = Marks()
        self._signs = signs
        self._row_signs = marks or (lambda row: row_signs(row, signs))

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the marked records, the first marked first; they need not be among the rows any more."""
        return self._marks.keys

    @property
    def loaded_keys(self) -> tuple[str, ...]:
        """The keys of all rows that are held, in order."""
        return tuple(filter(None, self._cache.source.keys())) if self._cache.source is not None else ()

    @property
    def visible_texts(self) -> list[tuple[str, ...]]:
        """What the columns are called, and what the loaded ones of the visible rows hold, as it may be shown: uncut,
        and of columns beyond the edge, too."""
        source = self._cache.source
        if source is None:
            return []
        texts = [tuple(column.label for column in source.columns)]
        for row in source.window(*self.visible_range):
            if row is not None:
                held = [row.cells[place] for place in source.cell_places]
                texts.append(tuple(each or "" for each in masking.shown_cells(tuple(source.columns), tuple(held))))
        return texts

    @property
    def marked_in_view(self) -> int:
        """How many of the visible rows are marked."""
        if not self._marks:
            return 0
        self._cache.read(*self.visible_range)
        rows = (self._cache.row(position) for position in range(*self.visible_range))
        return sum(row is not None and row.key in self._marks for row in rows)

    def mark_only(self, keys: Iterable[str]) -> None:
        """Have these records marked, and no others; nothing is posted."""
        self._marks = Marks()
        self._marks.add(keys)
        self.redraw_rows(0, self._cache.count)

    def _gutter(self, row: Row) -> str:
        """The row's signs. That it is marked comes first; of its own then only the first one has room."""
        signs = self._row_signs(row)
        return f"{self._signs.marked}{signs[:1]}" if row.key in self._marks else signs

    def action_mark(self) -> None:
        """Mark the cursor's row, or take its mark away, and move on."""
        key = self.cursor_key
        if not key:
            self._post(self.MarkRefused(self, bool(self._cache.count) and self.cursor_row is None))
            return
        self._marks.toggle(key)
        self._marks_changed(self._cursor, self._cursor + 1)
        self.action_row(1)

    def action_mark_to(self, by: int) -> None:
        """Move the cursor by a row and have the range of marked ones reach there."""
        row, to = self._cursor, max(min(self._cursor + by, self._cache.count - 1), 0)
        if self._cache.source is None or not self._cache.count:
            return
        self._marks.step(self._cache.source, row, to)
        self._marks_changed(min(row, to), max(row, to) + 1)
        self.action_row(by)

    async def action_mark_all(self) -> None:
        """Mark all loaded rows. A hundred thousand keys take a while to be read: keys wait for it, timers do not."""
        source, marks = self._cache.source, self._marks
        if source is None:
            return
        keys = await asyncio.to_thread(source.keys)
        if marks is self._marks:  # else all marks were taken away meanwhile
            marks.add(keys)
            self._marks_changed(0, self._cache.count, everything=True)

    def action_unmark(self) -> None:
        """Take all marks away."""
        self._marks = Marks()
        self._marks_changed(0, self._cache.count)

    def _marks_changed(self, start: int, stop: int, *, everything: bool = False) -> None:
        self.redraw_rows(start, stop)
        self._post(self.MarksChanged(self, everything))
