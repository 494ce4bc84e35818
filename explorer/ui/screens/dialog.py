"""What all dialogs have in common: they are left with `escape`."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from explorer.ui import keys
from explorer.ui.widgets.line_input import LineInput

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """Lies over the main screen; dismisses with a result, or None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        # Textual asks what lies below a modal screen for no keys, not even the app.
        Binding("ctrl+c", "app.help_quit", "How to leave", show=False),
        Binding("ctrl+z", "app.suspend_process", "Stop until fg", show=False),
        *keys.bindings("dialogs"),
    ]

    CLEARS_TOLD: ClassVar[bool] = True
    """What was told before it opens goes: it would cover the title."""

    _ended: tuple[Result | None] | None = None
    """With what it was ended while another screen lay over it."""

    def on_mount(self) -> None:
        """Clear what was told before."""
        if self.CLEARS_TOLD:
            self.app.clear_notifications()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key acts on parts that are still to come: those that act wherever the focus is ask no queue."""
        return self.is_mounted and super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """`escape` and a key right after it reach a terminal program as one alt key: here it is an escape only.
        A character comes here when it was typed before the dialog's input had the focus: it is for the input."""
        if event.key.startswith("alt+"):
            event.stop()
            self.action_leave()
        elif event.is_printable and event.character and isinstance(self.focused, LineInput):
            event.stop()
            self.focused.replace(event.character, *self.focused.selection)

    def action_leave(self) -> None:
        """Leave."""
        self.end(None)

    def end(self, result: Result | None) -> None:
        """Dismiss with `result`, once: a second `enter` may be on its way when the first one ends the dialog. While
        another screen lies over it, such as the help, that is done as soon as it is left: what Textual takes away is
        always the one on top."""
        if self.is_active:
            self.dismiss(result)
        elif self.is_current and self._ended is None:
            self._ended = (result,)

    def on_screen_resume(self) -> None:
        """What lay over it was left."""
        if self._ended is not None and self.is_active:
            self.dismiss(*self._ended)
