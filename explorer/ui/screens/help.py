"""Help for what has the focus: every command with its keys; typing searches."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.model.text import fold
from explorer.ui import cells
from explorer.ui.commands import COMMANDS, Command, Keys, Situation, Where, written
from explorer.ui.screens.dialog import Dialog
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine

_HEADINGS: dict[Where, str] = {"table": "in the table", "detail": "in the detail", "anywhere": "anywhere"}


class HelpScreen(Dialog[None]):
    """The commands of one place, and those that work anywhere."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "Down", show=False, priority=True),
        Binding("up", "scroll(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "scroll(10)", "Page down", show=False, priority=True),
        Binding("pageup", "scroll(-10)", "Page up", show=False, priority=True),
    ]

    def __init__(self, situation: Situation, keys: Keys) -> None:
        super().__init__()
        self._situation = situation
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Title, search and the commands."""
        with Vertical():
            yield OneLine(id="title")
            yield LineInput()
            yield Lines(can_focus=False)

    def on_mount(self) -> None:
        """Show all of them."""
        title = cells.line((" Help ", "strong"), (_HEADINGS[self._situation.where], ""))
        right = cells.line(("type to search  ", "dim"), ("esc ", "key"), ("leave ", "dim"))
        self.query_one("#title", OneLine).show(title, right)
        self.set_focus(self.query_one(LineInput))
        self.query_one(Lines).show(self._lines(""))

    @on(LineInput.Changed)
    def _changed(self, event: LineInput.Changed) -> None:
        self.query_one(Lines).show(self._lines(event.value))

    def _lines(self, words: str) -> list[Content]:
        lines: list[Content] = []
        others: tuple[Where, ...] = ("table", "detail", "anywhere")
        order = (self._situation.where, *(each for each in others[::-1] if each != self._situation.where))
        for where in order:
            found = [each for each in COMMANDS if each.where == where and each.listed and self._matches(each, words)]
            if found:
                lines.extend((cells.NOTHING, cells.text(f" {_HEADINGS[where]}", "strong")))
                lines.extend(self._line(each) for each in found)
        return lines[1:] or [cells.text(" no command is called so", "dim")]

    def _matches(self, command: Command, words: str) -> bool:
        told = fold(f"{command.title} {command.help} {command.id} {written(self._keys[command.id])}")
        return all(word in told for word in fold(words).split())

    def _line(self, command: Command) -> Content:
        keys = command.shown_keys or written(self._keys[command.id]) or "no key"
        off = command.available(self._situation) if command.where in ("anywhere", self._situation.where) else ""
        told = f"off: {off}" if off else command.help
        columns = ((cells.text(f"   {keys}", "key"), 20), (cells.text(command.title, "dim" if off else ""), 28))
        return cells.side_by_side(columns) + cells.text(told, "dim")

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self.query_one(Lines).move(by)
