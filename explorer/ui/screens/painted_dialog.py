"""A dialog that no key reaches which was read before the dialog was there to be seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from textual import events

from explorer.ui.screens.dialog import Dialog, Result
from explorer.ui.widgets.line_input import LineInput

LOOK_SECONDS: Final = 0.4
"""After the first paint no key answers for as long: on a slow line it was on its way before anything was read."""
WIDTH: Final = 116
"""Cells that such a dialog takes at most, as its `.tcss` has it."""


class PaintedDialog(Dialog[Result]):
    """Takes keys from its first paint on, and anew after another screen lay over it.

    A key counts by when the terminal's input was read, which Textual notes in each event on the same clock as
    `monotonic`: what was read before is dropped, however late it is handled. So on a slow line, where keys that were
    typed for what stood there before arrive in a bunch, none of them answers what nobody has read.
    """

    AUTO_FOCUS = ""
    CLEARS_TOLD = False  # what comes before a question may have to be known for its answer

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.monotonic = monotonic
        self.painted_at: float | None = None

    def painted(self) -> None:
        """It stands on the screen; the place to set the focus."""

    @property
    def inner_width(self) -> int:
        """Cells that lines of it have."""
        return min(self.app.size.width, WIDTH)

    def is_early(self, event: events.Event, seconds: float = 0.0) -> bool:
        """The event was read before the paint, or less than so many seconds after it."""
        return self.painted_at is None or event.time < self.painted_at + seconds

    def on_screen_resume(self) -> None:
        """It is about to be painted."""
        self.painted_at = None
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        if self.is_current:
            self.painted_at = self.monotonic()
            self.painted()

    def on_key(self, event: events.Key) -> None:
        """Drop what came too early."""
        if self.is_early(event):
            event.stop()
            event.prevent_default()


class PaintedInput(LineInput):
    """A line to type in of such a dialog."""

    def __init__(self, is_early: Callable[[events.Event], bool], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._is_early = is_early

    def _on_paste(self, event: events.Paste) -> None:
        self._drop_early(event)

    async def _on_key(self, event: events.Key) -> None:
        """Act on each key before the next one is looked at: on a slow line several arrive at once, and those that are
        no text would come after text that was typed behind them, if they were left to the screen."""
        self._drop_early(event)
        early_or_text = self._is_early(event) or event.is_printable or event.key.startswith("alt+")
        if not early_or_text and self.screen.is_active and await self.app._check_bindings(event.key):
            event.stop()
            event.prevent_default()

    def _drop_early(self, event: events.Event) -> None:
        if self._is_early(event):
            event.stop()
            event.prevent_default()
