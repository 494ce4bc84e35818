"""How a table is laid out in cells of a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

from explorer.model.display import Cell
from explorer.model.field import Column
from explorer.model.text import SafeText, safe

GAP: Final = "  "
MISSING: Final = "–"
"""Stands for null and for what is not there; an empty text stays empty."""
_RIGHT: Final = ("integer", "number")
_WHOLE: Final = ("integer", "number", "bool", "date", "datetime", "phone", "id")
"""Kinds of values of which a part is worth nothing."""
_LEAST: Final = 10
"""Cells of a column of anything else, where there is little room."""


class TableLayout:
    """Which columns there is room for, how wide each is, and a line of each row."""

    def __init__(self, columns: Sequence[Column], width: int | None, *, wraps: bool = False) -> None:
        """`width` in cells; None: as wide as it gets. The widest columns become narrower first; only where all are as
        narrow as they may be do some go, by `Column.spare`, the id last. `wraps`: what is too long goes on below,
        uncut."""
        shown = list(columns) if width is None else _with_room(columns, width)
        self.columns = shown
        self._wraps = wraps
        self.hidden = [each for each in columns if each not in shown]
        """The columns that there is no room for."""
        self._widths = _widths(shown, width)
        self._last_width = max(width - _taken([*self._widths[:-1], 0]), 1) if width is not None and shown else None

    def header(self) -> str:
        """The line of labels."""
        return self.line([safe(column.label) for column in self.columns])

    def line(self, cells: Sequence[Cell]) -> str:
        """One row, with a line feed at the end."""
        if not self._wraps or self._last_width is None:
            return self._line(cells)
        widths = [*self._widths[:-1], self._last_width]
        texts = (MISSING if value is None else value for value in cells)
        wrapped = [_wrapped(text, width) for text, width in zip(texts, widths, strict=True)]
        return "".join(self._line([SafeText(each) for each in parts]) for parts in zip_longest(*wrapped, fillvalue=""))

    def _line(self, cells: Sequence[Cell]) -> str:
        last = len(self.columns) - 1
        parts: list[str] = []
        for place, (column, value) in enumerate(zip(self.columns, cells, strict=True)):
            text: str = MISSING if value is None else value
            if place == last:
                parts.append(text if self._last_width is None else cut(text, self._last_width))
            else:
                parts.append(fit(text, self._widths[place], right=column.kind in _RIGHT))
        return GAP.join(parts).rstrip() + "\n"


def _with_room(columns: Sequence[Column], width: int) -> list[Column]:
    """Those that there is room for, in their order; at least one."""
    places = sorted(range(len(columns)), key=lambda place: (columns[place].kind != "id", columns[place].spare, place))
    kept: list[int] = []
    for place in places:
        if not kept or _taken(_least(columns[each]) for each in (*kept, place)) <= width:
            kept.append(place)
    return [columns[place] for place in sorted(kept)]


def _widths(columns: Sequence[Column], width: int | None) -> list[int]:
    """The cells of each column: none has more than the widest may have so that all fit."""
    wanted, least = [_wanted(each) for each in columns], [_least(each) for each in columns]
    if width is None or _taken(wanted) <= width:
        return wanted
    fitting = least
    for limit in range(1, max(wanted)):
        widths = [min(most, max(fewest, limit)) for most, fewest in zip(wanted, least, strict=True)]
        if _taken(widths) > width:
            break
        fitting = widths
    return fitting


def _taken(widths: Iterable[int]) -> int:
    """The cells of a line of columns that wide."""
    each = list(widths)
    return sum(each) + len(GAP) * (len(each) - 1)


def _wanted(column: Column) -> int:
    return max(column.width, cell_width(safe(column.label)))


def _least(column: Column) -> int:
    """What a column cannot do with less than."""
    if column.whole or column.kind in _WHOLE:
        return _wanted(column)
    return max(min(column.width, _LEAST), cell_width(safe(column.label)))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells."""
    text = cut(text, width)
    blank = " " * (width - cell_width(text))
    return blank + text if right else text + blank


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken between words where that can be, or at least after a slash."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and cell_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        rest = word
        if lines[-1]:
            lines.append("")
        while cell_width(rest) > width:
            fits = max(len(cut(rest, width + 1)) - 1, 1)
            begins = rest.rfind("/", 0, fits) + 1 or fits
            lines[-1], rest = rest[:begins], rest[begins:]
            lines.append("")
        lines[-1] = rest
    return lines


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with … where it was cut."""
    if cell_width(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += cell_width(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def cell_width(text: str) -> int:
    """The cells `text` takes, by Unicode's East Asian Width (UAX 11) and with combining marks taking none."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Me", "Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
