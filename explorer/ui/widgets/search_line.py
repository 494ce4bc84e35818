"""The search prompt: it stands in the place of the keys, says where it looks, and posts what is typed."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from explorer.model.resource import Resource
from explorer.model.value import dataclass
from explorer.ui import cells, keys
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.one_line import OneLine

Scope: TypeAlias = Literal["server", "held", "all"]
"""Where a search looks: at the vendor, in what is held of this collection, in what is held of all accounts."""


class SearchLine(Horizontal):
    """A prompt with its scope. It asks for nothing itself; it posts what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("search"),
        Binding("escape", "cancel", "Leave", show=False),
    ]

    @dataclass
    class Typed(Message):
        """The words so far."""

        words: str

    @dataclass
    class Submitted(Message):
        """Search now."""

        words: str
        scope: Scope

    class AllAsked(Message):
        """Search in all systems."""

    class Cancelled(Message):
        """Leave things as they were."""

    def __init__(self) -> None:
        super().__init__()
        self._scopes: tuple[Scope, ...] = ("held", "all")
        self._scope: Scope = "held"
        self._title = ""
        self._found = ""
        """The words that stand there until something is typed."""
        self._left_out = ""
        """What was there when the second `/` asked for all systems."""

    def compose(self) -> ComposeResult:
        """Prompt, input and what `tab` does."""
        yield OneLine(id="prompt")
        yield LineInput()
        yield OneLine(id="other")

    @property
    def prompt(self) -> str:
        """The words before the input."""
        return self.query_one("#prompt", OneLine).shown

    @property
    def words(self) -> str:
        """What was typed."""
        return self.query_one(LineInput).value

    @property
    def words_for_all(self) -> str:
        """What was typed for all systems: where a second `/` asked for them, what comes behind it."""
        return self.words.removeprefix(self._left_out)

    def open(self, resource: Resource, words: str, *, offline: bool) -> None:
        """Begin to ask for words to look for in `resource`."""
        server = bool(resource.search) and not offline
        self._scopes = ("server", "held", "all") if server else ("held", "all")
        self._title = resource.title
        self._found, self._left_out = words, ""
        self._take(self._scopes[0])
        field = self.query_one(LineInput)
        with field.prevent(LineInput.Changed):
            field.value = words
        field.cursor_position = len(words)
        self.screen.set_focus(field, scroll_visible=False)

    def _take(self, scope: Scope) -> None:
        self._scope = scope
        where = {"server": "on server", "held": "held here", "all": "in all systems"}
        prompt = cells.line((f" search {self._title} ", ""), (where[scope], "strong"), (": ", ""))
        line = self.query_one("#prompt", OneLine)
        line.styles.width = prompt.cell_length
        line.show(prompt)
        following = self._scopes[(self._scopes.index(scope) + 1) % len(self._scopes)]
        other = cells.line(
            *keys.as_bound("search", [("tab ", "key"), (f"{where[following]}  ", "dim")]),
            *(("esc ", "key"), ("leave ", "dim")),
        )
        hint = self.query_one("#other", OneLine)
        hint.styles.width = other.cell_length
        hint.show(other)

    def action_scope(self) -> None:
        """Look elsewhere."""
        scope = self._scopes[(self._scopes.index(self._scope) + 1) % len(self._scopes)]
        if scope == "all":
            self.post_message(self.AllAsked())
        else:
            self._take(scope)

    def action_cancel(self) -> None:
        """Leave."""
        self.post_message(self.Cancelled())

    @on(LineInput.Changed)
    def _changed(self, event: LineInput.Changed) -> None:
        """A second `/` right away asks for all systems."""
        event.stop()
        found, self._found = self._found, ""
        if event.value == f"{found}/":
            self._left_out = event.value
            self.post_message(self.AllAsked())
        else:
            self.post_message(self.Typed(event.value))

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(event.value.strip(), self._scope))
