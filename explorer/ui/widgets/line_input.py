"""`LineInput`: a line to type in, without frame and without anything that blinks."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from explorer.model.text import safe


class LineInput(Input):
    """Textual's input as one bare line. What is pasted is made safe, and its line feeds never submit."""

    DEFAULT_CSS = """
    LineInput:ansi > .input--cursor {
        /* In the terminal's own colours only reverse video is sure to differ from what is around it. */
        background: transparent;
        color: ansi_default;
        text-style: reverse;
    }
    """

    def __init__(self, *, password: bool = False, id: str | None = None) -> None:
        super().__init__(password=password, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(safe(event.text.strip()), *self.selection)

    async def _on_key(self, event: events.Key) -> None:
        """An alt key is an `escape` with a key right after it: it is no text, and the dialog's affair. What edits the
        line or submits it is done before the next key is looked at: on a slow line several arrive at once, and left to
        the screen it would come after text that was typed behind it."""
        if event.key.startswith("alt+"):
            event.prevent_default()
        elif not event.is_printable and self.screen.is_active:
            for binding in self._bindings.key_to_bindings.get(event.key, ()):
                if await self.app.run_action(binding.action, self):
                    event.stop()
                    event.prevent_default()
                    return
