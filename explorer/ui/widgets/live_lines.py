"""`LiveLines`: lines that change while the cursor stands on one of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from explorer.ui.widgets.lines import Lines


class LiveLines(Lines):
    """Lines with a cursor; `change` sends only those that differ."""

    class Moved(Message):
        """The cursor is on another line."""

        def __init__(self, lines: LiveLines) -> None:
            super().__init__()
            self.lines = lines

        @property
        def control(self) -> LiveLines:
            """Where."""
            return self.lines

    def change(self, lines: Sequence[Content], current: int = 0) -> None:
        """Show `lines` instead, the cursor on `current`. What is in view stays where it is, if it can."""
        height, old, before = max(self.size.height, 1), self._visible(), (self._top, self._current)
        more = self.more(height - 1)
        self._lines = lines
        if self._pointed:
            self._current = min(max(current, 0), max(len(lines) - 1, 0))
        self._top = top = self.top_near(self._top)
        if (top, len(old)) != (before[0], len(self._visible())):
            self.refresh()
            return
        moved = {before[1] - top, self._current - top} if before[1] != self._current else set()
        rows = [row for row, pair in enumerate(zip(old, self._visible(), strict=True)) if not pair[0].is_same(pair[1])]
        if not more.is_same(self.more(height - 1)):
            rows.append(height - 1)
        if rows or moved:
            self.refresh(*(Region(0, row, self.size.width, 1) for row in {*rows, *moved}))

    def move(self, by: int) -> None:
        """Move the cursor."""
        before = self.current
        super().move(by)
        if self.current != before:
            self.post_message(self.Moved(self))

    def _visible(self) -> Sequence[Content]:
        return self._lines[self._top : self._top + self.size.height]
