"""`BlockInput`: text of several lines to type in, with nothing that blinks."""

from __future__ import annotations

import time

from textual import events
from textual.widgets import TextArea

from explorer.ui.hidden_text import without_hidden


class BlockInput(TextArea):
    """Textual's text area for text in which everything can be shown (`hidden_text.hidden_in` finds nothing). It acts on
    each key before it looks at the next, and on none that was read before it stood on the screen.

    Its text has one kind of line ending: that of the first two kinds of `\\r\\n`, `\\n`, `\\r` that was there.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self._since = float("inf")

    def accept_from_now(self) -> None:
        """Keys that were read before now do nothing: nobody could see what they would do."""
        self._since = time.monotonic()

    def _ignores(self, event: events.Key | events.Paste) -> bool:
        return event.time < self._since or not self.screen.is_active

    async def _on_key(self, event: events.Key) -> None:
        if self._ignores(event):
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
        if not self._ignores(event) and (
            result := self._replace_via_keyboard(without_hidden(event.text, block=True), *self.selection)
        ):
            self.move_cursor(result.end_location)
