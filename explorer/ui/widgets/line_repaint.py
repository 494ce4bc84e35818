"""Which lines of a table have to be sent to the terminal, and moving those that it already shows.

A terminal can scroll a band of its lines by itself (VT100 scroll margins, then delete or insert line): one scrolled
row then costs one line instead of a whole table. That holds only while the terminal shows what this thinks it shows,
so everything is reckoned in absolute rows and at the moment a frame is made.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.geometry import Region
from textual.widget import Widget

from explorer.ui.widgets.table_lines import HEADER


class LineRepaint:
    """The rows of one table that the terminal does not show as they are. One header line, then rows from `top` on."""

    def __init__(self) -> None:
        self._shown_top: int | None = None
        """The first row the terminal shows; None: what it shows is not known."""
        self._owed: set[int] = set()

    @property
    def shown_top(self) -> int | None:
        """The first row the terminal shows; None: what it shows is not known, and all lines will be sent."""
        return self._shown_top

    def forget(self) -> None:
        """All lines have to be sent."""
        self._shown_top = None

    def owe(self, rows: Iterable[int]) -> None:
        """The lines of `rows` have to be sent, wherever they stand by then."""
        self._owed.update(rows)

    def renumber(self, shift: int) -> None:
        """Every row has a number higher by `shift`, and stands where it stood."""
        if self._shown_top is not None:
            self._shown_top += shift
        self._owed = {HEADER for row in self._owed if row == HEADER} | {row + shift for row in self._owed if row >= 0}

    def align(self, widget: Widget, top: int) -> None:
        """Have the terminal show the rows from `top` on: its own lines moved where that is safe, else all owed."""
        shown, height = self._shown_top, widget.size.height - 1
        if shown is None or shown == top:
            return
        moved = top - shown
        if abs(moved) <= height // 2 and _owns_its_lines(widget):
            _scroll_terminal(widget, moved)
            self._owed.update(range(top + height - moved, top + height) if moved > 0 else range(top, top - moved))
            self._shown_top = top
        else:
            self._shown_top = None

    def take(self, widget: Widget, top: int) -> list[Region]:
        """The regions of `widget` that are owed; from now on they count as sent."""
        self.align(widget, top)
        width, height = widget.size
        owed, self._owed = self._owed, set()
        if self._shown_top is None:
            self._shown_top = top
            return [Region(0, 0, width, height)]
        lines = {0 if row == HEADER else row - top + 1 for row in owed}
        return [Region(0, line, width, 1) for line in lines if 0 <= line < height]

    def painted_whole(self, top: int) -> None:
        """All lines are being sent, on somebody else's behalf."""
        self._shown_top = top
        self._owed.clear()


def _owns_its_lines(widget: Widget) -> bool:
    """The terminal's lines at the place of `widget` hold it and nothing else, and a frame is not already owed."""
    app, screen = widget.app, widget.screen
    driver = app._driver
    if driver is None or driver.is_headless or driver.is_inline or app.screen is not screen:
        return False
    region, compositor = widget.region, screen._compositor
    if region.x != 0 or region.width != app.size.width or compositor._dirty_regions:
        return False
    for other, (place, clip) in compositor.visible_widgets.items():  # from the top one down
        if other is widget:
            return clip.contains_region(region)
        if place.intersection(clip).overlaps(region):
            return False
    return False


def _scroll_terminal(widget: Widget, moved: int) -> None:
    """Move the lines below the header up by `moved` (down, where negative). Delete and insert line rather than the
    newer scroll up and down (SU, SD), which the Linux console lacks."""
    region = widget.region
    top, bottom = region.y + 2, region.bottom  # from 1; the header stays
    act = f"{moved}M" if moved > 0 else f"{-moved}L"
    driver = widget.app._driver
    assert driver is not None
    driver.write(f"\x1b[{top};{bottom}r\x1b[{top}H\x1b[{act}\x1b[r")
