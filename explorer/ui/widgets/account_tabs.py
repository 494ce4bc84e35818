"""The first line of the screen: one tab per account with its state, and at the right what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from explorer.model.errors import NotCached
from explorer.model.value import dataclass
from explorer.ui import cells
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import PaneState, Part, Sentence, Tone


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
        self._ends: list[int] = []

    def show_tabs(self, tabs: Sequence[TabState], active: int, right: Sentence, brief: Sentence) -> None:
        """Show the tabs, and at the right end `right`, or `brief` where there is no room for that."""
        parts: list[Part] = []
        self._ends = []
        for place, tab in enumerate(tabs):
            front = place == active
            number = f"{place + 1} " if place < 9 else ""
            parts.append((f"{'[' if front else ' '}{number}{tab.title}", "strong" if front else ""))
            parts.append((f" {tab.sign}" if tab.sign else "", tab.tone))
            parts.append(("] " if front else "  ", "strong" if front else ""))
            self._ends.append(cells.line(*parts).cell_length)
        self.show(cells.line(*parts), cells.line(*right), cells.line(*brief))

    def on_click(self, event: events.Click) -> None:
        """Go to the tab that was clicked."""
        event.stop()
        place = next((place for place, end in enumerate(self._ends) if event.x < end), None)
        if place is not None:
            self.post_message(self.Chosen(place))
