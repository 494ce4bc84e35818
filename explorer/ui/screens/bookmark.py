"""The name of a view that is to be saved."""

from __future__ import annotations

from collections.abc import Collection

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from explorer.model.errors import UsageError
from explorer.model.kept_views import MARK, checked_name
from explorer.ui import cells
from explorer.ui.saved_views import SavedView
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, told


class BookmarkScreen(Dialog[str]):
    """Dismisses with a name that is fit to be one, or with None."""

    CSS_PATH = "bookmark.tcss"

    def __init__(self, proposed: SavedView, taken: Collection[str], signs: Signs) -> None:
        super().__init__()
        self._proposed = proposed
        self._taken = taken
        self._signs = signs

    def compose(self) -> ComposeResult:
        """Title, what is saved, name, what is to be known of it, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield OneLine(id="shows")
            with Horizontal():
                yield OneLine(id="prompt")
                yield LineInput()
            yield OneLine(id="told")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin with the proposed name."""
        self.query_one("#title", OneLine).show(cells.text(" Save this view", "strong"))
        self.query_one("#shows", OneLine).show(cells.line((" ", ""), *self._proposed.words))
        self.query_one("#prompt", OneLine).show(cells.text(f" name {MARK}", "dim"))
        keys: tuple[Part, ...] = ((" enter ", "key"), ("save it   ", "dim"), ("esc ", "key"), ("leave ", "dim"))
        self.query_one("#keys", HintsLine).tell(keys)
        field = self.query_one(LineInput)
        field.value = self._proposed.name
        field.action_select_all()  # what is typed takes its place
        self.set_focus(field)

    @on(LineInput.Changed)
    def _changed(self) -> None:
        name = self._wanted()
        words: Part = ("kept in views.toml, which only you can read", "dim")
        if name in self._taken:
            words = (f"there is a saved view {MARK}{name}: enter asks whether to replace it", "unsure")
        self.query_one("#told", OneLine).show(cells.line((" ", ""), words))

    def _wanted(self) -> str:
        try:
            return checked_name(self.query_one(LineInput).value)
        except UsageError:
            return ""

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        try:
            self.end(checked_name(event.value))
        except UsageError as error:
            line = cells.text(f" {self._signs.failed} {told(error)}", "failed")
            self.query_one("#told", OneLine).show(line)
