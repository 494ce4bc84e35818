"""The choice of a theme, seen while one moves through the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.ui import cells
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.theme import Loaded
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part

_HEIGHT: Final = 14
"""Names in sight at most."""
_LEAST: Final = 3
"""Names in sight at least."""
_AROUND: Final = 2
"""Lines besides names and what is wrong with files."""
_WIDTH: Final = 50
"""Cells at most, as its `.tcss` has it."""


class ThemeScreen(Dialog[str]):
    """Dismisses with the name of the theme to keep, or with None; `preview` shows one meanwhile."""

    CSS_PATH = "theme.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("enter", "choose", "Choose")]

    def __init__(self, loaded: Loaded, current: str, preview: Callable[[str], None], signs: Signs) -> None:
        super().__init__()
        self._loaded = loaded
        self._names = list(loaded.themes)
        self._current = current
        self._preview = preview
        self._signs = signs

    def compose(self) -> ComposeResult:
        """Title, names, what is wrong with files, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield LiveLines(pointed=True)
            yield Lines(can_focus=False, id="failed")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin on the theme that is shown."""
        self.query_one("#title", OneLine).show(cells.text(" Theme", "strong"))
        parts: tuple[Part, ...] = ((" enter ", "key"), ("keep it   ", "dim"), ("esc ", "key"), ("as it was ", "dim"))
        self.query_one("#keys", HintsLine).tell(parts)
        names = self.query_one(LiveLines)
        place = self._names.index(self._current) if self._current in self._names else 0
        names.change([self._line(name) for name in self._names], place)
        self._lay_out()
        self.set_focus(names)

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        """What is wrong with files stands there whole; the names take what room is left."""
        size = self.app.size
        lines = [
            line
            for why in self._loaded.failed.values()
            for line in cells.wrapped(((f"{self._signs.failed} {why}", "failed"),), min(size.width, _WIDTH), 1)
        ]
        room = size.height - _AROUND
        self.query_one("#failed", Lines).show(lines)
        self.query_one("#failed").styles.height = min(len(lines), room - _LEAST)
        names = self.query_one(LiveLines)
        names.styles.height = max(min(len(self._names), _HEIGHT, room - len(lines)), _LEAST)

    def _line(self, name: str) -> Content:
        theme = self._loaded.themes[name]
        kind = "no colours" if theme.mono else "16 colours" if theme.ansi else "dark" if theme.dark else "light"
        return cells.side_by_side(((cells.text(f" {name}"), 24), (cells.text(kind, "dim"), 24)))

    @on(LiveLines.Moved)
    def _moved(self) -> None:
        self._preview(self._names[self.query_one(LiveLines).current])

    @on(Lines.Chosen)
    def action_choose(self) -> None:
        """Keep the theme under the cursor."""
        self.end(self._names[self.query_one(LiveLines).current])

    def action_leave(self) -> None:
        """Have the theme that was there before."""
        self._preview(self._current)
        super().action_leave()
