"""Drawing a line again so that little more than what differs is sent to the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Final, TypeAlias

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

Stretch: TypeAlias = tuple[int, int]
"""Cells of a line: the first, and the one behind the last."""

_JOINER: Final = "\u200d"
"""What comes behind it takes no cell of its own (`rich.cells.split_graphemes`)."""
_GAP: Final = 24
"""Unchanged cells that are sent again rather than jumped over: a jump with its colours costs as much."""


def strip_of(widget: Widget, content: Content, width: int) -> Strip:
    """`content` as exactly `width` cells in the colours of `widget`."""
    if not width:
        return Strip.blank(0)
    fitted = content.first_line.truncate(width, ellipsis=True, pad=True)
    return Visual.to_strips(widget, fitted, width, 1, widget.visual_style, pad=True)[0]


def repainted(old: Strip, new: Strip, y: int, anyway: Stretch | None = None) -> tuple[Strip, list[Region]]:
    """`new` to be drawn in place of `old` on line `y` of a widget, and the regions to be refreshed for it. The cells of
    `anyway` are sent in any case, because what lay over them goes away.

    Textual sends whole segments: from the one that a region begins in, up to the one it ends in and, unless
    it begins the line, as many cells more as the first one has. So the segments are cut where the differences begin and
    end, and once more behind them.
    """
    spans = list(changed_spans(old, new))
    if not spans:
        return new, []
    if anyway is not None:
        spans = _joined([*spans, anyway])
    cuts: set[int] = set()
    for start, stop in spans:
        first = new.crop(start, stop)._segments[0].cell_length if start else 0
        cuts.update((start, stop, stop + first))
    places = sorted(cut for cut in cuts if 0 < cut < new.cell_length)
    pieces = new.divide([*places, new.cell_length])
    return Strip.join(pieces), [Region(start, y, stop - start, 1) for start, stop in spans]


def _joined(spans: list[Stretch]) -> list[Stretch]:
    """`spans` in order, those that are near each other as one."""
    made: list[Stretch] = []
    for start, stop in sorted(spans):
        if made and start - made[-1][1] < _GAP:
            start, stop = made[-1][0], max(stop, made.pop()[1])
        made.append((start, stop))
    return made


def changed_spans(old: Strip, new: Strip) -> Iterator[Stretch]:
    """The stretches of cells in which `new` differs from `old`."""
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


def _cells(strip: Strip) -> Iterator[tuple[str, str]]:
    """One item per cell: a wide character stands in both of its cells, so that neither half is sent alone."""
    for text, drawn, _ in strip:
        style = _looks(drawn)
        if text.isascii():
            yield from ((character, style) for character in text)
            continue
        cluster = ""
        for character in text:
            if cell_len(character) == 0 or cluster.endswith(_JOINER):
                cluster += character
                continue
            if cluster:
                yield from [(cluster, style)] * cell_len(cluster)
            cluster = character
        if cluster:
            yield from [(cluster, style)] * cell_len(cluster)


@lru_cache(1024)
def _looks(style: Style | None) -> str:
    """What `style` sends: what Textual notes in it for selecting does not show, nor does an attribute that is off
    rather than not on."""
    return "" if style is None else style.clear_meta_and_links().render("x")
