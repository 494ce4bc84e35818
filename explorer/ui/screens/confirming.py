"""What the reviews have in common: what would be sent is shown, and only a key that was read afterwards sends it."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, Final
from urllib.parse import urlsplit

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from explorer.model.account import Account
from explorer.model.curl import curl
from explorer.model.errors import ExplorerError
from explorer.model.outcome import Prepared
from explorer.ui import cells, keys
from explorer.ui.change_lines import wrapped
from explorer.ui.copying import copy
from explorer.ui.keys import as_bound, pressed
from explorer.ui.screens.painted_dialog import LOOK_SECONDS, PaintedDialog, PaintedInput
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, number, told

_NARROW: Final = 80
"""Cells below which keys are named in short."""


class ConfirmingScreen(PaintedDialog[bool]):
    """Dismisses with True to send, else with None."""

    CSS_PATH = "confirming.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("review")

    def __init__(
        self,
        prepared: Prepared,
        wanted: str,
        *,
        account: Account,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`prepared` is what is copied; `wanted` has to be typed when it is not empty."""
        super().__init__(monotonic)
        self.prepared = prepared
        self.wanted = wanted
        self.account = account
        self.signs = signs
        self.clock = clock
        self.say = say

    @property
    @abstractmethod
    def heading(self) -> str:
        """What would be done, in the title."""

    @property
    @abstractmethod
    def question(self) -> str:
        """What has to be typed, in words."""

    @property
    def way_back(self) -> str:
        """How it is taken back, or that it cannot be."""
        return self.prepared.operation.way_back_from(self.prepared.edit.wanted)

    @property
    def back(self) -> str:
        """Where `escape` leads."""
        return "leave it"

    def heading_in(self, room: int) -> str:
        """It, in as many cells."""
        return self.heading

    @abstractmethod
    def request(self, width: int) -> Sequence[Content]:
        """The difference and the request, in lines of `width` cells; what is too long scrolls."""

    @abstractmethod
    def consequences(self, width: int) -> Sequence[Content]:
        """What is known of it, what it does, and the way back; it stands still below."""

    def compose(self) -> ComposeResult:
        """Title, what would be sent, the line to type in, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield Lines(id="request")
            yield Lines(can_focus=False, id="consequences")
            if self.wanted:
                with Horizontal():
                    yield OneLine(id="question")
                    yield PaintedInput(self.is_early)
                yield OneLine(id="said")
            yield HintsLine(id="keys")

    def always(self, width: int) -> tuple[list[Content], list[Content]]:
        """What stands there whatever else has to scroll: what is called, and the way back or that there is none."""
        url = urlsplit(self.prepared.url)
        path = f"{url.path}?{url.query}" if url.query else url.path
        called = wrapped(((f"{self.prepared.method} ", "strong"), (path, "")), width, 1)
        way_back = self.way_back
        return called, wrapped(((way_back, "unsure"),), width, 1) if way_back else []

    def on_mount(self) -> None:
        """Show it."""
        if self.wanted:
            question = cells.text(f" {self.question}: ", "strong")
            self.query_one("#question", OneLine).show(question)
            self.query_one("#question", OneLine).styles.width = question.cell_length
        self._lay_out()

    @property
    def _keys(self) -> Sentence:
        narrow = self.inner_width < _NARROW
        gap, copies, back = ("  ", "curl", "back") if narrow else ("   ", "copy as curl", self.back)
        send, copy_key = ("enter ", "tab y ") if self.wanted else ("S ", "y ")
        told: tuple[Part, ...] = ((send, "key"), (f"send{gap}", "dim"), (copy_key, "key"), (f"{copies}{gap}", "dim"))
        return (*told, ("escape ", "key"), (f"{back} ", "dim"))

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.inner_width, self.app.size.height
        self._show_title(width)
        request, below = self.query_one("#request", Lines), self.query_one("#consequences", Lines)
        room = height - (4 if self.wanted else 2)
        lines, known = self._arranged(width, room)
        request.show(lines)
        below.show(known)
        below.styles.height = kept = len(known)
        request.styles.height = shown = max(min(len(lines), room - kept), 1)
        more = f" {number(len(lines))} lines: pgdn" if len(lines) > shown else ""
        self.query_one("#keys", HintsLine).tell(as_bound("review", self._keys), cells.text(more, "unsure"))

    def _show_title(self, width: int) -> None:
        whose = cells.text(f"{self.account.title} ", "strong")
        begin = cells.line((" Review", "strong"), (f" {self.signs.separator} ", ""))
        room = width - begin.cell_length - whose.cell_length - 1
        self.query_one("#title", OneLine).show(begin + cells.text(self.heading_in(room)), whose)

    def _arranged(self, width: int, room: int) -> tuple[list[Content], list[Content]]:
        """What scrolls, and what stands still below it, in `room` lines."""
        lines, known = [*self.request(width)], [*self.consequences(width)]
        if len(lines) + len(known) <= room:
            return lines, known
        called, way_back = self.always(width)
        told = [line for line in known if line.plain.strip()]
        if len(called) + len(told) <= room // 2:
            return lines, [*called, *told]
        return [*lines, *known], [*called, *way_back][: max(room - 1, 0)]

    # Keys

    def painted(self) -> None:
        """What would be sent can be read: from now on keys count."""
        self.set_focus(self.query_one(PaintedInput) if self.wanted else self.query_one("#request", Lines))

    def on_key(self, event: events.Key) -> None:
        """`S` has to come after a look."""
        if pressed("review-send", event.key) and not self.is_early(event) and self.is_early(event, LOOK_SECONDS):
            event.stop()
            self.say(f"{event.key} came before this could be read: look, then press it again")

    def action_send(self) -> None:
        """Send, unless something has to be typed for it."""
        if self.wanted:
            self._refuse(self.question)
        else:
            self.end(True)

    @on(PaintedInput.Submitted)
    def _typed(self, event: PaintedInput.Submitted) -> None:
        if event.value == self.wanted:
            self.end(True)
        else:
            typed = f"{self.signs.opening}{event.value}{self.signs.closing}"
            self._refuse(f"{typed} is not {self.wanted}: nothing was sent" if event.value else self.question)

    def _refuse(self, words: str) -> None:
        self.query_one("#said", OneLine).show(cells.text(f" {self.signs.failed} {words}", "failed"))

    async def action_copy(self) -> None:
        """Copy the request as a command for curl."""
        try:
            command = curl(self.account, self.prepared.method, self.prepared.url, self.prepared.body)
        except ExplorerError as error:
            self.say(told(error))
        else:
            self.say(f"the request as curl: {await copy(self.app, command)}")

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self.query_one("#request", Lines).move(by)
