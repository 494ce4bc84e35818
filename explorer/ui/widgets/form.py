"""`Form`: a form to be filled in with the keyboard. An editor lies over the value under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType

from explorer.model.edit import MISSING
from explorer.model.json_text import JsonObject, JsonValue, dumps
from explorer.model.members import Path, show_text
from explorer.ui import cells, keys
from explorer.ui.hidden_text import hidden_in, without_hidden
from explorer.ui.signs import Signs
from explorer.ui.widgets import form_drawing as drawing
from explorer.ui.widgets.field_editor import EditorOwner
from explorer.ui.widgets.form_choosing import EDGE, Choices, ChoosingForm
from explorer.ui.widgets.form_lines import (
    Control,
    FormLine,
    control,
    empties,
    is_list_of_texts,
    is_same,
    radios,
)
from explorer.ui.widgets.form_view import FormOwner
from explorer.ui.widgets.repaint import Stretch

_STEPS: Final = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1, "ctrl+home": -1_000_000, "ctrl+end": 1_000_000}
"""Keys that move, and by how many lines."""


class Form(ChoosingForm):
    """A form and its editor, which has the focus. A move draws two lines anew, a typed key what changed in one."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("form", "back", "empty", "remove")

    def __init__(self, owner: FormOwner, record: JsonObject, choices: Choices, signs: Signs) -> None:
        """`record` is what was read, for the values that the form does not have."""
        super().__init__(owner, record, choices, signs)
        self._typing = False

    @property
    def _editing(self) -> EditorOwner:
        return self

    def accept_keys(self) -> None:
        """The form is on the screen: keys that are read from now on count."""
        self.editor.accept_from_now()
        self.find_all_names()

    # The value under the cursor

    @property
    def can_be(self) -> tuple[JsonValue, ...]:
        """What of empty, null and not set it can be."""
        return empties(self.line, self._owner.filling) if self.line is not None else ()

    @property
    def removable(self) -> Path:
        """The item or key around the cursor that can be taken out; empty: there is none."""
        line = self.line
        if line is None or line.kind == "add":
            return ()
        paths = (line.path[:length] for length in range(len(line.path), 1, -1))
        return next((path for path in paths if self._owner.filling.removable(path)), ())

    def text_of(self, line: FormLine) -> str:
        """The value of `line` as text to be edited elsewhere; a structure in several lines."""
        value = self.value_of(line)
        if isinstance(value, (dict, list)) and line.member is not None and not is_list_of_texts(line.member):
            return dumps(value, indent=2)
        return show_text(line.member, value) if line.member is not None else ""

    def put_text(self, line: FormLine, text: str) -> None:
        """The value of `line` was edited elsewhere, as text."""
        self._owner.fill(self.filled(line, text))

    def _control(self, line: FormLine) -> Control:
        filling = self._owner.filling
        if (
            line.kind == "field"
            and drawing.is_masked(line, filling.was(line.path))
            and not filling.is_changed(line.whole)
        ):
            return "masked"
        return control(line, filling)

    def show_field(self) -> None:
        """Have the editor begin with the value under the cursor; what is just being typed it has already."""
        line = self.line
        if line is None:
            return
        value = self.value_of(line)
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
        width = max(self._widths.value - 2 * EDGE, 1)
        if choices := radios(line, self.value_of(line)):
            room = self._widths.value + self._widths.note - 2 * EDGE
            width = max(width, min(drawing.radio(choices, MISSING, self._signs).cell_length, room))
        x, y, covered = self._place
        place = (self._widths.value_at + EDGE, self._at - self._top, width)
        if place == self._place:
            return {}
        self._place = place
        self.editor.styles.offset, self.editor.styles.width = place[:2], width
        self.call_after_refresh(self.editor.tell_cursor)
        return {y: (x, x + covered)}

    # What the editor tells

    def take_text(self, text: str) -> None:
        """The text in the editor is another one."""
        line = self.line
        if line is None or line.kind == "add":
            return
        self._typing = True
        try:
            self._owner.fill(self.filled(line, text))
        finally:
            self._typing = False
        self.suggest(line, text)

    def take_paste(self, event: events.Paste) -> None:
        """What is pasted on text of several lines goes to its end."""
        if self.line is not None and self.line.member is not None and self._control(self.line) == "long":
            self._owner.open_text(self.line, self.text_of(self.line), event)

    def tell(self, words: str) -> None:
        """Say it below the form."""
        self._owner.say(words)

    # Keys

    def take_key(self, event: events.Key) -> bool:
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
            if not self.take_choice():
                self._enter(line)
        else:
            return self._value_key(line, event)
        return True

    def _value_key(self, line: FormLine, event: events.Key) -> bool:
        how = self._control(line)
        if how == "radio":
            return self.radio_key(line, event)
        if self.editor.takes_text or not event.is_printable:
            return False
        if how == "long" and line.member is not None:
            self._owner.open_text(line, self.text_of(line), event)
        elif how == "guarded":
            self._enter(line)
        elif line.kind in ("group", "item"):
            self._owner.say("nothing can be typed here: it stands in the lines below")
        elif line.kind == "closed":
            self._owner.say("nothing can be typed here: this cannot be edited")
        elif how == "masked":
            self._owner.say("masked, so it cannot be edited: close the form, M on the main screen shows it")
        return True

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
            self._guard(line, show_text(line.member, self.value_of(line)), block=line.member.field.kind == "long")
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
        cell = event.screen_x - region.x - self._widths.value_at - EDGE
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
            found = drawing.radio_at(radios(line, self.value_of(line)), cell)
            if found is not None:
                self.choose(line, found)
        elif self.editor.takes_text:
            if moved and cell >= 0:
                self.editor.cursor_at_cell(cell)
        elif not moved or line.kind == "add":
            self._enter(line)
