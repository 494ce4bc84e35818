"""Help for what has the focus: every command with its keys; typing searches."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.model.text import fold
from explorer.ui import cells, keys
from explorer.ui.commands import COMMANDS, Command, Keys, Situation, Where, written
from explorer.ui.keys import Key
from explorer.ui.screens.dialog import Dialog
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine

_LEAST = 20
"""Cells that what is told has at least."""
_HEADINGS: dict[Where, str] = {"table": "in the table", "detail": "in the detail", "anywhere": "anywhere"}


class SearchedHelp(Dialog[None]):
    """Keys and what they do, narrowed by what is typed."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("help")

    heading = ""
    """For what has the focus."""

    @abstractmethod
    def found(self, words: str, width: int) -> list[Content]:
        """What all of `words` are found in, in lines of `width` cells."""

    def compose(self) -> ComposeResult:
        """Title, search and the commands."""
        with Vertical():
            yield OneLine(id="title")
            yield LineInput()
            yield Lines(can_focus=False)

    def on_mount(self) -> None:
        """Show all of them."""
        title = cells.line((" Help ", "strong"), (self.heading, ""))
        right = cells.line(("type to search  ", "dim"), ("esc ", "key"), ("leave ", "dim"))
        self.query_one("#title", OneLine).show(title, right)
        self.set_focus(self.query_one(LineInput))
        self._show("")

    @on(LineInput.Changed)
    def _changed(self, event: LineInput.Changed) -> None:
        self._show(event.value)

    def _show(self, words: str) -> None:
        nothing = [cells.text(" no command is called so", "dim")]
        self.query_one(Lines).show(self.found(words, self.app.size.width)[1:] or nothing)

    def on_resize(self) -> None:
        """Fit it to the new width."""
        self._show(self.query_one(LineInput).value)

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self.query_one(Lines).move(by)


class HelpScreen(SearchedHelp):
    """The commands of one place, and those that work anywhere."""

    def __init__(self, situation: Situation, keys: Keys) -> None:
        super().__init__()
        self.heading = _HEADINGS[situation.where]
        self._situation = situation
        self._keys = keys

    def found(self, words: str, width: int) -> list[Content]:
        """Those of the place first, then those that work anywhere, then the others."""
        lines: list[Content] = []
        others: tuple[Where, ...] = ("table", "detail", "anywhere")
        order = (self._situation.where, *(each for each in others[::-1] if each != self._situation.where))
        for where in order:
            found = [each for each in COMMANDS if each.where == where and each.listed and self._matches(each, words)]
            if found:
                lines.extend((cells.NOTHING, cells.text(f" {_HEADINGS[where]}", "strong")))
                lines.extend(line for each in found for line in self._lines(each, width))
        return lines

    def _matches(self, command: Command, words: str) -> bool:
        each = (command.title, command.help, command.id, command.told_keys(self._keys), written(self._keys[command.id]))
        told = fold(" ".join(each))
        return all(word in told for word in fold(words).split())

    def _lines(self, command: Command, width: int) -> list[Content]:
        keys = command.told_keys(self._keys) or "no key"
        off = command.available(self._situation) if command.where in ("anywhere", self._situation.where) else ""
        told = f"off: {off}" if off else command.help
        columns = ((cells.text(f"   {keys}", "key"), 20), (cells.text(command.title, "dim" if off else ""), 30))
        return _beside(cells.side_by_side(columns), told, width)


class KeysHelpScreen(SearchedHelp):
    """The keys that count in a dialog now."""

    heading = "for what has the focus"

    def __init__(self, active: Iterable[ActiveBinding]) -> None:
        """`active` is what Textual finds bound there."""
        super().__init__()
        self._off: dict[str, bool] = {each.binding.id: not each.enabled for each in active if each.binding.id}

    def found(self, words: str, width: int) -> list[Content]:
        """By where they work."""
        lines: list[Content] = []
        for group, declared in keys.GROUPS.items():
            here = [key for key in declared if f"{group}-{key.name}" in self._off and _has(words, group, key)]
            if here:
                lines.extend((cells.NOTHING, cells.text(f" {keys.HEADINGS[group]}", "strong")))
                lines.extend(line for key in here for line in self._lines(group, key, width))
        return lines

    def _lines(self, group: str, key: Key, width: int) -> list[Content]:
        name = f"{group}-{key.name}"
        told = "off here" if self._off[name] else f"[keys] {name}"
        pressed = written(keys.current(name)) or "no key"
        columns = ((cells.text(f"   {pressed}", "key"), 24), (cells.text(key.title), 36))
        return _beside(cells.side_by_side(columns), told, width)


def _beside(columns: Content, told: str, width: int) -> list[Content]:
    """`columns`, and beside them all that is `told`, on as many lines as it takes."""
    indent = columns.cell_length
    first, *rest = cells.wrapped(((told, "dim"),), max(width, indent + _LEAST), indent)
    return [columns + first[indent:], *rest]


def _has(words: str, group: str, key: Key) -> bool:
    told = fold(f"{key.title} {group}-{key.name} {written(keys.current(f'{group}-{key.name}'))}")
    return all(word in told for word in fold(words).split())
