"""Which lines of a table have to be sent to the terminal, and moving those that it already shows.

A terminal can scroll a band of its lines by itself (VT100 scroll margins, then delete or insert line): one scrolled
row then costs one line instead of a whole table. That holds only while the terminal shows what this thinks it shows,
so what it shows is kept line by line, and compared at the moment a frame is made.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.console import Console
from rich.control import Control
from textual._compositor import CompositorUpdate
from textual.geometry import Region
from textual.screen import UPDATE_PERIOD
from textual.strip import Strip
from textual.widget import Widget


class _LinesUpdate(CompositorUpdate):
    """Whole lines of the terminal, from its left edge."""

    def __init__(self, lines: Sequence[tuple[int, Strip]]) -> None:
        self._lines = lines

    def render_segments(self, console: Console) -> str:
        """As the terminal reads them."""
        return "".join(f"{Control.move_to(0, y)}{line.render(console)}" for y, line in self._lines)


class LineRepaint:
    """What the terminal shows of one table: a header line, then the rows from a first one on."""

    def __init__(self) -> None:
        self._top = 0
        self._shown: list[Strip | None] | None = None
        """Line by line; None for a line, or for all: not known."""
        self._region = Region()
        """Where the table stood at the last layout."""
        self._sends_all = False
        self._sent_at = 0.0

    @property
    def is_placed(self) -> bool:
        """The last layout gave the table a place on the screen."""
        return bool(self._region)

    def forget(self) -> None:
        """Others draw where the table was."""
        self._shown, self._region = None, Region()

    def laid_out(self, widget: Widget) -> bool:
        """Whether the layout whose frame comes next moves or resizes `widget`. Then either that frame sends it whole,
        or, where the compositor overlooked the change, it is not known what the terminal shows."""
        compositor = widget.screen._compositor
        region, _ = compositor.visible_widgets.get(widget, (Region(), None))
        if region == self._region:
            return False
        self._region = region
        self._sends_all = any(dirty.contains_region(region) for dirty in compositor._dirty_regions)
        self._shown = None
        return True

    def rendered(self, top: int, lines: Sequence[Strip]) -> None:
        """`lines` were rendered for a frame, which may send any part of them."""
        if self._sends_all:
            self._sends_all = False
            self._top, self._shown = top, list(lines)
        elif self._shown is not None:
            self._shown = [shown if shown == line else None for shown, line in zip(self._shown, lines, strict=False)]

    def owed(self, widget: Widget, top: int, lines: Sequence[Strip]) -> list[int]:
        """The numbers of those `lines` that the frame being made has to send; from now on they count as shown."""
        self._align(widget, top, lines)
        owed = [y for y, line in enumerate(lines) if self._shown is None or self._shown[y] != line]
        self._shown = list(lines)
        return owed

    def send(self, widget: Widget, top: int, lines: Sequence[Strip]) -> bool:
        """Send what the terminal does not show of `lines` now, past message queues and compositor, which take twice as
        long as all else that a key does. False: it takes a frame, because others draw there, or owe one, or because the
        last time is less than a frame ago."""
        now = time.monotonic()
        region = _own_lines(widget) if now - self._sent_at >= UPDATE_PERIOD else None
        app = widget.app
        if region is None or app._batch_count:
            return False
        self._sent_at = now
        owed = self.owed(widget, top, lines)
        if owed:
            update = _LinesUpdate([(region.y + y, lines[y]) for y in owed])
            app._display(widget.screen, update)  # type: ignore[arg-type]  # it asks no more of one than this has
        return True

    def _align(self, widget: Widget, top: int, lines: Sequence[Strip]) -> None:
        """Have the terminal scroll to the rows from `top` on, where that is safe and leaves less to send."""
        moved, self._top = top - self._top, top
        shown = self._shown
        if shown is None or len(shown) != len(lines):
            self._shown = None
            return
        if moved and abs(moved) < len(lines) - 1:
            scrolled = _scrolled(shown, moved)
            fewer = _differing(scrolled, lines) < _differing(shown, lines)
            region = _own_lines(widget) if fewer else None
            if region is not None:
                _scroll_terminal(widget, region, moved)
                self._shown = scrolled


def _scrolled(shown: Sequence[Strip | None], moved: int) -> list[Strip | None]:
    """`shown` with all but the header moved up by `moved` lines (down, where negative)."""
    header, rows = shown[0], shown[1:]
    blank: list[Strip | None] = [None] * abs(moved)
    return [header, *rows[moved:], *blank] if moved > 0 else [header, *blank, *rows[:moved]]


def _differing(shown: Sequence[Strip | None], lines: Sequence[Strip]) -> int:
    return sum(one != other for one, other in zip(shown, lines, strict=True))


def _own_lines(widget: Widget) -> Region | None:
    """Where `widget` is on the terminal; None where those lines hold something else too, or a frame is owed already.

    As the last frame had it: `widget.region` may be that of a layout to come.
    """
    app, screen = widget.app, widget.screen
    driver = app._driver
    if driver is None or driver.is_headless or driver.is_inline or app.screen is not screen:
        return None
    compositor = screen._compositor
    if compositor._dirty_regions:
        return None
    covered: list[Region] = []
    for other, (region, clip) in compositor.visible_widgets.items():  # from the top one down
        if other is widget:
            whole = region.x == 0 and region.width == compositor.size.width and clip.contains_region(region)
            return None if not whole or any(region.overlaps(each) for each in covered) else region
        if visible := region.intersection(clip):
            covered.append(visible)
    return None


def _scroll_terminal(widget: Widget, region: Region, moved: int) -> None:
    """Move the lines of `region` below the header up by `moved` (down, where negative). Delete and insert line rather
    than the newer scroll up and down (SU, SD), which the Linux console lacks."""
    top, bottom = region.y + 2, region.bottom  # from 1; the header stays
    act = f"{moved}M" if moved > 0 else f"{-moved}L"
    driver = widget.app._driver
    assert driver is not None
    driver.write(f"\x1b[{top};{bottom}r\x1b[{top}H\x1b[{act}\x1b[r")
