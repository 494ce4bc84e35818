"""`Lines`: any number of lines to scroll through, with a cursor or without. Only what is visible is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from explorer.model.text import fold
from explorer.ui import cells, keys
from explorer.ui.widgets.repaint import strip_of
from explorer.ui.wording import number

_NARROW: Final = 24
"""Cells below which a line is too short to tell of others."""


class Lines(Widget):
    """Lines of `Content`. With `pointed` one of them is the current one; without, the keys scroll. Where there are more
    than are in view, the first and the last line in view tell how many lie above and below."""

    DEFAULT_CSS = "Lines { width: 1fr; height: 1fr; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("lines")

    class Chosen(Message):
        """The current line was clicked."""

        def __init__(self, lines: Lines) -> None:
            super().__init__()
            self.lines = lines

        @property
        def control(self) -> Lines:
            """Where."""
            return self.lines

    def __init__(
        self, *, pointed: bool = False, can_focus: bool = True, tells_more: bool = True, id: str | None = None
    ) -> None:
        """`tells_more`: how many lines are out of view."""
        super().__init__(id=id)
        self._tells_more = tells_more
        self.can_focus = can_focus
        self._pointed = self._shows_cursor = pointed
        self._lines: Sequence[Content] = ()
        self._current = 0
        self._top = 0
        self._left = 0

    @property
    def current(self) -> int:
        """The line under the cursor, from 0."""
        return self._current

    @property
    def text(self) -> str:
        """All lines as plain text."""
        return "\n".join(line.plain for line in self._lines)

    def holding(self, words: Sequence[str]) -> list[int]:
        """The places of the lines in which all of `words`, which are folded, stand."""
        folded = (fold(line.plain) for line in self._lines)
        return [place for place, line in enumerate(folded) if all(each in line for each in words)]

    def show(self, lines: Sequence[Content]) -> None:
        """Show these lines from the top."""
        self._lines = lines
        self._current = self._top = 0
        self.refresh()

    def show_cursor(self, shown: bool) -> None:
        """Whether the current line is drawn as such: not where another list takes the keys."""
        if shown != self._shows_cursor:
            self._shows_cursor = shown
            self.refresh(Region(0, self._current - self._top, self.size.width, 1))

    def move(self, by: int) -> None:
        """Move the cursor, or scroll."""
        last = len(self._lines) - 1
        if not self._pointed:
            self._scroll_lines(self._top + by)
            return
        before, self._current = self._current, min(max(self._current + by, 0), max(last, 0))
        top = self.top_near(self._top)
        if top != self._top:
            self._top = top
            self.refresh()
        elif before != self._current:
            self.refresh(*(Region(0, line - top, self.size.width, 1) for line in (before, self._current)))

    def on_resize(self) -> None:
        """Fill the new room, the current line in view."""
        before, self._top = self._top, self.top_near(self._top)
        if self._top != before:
            self.refresh()  # it may have been drawn in the new size already

    def top_near(self, top: int) -> int:
        """The first line in view: `top`, if it can be. Where there is room the current line is not the first or last
        one in view, whose end tells of others: it is shown whole."""
        height = max(self.size.height, 1)
        if self._pointed:
            edge = 1 if height > 2 else 0
            top = min(max(top, self._current + edge - height + 1), self._current - edge)
        return max(min(top, len(self._lines) - height), 0)

    def _scroll_lines(self, top: int) -> None:
        top = max(min(top, len(self._lines) - self.size.height), 0)
        if top != self._top:
            self._top = top
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line `y` from the top."""
        place = self._top + y
        if place >= len(self._lines):
            return strip_of(self, Content(), self.size.width)
        line = self._lines[place][self._left :] if self._left else self._lines[place]
        more = self.more(y)
        room = self.size.width - more.cell_length
        if more:
            line = line.first_line.rstrip()
        if self._shows_cursor and place == self._current:
            line = line.without_spans.truncate(room, ellipsis=True, pad=True).stylize("reverse")
        elif more:
            line = line.truncate(room, ellipsis=True, pad=True)
        return strip_of(self, line + more, self.size.width)

    def more(self, y: int) -> Content:
        """What stands at the right end of the line `y` from the top: how many lines are out of view there."""
        if not self._tells_more or self.size.width < _NARROW:
            return cells.NOTHING
        return self.out_of_view(above=y == 0, below=y == self.size.height - 1)

    def out_of_view(self, *, above: bool = True, below: bool = True) -> Content:
        """How many lines are out of view there; empty: none are."""
        over, under = self._top, len(self._lines) - self._top - self.size.height
        sides = ("↑", over if above else 0), ("↓", under if below else 0)
        told = [f"{sign} {number(count)} more" for sign, count in sides if count > 0]
        return cells.text(f" {'  '.join(told)} ", "dim") if told else cells.NOTHING

    def action_move(self, by: int) -> None:
        """Move the cursor, or scroll, by lines."""
        self.move(by)

    def action_page(self, by: int) -> None:
        """Move the cursor, or scroll, by pages."""
        self.move(by * max(self.size.height - 1, 1))

    def action_shift(self, by: int) -> None:
        """Move the view sideways."""
        longest = max((line.cell_length for line in self._lines), default=0)
        left = max(min(self._left + by, longest - self.size.width), 0)
        if left != self._left:
            self._left = left
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        event.stop()
        if self._pointed and self._top + event.y < len(self._lines):
            self.move(self._top + event.y - self._current)
            self.post_message(self.Chosen(self))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll."""
        event.stop()
        self.move(-3)
