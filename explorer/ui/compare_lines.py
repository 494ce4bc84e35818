"""Two records side by side, as lines of the screen. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from textual.content import Content

from explorer.model.edit import MISSING
from explorer.model.moment import clock_minute
from explorer.model.side_by_side import Cell, Line, Side, Verdict
from explorer.model.text import BLOCK_LIMIT
from explorer.model.value_words import value_words
from explorer.ui import cells, masking
from explorer.ui.change_lines import wrapped
from explorer.ui.signs import Signs
from explorer.ui.wording import Sentence, Tone

_SIGN: Final = 3
_LABEL: Final = 22
"""Cells for a field's name at most."""
_ABSENT: Final = "absent"
_NOT_READ: Final = "not known, list row only"
_TOLD: Final[Mapping[Verdict, str]] = {
    "differs": "different",
    "partly": "partly the same",
    "unknown": "not known, as only a list row is held",
    "otherwise": "the same, written otherwise",
    "same": "the same",
}


def widths(lines: Sequence[Line], width: int) -> tuple[int, int, int]:
    """Cells for the fields' names and for the values of either record, gaps among them."""
    longest = max((cells.text(each.label).cell_length for each in lines), default=0)
    label = min(longest, _LABEL, width // 4) + 2
    value = (width - _SIGN - label) // 2
    return label, value, width - _SIGN - label - value


def heading(side: Side, account_title: str, now: float, *, chosen: bool, signs: Signs) -> tuple[Sentence, Sentence]:
    """Whose record stands below: the system and the name; the address and how old it is. `chosen`: keys that work on
    one record work on this one."""
    held = side.held
    name = masking.name_of(side.resource, side.record)
    age = f"as of {clock_minute(held.fetched_at, now)}"
    if side.row_only:
        age = f"{age}, list row only"
    if held.gone_at is not None:
        age = f"{signs.gone} no longer listed, {age}"
    first: Sentence = (
        (f"{signs.pointer if chosen else ' '} {account_title} ", "strong" if chosen else ""),
        (f"{signs.separator} {name}" if name else "", ""),
    )
    return first, ((f"  {age} {signs.separator} {held.address}", "dim"),)


def field_line(line: Line, room: tuple[int, int, int], signs: Signs) -> Content:
    """One field of both: a sign where they are not just the same, and each value as far as there is room."""
    sign = {"differs": signs.changed, "partly": signs.changed, "unknown": "?", "otherwise": signs.alike}.get(
        line.verdict, " "
    )
    tone: Tone = "changed" if line.differs else ""
    return cells.side_by_side(
        (
            (cells.text(f" {sign} ", tone), _SIGN),
            (cells.text(line.label, "dim"), room[0] - 1),
            (cells.text(" "), 1),
            (_value(line, line.left, signs, tone), room[1] - 2),
            (cells.text("  "), 2),
            (_value(line, line.right, signs, tone), room[2]),
        )
    )


def whole_lines(line: Line, titles: tuple[str, str], width: int, signs: Signs) -> list[Content]:
    """One field with both values whole."""
    lines: list[Content] = []
    longest = max(cells.text(each).cell_length for each in titles)
    for title, cell in zip(titles, (line.left, line.right), strict=True):
        words = value_text(cell, signs, line.verdict) if cell is not None else "has no such field"
        blanks = " " * (longest - cells.text(title).cell_length + 2)
        tone: Tone = "" if cell is not None and not _is_nothing(cell) else "dim"
        lines += wrapped(((f"{title}{blanks}", "dim"), (words, tone)), width, 1)
    return lines


def verdict_words(line: Line, titles: tuple[str, str]) -> str:
    """How the two values stand to each other."""
    if line.verdict == "only":
        return f"only in {titles[0] if line.left is not None else titles[1]}"
    if line.verdict == "partly" and line.left is not None and line.left.mark.kind == "phone":
        return "partly the same, or alike at their end where the country of one is not known"
    return _TOLD[line.verdict]


def value_text(cell: Cell, signs: Signs, verdict: Verdict) -> str:
    """A value in words, as it may be shown."""
    if cell.value is MISSING:
        return _NOT_READ if verdict == "unknown" else _ABSENT
    value = masking.shown(cell.value, cell.mark)
    return value_words(value, cell.mark.kind, (signs.opening, signs.closing), BLOCK_LIMIT)


def _value(line: Line, cell: Cell | None, signs: Signs, tone: Tone) -> Content:
    if cell is None:
        return cells.NOTHING
    return cells.text(value_text(cell, signs, line.verdict), "dim" if _is_nothing(cell) else tone)


def _is_nothing(cell: Cell) -> bool:
    return cell.value is MISSING or cell.value in (None, "")
