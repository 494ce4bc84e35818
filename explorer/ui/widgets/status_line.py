"""The last line of a tab: where the cursor is, how much is held, of when, and what is going on or went wrong."""

from __future__ import annotations

from explorer.ui import cells, wording
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import PaneState


class StatusLine(OneLine):
    """The state of a table; what to do about a problem stands at the right and is never cut."""

    def show_state(self, state: PaneState, now: float, signs: Signs) -> None:
        """Say how it stands."""
        left, rights = wording.status(state, now, signs)
        ends = [cells.line(("  ", ""), *each, (" ", "")) if each else cells.NOTHING for each in rights]
        needed = cells.line((" ", ""), *left[:1]).cell_length  # of a problem the cause: what can be done may be cut
        self.show(cells.line((" ", ""), *left), *ends, needed=needed)
