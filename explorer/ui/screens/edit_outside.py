"""What of a form is edited elsewhere: text of several lines in a dialog, a field or all of it in the user's editor."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.worker import Worker

from explorer.model.filling import Filling
from explorer.ui import keys, masking
from explorer.ui.screens.edit_view import EditView
from explorer.ui.widgets.form_lines import FormLine
from explorer.ui.workers import run_worker

if TYPE_CHECKING:
    from explorer.ui.external_editor import BrokenText

_MASKED: Final = "not into a file while personal data is masked: M on the main screen shows it"


class EditOutside(EditView):
    """A form whose fields can be edited elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("form", "editor", "editor-all")

    _hidden: Collection[str] = ()
    """Environment variables that an editor does not get."""
    _at_unread: Filling
    """What was filled in when the editor left `_unread`, or when the form was opened with it."""
    _lent: Worker[None] | None = None
    """Has the user's editor run."""

    @abstractmethod
    def fill(self, filling: Filling) -> None:
        """Go on with `filling`."""

    @property
    def unread_on_disk(self) -> str:
        """With what was filled in since on top; none with a secret in it."""
        if not self._unread:
            return ""
        from explorer.ui.change_text import names_secret, with_since  # most forms are filled in without it

        if names_secret(self._unread, self._filling.operation):
            return ""
        return with_since(self._unread, self._at_unread, self._filling)

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
            self._lend(partial(self._edit_outside, line))

    def action_edit_all_outside(self) -> None:
        """The whole change in the user's own editor."""
        if masking.is_on():
            self.say(_MASKED)
        elif not self._going_on:
            self._lend(self._edit_all_outside)

    def _lend(self, work: Callable[[], Awaitable[None]]) -> None:
        """One editor has the terminal: keys that came together with the first are for no second one."""
        if self._lent is None or self._lent.is_finished:
            self._lent = run_worker(self, work, group="editor")

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
        from explorer.ui.external_editor import BrokenText, edit_change

        was = self._filling
        text = ""
        if self._unread:
            from explorer.ui.change_text import with_since

            text = with_since(self._unread, self._at_unread, was)
        edited = await edit_change(self.app, was, text=text, hidden=self._hidden)
        if isinstance(edited, BrokenText):
            self._left_unread(edited, was)
        elif edited is not None:
            self._use_unread("", was)
            if edited == was:
                self.say("nothing was changed in the editor")
            else:
                self.fill(edited)

    def _left_unread(self, left: BrokenText, was: Filling) -> None:
        if left.text:
            self._use_unread(left.text, was)
            leaves = "any other key leaves it for shift+f4"
            if not self.unread_on_disk:
                leaves += ", until the form is closed: it holds a secret"
            words = f"{left.problem}: enter opens it again as it was left, {leaves}"
            self.ask(words, "enter", self.action_edit_all_outside)
        elif self._unread:
            words = f"{left.problem}; y forgets what stood there before, any other key leaves it for shift+f4"
            self.ask(words, "y", partial(self._use_unread, "", was))
        else:
            self.say(left.problem)

    def _use_unread(self, text: str, was: Filling) -> None:
        """Have the draft keep `text`, which the editor left beside `was`, in place of the one before."""
        if text != self._unread:
            self._unread, self._at_unread = text, was
            self.keep()
            self.tell()
