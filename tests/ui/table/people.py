"""Rows to try a table on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message import Message
from textual.widgets import Static

from explorer.model.display import Row
from explorer.model.field import Column
from explorer.model.text import SafeText
from explorer.ui.line_filter import SafetyFilter
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.widgets import record_table
from explorer.ui.widgets.record_table import RecordTable

LABELS = (
    *("id", "name", "mail", "role", "team", "status", "title", "hours", "city", "street"),
    *("zip", "phone", "start", "born", "manager", "remote", "created", "updated", "notes", "rating"),
)
WIDTHS = (8, 16, 24, 10, 12, 9, 6, 6, 12, 20, 6, 15, 10, 10, 8, 6, 20, 20, 30, 6)
NAMES = ("Jane Smith", "山田太郎", "Łukasz Nowak", "J. Ó Briain", "王小明 (Xiaoming)")


def columns(count: int = 20) -> tuple[Column, ...]:
    """`count` columns, two of them numbers."""
    return tuple(
        Column(label, label, "integer" if label in ("hours", "rating") else "text", width)
        for label, width in zip(LABELS[:count], WIDTHS, strict=False)
    )


def person(number: int, count: int = 20) -> Row:
    """A row; some are missing a value, changed or gone."""
    values = [str(number), NAMES[number % len(NAMES)], f"p{number}@example.com", "Volunteer", "Kent"]
    values += ["active", "Mr", str(number % 40), "Maidstone", "9 Abbott Street", "ME14", "+44 7700 900345"]
    values += ["2020-01-01", "1985-01-01", "46480", "yes", "2015-12-09T00:35:00Z", "2016-12-09T06:45:00Z"]
    values += ["a note on this person", "5"]
    cells = tuple(
        None if place in (4, 14) and number % 3 == 0 else SafeText(value) for place, value in enumerate(values)
    )
    return Row(str(number), cells[:count], changed=number % 7 == 3, gone=number % 11 == 5)


class People:
    """Rows made as they are asked for; it remembers which were."""

    def __init__(
        self,
        numbers: Sequence[int],
        count: int = 20,
        make: Callable[[int, int], Row | None] = person,
    ) -> None:
        self.columns = columns(count)
        self.cell_places = tuple(range(count))
        self.cells = count
        self.numbers = numbers
        self.make = make
        self.windows: list[tuple[int, int]] = []

    @property
    def count(self) -> int:
        return len(self.numbers)

    def row(self, position: int) -> Row | None:
        return self.make(self.numbers[position], self.cells)

    def window(self, start: int, stop: int) -> Sequence[Row | None]:
        self.windows.append((start, stop))
        return [self.row(position) for position in range(start, stop)]

    def keys(self) -> Sequence[str]:
        rows = self.window(0, self.count)
        return [row.key for row in rows if row is not None and row.key]

    def position_of(self, key: str) -> int | None:
        return next((at for at, number in enumerate(self.numbers) if str(number) == key), None)


class TableApp(App[None]):
    """A table between two lines, as on the screen."""

    CSS_PATH = Path(record_table.__file__).with_suffix(".tcss")
    CSS = "Static { height: 1; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        source: People | None,
        *,
        marks: Callable[[Row], str] | None = None,
        signs: Signs = UNICODE,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.source = source
        self.table = RecordTable(marks=marks, signs=signs)
        self.told: list[Message] = []

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), SafetyFilter()]

    def compose(self) -> ComposeResult:
        yield Static("tabs")
        yield self.table
        yield Static("status")

    def on_mount(self) -> None:
        if self.source is not None:
            self.table.set_source(self.source)
        self.table.focus()

    def of(self, kind: type[Message]) -> list[Message]:
        """The messages of `kind` so far, oldest first."""
        return [message for message in self.told if isinstance(message, kind)]

    def on_record_table_cursor_moved(self, message: RecordTable.CursorMoved) -> None:
        self.told.append(message)

    def on_record_table_column_moved(self, message: RecordTable.ColumnMoved) -> None:
        self.told.append(message)

    def on_record_table_row_opened(self, message: RecordTable.RowOpened) -> None:
        self.told.append(message)

    def on_record_table_window_changed(self, message: RecordTable.WindowChanged) -> None:
        self.told.append(message)

    def on_record_table_end_reached(self, message: RecordTable.EndReached) -> None:
        self.told.append(message)

    def on_record_table_key_sequence(self, message: RecordTable.KeySequence) -> None:
        self.told.append(message)

    def on_record_table_marks_changed(self, message: RecordTable.MarksChanged) -> None:
        self.told.append(message)

    def on_record_table_mark_refused(self, message: RecordTable.MarkRefused) -> None:
        self.told.append(message)

    def lines(self) -> list[str]:
        """The lines of the table as drawn, the header first."""
        table = self.table
        return [strip.text for strip in table.render_lines(table.size.region)]
