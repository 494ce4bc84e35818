"""The line that says how the rows are narrowed."""

from __future__ import annotations

from explorer.ui import cells
from explorer.ui.narrowing_words import narrowing
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import PaneState


class NarrowingLine(OneLine):
    """Search, filters and order, and what clears them; the line is away while there are none."""

    def show_state(self, state: PaneState, signs: Signs) -> None:
        """Say how the rows are narrowed."""
        told, keys = narrowing(state, signs)
        self.set_class(bool(told), "-narrowed")
        self.show(cells.line((" ", ""), *told), cells.line(*keys))
