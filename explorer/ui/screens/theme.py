"""The choice of a theme, seen while one moves through the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.ui import cells
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.theme import Loaded
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part

_HEIGHT = 14
"""Lines in sight at most."""


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
            yield OneLine(id="keys")

    def on_mount(self) -> None:
        """Begin on the theme that is shown."""
        self.query_one("#title", OneLine).show(cells.text(" Theme", "strong"))
        parts: tuple[Part, ...] = ((" enter ", "key"), ("keep it   ", "dim"), ("esc ", "key"), ("as it was ", "dim"))
        self.query_one("#keys", OneLine).show(cells.line(*parts))
        names = self.query_one(LiveLines)
        names.styles.height = min(len(self._names), _HEIGHT)
        place = self._names.index(self._current) if self._current in self._names else 0
        names.change([self._line(name) for name in self._names], place)
        failed = self.query_one("#failed", Lines)
        failed.show([cells.text(f" {self._signs.failed} {why}", "failed") for why in self._loaded.failed.values()])
        failed.styles.height = min(len(self._loaded.failed), 4)
        self.set_focus(names)

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
