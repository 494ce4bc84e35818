"""What the detail pane says about one record, as lines in lanes. No widget: values in, contents out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from explorer.model.address import Address
from explorer.model.display import Row
from explorer.model.field import Field
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.resource import Resource, walk
from explorer.model.value import dataclass
from explorer.ui import cells, masking
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.wording import Sentence, number

if TYPE_CHECKING:
    from textual.content import Content

    from explorer.model.validate import Attribute

_LABEL: Final = 20
"""Cells for a label at most."""
_UNDOCUMENTED: Final = "not documented"
_NOT_SENT: Final = "not sent"
"""The section of what a whole record lacks: a list's row says nothing about that."""
_UNKNOWN: Final = Field(personal=True)
"""Of what nobody has said that it is not."""
GAP: Final = 2
"""Cells between labels and contents, and between lanes."""


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
    was: Mapping[str, Sentence] = field(default_factory=dict)
    """Member to what it was at the last visit, for those that have changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the cursor can stand on: a field, or a way into a related collection."""

    label: str
    content: Content
    target: str = ""
    """The related collection's name; empty for a field."""
    section: str = ""
    member: str = ""
    """The record's member that it shows; empty: none by itself."""
    sign: str = ""
    """What stands before the label; empty: nothing."""


@dataclass(frozen=True, slots=True)
class LaneLine:
    """One line of a lane."""

    label: Content
    content: Content
    entry: int | None = None
    """Which entry it belongs to; None: a heading."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Labels and contents side by side with other lanes."""

    label_width: int
    width: int
    """Cells for the contents."""
    lines: tuple[LaneLine, ...]

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries on it, from the top."""
        return tuple(dict.fromkeys(line.entry for line in self.lines if line.entry is not None))


def fields(subject: Subject, signs: Signs = UNICODE) -> list[Entry]:
    """The record's members in their documented order, undocumented ones last; without a type, the table's columns."""
    if subject.attributes is None or subject.held is None:
        return _from_columns(subject, signs)
    body = subject.held.known
    embedded = {child.includes_as for child in subject.resource.children if child.includes_as}
    listed = {column.path.partition(".")[0] for column in subject.resource.columns if not column.include}
    entries: list[Entry] = []
    absent: list[str] = []
    for each in subject.attributes:
        if each.name in embedded:
            continue
        was = subject.was.get(each.name, ())
        if each.name not in body and each.name not in listed and not was:
            absent.append(each.label)
            continue
        # What every row should have keeps its line when it is absent, so that lines do not jump from row to row.
        present = each.name in body
        value = masking.shown(body[each.name], each.field) if present else None
        content = cells.value(value, each.field.kind, signs, marked=True) if present else cells.text("absent", "dim")
        if problem := subject.problems.get(each.name):
            content = content + cells.text(f"  {signs.failed} {problem}", "unsure")
        sign = signs.changed if was else ""
        content = content + cells.line(*was)
        entries.append(Entry(each.label, content, section=each.field.section, member=each.name, sign=sign))
    known = {each.name for each in subject.attributes} | embedded
    entries.extend(
        Entry(name, cells.value(masking.shown(body[name], _UNKNOWN), "json", signs), section=_UNDOCUMENTED)
        for name in body
        if name not in known
    )
    if absent and subject.held.whole:
        entries.append(Entry("absent", cells.text(", ".join(absent), "dim"), section=_NOT_SENT))
    return sorted(entries, key=lambda entry: _section_order(entries, entry))


def _section_order(entries: Sequence[Entry], entry: Entry) -> int:
    """Sections in the order of their first entry, the main one first."""
    names = ["", *dict.fromkeys(each.section for each in entries)]
    return names.index(entry.section)


def _from_columns(subject: Subject, signs: Signs) -> list[Entry]:
    if subject.row is None:
        return []
    shown = masking.shown_cells(subject.resource.columns, subject.row.cells)
    return [
        Entry(column.label, cells.text(signs.missing, "dim") if text is None else cells.text(text))
        for column, text in zip(subject.resource.columns, shown, strict=False)
    ]


def related(subject: Subject, signs: Signs = UNICODE) -> list[Entry]:
    """The collections under the record: letter, name, count if known, and the first of them if it came along."""
    body = subject.held.body if subject.held is not None else {}
    return [
        Entry(
            f"{child.letter} {child.title}",
            cells.text(f"{signs.unknown if count is None else number(count)}  {_first(child, body)}".rstrip()),
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
    return masking.name_of(child, first) if isinstance(first, dict) else ""


def lane_widths(width: int, related: bool) -> tuple[tuple[int, int], ...]:
    """Cells for labels and for contents of each lane on a screen of `width`: fields in two lanes and `related`
    collections in a third, or fewer where there is no room. The same for all records, so that nothing moves."""
    if width < 60:
        return (_widths(width),)
    third = (46 if width >= 120 else 30) if related else 0
    lanes = 2 if width >= 100 else 1
    each = (width - third) // lanes
    return (*([_widths(each)] * lanes), *([_widths(width - each * lanes)] if related else []))


def _widths(lane: int) -> tuple[int, int]:
    label = min(_LABEL, lane * 2 // 3) + GAP
    return label, max(lane - label - GAP, 1)


def arrange(own: Sequence[Entry], others: Sequence[Entry], widths: Sequence[tuple[int, int]]) -> tuple[Lane, ...]:
    """Fields and related collections in lanes of these widths. Entries are numbered through: first the fields."""
    if len(widths) == 1:
        return (_lane((*own, *others), 0, *widths[0]),)
    fields_in = len(widths) - (1 if others else 0)
    # Records that are whole and those that are not share their lanes, so that lines do not jump from one to the other.
    half = sum(each.section != _NOT_SENT for each in own) // fields_in + 1
    starts = [half * lane for lane in range(fields_in)]
    parts = [(own[first:end], first) for first, end in zip(starts, (*starts[1:], len(own)), strict=True)]
    if others:
        parts.append((others, len(own)))
    return tuple(_lane(part, first, *each) for (part, first), each in zip(parts, widths, strict=False))


def _lane(entries: Sequence[Entry], first: int, label: int, room: int) -> Lane:
    """A lane with `label` cells for labels and `room` for contents."""
    lines: list[LaneLine] = []
    section = ""
    for place, entry in enumerate(entries, first):
        if entry.section != section:
            section = entry.section
            lines.append(LaneLine(cells.text(section, "strong"), cells.NOTHING))
        name = cells.line((entry.label[:1], "key"), (entry.label[1:], "")) if entry.target else None
        name = name or cells.text(*((f"{entry.sign} {entry.label}", "changed") if entry.sign else (entry.label, "dim")))
        for part in [entry.content] if entry.target else entry.content.wrap(room) or [cells.NOTHING]:
            lines.append(LaneLine(name, part, place))
            name = cells.NOTHING
    return Lane(label, room, tuple(lines))
