"""What the detail pane says about one record, as lines in lanes. No widget: values in, contents out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from explorer.model.address import Address
from explorer.model.display import Row
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.resource import Resource, walk
from explorer.ui import cells
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.wording import number

if TYPE_CHECKING:
    from textual.content import Content

    from explorer.model.validate import Attribute

_LABEL: Final = 20
"""Cells for a label at most."""
_RELATED: Final = 40
"""Cells of the lane of related collections, where there is room."""
_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """All that is known of the record in the detail pane."""

    address: Address
    resource: Resource
    label: str = ""
    """Its name for people, unsafe."""
    row: Row | None = None
    """Its line in the table."""
    held: Held | None = None
    attributes: tuple[Attribute, ...] | None = None
    """The members of its record type; None: not loaded yet."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Member to what is wrong with it."""
    related: tuple[tuple[Resource, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the cursor can stand on: a field, or a way into a related collection."""

    label: str
    content: Content
    target: str = ""
    """The related collection's name; empty for a field."""
    section: str = ""


@dataclass(frozen=True, slots=True)
class LaneLine:
    """One line of a lane."""

    content: Content
    entry: int | None = None
    """Which entry it belongs to; None: a heading."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of lines side by side with others."""

    x: int
    width: int
    lines: tuple[LaneLine, ...]

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries on it, from the top."""
        return tuple(dict.fromkeys(line.entry for line in self.lines if line.entry is not None))


def fields(subject: Subject, signs: Signs = UNICODE) -> list[Entry]:
    """The record's members in their documented order, undocumented ones last; without a type, the table's columns."""
    if subject.attributes is None or subject.held is None:
        return _from_columns(subject, signs)
    body = {**(subject.held.row or {}), **subject.held.body}
    embedded = {child.includes_as for child in subject.resource.children if child.includes_as}
    entries: list[Entry] = []
    absent: list[str] = []
    for each in subject.attributes:
        if each.name in embedded:
            continue
        if each.name not in body:
            absent.append(each.label)
            continue
        content = cells.value(body[each.name], each.field.kind)
        if problem := subject.problems.get(each.name):
            content = content + cells.text(f"  {signs.failed} {problem}", "unsure")
        entries.append(Entry(each.label, content, section=each.field.section))
    known = {each.name for each in subject.attributes} | embedded
    entries.extend(
        Entry(name, cells.value(body[name], "json"), section="not documented") for name in body if name not in known
    )
    if absent and subject.held.whole:
        entries.append(Entry("absent", cells.text(", ".join(absent), "dim"), section="not in the answer"))
    return sorted(entries, key=lambda entry: _section_order(entries, entry))


def _section_order(entries: Sequence[Entry], entry: Entry) -> int:
    """Sections in the order of their first entry, the main one first."""
    names = ["", *dict.fromkeys(each.section for each in entries)]
    return names.index(entry.section)


def _from_columns(subject: Subject, signs: Signs) -> list[Entry]:
    if subject.row is None:
        return []
    return [
        Entry(column.label, cells.text(signs.missing, "dim") if text is None else cells.text(text))
        for column, text in zip(subject.resource.columns, subject.row.cells, strict=False)
    ]


def related(subject: Subject, signs: Signs = UNICODE) -> list[Entry]:
    """The collections under the record: letter, name, count if known, and the first of them if it came along."""
    body = subject.held.body if subject.held is not None else {}
    return [
        Entry(
            child.name,
            cells.line(
                (child.letter.ljust(2), "key"),
                (child.title, ""),
                (f" {signs.unknown if count is None else number(count)}", "dim" if not count else ""),
                (f"  {_first(child, body)}", "dim"),
            ),
            target=child.name,
        )
        for child, count in subject.related
    ]


def _first(child: Resource, body: JsonObject) -> str:
    """The name of the first embedded record of `child`; empty when none came along."""
    found = walk(body, child.includes_as) if child.includes_as else None
    if isinstance(found, dict) and set(found) == {"data"}:
        found = found["data"]
    first = found[0] if isinstance(found, list) and found else None
    return child.label_of(first) if isinstance(first, dict) else ""


def arrange(own: Sequence[Entry], others: Sequence[Entry], width: int) -> tuple[Lane, ...]:
    """Fields in two lanes and related collections in a third, or fewer where there is no room.

    Entries are numbered through: first the fields, then the related ones.
    """
    if width < 60:
        both = (*own, *others)
        return (Lane(1, max(width - 2, 1), tuple(_entry_lines(both, 0, max(width - 2, 1)))),)
    third = (_RELATED if width >= 120 else 28) if others else 0
    room = width - 2 - third - (_GAP if third else 0)
    lanes = 2 if width >= 100 else 1
    each = (room - _GAP * (lanes - 1)) // lanes
    lines = _entry_lines(own, 0, each)
    made: list[Lane] = []
    for place, part in enumerate(_split(lines) if lanes == 2 else [lines]):
        made.append(Lane(1 + place * (each + _GAP), each, tuple(part)))
    if others:
        made.append(Lane(width - 1 - third, third, tuple(_entry_lines(others, len(own), third))))
    return tuple(made)


def _split(lines: list[LaneLine]) -> list[list[LaneLine]]:
    """`lines` in two halves, cut between entries and never right after a heading."""
    cut = (len(lines) + 1) // 2
    while cut < len(lines) and (_continues(lines, cut) or lines[cut - 1].entry is None):
        cut += 1
    return [lines[:cut], lines[cut:]]


def _continues(lines: Sequence[LaneLine], place: int) -> bool:
    return lines[place].entry is not None and lines[place].entry == lines[place - 1].entry


def _entry_lines(entries: Sequence[Entry], first: int, width: int) -> list[LaneLine]:
    label = min(max((len(entry.label) for entry in entries if not entry.target), default=0), _LABEL, width // 2)
    lines: list[LaneLine] = []
    section = ""
    for place, entry in enumerate(entries, first):
        if entry.section != section:
            section = entry.section
            lines.append(LaneLine(cells.fitted(cells.text(section, "strong"), width)))
        if entry.target:
            lines.append(LaneLine(cells.fitted(entry.content, width), place))
            continue
        name = cells.text(entry.label, "dim")
        for part in entry.content.wrap(max(width - label - _GAP, 1)) or [cells.NOTHING]:
            lines.append(LaneLine(cells.side_by_side([(name, label + _GAP), (part, width - label - _GAP)]), place))
            name = cells.NOTHING
    return lines
