"""What can be done with the record under the cursor or with the marked ones, what it does, and the way back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.model.account import Account
from explorer.model.value import dataclass
from explorer.ui import cells, keys, offers
from explorer.ui.change_lines import wrapped
from explorer.ui.keys import as_bound
from explorer.ui.offers import Check, Offer, Subject
from explorer.ui.screens.painted_dialog import PaintedDialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence

_NAMES_LINES: Final = 3
_TITLE_WIDTH: Final = 22


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be done."""

    operation: str
    """Its name, or `offers.JOURNAL`."""
    many: bool
    """With the marked records; else with the one under the cursor, or with its collection."""


class ActionsScreen(PaintedDialog[Chosen]):
    """A list to choose from. With marks, and the cursor on a record without one, it first asks which are meant."""

    CSS_PATH = "actions.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("actions")

    def __init__(
        self,
        subject: Subject,
        *,
        account: Account,
        check: Check,
        signs: Signs,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`check` raises ExplorerError when an operation cannot be called at an address."""
        super().__init__(monotonic)
        self._subject = subject
        self._account = account
        self._check = check
        self._signs = signs
        self._resource = account.vendor.resource(subject.collection.segments)
        self._asks = bool(subject.marked) and subject.record is not None and not subject.is_marked
        self._many = bool(subject.marked) and not self._asks
        self._offers: Sequence[Offer] = ()

    def compose(self) -> ComposeResult:
        """Title, names, what can be done, what the current one does, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield Lines(can_focus=False, id="names")
            yield LiveLines(pointed=True, can_focus=False, id="offers")
            yield Lines(can_focus=False, id="words")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show the first list."""
        self._show()

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._show(self.query_one("#offers", LiveLines).current)

    @property
    def offers(self) -> Sequence[Offer]:
        """What is shown, from the top."""
        return self._offers

    # What it shows

    def _show(self, current: int = 0) -> None:
        self._offers = self._targets() if self._asks else self._operations()
        title: Sentence = ((" Actions", "strong"), (f" {self._signs.separator} {self._heading}", ""))
        self.query_one("#title", OneLine).show(cells.line(*title), cells.text(f"{self._account.title} ", "strong"))
        self.query_one("#keys", HintsLine).tell(as_bound("actions", self._keys()), cells.NOTHING)
        width, room = self.inner_width, self.app.size.height - 2
        named = wrapped(((offers.names(self._subject), "dim"),), width, 3)[:_NAMES_LINES] if self._many else []
        tallest = max(len(self._words(each, width)) for each in self._offers)
        listed = max(min(len(self._offers), room - len(named) - tallest), 1)
        for part, height in (("#names", len(named)), ("#offers", listed), ("#words", min(tallest, room - listed))):
            self.query_one(part).styles.height = height
        self.query_one("#names", Lines).show(named)
        lines = self.query_one("#offers", LiveLines)
        lines.show([self._line(each, width) for each in self._offers])
        lines.move(current)
        self._tell()

    @property
    def _heading(self) -> str:
        if self._asks:
            return f"with this {self._resource.singular}, or with those that are marked?"
        return self._subject.whom(self._resource, many=self._many)

    def _targets(self) -> list[Offer]:
        subject = self._subject
        one = Offer("t", "", f"this {self._resource.singular}", subject.whom(self._resource, many=False))
        count = len(subject.marked)
        many = Offer("m", "", f"the {count:,} marked", offers.names(subject))
        return [one, many]

    def _operations(self) -> list[Offer]:
        return offers.offers(self._subject, self._account, self._check, many=self._many)

    def _line(self, offer: Offer, width: int) -> Content:
        words = f"off: {offer.off}" if offer.off else offer.words
        columns = (
            (cells.text(f"   {offer.key}", "dim" if offer.off else "key"), 6),
            (cells.text(offer.title, "dim" if offer.off else ""), _TITLE_WIDTH),
            (cells.text(words, "dim"), max(width - 6 - _TITLE_WIDTH, 1)),
        )
        return cells.side_by_side(columns)

    def _words(self, offer: Offer, width: int) -> list[Content]:
        """All that is to be said about one."""
        lines = [cells.NOTHING]
        if offer.words:
            lines += wrapped(((offer.words, ""),), width - 3)
        if offer.off:
            lines += wrapped(((f"{self._signs.failed} off: {offer.off}", "unsure"),), width - 3)
        return [*lines, cells.NOTHING]

    def _keys(self) -> Sentence:
        other: tuple[Part, ...] = ()
        if not self._asks and self._subject.marked and self._subject.record is not None:
            words = f"this {self._resource.singular}" if self._many else f"the {len(self._subject.marked):,} marked"
            other = (("tab ", "key"), (f"{words} instead   ", "dim"))
        return (("enter ", "key"), ("choose   ", "dim"), *other, ("esc ", "key"), ("leave ", "dim"))

    def _tell(self) -> None:
        offer = self._offers[self.query_one("#offers", LiveLines).current]
        self.query_one("#words", Lines).show(self._words(offer, self.inner_width))

    # Keys

    def on_key(self, event: events.Key) -> None:
        """The letter of a line chooses it."""
        place = next((at for at, each in enumerate(self._offers) if each.key == event.character), None)
        if place is not None and not self.is_early(event):
            event.stop()
            event.prevent_default()
            lines = self.query_one("#offers", LiveLines)
            lines.move(place - lines.current)
            self.action_choose()

    @on(LiveLines.Moved)
    def _moved(self) -> None:
        self._tell()

    @on(Lines.Chosen)
    def _clicked(self) -> None:
        self.action_choose()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.query_one("#offers", LiveLines).move(by)

    def action_choose(self) -> None:
        """Take the current line; one that is off says why instead."""
        place = self.query_one("#offers", LiveLines).current
        if self._asks:
            self._asks, self._many = False, place == 1
            self._show()
        elif not self._offers[place].off:
            self.end(Chosen(self._offers[place].operation, self._many))

    def action_other(self) -> None:
        """The other ones are meant."""
        if self._subject.marked and self._subject.record is not None and not self._asks:
            self._many = not self._many
            self._show()
