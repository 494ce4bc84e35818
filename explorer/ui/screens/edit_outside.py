"""What of a form is edited elsewhere: text of several lines in a dialog, a field or all of it in the user's editor."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from functools import partial
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType

from explorer.model.filling import Filling
from explorer.ui import keys, masking
from explorer.ui.screens.edit_view import EditView
from explorer.ui.widgets.form_lines import FormLine
from explorer.ui.workers import run_worker

_MASKED: Final = "not into a file while personal data is masked: M on the main screen shows it"


class EditOutside(EditView):
    """A form whose fields can be edited elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("form", "editor", "editor-all")

    _hidden: Collection[str] = ()
    """Environment variables that an editor does not get."""
    _broken: tuple[Filling, str] | None = None
    """What an editor left that could not be read, and what was filled in then."""

    @abstractmethod
    def fill(self, filling: Filling) -> None:
        """Go on with `filling`."""

    def open_text(self, line: FormLine, text: str, first: events.Key | events.Paste | None = None) -> None:
        """Edit `text` in a dialog: every key of it is kept here at once, and goes there until it is left."""
        from explorer.ui.screens.long_text import LongTextScreen  # most forms are filled in without it

        def typed(text: str) -> None:
            self._form.put_text(line, text)

        dialog = LongTextScreen(text, label=line.label, signs=self._signs, typed=typed, first=first)
        self._form.editor.heir = dialog.take
        self.app.push_screen(dialog, self._after_text)

    def _after_text(self, _: object) -> None:
        self._form.editor.heir = None

    def action_edit_outside(self) -> None:
        """The field under the cursor in the user's own editor; where there is none, everything."""
        line = self._form.line
        if self._going_on:
            return
        if line is None or line.kind != "field":
            self.action_edit_all_outside()
        elif line.secret:
            self.say("a secret goes into no file: type it here")
        elif masking.is_on():
            self.say(_MASKED)
        else:
            run_worker(self, partial(self._edit_outside, line), group="editor")

    def action_edit_all_outside(self) -> None:
        """The whole change in the user's own editor."""
        if masking.is_on():
            self.say(_MASKED)
        elif not self._going_on:
            run_worker(self, self._edit_all_outside, group="editor")

    async def _edit_outside(self, line: FormLine) -> None:
        from explorer.ui.external_editor import edit_text

        suffix = ".json" if line.member is not None and line.member.field.kind == "json" else ".txt"
        before = self._form.text_of(line)
        edited = await edit_text(self.app, before, suffix, hidden=self._hidden)
        if edited is None:
            return
        was = self._filling
        if edited != before:
            self._form.put_text(line, edited)
        if self._filling == was:
            self.say(f"{line.label} is as it was")
        elif not edited:
            self.say(f"{line.label} was left empty in the editor: f3 puts back what was read")

    async def _edit_all_outside(self) -> None:
        from explorer.ui.change_text import with_since
        from explorer.ui.external_editor import BrokenText, edit_change

        was = self._filling
        text = with_since(self._broken[1], self._broken[0], was) if self._broken is not None else ""
        edited = await edit_change(self.app, was, text=text, hidden=self._hidden)
        if isinstance(edited, BrokenText):
            self._broken = (was, edited.text)
            words = f"{edited.problem}: enter opens it again as it was left, any other key leaves it for shift+f4"
            self.ask(words, "enter", self.action_edit_all_outside)
        elif edited is not None:
            self._broken = None
            if edited == was:
                self.say("nothing was changed in the editor")
            else:
                self.fill(edited)
