"""`Form`: a form to be filled in with the keyboard. An editor lies over the value under the cursor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from explorer.model.edit import MISSING
from explorer.model.errors import ExplorerError
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject, JsonValue, dumps
from explorer.model.members import Member, Path, read_text, show_text
from explorer.ui import cells
from explorer.ui.hidden_text import hidden_in, without_hidden
from explorer.ui.signs import Signs
from explorer.ui.widgets import form_drawing as drawing
from explorer.ui.widgets.field_editor import FieldEditor
from explorer.ui.widgets.form_choices import ChoiceList, Offer, as_taken, documented, is_referring, with_typed
from explorer.ui.widgets.form_lines import (
    Control,
    FormLine,
    control,
    emptied,
    empties,
    is_list_of_texts,
    is_same,
    radios,
)
from explorer.ui.widgets.form_view import FormOwner, FormView
from explorer.ui.widgets.repaint import Stretch

if TYPE_CHECKING:
    from explorer.repository.choices import Choice

Choices: TypeAlias = "Callable[[Member, str], Awaitable[Sequence[Choice]]]"
"""What can be chosen for a member, given what has been typed."""

_EDGE: Final = 1
"""Cells of the bracket before the editor."""
_STEPS: Final = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1, "ctrl+home": -1_000_000, "ctrl+end": 1_000_000}
"""Keys that move, and by how many lines."""


class Form(FormView):
    """A form and its editor, which has the focus. A move draws two lines anew, a typed key what changed in one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "choices", "Choices", show=False),
        Binding("f3", "back", "Field back", show=False),
        Binding("f6", "empty", "Empty, null, not set", show=False),
        Binding("f9", "remove", "Remove", show=False),
    ]

    def __init__(self, owner: FormOwner, record: JsonObject, choices: Choices, signs: Signs) -> None:
        """`record` is what was read, for the values that the form does not have."""
        super().__init__(owner, record, signs)
        self._choices = choices
        self._typing = False
        self._place = (0, 0, 0)
        self._list = ChoiceList()
        self.editor = FieldEditor(self._key, self._typed)
        """What has the focus."""

    def compose(self) -> ComposeResult:
        """The lines, and over them the editor and what can be chosen."""
        yield from super().compose()
        yield self.editor
        yield self._list

    def accept_keys(self) -> None:
        """The form is on the screen: keys that are read from now on count."""
        self.editor.accept_from_now()
        self.run_worker(self._name_all(), group="choices", exit_on_error=False)

    def leave(self) -> None:
        """The cursor's line counts as left."""
        self._list.close()
        super().leave()

    # The value under the cursor

    @property
    def can_be(self) -> tuple[JsonValue, ...]:
        """What of empty, null and not set it can be."""
        return empties(self.line, self._owner.filling) if self.line is not None else ()

    @property
    def has_choices(self) -> bool:
        """There is something to choose it from."""
        member = self.line.member if self.line is not None else None
        return member is not None and self.editor.takes_text and bool(member.field.choices or is_referring(member))

    @property
    def removable(self) -> Path:
        """The item or key around the cursor that can be taken out; empty: there is none."""
        line = self.line
        if line is None or line.kind == "add":
            return ()
        paths = (line.path[:length] for length in range(len(line.path), 1, -1))
        return next((path for path in paths if self._owner.filling.removable(path)), ())

    def close_list(self) -> bool:
        """Take away what can be chosen; whether it was there."""
        return self._list.close()

    def text_of(self, line: FormLine) -> str:
        """The value of `line` as text to be edited elsewhere; a structure in several lines."""
        value = self._value(line)
        if isinstance(value, (dict, list)) and line.member is not None and not is_list_of_texts(line.member):
            return dumps(value, indent=2)
        return show_text(line.member, value) if line.member is not None else ""

    def put_text(self, line: FormLine, text: str) -> None:
        """The value of `line` was edited elsewhere, as text."""
        self._owner.fill(self._filled(line, text))

    def _value(self, line: FormLine) -> JsonValue:
        return MISSING if line.kind == "add" else line.of(self._owner.filling.value)

    def _control(self, line: FormLine) -> Control:
        return control(line, self._owner.filling)

    def show_field(self) -> None:
        """Have the editor begin with the value under the cursor; what is just being typed it has already."""
        line = self.line
        if line is None:
            return
        value = self._value(line)
        words = drawing.empty_words(value, self._signs) if line.kind != "add" else ""
        how = self._control(line)
        if self._typing:
            self.editor.show_instead_of_text(words)
        elif how == "radio":
            choices = radios(line, value)
            chosen = [number for number, (_, each) in enumerate(choices) if is_same(each, value)]
            self.editor.show_content(drawing.radio(choices, value, self._signs, pointed=chosen[0] if chosen else 0))
        elif how == "text":
            text = "" if line.kind == "add" or line.member is None else show_text(line.member, value)
            self.editor.edit(text, words, hidden=line.secret)
        else:
            told = drawing.shown(line, value, self._signs) if line.kind != "add" else cells.text("enter adds one")
            self.editor.show_content((told if told.plain else cells.text(" ")).without_spans.stylize("reverse"))

    def move_editor(self) -> Mapping[int, Stretch]:
        """Put the editor over the value under the cursor."""
        line = self.line
        self.editor.display = line is not None
        if line is None:
            return {}
        width = max(self._widths.value - 2 * _EDGE, 1)
        if choices := radios(line, self._value(line)):
            room = self._widths.value + self._widths.note - 2 * _EDGE
            width = max(width, min(drawing.radio(choices, MISSING, self._signs).cell_length, room))
        x, y, covered = self._place
        place = (self._widths.value_at + _EDGE, self._at - self._top, width)
        if place == self._place:
            return {}
        self._place = place
        self.editor.styles.offset, self.editor.styles.width = place[:2], width
        self.call_after_refresh(self.editor.tell_cursor)
        return {y: (x, x + covered)}

    def _typed(self, text: str) -> None:
        line = self.line
        if line is None or line.kind == "add":
            return
        self._typing = True
        try:
            self._owner.fill(self._filled(line, text))
        finally:
            self._typing = False
        self._suggest(line, text)

    def _filled(self, line: FormLine, text: str) -> Filling:
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
        """Show all that can be chosen."""
        if self.line is not None and self.has_choices:
            self._suggest(self.line, "")

    def _suggest(self, line: FormLine, text: str) -> None:
        """Offer what can be chosen in place of `text`."""
        if line.member is None or line.secret:
            return
        if line.member.field.choices:
            self._offer(documented(line.member, text))
        elif is_referring(line.member):
            self.run_worker(self._ask(line, line.member, text), group="choices", exclusive=True, exit_on_error=False)

    async def _ask(self, line: FormLine, member: Member, text: str) -> None:
        try:
            found = await self._choices(member, text)
        except ExplorerError:
            return  # nothing to choose from is no reason not to type
        if self.line != line or (text and self.editor.value != text):
            return
        offers = [Offer(each.label, each.detail, as_taken(member, each.value)) for each in found]
        typed = self._filled(line, text)
        if text and offers and not typed.problem(line.path):
            offers = with_typed(offers, text, typed.value(line.path))
        self._offer(offers)
        if not offers and not text:
            self._owner.say("nothing that is held here tells what to choose from: type it")

    def _offer(self, offers: Sequence[Offer]) -> None:
        x, y, _ = self._place
        room = self._widths.value + self._widths.note - _EDGE
        self._list.open(offers, x=x, y=y, width=room, height=self.room.height)

    @on(ChoiceList.Chosen)
    def _take(self) -> None:
        """Fill in what is chosen."""
        line = self.line
        if line is None or not self._list.is_open:
            return
        offer = self._list.offer
        self._list.close()
        if not offer.is_typed:
            self._names[line.place] = (offer.value, offer.label)
            self._owner.fill(self._owner.filling.put(line.path, offer.value))

    async def _name_all(self) -> None:
        """Find out what the ids in the form stand for."""
        for line in self._lines:
            value = self._value(line)
            if line.kind != "field" or line.member is None or value in (MISSING, None, ""):
                continue
            if is_referring(line.member):
                text = show_text(line.member, value)
                try:
                    found = await self._choices(line.member, text)
                except ExplorerError:
                    return
                named = [each for each in found if as_taken(line.member, each.value) == value and each.label != text]
                if named:
                    self._names[line.place] = (value, named[0].label)
        self._repaint()

    def _choose(self, line: FormLine, number: int) -> None:
        choices = radios(line, self._value(line))
        if 0 <= number < len(choices):
            self._owner.fill(self._owner.filling.put(line.path, choices[number][1]))

    # Keys

    def _key(self, event: events.Key) -> bool:
        """Deal with a key; they come in the order they were typed."""
        if self._owner.takes_key(event):
            return True
        line = self.line
        if line is None:
            return False
        if self._list.is_open and event.key in ("down", "up"):
            self._list.move(1 if event.key == "down" else -1)
        elif event.key in _STEPS:
            self.move(_STEPS[event.key])
        elif event.key in ("pagedown", "pageup"):
            self.move((1 if event.key == "pagedown" else -1) * max(self.room.height - 1, 1))
        elif event.key == "enter":
            self._take()
            self._enter(line)
        else:
            return self._value_key(line, event)
        return True

    def _value_key(self, line: FormLine, event: events.Key) -> bool:
        how = self._control(line)
        if how == "radio":
            return self._radio_key(line, event)
        if self.editor.takes_text or not event.is_printable:
            return False
        if how in ("long", "guarded"):
            self._enter(line)
        return True

    def _radio_key(self, line: FormLine, event: events.Key) -> bool:
        """Arrows and space step through the choices, a letter goes to the next one that begins with it."""
        value = self._value(line)
        choices = radios(line, value)
        chosen = next((number for number, (_, each) in enumerate(choices) if is_same(each, value)), -1)
        step = {"left": -1, "right": 1, "space": 1}.get(event.key)
        if step is not None:
            number = max(chosen + step, 0)
            self._choose(line, number % len(choices) if event.key == "space" else min(number, len(choices) - 1))
            return True
        letter = (event.character or "").lower() if event.is_printable else ""
        begin = [number for number, (words, _) in enumerate(choices) if letter and words.lower().startswith(letter)]
        if begin:
            self._choose(line, next((number for number in begin if number > chosen), begin[0]))
        return event.is_printable

    def _enter(self, line: FormLine) -> None:
        """On to the next line, or into what is behind this one."""
        how = self._control(line)
        if self.editor.takes_text and line.kind != "add":
            self.move(1)
        elif line.kind == "add":
            self._add(line)
        elif how == "long" and line.member is not None:
            self._owner.open_text(line, self.text_of(line))
        elif how == "guarded" and line.member is not None:
            self._guard(line, show_text(line.member, self._value(line)), block=line.member.field.kind == "long")
        else:
            self.move(1)

    def _guard(self, line: FormLine, text: str, *, block: bool) -> None:
        """What cannot be shown stays as it is, unless somebody says that it may go."""
        block = block or "\n" in text
        hidden = ", ".join(hidden_in(text, block=block))

        def without() -> None:
            if block:
                self._owner.open_text(line, without_hidden(text, block=True))
            else:
                self.editor.edit(without_hidden(text))

        words = (
            f"it holds what cannot be shown ({hidden}): enter edits it without that, any other key leaves it as it is"
        )
        self._owner.ask(words, "enter", without)

    def _add(self, line: FormLine) -> None:
        """One more item, or one more key by the name that was typed."""
        filling, member = self._owner.filling, line.member
        if member is None:
            return
        path: Path
        if member.shape == "list":
            present = filling.value(line.path)
            path = (*line.path, len(present) if isinstance(present, list) else 0)
            filling = filling.append(line.path)
        else:
            name = self.editor.value.strip()
            if not name:
                self.move(1)
                return
            path = (*line.path, name)
            shape = member.item.shape if member.item is not None else "plain"
            if filling.value(path) is MISSING:
                filling = filling.put(path, {} if shape in ("object", "map") else [] if shape == "list" else "")
        self._owner.fill(filling)
        made = (number for number, each in enumerate(self._lines) if each.path[: len(path)] == path)
        first = next((number for number in made if self._lines[number].kind == "field"), None)
        if first is not None:
            self._go(first)

    def action_back(self) -> None:
        """Put back what was read."""
        line = self.line
        if line is not None and line.kind in ("field", "group"):
            self._list.close()
            self._owner.fill(self._owner.filling.back(line.whole))

    def action_empty(self) -> None:
        """Go through empty, null and not set, as far as the value can be so."""
        line, can_be = self.line, self.can_be
        if line is not None and can_be:
            self._list.close()
            value = self._owner.filling.value(line.whole)
            here = next((number for number, each in enumerate(can_be) if is_same(each, value)), -1)
            self._owner.fill(self._owner.filling.put(line.whole, can_be[(here + 1) % len(can_be)]))

    def action_remove(self) -> None:
        """Take out the item that the cursor is in."""
        path = self.removable
        if path:
            self._list.close()
            self._names.clear()
            self._owner.fill(self._owner.filling.remove(path))

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what was clicked, and choose what can be chosen there."""
        event.stop()
        region = self.content_region
        at = self._top + event.screen_y - region.y
        cell = event.screen_x - region.x - self._widths.value_at - _EDGE
        if self.editor.locked or event.widget is self._list or at >= len(self._lines) or not self._lines[at].stands:
            return
        moved = at != self._at
        if moved:
            self._go(at)
        line = self._lines[at] if self._at == at else None
        if line is None:
            return
        how = self._control(line)
        if how == "radio":
            found = drawing.radio_at(radios(line, self._value(line)), cell)
            if found is not None:
                self._choose(line, found)
        elif self.editor.takes_text:
            if moved and cell >= 0:
                self.editor.cursor_at_cell(cell)
        elif not moved or line.kind == "add":
            self._enter(line)
