"""`OneLine`: a line of text that sends only the cells that changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

_GAP: Final = 10
"""Unchanged cells that are sent again rather than jumped over: a jump with its colours costs as much."""


class OneLine(Widget):
    """One line of `Content`; set it with `show`. What is too long is cut with `…`."""

    DEFAULT_CSS = "OneLine { height: 1; width: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._content = Content()
        self._right = Content()
        self._strip: Strip | None = None

    @property
    def shown(self) -> str:
        """The text that stands here."""
        return f"{self._content.plain}{self._right.plain}"

    def show(self, content: Content, right: Content | None = None) -> None:
        """Put `content` here, and `right` at the right end; only the cells that differ are drawn anew."""
        right = right or Content()
        if content.is_same(self._content) and right.is_same(self._right):
            return
        self._content, self._right = content, right
        old, self._strip = self._strip, None
        if old is None or not self.is_attached or old.cell_length != self.size.width:
            self.refresh()
            return
        regions = [Region(start, 0, stop - start, 1) for start, stop in changed_spans(old, self.render_line(0))]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """The line; `y` is 0."""
        if self._strip is None or self._strip.cell_length != self.size.width:
            room = max(self.size.width - self._right.cell_length, 0)
            fitted = self._content.truncate(room, ellipsis=True, pad=True)
            self._strip = strip_of(self, fitted + self._right, self.size.width)
        return self._strip

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn in the old ones is dropped."""
        self._strip = None
        super().notify_style_update()


def strip_of(widget: Widget, content: Content, width: int) -> Strip:
    """`content` as exactly `width` cells in the colours of `widget`."""
    style = widget.visual_style
    if not width:
        return Strip.blank(0)
    fitted = content.first_line.truncate(width, ellipsis=True, pad=True)
    return Visual.to_strips(widget, fitted, width, 1, style, pad=True)[0]


def changed_spans(old: Strip, new: Strip, gap: int = _GAP) -> list[tuple[int, int]]:
    """The stretches of cells (start, stop) in which `new` differs from `old`."""
    spans: list[tuple[int, int]] = []
    for place, (before, after) in enumerate(zip_longest(_cells(old), _cells(new))):
        if before == after:
            continue
        if spans and place - spans[-1][1] < gap:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


def _cells(strip: Strip) -> Iterator[tuple[str, Style | None]]:
    """One item per cell: a wide character stands in both of its cells, so that neither half is sent alone."""
    for text, style, _ in strip:
        if text.isascii():
            yield from ((character, style) for character in text)
            continue
        cluster = ""
        for character in text:
            if cell_len(character) == 0:
                cluster += character
                continue
            if cluster:
                yield from [(cluster, style)] * cell_len(cluster)
            cluster = character
        if cluster:
            yield from [(cluster, style)] * cell_len(cluster)
