"""What all dialogs have in common: they are left with `escape`."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """Lies over the main screen; dismisses with a result, or None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]

    def on_key(self, event: events.Key) -> None:
        """`escape` and a key right after it reach a terminal program as one alt key: here it is an escape only."""
        if event.key.startswith("alt+"):
            event.stop()
            self.action_leave()

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)
