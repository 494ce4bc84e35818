"""A list of fields, of which `enter` gives the current one its value: chosen among those that are offered, or typed."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar, Final, Generic, Protocol, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Event

from explorer.model.errors import ExplorerError
from explorer.model.text import fold
from explorer.repository.choices import Choice
from explorer.ui import cells
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Result
from explorer.ui.screens.painted_dialog import PaintedDialog, PaintedInput
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, told
from explorer.ui.workers import run_newest

LABEL_WIDTH: Final = 26
_LOOKING: Final = "choices"
"""The name of the group of the worker that looks for what can be chosen."""


class ListedField(Protocol):
    """One line of the list."""

    @property
    def label(self) -> str:
        """Shown name."""
        ...

    @property
    def note(self) -> str:
        """What it takes."""
        ...


F = TypeVar("F", bound=ListedField)


class _ValueInput(PaintedInput):
    """Says what is typed and taken at once, so that the next key finds it done."""

    def __init__(
        self, is_early: Callable[[Event], bool], typed: Callable[[str], None], taken: Callable[[], None]
    ) -> None:
        super().__init__(is_early)
        self._typed = typed
        self._taken = taken

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        if not self._is_prevented(self.Changed):
            self._typed(value)

    async def action_submit(self) -> None:
        """Take what is typed."""
        self._taken()


class FieldListScreen(PaintedDialog[Result], Generic[Result, F]):
    """Choosing a field, then its value, by turns. Who inherits says what the fields are and what becomes of a value."""

    CSS_PATH = "field_list.tcss"
    GROUP: ClassVar[str]
    """Of its keys."""
    FIELD_KEYS: ClassVar[tuple[Part, ...]]
    """What the line of keys says while a field is chosen."""
    VALUE_KEYS: ClassVar[tuple[Part, ...]] = (
        *(("enter ", "key"), ("take it   ", "dim")),
        *(("esc ", "key"), ("another field ", "dim")),
    )
    NO_FIELDS: ClassVar[str]
    """Stands in the place of fields where there are none."""

    def __init__(self, fields: Sequence[F], signs: Signs, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(monotonic)
        self.fields = fields
        self.signs = signs
        self.field: F | None = None
        """The one that is being given a value; None: one is being chosen."""
        self._found: Sequence[F] = fields
        self._places: Sequence[int | None] = ()
        """For each line the field that stands there; None: a heading."""
        self._values: Sequence[Choice] = ()

    # What is to be said of the fields

    @abstractmethod
    def headline(self) -> tuple[Content, Content]:
        """What stands at the top, left and right."""

    def above(self) -> Sequence[Content]:
        """Lines under the title."""
        return ()

    def heading(self, field: F) -> str:
        """What stands over `field` and those after it that have the same; empty: nothing."""
        return ""

    def likeliest(self, found: Sequence[F]) -> Sequence[F]:
        """The fields that what is typed can mean, the likeliest first."""
        return found

    @abstractmethod
    def field_line(self, field: F, width: int) -> Content:
        """A field with its value."""

    @abstractmethod
    def text_of(self, field: F) -> str:
        """The text to begin with."""

    @abstractmethod
    def offered(self, field: F, text: str, found: Sequence[Choice] | None) -> Sequence[Choice]:
        """What `text` can mean; `found` is what was looked for, None while it is."""

    @abstractmethod
    def looking(self, field: F, text: str) -> Callable[[], Awaitable[Sequence[Choice]]] | None:
        """Looks for what can be chosen; None: there is nothing to look for."""

    @abstractmethod
    def take(self, field: F, choice: Choice) -> str:
        """Give `field` its value. Returns what is wrong with it; empty when it is taken."""

    @abstractmethod
    def clear(self, field: F) -> None:
        """Have `field` as it was without a value."""

    # Layout

    def compose(self) -> ComposeResult:
        """Title, what stands above, the fields or the values, what is wrong, the line to type in, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield Lines(can_focus=False, id="names")
            yield LiveLines(pointed=True, can_focus=False, id="list")
            yield OneLine(id="said")
            with Horizontal():
                yield OneLine(id="prompt")
                yield _ValueInput(self.is_early, self._typed, self._chosen)
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show the fields."""
        self.query_one("#title", OneLine).show(*self.headline())
        self._lay_out()
        self.choose_field()

    def painted(self) -> None:
        """From now on keys count."""
        self.set_focus(self.query_one(PaintedInput))

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._lay_out()
        self.show(self._list.current)

    @property
    def _list(self) -> LiveLines:
        return self.query_one("#list", LiveLines)

    def _lay_out(self) -> None:
        names = self.above()
        shown = self.query_one("#names", Lines)
        shown.show(names)
        shown.styles.height = len(names)
        room = self.app.size.height - 4 - len(names)
        headings = len({self.heading(each) for each in self.fields} - {""})
        self._list.styles.height = max(min(max(len(self.fields) + headings, 8), room), 1)

    @property
    def line(self) -> int:
        """The line under the cursor."""
        return self._list.current

    @property
    def current(self) -> F | None:
        """The field under the cursor."""
        line = self._list.current
        place = self._places[line] if line < len(self._places) else None
        return self._found[place] if place is not None else None

    def show(self, line: int = 0) -> None:
        """Draw the fields, or the values, with the cursor on a line."""
        width = self.inner_width
        if self.field is not None:
            lines = [self._value_line(each, width) for each in self._values]
            self._list.change(lines or [cells.text("   type the value", "dim")], line)
            return
        lines, places, heading = [], list[int | None](), ""
        for place, field in enumerate(self._found):
            if self.heading(field) != heading:
                heading = self.heading(field)
                lines.append(cells.text(f" {heading}", "strong"))
                places.append(None)
            lines.append(self.field_line(field, width))
            places.append(place)
        self._places = places
        nothing = "no field is called so" if self.fields else self.NO_FIELDS
        line = min(line, max(len(lines) - 1, 0))
        if places and places[line] is None:
            line += 1
        if line and places[line - 1] is None:  # it is to be seen, too
            self._list.change(lines, line - 1)
        self._list.change(lines or [cells.text(f"   {nothing}", "dim")], line)

    def _value_line(self, value: Choice, width: int) -> Content:
        half = width // 2
        return cells.side_by_side(
            ((cells.text(f"   {value.label}"), half), (cells.text(value.detail, "dim"), width - half))
        )

    def say_wrong(self, words: str) -> None:
        """Say what is wrong."""
        self.query_one("#said", OneLine).show(cells.text(f" {self.signs.failed} {words}", "failed"))

    def say_wait(self, words: str) -> None:
        """Say what is being waited for."""
        self.query_one("#said", OneLine).show(cells.text(f"   {words}", "dim"))

    def say_note(self) -> None:
        """What the current field takes, whole."""
        field = self.field or self.current
        self.query_one("#said", OneLine).show(cells.text(f"   {field.note}" if field and field.note else "", "dim"))

    def _ask(self, prompt: str, text: str, keys: tuple[Part, ...]) -> None:
        label = cells.text(f" {prompt}: ", "strong")
        self.query_one("#prompt", OneLine).show(label)
        self.query_one("#prompt", OneLine).styles.width = label.cell_length
        self.put_text(text)
        self.query_one("#keys", HintsLine).tell(as_bound(self.GROUP, keys), cells.NOTHING)

    @property
    def typed(self) -> str:
        """What stands in the line to type in."""
        return self.query_one(PaintedInput).value

    def put_text(self, text: str) -> None:
        """Have `text` in the line to type in."""
        line = self.query_one(PaintedInput)
        with line.prevent(PaintedInput.Changed):
            line.value = text
        line.cursor_position = len(text)

    # Choosing a field, then its value

    def choose_field(self, at: F | None = None) -> None:
        """Show the fields, with the cursor on one of them."""
        self.field, self._found = None, self.fields
        self._ask("field", "", self.FIELD_KEYS)
        self.show()
        if at is not None:
            self.show(self._places.index(self.fields.index(at)))

    def choose_value(self, field: F) -> None:
        """Show what can be chosen for a field."""
        self.field = field
        text = self.text_of(field)
        self._ask(field.label, text, self.VALUE_KEYS)
        self.say_note()
        self.offer(text)

    def offer(self, text: str) -> None:
        """Show what `text` can mean, and look for more; an older look is given up."""
        assert self.field is not None
        looking = self.looking(self.field, text)
        self._values = self.offered(self.field, text, () if looking is None else None)
        self.show()
        if looking is not None:
            run_newest(self, partial(self._looked, looking, self.field, text), group=_LOOKING)

    async def _looked(self, looking: Callable[[], Awaitable[Sequence[Choice]]], field: F, text: str) -> None:
        try:
            found = await looking()
        except ExplorerError as error:
            self.say_wrong(told(error))
            return
        if self.field is field and self.typed == text:
            self._values = self.offered(field, text, found)
            self.show()

    def _typed(self, text: str) -> None:
        if self.field is None:
            named = [each for each in self.fields if fold(text) in fold(each.label)]
            named = named or [each for each in self.fields if fold(text) in fold(each.note)]
            self._found = self.likeliest(named) if text.strip() else self.fields
            self.show()
            self.say_note()
        else:
            self.offer(text)

    @on(Lines.Chosen)
    def _chosen(self) -> None:
        if self.field is not None:
            self.take_current()
        elif self.current is not None:
            self.choose_value(self.current)

    @property
    def current_value(self) -> Choice | None:
        """The value under the cursor."""
        place = self._list.current
        return self._values[place] if place < len(self._values) else None

    @property
    def is_looking(self) -> bool:
        """What the typed text can mean is still being looked for."""
        return any(each.group == _LOOKING and not each.is_finished for each in self.workers)

    def take_current(self) -> bool:
        """Give the field the value under the cursor, and go back to the fields. False: it is not taken."""
        field, value = self.field, self.current_value
        if field is None or value is None:
            return False
        problem = self.take(field, value)
        if problem:
            self.say_wrong(f"{field.label}: {problem}")
            return False
        self.choose_field(field)
        self.say_note()
        return True

    # Keys

    @on(LiveLines.Moved)
    def _moved(self) -> None:
        if self.field is None:
            self.say_note()

    def action_move(self, by: int) -> None:
        """Move the cursor; it stands on no heading."""
        self._list.move(by)
        if self.field is None and self._places and self.current is None:
            self._list.move(-1 if by < 0 and self._list.current else 1)

    def action_field_back(self) -> None:
        """Have the current field as it was without a value."""
        if self.field is None and self.current is not None:
            self.clear(self.current)
            self.show(self._list.current)

    def action_leave(self) -> None:
        """From a value back to the fields; from there, leave."""
        if self.field is not None:
            self.choose_field(self.field)
            self.say_note()
        else:
            self.end(None)
