"""`Column`: a stack of short lines, of which only what changed is sent to the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from explorer.ui import cells
from explorer.ui.widgets.line_strip import is_disputed
from explorer.ui.widgets.repaint import Stretch, repainted, strip_of


class Column(Widget):
    """Lines of `Content` from the top; set them with `show`. Columns side by side are sent apart from each other, and a
    line that terminals may take for wider is sent to its end, and so is what comes after it."""

    DEFAULT_CSS = "Column { height: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Content] = ()
        self._strips: list[Strip] = []

    def show(self, lines: Sequence[Content], anyway: Mapping[int, Stretch] = MappingProxyType({})) -> None:
        """Put these lines here. `anyway` names, by line, cells that are sent in any case (see `repainted`)."""
        shown, self._lines = self._lines, lines
        old, self._strips = self._strips, []
        if not self.is_attached or len(old) != self.size.height or not self._fits(old):
            self.refresh()
            return
        regions: list[Region] = []
        for y, before in enumerate(old):
            if y < min(len(shown), len(lines)) and lines[y] is shown[y]:
                self._strips.append(before)  # to make and compare a strip costs more than all the rest
                continue
            drawn = self._drawn(y)
            disputed = any(is_disputed(text) for text, _, _ in (*before, *drawn))
            whole = (0, drawn.cell_length) if disputed else None
            strip, changed = repainted(before, drawn, y, anyway.get(y, whole))
            self._strips.append(strip)
            regions.extend(changed)
        if regions:
            self.refresh(*regions)

    def _fits(self, strips: Sequence[Strip]) -> bool:
        width = self.size.width
        return all(strip.cell_length == width for strip in strips)

    def _drawn(self, y: int) -> Strip:
        return strip_of(self, self._lines[y] if y < len(self._lines) else cells.NOTHING, self.size.width)

    def render_line(self, y: int) -> Strip:
        """The line `y` from the top."""
        if len(self._strips) != self.size.height or not self._fits(self._strips):
            drawn = [self._drawn(line) for line in range(min(len(self._lines), self.size.height))]
            self._strips = [*drawn, *[self._drawn(len(self._lines))] * (self.size.height - len(drawn))]
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn in the old ones is dropped."""
        self._strips = []
        super().notify_style_update()
