"""What the lines of a form look like. No widget: values in, contents out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from explorer.model.display import cell
from explorer.model.edit import MISSING, Conflict
from explorer.model.field import Field
from explorer.model.json_text import JsonValue, dumps
from explorer.model.masking import MASK
from explorer.model.members import show_text
from explorer.model.value import dataclass
from explorer.ui import cells, masking
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.widgets.form_lines import RADIO_ROOM, FormLine, is_same, radios
from explorer.ui.wording import Part, Sentence, Tone

if TYPE_CHECKING:
    from textual.content import Content

SIGN: Final = 3
"""Cells for the sign before the label."""
_MIDDLE: Final = 8
"""Cells below which nothing is cut in the middle."""
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
    conflict: Conflict | None
    """What others have changed it to, while nothing was done about that."""
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
    tone: Tone = "strong" if drawn.current else "dim" if line.kind in ("group", "item", "add", "closed") else ""
    if line.kind == "add" and not drawn.current:  # beside it stands no value
        return sign + cells.fitted(_label(line, tone, widths.label + widths.value, signs), widths.label + widths.value)
    label = _label(line, tone, widths.label, signs)
    value = cells.text(" ") + shown(line, drawn.value, signs)
    if line.kind == "closed" and line.content is MISSING:
        told = cells.text(f" {line.words}", "dim")
        return sign + cells.side_by_side(((label, widths.label), (told, widths.value + widths.note)))
    if drawn.current:
        value = cells.fitted(cells.text("["), widths.value - 1) + cells.text("]")
    note = cells.text(f"  {why_closed(line)}", "dim") if line.kind == "closed" else note_of(drawn, signs)
    return sign + cells.side_by_side(
        ((label, widths.label), (cells.fitted(value, widths.value), widths.value), (note, widths.note))
    )


def _label(line: FormLine, tone: Tone, width: int, signs: Signs) -> Content:
    """What the value is called. Where there is too little room it is cut in the middle: names that begin alike are
    told apart by their ends, and a star stays."""
    begin, end = _around_label(line)
    room = width - len(begin) - len(end)
    return cells.text(begin, tone) + _cut_in_the_middle(line.label, tone, room, signs) + cells.text(end, tone)


def _around_label(line: FormLine) -> tuple[str, str]:
    """What stands before and behind it; a cell apart from the value."""
    return "  " * line.depth + ("+ " if line.kind == "add" else ""), " * " if line.required else " "


def has_cut_label(line: FormLine, widths: Widths) -> bool:
    """Its name does not stand there whole."""
    return cells.text(line.label).cell_length > widths.label - sum(map(len, _around_label(line)))


def _cut_in_the_middle(words: str, tone: Tone, room: int, signs: Signs) -> Content:
    content = cells.text(words, tone)
    if content.cell_length <= room or room < _MIDDLE:
        return content.truncate(max(room, 0), ellipsis=True)
    back = len(content)
    while content[back - 1 :].cell_length <= (room - 1) // 2:
        back -= 1
    return content.truncate(room - 1 - content[back:].cell_length) + cells.text(signs.cut, tone) + content[back:]


def why_closed(line: FormLine) -> str:
    """Why a line cannot be edited here."""
    return line.words if any(sign in line.words for sign in ":;,") else f"{line.words}, cannot be edited"


def _closed(line: FormLine, signs: Signs) -> Content:
    """The value of a line that cannot be edited here."""
    if line.content is MISSING:
        return cells.text(line.words, "dim")
    kind = line.member.field.kind if line.member is not None and line.member.field.kind == "bool" else "text"
    content = masking.shown(line.content, Field(kind=kind, personal=line.personal))
    told = empty_words(content, signs) or cell(content, kind, _SHOWN) or ""
    return cells.text(told, "dim")


def shown(line: FormLine, value: JsonValue, signs: Signs) -> Content:
    """The value of a line that the cursor is not on."""
    if line.kind == "add":
        return cells.NOTHING
    if line.kind == "closed":
        return _closed(line, signs)
    if line.kind in ("group", "item"):
        return _of_group(value, signs)
    if is_masked(line, value):
        return cells.text(MASK)
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


def is_masked(line: FormLine, value: JsonValue) -> bool:
    """There is a value that may not be seen."""
    return masking.is_on() and line.personal and value is not MISSING and value not in (None, "", [], {})


def _of_group(value: JsonValue, signs: Signs) -> Content:
    if isinstance(value, list) and value:
        return cells.text(f"{len(value):,}", "dim")
    return cells.text(empty_words(value, signs) if value != {} else "", "dim")


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
    if drawn.conflict is not None and not told:
        return cells.line(("  ", ""), *three(drawn.line, drawn.conflict, signs))
    parts: list[Part] = [(f"  {drawn.note}", "dim")] if drawn.note else []
    differs = drawn.changed and drawn.was is not drawn.value
    if differs and not drawn.line.secret and drawn.line.kind in ("field", "group"):
        was = f"  was: {_plainly(drawn.line, drawn.was, signs)}"
        if not told or len(was) + len(told) <= drawn.widths.note:
            parts.append((was, "dim"))
    return cells.line(*parts, (told, "failed"))


def three(line: FormLine, conflict: Conflict, signs: Signs) -> Sentence:
    """What it was, what others have made of it, and what was typed."""
    sides = (("before", conflict.before), ("theirs", conflict.theirs), ("yours", conflict.mine))
    parts: list[Part] = []
    for side, value in sides:
        parts += [(f"{f' {signs.separator} ' if parts else ''}{side}: ", "dim"), (_plainly(line, value, signs), "")]
    return tuple(parts)


def _plainly(line: FormLine, value: JsonValue, signs: Signs) -> str:
    if line.kind == "group" and isinstance(value, list) and value:
        return f"{len(value):,}"
    if words := empty_words(value, signs):
        return words
    if is_masked(line, value):
        return MASK
    for told, each in radios(line, value):
        if is_same(value, each):
            return told
    assert line.member is not None
    return show_text(line.member, value)


def about(line: FormLine, problem: str, signs: Signs, *, name: str = "") -> Sentence:
    """What is to be known about a field while one is in it: what is wrong, else its rule and what it takes. `name` is
    what its ids stand for."""
    if problem:
        return ((f"{signs.failed} {line.label}: {problem}", "failed"),)
    if line.kind == "closed":
        why = line.words if line.content is MISSING else why_closed(line)
        return ((f"{line.label}: {why}", "dim"),)
    member, owner = line.member, line.owner
    told = [name] if name and member is not None and member.is_comma_separated else []
    told += [each.field.rule for each in (owner, member) if each is not None and each.field.rule]
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
