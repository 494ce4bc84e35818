"""Drawing a line again so that little more than what differs is sent to the terminal."""

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

_GAP: Final = 24
"""Unchanged cells that are sent again rather than jumped over: a jump with its colours costs as much."""


def strip_of(widget: Widget, content: Content, width: int) -> Strip:
    """`content` as exactly `width` cells in the colours of `widget`."""
    if not width:
        return Strip.blank(0)
    fitted = content.first_line.truncate(width, ellipsis=True, pad=True)
    return Visual.to_strips(widget, fitted, width, 1, widget.visual_style, pad=True)[0]


def repainted(old: Strip, new: Strip, y: int) -> tuple[Strip, list[Region]]:
    """`new` to be drawn in place of `old` on line `y` of a widget, and the regions to be refreshed for it.

    Textual sends whole segments: from the one that a region begins in, up to the one it ends in and as many cells more
    as the first one has. So the segments are cut where the differences begin and end, and once more behind them.
    """
    spans = list(changed_spans(old, new))
    if not spans:
        return new, []
    cuts: set[int] = set()
    for start, stop in spans:
        first = new.crop(start, stop)._segments[0].cell_length
        cuts.update((start, stop, stop + first))
    places = sorted(cut for cut in cuts if 0 < cut < new.cell_length)
    pieces = new.divide([*places, new.cell_length])
    return Strip.join(pieces), [Region(start, y, stop - start, 1) for start, stop in spans]


def changed_spans(old: Strip, new: Strip) -> Iterator[tuple[int, int]]:
    """The stretches of cells (start, stop) in which `new` differs from `old`."""
    start = stop = -1
    for place, (before, after) in enumerate(zip_longest(_cells(old), _cells(new))):
        if before == after:
            continue
        if start < 0 or place - stop >= _GAP:
            if start >= 0:
                yield start, stop
            start = place if place >= _GAP else 0
        stop = place + 1
    if start >= 0:
        yield start, stop


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
