"""`BlockInput`: text of several lines to type in, with nothing that blinks."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import TextArea

from explorer.ui.hidden_text import pasted


class BlockInput(TextArea):
    """Textual's text area for text in which everything can be shown (`hidden_text.hidden_in` finds nothing). It acts on
    each key before it looks at the next, and on those that it is told to `take`.

    Its text has one kind of line ending: that of the first two kinds of `\\r\\n`, `\\n`, `\\r` that was there.
    """

    def __init__(self, text: str, *, told: Callable[[str], None]) -> None:
        """`told` is told in words what a paste had to leave out."""
        super().__init__(text, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self._tell = told

    async def take(self, event: events.Key | events.Paste) -> None:
        """Act on what was typed or pasted elsewhere for this text."""
        if isinstance(event, events.Paste):
            await self._on_paste(event)
        elif event.key.startswith("alt+"):
            await self.app._check_bindings("escape")
        else:
            await self._on_key(event)

    async def _on_key(self, event: events.Key) -> None:
        if not self.screen.is_active:
            event.stop()
            event.prevent_default()
        elif event.key.startswith("alt+"):
            event.prevent_default()  # an escape to dialogs, which it bubbles up to
        elif event.is_printable or event.key == "enter":
            await super()._on_key(event)
        else:
            event.stop()
            event.prevent_default()
            await self.app._check_bindings(event.key)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if not self.screen.is_active:
            return
        text, left_out = pasted(event.text, block=True)
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)
        if left_out:
            self._tell(left_out)
