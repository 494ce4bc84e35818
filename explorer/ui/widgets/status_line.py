"""The last line of a tab: where the cursor is, how much is held, of when, and what is going on or went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.timer import Timer

from explorer.ui import cells, wording
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import PaneState

_TICK: Final = 1.0
"""Seconds between two looks at how long a wait lasts yet."""


class StatusLine(OneLine):
    """The state of a table, told anew every second while something is waited for; what to do about a problem stands at
    the right and is never cut."""

    def __init__(self, state: Callable[[], PaneState], clock: Callable[[], float], signs: Signs) -> None:
        super().__init__()
        self._state = state
        self._clock = clock
        self._signs = signs
        self._ticking: Timer | None = None

    def tell(self) -> None:
        """Say how it stands."""
        state = self._state()
        left, rights = wording.status(state, self._clock(), self._signs)
        ends = [cells.line(("  ", ""), *each, (" ", "")) if each else cells.NOTHING for each in rights]
        needed = cells.line((" ", ""), *left[:1]).cell_length  # of a problem the cause: what can be done may be cut
        self.show(cells.line((" ", ""), *left), *ends, needed=needed)
        self._count_down(waits=state.pause is not None)

    def _count_down(self, *, waits: bool) -> None:
        """Tell of the time that is left while something is waited for; nothing is sent when nothing is."""
        if not waits and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        elif waits and self._ticking is None:
            self._ticking = self.set_interval(_TICK, self.tell, name="time left to wait")
