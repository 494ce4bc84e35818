"""Which fields of many records are to be changed, and to what: the same for all of them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.errors import ExplorerError, InvalidForm
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject
from explorer.model.members import dotted, show_text
from explorer.model.resource import Operation
from explorer.model.text import fold
from explorer.repository.choices import Choice
from explorer.ui import cells, form_wording, keys, many_fields, offers
from explorer.ui.change_lines import wrapped
from explorer.ui.keys import as_bound
from explorer.ui.many_fields import ManyField
from explorer.ui.newest import run_newest
from explorer.ui.offers import Subject
from explorer.ui.screens.painted_dialog import PaintedDialog, PaintedInput
from explorer.ui.signs import Signs
from explorer.ui.widgets.form_choosing import Choices
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, told

Check: TypeAlias = Callable[[JsonObject], Awaitable[None]]
"""Holds what was filled in against some of the records; raises ExplorerError, InvalidForm by field."""

_LABEL_WIDTH: Final = 26
_NAMES_LINES: Final = 2
_LOOKING: Final = "choices"
"""The name of the group of the worker that looks for what can be chosen."""


class ChangeManyScreen(PaintedDialog[JsonObject]):
    """A list of the form's fields; `enter` gives the current one its value. Dismisses with what all records get."""

    CSS_PATH = "change_many.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("many")

    def __init__(
        self,
        subject: Subject,
        operation: Operation,
        *,
        account: Account,
        signs: Signs,
        choices: Choices | None = None,
        check: Check | None = None,
        wanted: JsonObject | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`wanted` is what an earlier look at this screen gave, to go on with."""
        super().__init__(monotonic)
        self._subject = subject
        self._operation = operation
        self._account = account
        self._signs = signs
        self._choices = choices
        self._check = check
        self._resource = account.vendor.resource(subject.collection.segments)
        self._fields = many_fields.fields(self._resource, operation)
        self._filling = Filling(self._resource, operation, {}, dict(wanted or {}))
        self._problems: Mapping[str, str] = {}
        self._found: Sequence[ManyField] = self._fields
        self._field: ManyField | None = None
        """The one that is being given a value; None: one is being chosen."""
        self._values: Sequence[Choice] = ()

    def compose(self) -> ComposeResult:
        """Title, names, the fields or the values, what is wrong, the line to type in, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield Lines(can_focus=False, id="names")
            yield LiveLines(pointed=True, can_focus=False, id="list")
            yield OneLine(id="said")
            with Horizontal():
                yield OneLine(id="prompt")
                yield PaintedInput(self.is_early)
            yield OneLine(id="keys")

    def on_mount(self) -> None:
        """Show the fields."""
        count = len(self._subject.marked)
        verb = "Change" if self._operation.name == "update" else self._operation.name.capitalize()
        title = cells.text(f" {verb} {count:,} {self._resource.noun(count)}", "strong")
        self.query_one("#title", OneLine).show(title, cells.text(f"{self._account.title} ", "strong"))
        self._lay_out()
        self._choose_field()

    def painted(self) -> None:
        """From now on keys count."""
        self.set_focus(self.query_one(PaintedInput))

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._lay_out()
        self._show(self._list.current)

    # What it shows

    @property
    def _list(self) -> LiveLines:
        return self.query_one("#list", LiveLines)

    def _lay_out(self) -> None:
        names = wrapped(((offers.names(self._subject), "dim"),), self.inner_width - 3)[:_NAMES_LINES]
        shown = self.query_one("#names", Lines)
        shown.show(names)
        shown.styles.height = len(names)
        room = self.app.size.height - 4 - len(names)
        self._list.styles.height = max(min(max(len(self._fields), 8), room), 1)

    def _show(self, current: int = 0) -> None:
        width = self.inner_width
        if self._field is None:
            lines = [self._field_line(each, width) for each in self._found]
            nothing = "no field is called so" if self._fields else "there is nothing that can be set alike for many"
        else:
            lines = [self._value_line(each, width) for each in self._values]
            nothing = "type the value"
        self._list.change(lines or [cells.text(f"   {nothing}", "dim")], current)

    def _field_line(self, field: ManyField, width: int) -> Content:
        value, problem = self._filling.value(field.path), self._problems.get(dotted(field.path), "")
        is_set = value is not MISSING
        label = f"{field.label}{' *' if field.required else ''}"
        if is_set:
            becomes = cells.text(f"{self._signs.becomes} ") + cells.value(value, field.member.field.kind, self._signs)
        else:
            becomes = cells.text("has to be given" if field.required else "as it is", "dim")
        note = (
            cells.text(f" {self._signs.failed} {problem}", "failed") if problem else cells.text(f" {field.note}", "dim")
        )
        half = (width - 3 - _LABEL_WIDTH) // 2
        return cells.side_by_side(
            (
                (cells.text(f" {self._signs.changed if is_set else ' '} ", "changed"), 3),
                (cells.text(label, "strong" if is_set else ""), _LABEL_WIDTH),
                (becomes, half),
                (note, width - 3 - _LABEL_WIDTH - half),
            )
        )

    def _value_line(self, value: Choice, width: int) -> Content:
        half = width // 2
        return cells.side_by_side(
            ((cells.text(f"   {value.label}"), half), (cells.text(value.detail, "dim"), width - half))
        )

    def _say(self, words: str) -> None:
        self.query_one("#said", OneLine).show(cells.text(f" {self._signs.failed} {words}", "failed"))

    def _say_note(self) -> None:
        """What the vendor takes for the current field, whole."""
        place = self._list.current
        field = self._field or (self._found[place] if place < len(self._found) else None)
        note = field.note if field is not None else ""
        self.query_one("#said", OneLine).show(cells.text(f"   {note}" if note else "", "dim"))

    def _ask(self, prompt: str, text: str, keys: tuple[Part, ...]) -> None:
        label = cells.text(f" {prompt}: ", "strong")
        self.query_one("#prompt", OneLine).show(label)
        self.query_one("#prompt", OneLine).styles.width = label.cell_length
        field = self.query_one(PaintedInput)
        with field.prevent(PaintedInput.Changed):
            field.value = text
        field.cursor_position = len(text)
        self.query_one("#keys", OneLine).show(cells.NOTHING, cells.line(*as_bound("many", keys)))

    # Choosing a field, then its value

    def _choose_field(self, at: ManyField | None = None) -> None:
        self._field, self._found = None, self._fields
        self._ask(
            "field",
            "",
            (
                *(("enter ", "key"), ("set it   ", "dim"), ("f3 ", "key"), ("leave it as it is   ", "dim")),
                *(("ctrl+r ", "key"), ("review   ", "dim"), ("esc ", "key"), ("leave ", "dim")),
            ),
        )
        self._show(self._fields.index(at) if at is not None else 0)

    def _choose_value(self, field: ManyField) -> None:
        self._field = field
        present = self._filling.value(field.path)
        text = "" if present is MISSING else show_text(field.member, present)
        keys: tuple[Part, ...] = (("enter ", "key"), ("take it   ", "dim"), ("esc ", "key"), ("another field ", "dim"))
        self._ask(field.label, text, keys)
        self._say_note()
        self._offer(text, ())
        self._look(field, text)

    def _offer(self, text: str, found: Sequence[Choice]) -> None:
        assert self._field is not None
        self._values = many_fields.values(self._field.member, text, found)
        self._show()

    def _look(self, field: ManyField, text: str) -> None:
        """Look for what can be chosen; an older look is given up."""
        if self._choices is not None and field.member.shape == "plain" and not field.member.field.choices:
            run_newest(self, partial(self._looked, self._choices, field, text), group=_LOOKING)

    async def _looked(self, choices: Choices, field: ManyField, text: str) -> None:
        try:
            found = await choices(field.member, text)
        except ExplorerError as error:
            self._say(told(error))
            return
        if self._field is field and self.query_one(PaintedInput).value == text:
            self._offer(text, found)

    @on(PaintedInput.Changed)
    def _typed(self, event: PaintedInput.Changed) -> None:
        if self._field is None:
            self._found = [each for each in self._fields if fold(event.value) in fold(each.label)]
            self._show()
        else:
            self._offer(event.value, ())
            self._look(self._field, event.value)

    @on(PaintedInput.Submitted)
    @on(Lines.Chosen)
    def _chosen(self) -> None:
        place = self._list.current
        if self._field is None:
            if place < len(self._found):
                self._choose_value(self._found[place])
        elif place < len(self._values):
            self._take(self._field, self._values[place])

    def _take(self, field: ManyField, value: Choice) -> None:
        filling = self._filling.put(field.path, value.value)
        problem = filling.problem(field.path)
        if problem:
            self._say(f"{field.label}: {problem}")
            return
        self._filling = filling
        self._problems = {place: words for place, words in self._problems.items() if place != dotted(field.path)}
        self._choose_field(field)
        self._say_note()

    # Keys

    @on(LiveLines.Moved)
    def _moved(self) -> None:
        if self._field is None:
            self._say_note()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._list.move(by)

    def action_field_back(self) -> None:
        """Leave the current field as it is in every record."""
        place = self._list.current
        if self._field is None and place < len(self._found):
            self._filling = self._filling.put(self._found[place].path, MISSING)
            self._show(place)

    def action_leave(self) -> None:
        """From a value back to the fields; from there, leave."""
        if self._field is not None:
            self._choose_field(self._field)
            self._say_note()
        else:
            self.end(None)

    def action_review(self) -> None:
        """Go on with what was filled in."""
        wanted = self._filling.edit(Address("")).wanted
        missing = [each for each in self._fields if each.required and self._filling.value(each.path) is MISSING]
        if self._field is not None:
            self._say("enter takes this value first")
        elif missing:
            self._say(f"{missing[0].label} has to be given")
        elif not wanted:
            self._say("nothing is set yet: enter gives a field its value")
        elif self._check is None:
            self.end(wanted)
        else:
            run_newest(self, partial(self._checked, self._check, wanted), group="check")

    async def _checked(self, check: Check, wanted: JsonObject) -> None:
        """Hold it against some of the records first."""
        said = cells.text(f" reading the first of them{self._signs.cut}", "dim")
        self.query_one("#said", OneLine).show(said)
        try:
            await check(wanted)
        except InvalidForm as error:
            self._problems = error.fields
            self._say(form_wording.problems_in_words(self._filling, error.fields))
            named = [each for each in self._fields if dotted(each.path) in error.fields]
            self._choose_field(named[0] if named else None)
        except ExplorerError as error:
            self._say(told(error))
        else:
            self.end(wanted)
