"""A question before what cannot be taken back; and what has to be read before one goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from explorer.ui import cells
from explorer.ui.screens.painted_dialog import LOOK_SECONDS, PaintedDialog
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence

_WIDTH: Final = 100


class QuestionScreen(PaintedDialog[bool]):
    """Says what would happen. `enter`, or one of `keys`, does it: True; `escape` does not."""

    CSS_PATH = "question.tcss"

    def __init__(
        self,
        heading: str,
        sentences: Sequence[Sentence],
        *,
        does: str,
        leaves: str,
        keys: Sequence[str] = (),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`does` and `leaves` say what the keys lead to; `keys` are named as Textual does."""
        super().__init__(monotonic)
        self._heading = heading
        self._sentences = sentences
        self._does = does
        self._leaves = leaves
        self._yes = ("enter", *keys)

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield Lines()
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Say it."""
        self.query_one("#title", OneLine).show(cells.line((f" {self._heading}", "strong")))
        self.query_one("#keys", HintsLine).tell(self.keys)
        self._lay_out()

    @property
    def keys(self) -> list[Part]:
        """The keys that answer, and what they lead to."""
        yes: list[Part] = [(f" {' or '.join(self._yes)} ", "key"), (f"{self._does}   ", "dim")]
        return [*yes, ("esc ", "key"), (f"{self._leaves} ", "dim")]

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._lay_out()

    def painted(self) -> None:
        """It can be read: from now on keys scroll."""
        self.set_focus(self.query_one(Lines))

    def on_key(self, event: events.Key) -> None:
        """What answers has to come after a look."""
        if event.key in self._yes:
            event.stop()
            if not self.is_early(event, LOOK_SECONDS):
                self.end(True)

    def _lay_out(self) -> None:
        width = min(self.app.size.width, _WIDTH) - 4
        told = [line for each in self._sentences for line in cells.line(*each).wrap(max(width, 8))]
        shown = self.query_one(Lines)
        shown.show([cells.NOTHING, *(cells.text("  ") + line for line in told), cells.NOTHING])
        shown.styles.height = max(min(len(told) + 2, self.app.size.height - 2), 1)


class NoticeScreen(QuestionScreen):
    """Says what has happened, and stands until it was read: `enter` and `escape` go on."""

    def __init__(self, heading: str, sentences: Sequence[Sentence]) -> None:
        super().__init__(heading, sentences, does="go on", leaves="go on")

    @property
    def keys(self) -> list[Part]:
        """One way on."""
        return [(f" {' or '.join(self._yes)} or esc ", "key"), ("go on ", "dim")]
