"""How a table is laid out in cells of a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from explorer.model.display import Cell
from explorer.model.field import Column
from explorer.model.text import safe

GAP: Final = "  "
MISSING: Final = "–"
"""Stands for null and for what is not there; an empty text stays empty."""
_RIGHT: Final = ("integer", "number")


class TableLayout:
    """Which columns fit, and a line of each row."""

    def __init__(self, columns: Sequence[Column], width: int | None) -> None:
        """`width` in cells; None: as wide as it gets."""
        self.columns = list(columns)
        self.hidden: list[Column] = []
        """The columns at the end that there is no room for."""
        used = 0
        for place, column in enumerate(columns):
            used += self._width(column) + (len(GAP) if place else 0)
            if width is not None and used > width and place:
                self.columns, self.hidden = list(columns[:place]), list(columns[place:])
                break
        self._last_width = (
            max(width - sum(self._width(each) + len(GAP) for each in self.columns[:-1]), 1) if width else None
        )

    def header(self) -> str:
        """The line of labels."""
        return self.line([safe(column.label) for column in self.columns])

    def line(self, cells: Sequence[Cell]) -> str:
        """One row, with a line feed at the end."""
        last = len(self.columns) - 1
        parts: list[str] = []
        for place, (column, value) in enumerate(zip(self.columns, cells, strict=True)):
            text: str = MISSING if value is None else value
            if place == last:
                parts.append(text if self._last_width is None else cut(text, self._last_width))
            else:
                parts.append(fit(text, self._width(column), right=column.kind in _RIGHT))
        return GAP.join(parts).rstrip() + "\n"

    @staticmethod
    def _width(column: Column) -> int:
        return max(column.width, cell_width(safe(column.label)))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells."""
    text = cut(text, width)
    blank = " " * (width - cell_width(text))
    return blank + text if right else text + blank


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
