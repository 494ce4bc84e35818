"""What is on the screen as plain text, without any drawing, for the terminal's own selection by mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from explorer.ui import cells, keys
from explorer.ui.screens.dialog import Dialog
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine


class PlainTextScreen(Dialog[None]):
    """Text and one line of keys. Who shows it leaves the mouse to the terminal meanwhile."""

    CSS_PATH = "raw.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("plain")

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Text and keys."""
        with Vertical():
            yield Lines(tells_more=False)  # nothing else is to be selected
            yield OneLine()

    def on_mount(self) -> None:
        """Show it."""
        keys = cells.line((" the mouse selects   ", "dim"), ("arrows ", "key"), ("scroll   ", "dim"))
        self.query_one(OneLine).show(keys + cells.line(("esc ", "key"), ("leave ", "dim")))
        lines = self.query_one(Lines)
        lines.show([cells.text(line, limit=10_000) for line in self._lines])
        self.set_focus(lines)
