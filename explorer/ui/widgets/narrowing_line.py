"""The line that says how the rows are narrowed."""

from __future__ import annotations

from explorer.ui import cells, wording
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import PaneState


class NarrowingLine(OneLine):
    """Search, filters and order; the line is away while there are none."""

    def show_state(self, state: PaneState, signs: Signs) -> None:
        """Say how the rows are narrowed."""
        told = wording.narrowing(state, signs)
        self.set_class(bool(told), "-narrowed")
        self.show(cells.line((" ", ""), *told))
