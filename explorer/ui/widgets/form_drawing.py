"""What the lines of a form look like. No widget: values in, contents out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.model.display import cell
from explorer.model.edit import MISSING
from explorer.model.json_text import JsonValue, dumps
from explorer.model.members import show_text
from explorer.ui import cells
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.widgets.form_lines import RADIO_ROOM, FormLine, is_same, radios
from explorer.ui.wording import Part, Sentence, Tone

if TYPE_CHECKING:
    from textual.content import Content

SIGN: Final = 3
"""Cells for the sign before the label."""
_SHOWN: Final = 400
"""Characters of a value in its line."""


def empty_words(value: JsonValue, signs: Signs) -> str:
    """What stands for a value that no text does."""
    if value is MISSING:
        return "not set"
    if value is None:
        return "null"
    return f"{signs.opening}{signs.closing}" if value == "" else dumps(value) if value in ([], {}) else ""


@dataclass(frozen=True, slots=True)
class Widths:
    """Cells of the parts of a line: sign, label, value, note."""

    label: int
    value: int
    note: int

    @property
    def value_at(self) -> int:
        """Where the value begins."""
        return SIGN + self.label

    @classmethod
    def of(cls, width: int, lines: Sequence[FormLine]) -> Widths:
        """For a form of `width` cells."""
        room = max(width - SIGN, 1)
        longest = max((len(each.label) + 2 * each.depth + 4 for each in lines if each.kind != "heading"), default=0)
        label = min(max(longest, 14), room * 2 // 7)
        value = max(min(RADIO_ROOM + 4, (room - label) * 4 // 7), 1)
        return cls(label, value, max(room - label - value, 0))


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that a line's looks depend on."""

    line: FormLine
    value: JsonValue
    was: JsonValue
    """What was read; the value itself where nothing was."""
    changed: bool
    problem: str
    current: bool
    note: str
    """What the value is called, beside it."""
    widths: Widths


def draw(drawn: Drawn, signs: Signs = UNICODE) -> Content:
    """One line. The value of the current one is left out: the editor lies there."""
    line, widths = drawn.line, drawn.widths
    if line.kind == "heading":
        return cells.text(f"{' ' * SIGN}{line.label}", "dim")
    if drawn.changed:
        sign = cells.text(f" {signs.changed} ", "changed")
    else:
        sign = cells.text(f" {signs.failed} ", "failed") if drawn.problem else cells.text(" " * SIGN)
    if line.kind == "closed":
        return sign + cells.side_by_side(
            ((cells.text(line.label, "dim"), widths.label), (_closed(line, widths), widths.value + widths.note))
        )
    star = " *" if line.required else ""
    tone: Tone = "strong" if drawn.current else "dim" if line.kind in ("group", "item", "add") else ""
    plus = "+ " if line.kind == "add" else ""
    label = cells.text(f"{'  ' * line.depth}{plus}{line.label}{star}", tone)
    if drawn.current:
        value = cells.fitted(cells.text("["), widths.value - 1) + cells.text("]")
    else:
        value = cells.text(" ") + shown(line, drawn.value, signs)
    note = note_of(drawn, signs)
    return sign + cells.side_by_side(
        ((label, widths.label), (cells.fitted(value, widths.value), widths.value), (note, widths.note))
    )


def _closed(line: FormLine, widths: Widths) -> Content:
    """The value of a line that cannot be edited here, and why not."""
    if line.content is MISSING:
        return cells.text(f" {line.words}", "dim")
    kind = line.member.field.kind if line.member is not None and line.member.field.kind == "bool" else "text"
    told = (cell(line.content, kind, _SHOWN) or "") if line.content not in (None, "", [], {}) else dumps(line.content)
    why = line.words if any(sign in line.words for sign in ":;,") else f"{line.words}, cannot be edited"
    if len(why) + 2 <= widths.note:
        return cells.fitted(cells.text(f" {told}", "dim"), widths.value) + cells.text(f"  {why}", "dim")
    return cells.text(f" {told}  {why}", "dim")


def shown(line: FormLine, value: JsonValue, signs: Signs) -> Content:
    """The value of a line that the cursor is not on."""
    if line.kind == "add":
        return cells.NOTHING
    if line.kind in ("group", "item"):
        return _of_group(value, signs)
    choices = radios(line, value)
    if choices:
        return radio(choices, value, signs)
    if line.secret:
        return cells.text(empty_words(value, signs), "dim") if value in (MISSING, "") else cells.text("*" * 8)
    if words := empty_words(value, signs):
        return cells.text(words, "dim")
    assert line.member is not None
    text = show_text(line.member, value)
    if not text.strip():
        return cells.text(f"{signs.opening}{text}{signs.closing}", "dim")
    return cells.text(text, limit=_SHOWN)


def _of_group(value: JsonValue, signs: Signs) -> Content:
    if isinstance(value, list) and value:
        return cells.text(f"{len(value):,}", "dim")
    return cells.text(empty_words(value, signs), "dim")


def radio(choices: Sequence[tuple[str, JsonValue]], value: JsonValue, signs: Signs, pointed: int = -1) -> Content:
    """Choices side by side; the one at `pointed` is under the cursor."""
    parts: list[Part] = []
    for number, (words, each) in enumerate(choices):
        on = is_same(value, each) and value is not MISSING and value is not None
        tone: Tone = "cursor" if number == pointed else "" if on else "dim"
        parts.append((f"({signs.chosen if on else ' '}) {words}", tone))
        parts.append(("  ", ""))
    if value is MISSING or value is None:
        parts.append((empty_words(value, signs), "dim"))
    return cells.line(*parts)


def radio_at(choices: Sequence[tuple[str, JsonValue]], cell: int) -> int | None:
    """Which of the choices lies at `cell` of what `radio` made."""
    start = 0
    for number, (words, _) in enumerate(choices):
        stop = start + 4 + len(words)
        if start <= cell < stop:
            return number
        start = stop + 2
    return None


def note_of(drawn: Drawn, signs: Signs) -> Content:
    """What stands beside the value: its name, what it was, what is wrong with it."""
    told = f"  {signs.failed} {drawn.problem}" if drawn.problem else ""
    parts: list[Part] = [(f"  {drawn.note}", "dim")] if drawn.note else []
    differs = drawn.changed and drawn.was is not drawn.value
    if differs and not drawn.line.secret and drawn.line.kind in ("field", "group"):
        was = f"  was: {_plainly(drawn.line, drawn.was, signs)}"
        if not told or len(was) + len(told) <= drawn.widths.note:
            parts.append((was, "dim"))
    return cells.line(*parts, (told, "failed"))


def _plainly(line: FormLine, value: JsonValue, signs: Signs) -> str:
    if line.kind == "group" and isinstance(value, list) and value:
        return f"{len(value):,}"
    if words := empty_words(value, signs):
        return words
    for told, each in radios(line, value):
        if is_same(value, each):
            return told
    assert line.member is not None
    return show_text(line.member, value)


def about(line: FormLine, problem: str, signs: Signs) -> Sentence:
    """What is to be known about a field while one is in it: what is wrong, else its rule and what it takes."""
    if problem:
        return ((f"{signs.failed} {line.label}: {problem}", "failed"),)
    member, owner = line.member, line.owner
    told = [each.field.rule for each in (owner, member) if each is not None and each.field.rule]
    if member is not None and line.kind == "field":
        if member.field.choices and not radios(line, MISSING):
            told.append(f"one of: {', '.join(member.field.choices)}")
        elif not told and member.field.kind in _HINTS:
            told.append(_HINTS[member.field.kind])
    if line.kind == "add" and member is not None:
        told = ["type its name, then enter" if member.shape == "map" else "enter adds one"]
    if line.secret:
        told.append("neither shown nor kept: it is asked for each time")
    return ((f" {signs.separator} ".join(dict.fromkeys(told)), "dim"),)


_HINTS: Final[Mapping[str, str]] = {
    "date": "year-month-day",
    "datetime": "date and time with a zone, such as 2020-01-31T14:15:22Z",
    "ids": "ids with commas between",
    "texts": "texts with commas between",
    "long": "enter opens it",
    "json": "enter opens it as JSON",
}
