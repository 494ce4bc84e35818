"""Which fields of many records are to be changed, and to what: the same for all of them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final, TypeAlias

from textual.binding import BindingType
from textual.content import Content

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.errors import ExplorerError, InvalidForm
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject
from explorer.model.members import dotted, show_text
from explorer.model.resource import Operation
from explorer.repository.choices import Choice
from explorer.ui import cells, form_wording, keys, many_fields, offers
from explorer.ui.change_lines import wrapped
from explorer.ui.many_fields import ManyField
from explorer.ui.offers import Subject
from explorer.ui.screens.field_list import LABEL_WIDTH, FieldListScreen
from explorer.ui.screens.question import QuestionScreen
from explorer.ui.signs import Signs
from explorer.ui.widgets.form_choosing import Choices
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, told
from explorer.ui.workers import run_newest

Check: TypeAlias = Callable[[JsonObject], Awaitable[None]]
"""Holds what was filled in against some of the records; raises ExplorerError, InvalidForm by field."""

_NAMES_LINES: Final = 2


class ChangeManyScreen(FieldListScreen[JsonObject, ManyField]):
    """A list of the form's fields. Dismisses with what all records get."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("many")
    GROUP = "many"
    FIELD_KEYS: ClassVar[tuple[Part, ...]] = (
        *(("enter ", "key"), ("set it  ", "dim"), ("f3 ", "key"), ("as it is  ", "dim")),
        *(("ctrl+r ", "key"), ("review  ", "dim"), ("f8 ", "key"), ("discard  ", "dim")),
        *(("esc ", "key"), ("close, keep draft ", "dim")),
    )
    NO_FIELDS = "there is nothing that can be set alike for many"

    def __init__(
        self,
        subject: Subject,
        operation: Operation,
        *,
        account: Account,
        signs: Signs,
        choices: Choices | None = None,
        check: Check | None = None,
        keep: Callable[[JsonObject], None] = lambda wanted: None,
        unkept: Callable[[], str] = lambda: "",
        wanted: JsonObject | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`keep` has what was filled in kept as a draft with every value, and `unkept` says why it is not on the disk;
        empty: it is, or will be at once. `wanted` is what an earlier look at this screen gave, to go on with."""
        resource = account.vendor.resource(subject.collection.segments)
        super().__init__(many_fields.fields(resource, operation), signs, monotonic=monotonic)
        self._subject = subject
        self._operation = operation
        self._account = account
        self._choices = choices
        self._check = check
        self._keep = keep
        self._unkept = unkept
        self._resource = resource
        self._filling = Filling(resource, operation, {}, dict(wanted or {}))
        self._problems: Mapping[str, str] = {}

    # What it shows

    def headline(self) -> tuple[Content, Content]:
        """What is done to how many, and where."""
        count = len(self._subject.marked)
        verb = "Change" if self._operation.name == "update" else self._operation.name.capitalize()
        title = cells.text(f" {verb} {count:,} {self._resource.noun(count)}", "strong")
        return title, cells.text(f"{self._account.title} ", "strong")

    def above(self) -> Sequence[Content]:
        """The records by name."""
        return wrapped(((offers.names(self._subject), "dim"),), self.inner_width - 3)[:_NAMES_LINES]

    def field_line(self, field: ManyField, width: int) -> Content:
        """A field with what it becomes."""
        value, problem = self._filling.value(field.path), self._problems.get(dotted(field.path), "")
        is_set = value is not MISSING
        label = f"{field.label}{' *' if field.required else ''}"
        if is_set:
            becomes = cells.text(f"{self.signs.becomes} ") + cells.value(value, field.member.field.kind, self.signs)
        else:
            becomes = cells.text("has to be given" if field.required else "as it is", "dim")
        note = (
            cells.text(f" {self.signs.failed} {problem}", "failed") if problem else cells.text(f" {field.note}", "dim")
        )
        half = (width - 3 - LABEL_WIDTH) // 2
        return cells.side_by_side(
            (
                (cells.text(f" {self.signs.changed if is_set else ' '} ", "changed"), 3),
                (cells.text(label, "strong" if is_set else ""), LABEL_WIDTH),
                (becomes, half),
                (note, width - 3 - LABEL_WIDTH - half),
            )
        )

    # What becomes of a value

    def text_of(self, field: ManyField) -> str:
        """What it was set to."""
        present = self._filling.value(field.path)
        return "" if present is MISSING else show_text(field.member, present)

    def offered(self, field: ManyField, text: str, found: Sequence[Choice] | None) -> Sequence[Choice]:
        """What the text can mean for the form."""
        return many_fields.values(field.member, text, found or ())

    def looking(self, field: ManyField, text: str) -> Callable[[], Awaitable[Sequence[Choice]]] | None:
        """Looks among what is held, unless the vendor documents the values."""
        if self._choices is None or field.member.shape != "plain" or field.member.field.choices:
            return None
        return partial(self._choices, field.member, text)

    def take(self, field: ManyField, choice: Choice) -> str:
        """Set it, unless the form does not take it."""
        filling = self._filling.put(field.path, choice.value)
        problem = filling.problem(field.path)
        if not problem:
            self._fill(filling)
            self._problems = {place: words for place, words in self._problems.items() if place != dotted(field.path)}
        return problem

    def clear(self, field: ManyField) -> None:
        """Leave it as it is in every record."""
        self._fill(self._filling.put(field.path, MISSING))

    @property
    def wanted(self) -> JsonObject:
        """What all records get."""
        return self._filling.edit(Address("")).wanted

    def _fill(self, filling: Filling) -> None:
        self._filling = filling
        self._keep(self.wanted)

    def offer(self, text: str) -> None:
        """What is being typed is in the draft before it is taken: a lost connection does not ask first."""
        super().offer(text)
        field = self.field
        assert field is not None
        typed = next((each for each in many_fields.values(field.member, text, ()) if each.label == text), None)
        if typed is not None and text != self.text_of(field):
            self._keep(self._filling.put(field.path, typed.value).edit(Address("")).wanted)

    def action_leave(self) -> None:
        """From a value back to the fields, without it."""
        if self.field is not None and self.typed != self.text_of(self.field):
            self._keep(self.wanted)
        super().action_leave()

    def tell_kept(self) -> None:
        """Say what keeps the draft from the disk."""
        if problem := self._unkept():
            self.say_wrong(f"what was typed is not kept: {problem}")

    # Keys

    def action_review(self) -> None:
        """Go on with what was filled in."""
        wanted = self.wanted
        missing = [each for each in self.fields if each.required and self._filling.value(each.path) is MISSING]
        if self.field is not None:
            self.say_wrong("enter takes this value first")
        elif missing:
            self.say_wrong(f"{missing[0].label} has to be given")
        elif not wanted:
            self.say_wrong("nothing is set yet: enter gives a field its value")
        elif self._check is None:
            self.end(wanted)
        else:
            run_newest(self, partial(self._checked, self._check, wanted), group="check")

    def action_discard(self) -> None:
        """Throw away what was typed, after a question."""
        if not self.wanted:
            self._discard(True)
            return
        count = len(self.wanted)
        words = f"What {'one field is' if count == 1 else f'{count} fields are'} set to is lost."
        question = QuestionScreen("Discard this change?", [((words, "unsure"),)], does="discard", leaves="back")
        self.app.push_screen(question, self._discard)

    def _discard(self, yes: bool | None) -> None:
        if yes:
            self._keep({})
            self.end(None)

    async def _checked(self, check: Check, wanted: JsonObject) -> None:
        """Hold it against some of the records first."""
        said = cells.text(f" reading the first of them{self.signs.cut}", "dim")
        self.query_one("#said", OneLine).show(said)
        try:
            await check(wanted)
        except InvalidForm as error:
            self._problems = error.fields
            self.say_wrong(form_wording.problems_in_words(self._filling, error.fields))
            named = [each for each in self.fields if dotted(each.path) in error.fields]
            self.choose_field(named[0] if named else None)
        except ExplorerError as error:
            self.say_wrong(told(error))
        else:
            self.end(wanted)
