"""`LineWidget`: draws its own lines, edge to edge, and sends only those that the terminal does not show already."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from explorer.ui.widgets.line_repaint import LineRepaint


class LineWidget(Widget):
    """A line that stays, then lines that scroll. Its style sheet has to leave it without border, padding, opacity and
    scrollbars.

    Three of its methods are Textual's own, not part of its documented interface; a test holds what reaches the
    terminal to a full repaint.
    """

    ALLOW_SELECT = False

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._repaint = LineRepaint()

    @property
    @abstractmethod
    def top(self) -> int:
        """Which of all lines that scroll stands right below the one that stays."""

    @abstractmethod
    def lines(self) -> list[Strip]:
        """All visible lines as they are to be shown, through the app's line filters."""

    @abstractmethod
    def laid_out(self) -> None:
        """The widget has a new place or size; called before the frame."""

    @property
    def laid_size(self) -> Size:
        """Cells and lines by the last layout. Asking for `size` may have the next one reckoned ahead of time, and the
        compositor then overlooks what it changes."""
        return self._size

    def draw(self) -> None:
        """Have a frame made; what it sends is found out then. Out of sight there is none: being shown makes one."""
        if self._repaint.is_placed:
            self.refresh(Region())

    def draw_at_once(self) -> None:
        """As `draw`, for a key: what it changes is sent before anything else that follows from it, where that goes."""
        if self._repaint.is_placed and not self._repaint.send(self, self.top, self.lines()):
            self.refresh(Region())

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Textual's layout calls this right before its frame."""
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if self._repaint.laid_out(self):
            self.laid_out()
            self.draw()
        return changed

    def _exchange_repaint_regions(self) -> Collection[Region]:
        """The regions that a frame has to send: Textual's compositor calls this right before it renders. A request to
        repaint all, such as for the focus, is answered with those lines that differ."""
        super()._exchange_repaint_regions()
        owed = self._repaint.owed(self, self.top, self.lines())
        return [Region(0, y, self.laid_size.width, 1) for y in owed]

    def render_line(self, y: int) -> Strip:
        """The line `y`."""
        return self.lines()[y]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`. There is nothing around them, so Textual's styles cache is gone around."""
        lines = self.lines()
        self._repaint.rendered(self.top, lines)
        lines = lines[crop.y : crop.bottom]
        if crop.column_span == (0, self.laid_size.width):
            return lines
        return [line.crop(*crop.column_span) for line in lines]

    def on_hide(self) -> None:
        """Others draw where this was."""
        self._repaint.forget()
