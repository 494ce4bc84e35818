"""The first line of the screen: one tab per account with its state, and at the right what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from textual import events
from textual.content import Content
from textual.message import Message

from explorer.model.errors import NotCached
from explorer.model.value import dataclass
from explorer.ui import cells
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import PaneState, Sentence, Tone


@dataclass(frozen=True, slots=True)
class TabState:
    """What one tab says."""

    title: str
    sign: str = ""
    tone: Tone = ""


def tab_state(title: str, state: PaneState | None, signs: Signs) -> TabState:
    """The tab of an account whose pane is in `state`; None: not visited yet, nothing to say."""
    if state is None:
        return TabState(title)
    if state.offline or (state.problem is not None and isinstance(state.problem.error, NotCached)):
        return TabState(title, signs.missing, "unsure")
    if state.problem is not None:
        return TabState(title, signs.failed, "failed")
    if state.listing.note:
        return TabState(title, signs.failed, "unsure")
    if state.loading or state.progress:
        return TabState(title, signs.cut)
    return TabState(title)


class AccountTabs(OneLine):
    """Numbered tabs; the one in front stands in brackets."""

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        place: int

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[Content, ...] = ()
        self._active = 0
        self._first = 0
        """The first tab that there is room for."""

    def show_tabs(self, tabs: Sequence[TabState], active: int, rights: Sequence[Sentence]) -> None:
        """Show the tabs, and at the right end the first of `rights` that leaves room for all of them, or the last."""
        shown: list[Content] = []
        for place, tab in enumerate(tabs):
            front = place == active
            number = f"{place + 1} " if place < 9 else ""
            tone: Tone = "strong" if front else ""
            head, end = f"{'[' if front else ' '}{number}{tab.title}", "] " if front else "  "
            shown.append(cells.line((head, tone), (f" {tab.sign}" if tab.sign else "", tab.tone), (end, tone)))
        self._tabs, self._active = tuple(shown), active
        right, *briefer = (cells.line(*each) for each in rights)
        self.show(cells.NOTHING.join(shown), right, *briefer)

    def fitted(self, content: Content, room: int) -> Content:
        """The tabs from the first one on that lets the one in front be seen."""
        self._first = 0
        while self._first < self._active and sum(self._widths[self._first : self._active + 1]) > room:
            self._first += 1
        return super().fitted(cells.NOTHING.join(self._tabs[self._first :]), room)

    @property
    def _widths(self) -> list[int]:
        return [each.cell_length for each in self._tabs]

    def on_click(self, event: events.Click) -> None:
        """Go to the tab that was clicked."""
        event.stop()
        ends = accumulate(self._widths[self._first :])
        place = next((place for place, end in enumerate(ends, self._first) if event.x < end), None)
        if place is not None:
            self.post_message(self.Chosen(place))
