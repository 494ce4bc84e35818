"""What can be chosen for the value under the cursor of a form, and what the ids in it stand for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from explorer.model.edit import MISSING
from explorer.model.errors import ExplorerError
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.members import Member, read_text, show_text
from explorer.ui import keys
from explorer.ui.signs import Signs
from explorer.ui.widgets.field_editor import EditorOwner, FieldEditor
from explorer.ui.widgets.form_choices import (
    ChoiceList,
    Offer,
    as_taken,
    documented,
    is_referring,
    last_part,
    nothing_to_choose,
    with_typed,
)
from explorer.ui.widgets.form_lines import FormLine, emptied, is_same, radios
from explorer.ui.widgets.form_view import FormOwner, FormView
from explorer.ui.workers import run_newest, run_worker

if TYPE_CHECKING:
    from explorer.repository.choices import Choice

Choices: TypeAlias = "Callable[[Member, str], Awaitable[Sequence[Choice]]]"
"""What can be chosen for a member, given what has been typed."""

EDGE: Final = 1
"""Cells of the bracket before the editor."""


class ChoosingForm(FormView):
    """Lines, an editor over the current one, and a list of what can be chosen for it."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("form", "choices")

    def __init__(self, owner: FormOwner, record: JsonObject, choices: Choices, signs: Signs) -> None:
        """`record` is what was read, for the values that the form does not have."""
        super().__init__(owner, record, signs)
        self._choices = choices
        self._place = (0, 0, 0)
        self._list = ChoiceList(signs)
        self.editor = FieldEditor(self._editing)
        """What has the focus."""

    @property
    @abstractmethod
    def _editing(self) -> EditorOwner:
        """Who acts on what is typed in the editor."""

    def compose(self) -> ComposeResult:
        """The lines, and over them the editor and what can be chosen."""
        yield from super().compose()
        yield self.editor
        yield self._list

    def leave(self) -> None:
        """The cursor's line counts as left."""
        self._list.close()
        if self.line is not None and not self._is_named(self.line):
            self._find_names([self.line])
        super().leave()

    @property
    def has_choices(self) -> bool:
        """There is something to choose the value under the cursor from."""
        member = self.line.member if self.line is not None else None
        return member is not None and self.editor.takes_text and bool(member.field.choices or is_referring(member))

    @property
    def is_choosing(self) -> bool:
        """Something can be chosen: what is typed looks among it, and is not judged yet."""
        return self._list.is_open

    def close_list(self) -> bool:
        """Take away what can be chosen; whether it was there."""
        was_open = self._list.close()
        if was_open:
            self._repaint()
            self._owner.named()
        return was_open

    def value_of(self, line: FormLine) -> JsonValue:
        """What stands in `line`."""
        return MISSING if line.kind == "add" else line.of(self._owner.filling.value)

    def filled(self, line: FormLine, text: str) -> Filling:
        """The filling with what `text` means in `line`."""
        filling, member = self._owner.filling, line.member
        if member is None:
            return filling
        if not text:
            return emptied(line, filling)
        was = filling.was(line.path)
        return filling.put(line.path, was if text == show_text(member, was) else read_text(member, text))

    # Choosing

    def action_choices(self) -> None:
        """Show all that can be chosen; what is typed then looks among it."""
        line = self.line
        if line is None or line.member is None or not self.has_choices:
            return
        self.editor.begin_anew(joined=line.member.is_comma_separated)
        self.suggest(line, "")

    def suggest(self, line: FormLine, text: str) -> None:
        """Offer what can be chosen in place of `text`, of a list in place of its last part."""
        if line.member is None or line.secret:
            return
        if line.member.field.choices:
            self._offer(documented(line.member, text))
        elif is_referring(line.member):
            run_newest(self, partial(self._ask, line, line.member, text), group="choices")

    async def _ask(self, line: FormLine, member: Member, text: str) -> None:
        part = last_part(member, text)
        try:
            found = await self._choices(member, part)
        except ExplorerError:
            return  # nothing to choose from is no reason not to type
        if self.line != line or (text and self.editor.value != text):
            return
        offers = self._offers(line, member, text, found)
        typed = self.filled(line, text)
        unfit = typed.problem(line.path)
        if text and offers and not unfit:
            offers = with_typed(member, offers, text, typed.value(line.path))
        self._offer(offers)
        if not offers and (not text or unfit):
            self._owner.say(nothing_to_choose(member, part, others=bool(found)))

    def _offers(self, line: FormLine, member: Member, text: str, found: Sequence[Choice]) -> list[Offer]:
        filling = self._owner.filling
        values = [(each, as_taken(member, each.value)) for each in found]
        if member.field.not_itself:
            values = [(each, value) for each, value in values if str(value) != filling.about.key]
        if not member.is_comma_separated:
            return [Offer(each.label, each.detail, value) for each, value in values]
        kept = read_text(member, text.rpartition(",")[0]) if text else filling.value(line.path)
        kept = kept if isinstance(kept, list) else []
        return [Offer(each.label, each.detail, [*kept, value]) for each, value in values if value not in kept]

    def _offer(self, offers: Sequence[Offer]) -> None:
        x, y, _ = self._place
        room = self._widths.value + self._widths.note - EDGE
        self._list.open(offers, x=x, y=y, width=room, height=self.room.height)
        self._repaint()
        self._owner.named()

    def _problem(self, line: FormLine) -> str:
        return "" if self.is_choosing and line == self.line else super()._problem(line)

    @on(ChoiceList.Chosen)
    def _clicked(self) -> None:
        self.take_choice()

    def take_choice(self) -> bool:
        """Fill in what is chosen; whether it was one of several, so that more can follow."""
        line = self.line
        if line is None or line.member is None or not self._list.is_open:
            return False
        offer = self._list.offer
        self._list.close()
        if offer.is_typed:
            return False
        several = line.member.is_comma_separated
        if not several and offer.label != show_text(line.member, offer.value):
            self._names[line.place] = (offer.value, offer.label)
        self._owner.fill(self._owner.filling.put(line.path, offer.value))
        if several:
            self._find_names([line])
        return several

    def choose(self, line: FormLine, number: int) -> None:
        """Make one of the choices that stand side by side."""
        choices = radios(line, self.value_of(line))
        if 0 <= number < len(choices):
            self._owner.fill(self._owner.filling.put(line.path, choices[number][1]))

    def radio_key(self, line: FormLine, event: events.Key) -> bool:
        """Arrows and space step through the choices, a letter goes to the next one that begins with it."""
        value = self.value_of(line)
        choices = radios(line, value)
        chosen = next((number for number, (_, each) in enumerate(choices) if is_same(each, value)), -1)
        step = {"left": -1, "right": 1, "space": 1}.get(event.key)
        if step is not None:
            number = max(chosen + step, 0)
            self.choose(line, number % len(choices) if event.key == "space" else min(number, len(choices) - 1))
            return True
        letter = (event.character or "").lower() if event.is_printable else ""
        begin = [number for number, (words, _) in enumerate(choices) if letter and words.lower().startswith(letter)]
        if begin:
            self.choose(line, next((number for number in begin if number > chosen), begin[0]))
        return event.is_printable

    # Names

    def name_of(self, line: FormLine) -> str:
        """What people call what the ids in `line` stand for; empty: it is not known."""
        known = self._names.get(line.place)
        return known[1] if known is not None and known[0] == self.value_of(line) else ""

    def find_all_names(self) -> None:
        """Find out what the ids in the form stand for."""
        self._find_names(self._lines)

    def _is_named(self, line: FormLine) -> bool:
        known = self._names.get(line.place)
        return known is not None and known[0] == self.value_of(line)

    def _find_names(self, lines: Sequence[FormLine]) -> None:
        wanted = [
            (line, line.member)
            for line in lines
            if line.kind == "field" and line.member is not None and is_referring(line.member)
        ]
        if wanted:
            run_worker(self, partial(self._look_up, wanted), group="choices")

    async def _look_up(self, lines: Sequence[tuple[FormLine, Member]]) -> None:
        for line, member in lines:
            value = self.value_of(line)
            if value in (MISSING, None, "", []):
                continue
            several = value if isinstance(value, list) else [value]
            try:
                names = [await self._name_of_one(member, each) for each in several]
            except ExplorerError:
                return
            if any(names):
                told = (name or str(each) for name, each in zip(names, several, strict=True))
                self._names[line.place] = (value, ", ".join(told))
        self._repaint()
        self._owner.named()

    async def _name_of_one(self, member: Member, value: JsonValue) -> str:
        text = str(value) if member.item is not None else show_text(member, value)
        found = await self._choices(member, text)
        named = (each.label for each in found if as_taken(member, each.value) == value and each.label != text)
        return next(named, "")
