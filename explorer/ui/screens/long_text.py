"""A dialog for text of several lines. What is typed goes to the form at once: to leave it loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from explorer.ui import cells, keys
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.widgets.text_area import BlockInput
from explorer.ui.wording import Part


class LongTextScreen(Dialog[None]):
    """Edits one text. `typed` is told the whole of it whenever it changed."""

    CSS_PATH = "long_text.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("text")

    AUTO_FOCUS = ""

    def __init__(
        self,
        text: str,
        *,
        label: str,
        signs: Signs,
        typed: Callable[[str], None],
        first: events.Key | events.Paste | None = None,
    ) -> None:
        """`text` holds nothing that cannot be shown besides line feeds and tabs. `first` is the key or the paste
        that opened it, where it is text."""
        super().__init__()
        self._early: list[events.Key | events.Paste] = [first] if first is not None else []
        self._text = text
        self._label = label
        self._signs = signs
        self._typed = typed
        self._area = BlockInput(text, told=self._say)
        self._loaded = self._told = self._area.text

    def compose(self) -> ComposeResult:
        """What is edited, the text, and the keys."""
        with Vertical():
            yield OneLine(id="title")
            yield self._area
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        self._say(self._warning)
        keys: tuple[Part, ...] = (
            ("esc ", "key"),
            ("back to the form  ", "dim"),
            ("f3 ", "key"),
            ("as it was opened", "dim"),
        )
        self.query_one("#keys", HintsLine).tell([(" ", ""), *as_bound("text", keys)])
        self._area.move_cursor(self._area.document.end)
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        """It stands on the screen: what was typed for it meanwhile comes first."""
        for event in sorted(self._early, key=lambda each: each.time):
            await self._area.take(event)
        self._early = []
        if self.is_current:
            self.set_focus(self._area)

    def take(self, event: events.Key | events.Paste) -> None:
        """Text typed after the key that opens the dialog is for it, wherever it arrives."""
        event.stop()
        event.prevent_default()
        self._early.append(event)

    def on_key(self, event: events.Key) -> None:
        """Keys come here until the text has the focus."""
        if self.focused is None:
            self.take(event)
        else:
            super().on_key(event)

    def on_paste(self, event: events.Paste) -> None:
        """As keys."""
        if self.focused is None:
            self.take(event)

    def _say(self, words: str) -> None:
        title = cells.line((f" {self._label}", "strong"), (f"  {words}", "unsure"))
        self.query_one("#title", OneLine).show(title)

    @property
    def _warning(self) -> str:
        """Line endings of several kinds become one as soon as something is changed."""
        kinds = set(re.findall("\r\n|\n|\r", self._text))
        if len(kinds) < 2:
            return ""
        return f"{self._signs.failed} its line endings are of {len(kinds)} kinds: a change makes them one"

    @on(BlockInput.Changed)
    def _tell(self) -> None:
        text = self._area.text
        if text != self._told:
            self._told = text
            # Untouched it is what was given, whatever its line endings are.
            self._typed(self._text if text == self._loaded else text)

    def action_back(self) -> None:
        """Put back what was there when it was opened."""
        self._area.load_text(self._text)
        self._area.move_cursor(self._area.document.end)
        self._tell()

    def action_leave(self) -> None:
        """Back to the form, with what was typed."""
        self._tell()
        super().action_leave()
