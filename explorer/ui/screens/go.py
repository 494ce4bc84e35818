"""The go-to line: a prompt at the bottom with what the text may mean above it. Returns where to go."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from explorer.ui import cells, goto, keys
from explorer.ui.goto import Destination, Suggestion, Surroundings
from explorer.ui.screens.dialog import Dialog
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine

_HEIGHT = 14
"""Suggestions in sight at most."""


class GoScreen(Dialog[Destination]):
    """Type an address, a URL, an id, an e-mail or a command. Dismisses with None when it is left."""

    CSS_PATH = "go.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("go")

    def __init__(self, around: Surroundings, text: str, everywhere: Callable[[str], None]) -> None:
        """`everywhere` opens the search of all systems for the words behind `//`, and takes those that come later."""
        super().__init__()
        self._around = around
        self._everywhere = everywhere
        self._has_handed_over = False
        self._first = text
        self._found: list[Suggestion] = []

    def compose(self) -> ComposeResult:
        """Suggestions, a reason if there are none, and the prompt."""
        with Vertical():
            yield Lines(pointed=True, can_focus=False)
            with Horizontal():
                yield OneLine(id="prompt")
                yield LineInput()
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin with the text that was given."""
        self.query_one("#prompt", OneLine).show(cells.text(" go to:", "strong"))
        self.query_one("#keys", HintsLine).tell(
            (
                *((" enter ", "key"), ("go  ", "dim"), ("tab ", "key"), ("complete  ", "dim"), ("> ", "key")),
                *(("command  ", "dim"), ("// ", "key"), ("all systems  ", "dim"), ("esc ", "key"), ("leave", "dim")),
            )
        )
        self._put(self._first)
        self.set_focus(self.query_one(LineInput))
        self._suggest(self._first)

    @on(LineInput.Changed)
    def _changed(self, event: LineInput.Changed) -> None:
        if event.value.startswith("//"):
            self._has_handed_over = True
            self._everywhere(event.value.removeprefix("//"))
        else:
            self._suggest(event.value)

    def on_screen_resume(self) -> None:
        """The search of all systems was left: then this is, too."""
        if self._has_handed_over:
            self.end(None)

    def _suggest(self, text: str) -> None:
        self._found = goto.suggest(text, self._around)
        lines = self.query_one(Lines)
        shown = [cells.line((" ", ""), *each.words) for each in self._found]
        if not shown:
            shown = cells.wrapped(((goto.why_not(text, self._around), "unsure"),), self.app.size.width, 1)
        lines.show(shown)
        lines.styles.height = min(len(shown), _HEIGHT, max(self.app.size.height - 6, 1))

    def _put(self, text: str) -> None:
        field = self.query_one(LineInput)
        with field.prevent(LineInput.Changed):
            field.value = text
        field.cursor_position = len(text)

    @on(LineInput.Submitted)
    @on(Lines.Chosen)
    def _chosen(self) -> None:
        if self._found:
            self.end(self._found[self.query_one(Lines).current].leads_to)

    def action_move(self, by: int) -> None:
        """Choose another suggestion."""
        self.query_one(Lines).move(by)

    def action_complete(self) -> None:
        """Make the current suggestion the text."""
        if self._found:
            text = self._found[self.query_one(Lines).current].complete
            self._put(text)
            self._suggest(text)
