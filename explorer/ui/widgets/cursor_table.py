"""`CursorTable`: any number of rows, of which only the visible ones are asked for, formatted and drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final, TypeAlias

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.strip import Strip

from explorer.model.display import Row
from explorer.model.field import Column
from explorer.ui.bugs import tell_broken
from explorer.ui.signs import Signs
from explorer.ui.widgets import table_messages
from explorer.ui.widgets.line_cache import LineCache, Looks
from explorer.ui.widgets.line_widget import LineWidget
from explorer.ui.widgets.next_key import NextKey
from explorer.ui.widgets.row_source import RowSource
from explorer.ui.widgets.table_lines import HEADER, reveal

_WHEEL: Final = 3
"""Rows one step of the mouse wheel scrolls."""

FIRST_ROW_KEY: Final = "g"
"""Goes to the first row, after the prefix."""


class CursorTable(NextKey, LineWidget, can_focus=True):
    """A `RecordTable` without its marks: rows, a row cursor, a column cursor and a first column that stays."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--row",
        "record-table--missing",
        "record-table--changed",
        "record-table--gone",
        "record-table--cursor",
        "record-table--header",
        "record-table--header-current",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "row(1)", "Next row", show=False, id="row-down"),
        Binding("k,up", "row(-1)", "Previous row", show=False, id="row-up"),
        Binding("g", "prefix", "g g: first row; g and a letter: a related line", show=False, id="prefix"),
        Binding("home", "first_row", "First row", show=False, id="row-first"),
        Binding("G,end", "last_row", "Last row", show=False, id="row-last"),
        Binding("ctrl+d", "half_page(1)", "Half a page down", show=False, id="half-page-down"),
        Binding("ctrl+u", "half_page(-1)", "Half a page up", show=False, id="half-page-up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="page-down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="page-up"),
        Binding("h,left", "column(-1)", "Previous column", show=False, id="column-left"),
        Binding("l,right", "column(1)", "Next column", show=False, id="column-right"),
        Binding("0", "column_first", "First column", show=False, id="column-first"),
        Binding("dollar_sign", "column_last", "Last column", show=False, id="column-last"),
        Binding("enter", "open", "Open", id="open"),
    ]

    CursorMoved: TypeAlias = table_messages.CursorMoved
    ColumnMoved: TypeAlias = table_messages.ColumnMoved
    RowOpened: TypeAlias = table_messages.RowOpened
    WindowChanged: TypeAlias = table_messages.WindowChanged
    EndReached: TypeAlias = table_messages.EndReached
    KeySequence: TypeAlias = table_messages.KeySequence

    def __init__(
        self,
        *,
        row_signs: Callable[[Row], str],
        signs: Signs,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`row_signs` gives a row's signs, at most two cells."""
        super().__init__(name=name, id=id, classes=classes)
        self._cache = LineCache(row_signs, signs, lambda error: tell_broken(self, error, "drawing a row"))
        self._looks: Looks | None = None
        self._cursor = 0
        self._column = 0
        self._top = 0
        self._first = 1
        self._prefix = ""
        self._told_cursor: tuple[int, str | None] = (0, None)
        self._told_window = (0, 0)

    # What it shows

    @property
    def cursor_position(self) -> int:
        """The row of the cursor, from 0; 0 where there are no rows."""
        return self._cursor

    @property
    def cursor_row(self) -> Row | None:
        """The cursor's row; None: it is not loaded, or there is none."""
        return self._cache.row(self._cursor)

    @property
    def cursor_key(self) -> str | None:
        """The key of the cursor's record; None: its row is not loaded, or there is none."""
        row = self.cursor_row
        return row.key if row else None

    @property
    def cursor_column(self) -> Column | None:
        """The current column; None where there are no columns."""
        return self._cache.columns[self._column] if self._cache.columns else None

    @property
    def column_widths(self) -> dict[str, int]:
        """Cells that the columns in sight are drawn in, by path."""
        return {self._cache.columns[place.column].path: place.width for place in self._cache.layout.places}

    @property
    def visible_range(self) -> tuple[int, int]:
        """The visible rows: from the first up to but without the second."""
        return self._top, min(self._top + self._height, self._cache.count)

    @property
    def sort(self) -> tuple[str, bool] | None:
        """The path of the column that orders the rows, and whether it ascends. Only said in the header."""
        return self._cache.sort

    @sort.setter
    def sort(self, sort: tuple[str, bool] | None) -> None:
        self._cache.set_texts(sort, self._cache.message)
        self.draw()

    @property
    def empty_message(self) -> str:
        """What stands in place of rows where there are none: safe text of one or more lines."""
        return self._cache.message

    @empty_message.setter
    def empty_message(self, message: str) -> None:
        self._cache.set_texts(self._cache.sort, message)
        self.draw()

    def set_source(self, source: RowSource, keep_key: bool = True) -> None:
        """Show `source`. With `keep_key` the cursor stays on its record, on the same line of the screen, where the
        record is still held, else at the same position; without, it goes to the first row."""
        column, key = self.cursor_column, self._told_cursor[1]
        self._cache.set_source(source)
        paths = [each.path for each in self._cache.columns]
        self._column = paths.index(column.path) if column and column.path in paths else 0
        self._reveal_column()
        if not keep_key:
            self._told_window = (0, 0)
            self._go(0, 0)
        else:
            found = self._cache.position_of(key) if key else None
            position = self._cursor if found is None else found
            self._go(position, self._top + position - self._cursor)

    def source_changed(self) -> None:
        """The source has other rows or columns than when it was set: as `set_source` with the same one."""
        if self._cache.source is not None:
            self.set_source(self._cache.source)

    def refresh_rows(self, start: int, stop: int) -> None:
        """Read the rows of `start` up to but without `stop` again; their number and order are as they were."""
        self._cache.drop(start, stop)
        self._tell()
        self.draw()

    # Moving

    def move_to(self, target: int | str) -> bool:
        """Put the cursor on a position, or on the record with a key; False: that key is not among the rows held."""
        position = self._cache.position_of(target) if isinstance(target, str) else target
        if position is None:
            return False
        self._go(position, self._top)
        return True

    def move_to_column(self, path: str) -> None:
        """Put the column cursor on a column, where it is shown."""
        paths = [each.path for each in self._cache.columns]
        if path in paths:
            self._go_column(paths.index(path))

    @property
    def _height(self) -> int:
        """Lines for rows."""
        return max(self.laid_size.height - 1, 0)

    def _go(self, position: int, top: int) -> None:
        """Put the cursor on `position`, and show the rows from `top` on or as near to it as shows the cursor."""
        self._put(position, top)
        self.draw()

    def _step(self, position: int, top: int) -> None:
        """As `_go`, because of a key."""
        self._put(position, top)
        self.draw_at_once()

    def _put(self, position: int, top: int) -> None:
        self._cursor = max(min(position, self._cache.count - 1), 0)
        self._scroll_view(top)
        self._tell()

    def _scroll_view(self, top: int) -> None:
        height = self._height
        top = max(min(top, self._cache.count - height), 0)
        if height:
            top = max(min(top, self._cursor), self._cursor - height + 1)
        self._top = top

    def _go_column(self, column: int) -> None:
        columns = self._cache.columns
        column = max(min(column, len(columns) - 1), 0)
        if not columns or column == self._column:
            return
        self._column = column
        self._reveal_column()
        self.draw()
        self._post(self.ColumnMoved(self, columns[column]))

    def _reveal_column(self) -> None:
        self._first = reveal(self._cache.columns, self._first, self.laid_size.width, self._column)

    def _tell(self) -> None:
        """Post what is new about the cursor and the visible rows."""
        cursor, window = (self._cursor, self.cursor_key), self.visible_range
        if window != self._told_window:
            self._told_window = window
            self._post(self.WindowChanged(self, *window))
        if cursor != self._told_cursor:
            self._told_cursor = cursor
            self._post(self.CursorMoved(self, *cursor, self.cursor_row))

    def _post(self, message: Message) -> None:
        """Post in the table's own name: a message is not handed to the parent whose call it was made in."""
        self.post_message(message.set_sender(self))

    # Drawing

    def redraw_rows(self, start: int, stop: int) -> None:
        """The signs of the rows of `start` up to but without `stop` are others."""
        self._cache.redraw(start, stop)
        self.draw()

    def _current(self, row: int) -> int | None:
        if row == HEADER:
            return self._column
        if row != self._cursor:
            return None
        return self._column if self.has_focus else -1

    @property
    def top(self) -> int:
        """The first visible row."""
        return self._top

    def lines(self) -> list[Strip]:
        """The header and the visible rows."""
        self._prepare()
        rows = range(self._top, self._top + self._height)
        return [self._cache.line(row, self._current(row)) for row in (HEADER, *rows)][: self.laid_size.height]

    def laid_out(self) -> None:
        """Keep both cursors in view."""
        self._reveal_column()
        self._scroll_view(self._top)
        self._tell()

    def _prepare(self) -> None:
        """Have layout, styles and the visible rows at hand."""
        filters = tuple(self.get_line_filters())
        if self._looks is None or self._looks.filters != filters:
            self._looks = self._resolve_looks(filters)
        self._cache.set_layout(self._first, self.laid_size.width)
        self._cache.set_looks(self._looks)
        self._cache.read(*self.visible_range)

    def _resolve_looks(self, filters: tuple[LineFilter, ...]) -> Looks:
        def style(part: str) -> Style:
            return self.get_component_rich_style(f"record-table--{part}")

        return Looks(
            row=style("row"),
            missing=style("missing"),
            changed=style("changed"),
            gone=style("gone"),
            cursor=style("cursor"),
            header=style("header"),
            header_current=style("header-current"),
            background=self.background_colors[1],
            filters=filters,
        )

    def notify_style_update(self) -> None:
        """Styles are resolved anew for the next frame."""
        self._looks = None
        super().notify_style_update()

    # Keys

    def action_row(self, by: int) -> None:
        """Move the cursor by rows."""
        if by > 0 and self._cursor >= self._cache.count - 1:
            self._post(self.EndReached(self))
        else:
            self._step(self._cursor + by, self._top)

    def action_page(self, by: int) -> None:
        """Move cursor and view by pages."""
        self._go_far(by * max(self._height, 1))

    def action_half_page(self, by: int) -> None:
        """Move cursor and view by half pages."""
        self._go_far(by * max(self._height // 2, 1))

    def _go_far(self, rows: int) -> None:
        if rows > 0 and self._cursor >= self._cache.count - 1:
            self._post(self.EndReached(self))
        else:
            self._step(self._cursor + rows, self._top + rows)

    def action_first_row(self) -> None:
        """Put the cursor on the first row."""
        self.move_to(0)

    def action_last_row(self) -> None:
        """Put the cursor on the last row."""
        self.move_to(self._cache.count - 1)

    def action_column(self, by: int) -> None:
        """Move the column cursor."""
        self._go_column(self._column + by)

    def action_column_first(self) -> None:
        """Put the column cursor on the first column."""
        self._go_column(0)

    def action_column_last(self) -> None:
        """Put the column cursor on the last column."""
        self._go_column(len(self._cache.columns) - 1)

    def action_open(self) -> None:
        """Ask for the cursor's row to be opened."""
        key = self.cursor_key
        if key is not None:
            self._post(self.RowOpened(self, self._cursor, key))

    def action_prefix(self) -> None:
        """Wait for the second key of a sequence."""
        self._prefix = "g"

    def on_key(self, event: events.Key) -> None:
        """The second key of a sequence: `g` goes to the first row, `escape` gives up, any other is posted."""
        if self.take_key(event) or not self._prefix:
            return
        prefix, self._prefix = self._prefix, ""
        event.stop()
        event.prevent_default()
        if event.key == FIRST_ROW_KEY:
            self.action_first_row()
        elif event.key != "escape":
            self._post(self.KeySequence(self, prefix, event.key))

    # Mouse and focus

    def on_click(self, event: events.Click) -> None:
        """Put the cursors on what was clicked; open it on the second click."""
        event.stop()
        column = self._cache.layout.column_at(event.x)
        if column is not None:
            self._go_column(column)
        row = self._top + event.y - 1
        if event.y and row < self._cache.count:
            self.move_to(row)
            if event.chain == 2:
                self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll; the cursor stays in view."""
        event.stop()
        self._wheel(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll; the cursor stays in view."""
        event.stop()
        self._wheel(-_WHEEL)

    def _wheel(self, rows: int) -> None:
        top = max(min(self._top + rows, self._cache.count - self._height), 0)
        self._go(max(min(self._cursor, top + self._height - 1), top), top)

    def on_focus(self) -> None:
        """Show the column cursor."""
        self.draw()

    def on_blur(self) -> None:
        """A sequence that was begun is given up, the column cursor no longer shown."""
        self._prefix = ""
        self.give_up()
        self.draw()
