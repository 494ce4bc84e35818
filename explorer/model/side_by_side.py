"""Two records side by side, field by field: of one collection, or of different systems by what they have in common.
Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from explorer.model.edit import MISSING
from explorer.model.errors import UsageError
from explorer.model.field import Field, Kind
from explorer.model.identity import Number, is_alike, numbers_in
from explorer.model.json_text import JsonObject, JsonValue, dumps, equal
from explorer.model.listing import Held
from explorer.model.person import TRAITS, Common, told
from explorer.model.resource import Resource
from explorer.model.same import same
from explorer.model.value import dataclass

if TYPE_CHECKING:
    from explorer.model.validate import Attribute

Verdict: TypeAlias = Literal["differs", "partly", "unknown", "otherwise", "same", "only"]
"""`partly`: some of several values are the same, or phones end alike of which one has no country; `unknown`: one record
has no value because only its list row is held; `otherwise`: the same, written otherwise; `only`: the other record's
kind has no such field."""
Group: TypeAlias = Literal["common", "left", "right"]
"""`common`: of both; else of one of them alone."""
_OTHER: Final = "name another one: explorer same ADDRESS finds the same person in other systems"
_OfPeople: TypeAlias = Literal["status", "name"]
"""Kinds besides those of fields."""
VERDICTS: Final[tuple[Verdict, ...]] = ("differs", "partly", "unknown", "otherwise", "same", "only")
"""In the order in which they are told."""
_UNKNOWN: Final = Field(kind="json", personal=True)
"""Of what nobody has declared."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records."""

    held: Held
    resource: Resource
    attributes: tuple[Attribute, ...]
    """The members of its record type."""

    @property
    def record(self) -> JsonObject:
        """All that is held of it."""
        return self.held.known

    @property
    def row_only(self) -> bool:
        """The vendor may tell more of it: only a list row is held, and a call reads it whole."""
        return not self.held.whole and self.resource.operation("get") is not None

    def mark(self, member: str) -> Field:
        """The mark of a member."""
        return next((each.field for each in self.attributes if each.name == member), _UNKNOWN)

    def label(self, member: str) -> str:
        """What a member is called."""
        return next((each.label for each in self.attributes if each.name == member), member)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says of a field."""

    value: JsonValue
    """`MISSING`: the record does not have the member, or was not asked for it."""
    mark: Field


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records, or of one."""

    label: str
    group: Group
    verdict: Verdict
    left: Cell | None
    """None: records of this kind have no such field."""
    right: Cell | None

    @property
    def differs(self) -> bool:
        """The two are not the same, however written."""
        return self.verdict in ("differs", "partly")


def side_by_side(left: Side, right: Side) -> list[Line]:
    """Fields of both records, differences first; then those of the left one alone, then of the right one alone. What
    neither has is left out. Loads `phonenumbers` where there are phones. Raises UsageError for one and the same."""
    if left.held.address == right.held.address:
        raise UsageError(
            f"{left.held.address} is one record, and there is nothing in it to compare it with", next_step=_OTHER
        )
    if left.resource.record == right.resource.record:
        return _ordered(_member_lines(left, right))
    lines = _common_lines(left, right)
    return [
        *_ordered(lines),
        *(Line(label, "left", "only", cell, None) for label, cell in _own(left)),
        *(Line(label, "right", "only", None, cell) for label, cell in _own(right)),
    ]


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda each: VERDICTS.index(each.verdict))


def _common_lines(left: Side, right: Side) -> list[Line]:
    lines: list[Line] = []
    asides = _asides(left, right)
    for common, trait in TRAITS.items():
        cells = [_common_cell(side, common) for side in (left, right)]
        if common in asides or all(each is None or each.value is MISSING for each in cells):
            continue
        verdict: Verdict = "only"
        if cells[0] is not None and cells[1] is not None:
            values = cells[0].value, cells[1].value
            if _not_read(left, right, values):
                verdict = "unknown"
            elif common == "phone":
                verdict = _phones(left, right, values)
            else:
                verdict = compared(*values, _COMPARED_AS.get(common, trait.kind))
        lines.append(Line(trait.label, "common", verdict, cells[0], cells[1]))
    return lines


def _asides(left: Side, right: Side) -> set[Common]:
    """The whole name beside its parts; or the parts beside it, where one record does not tell them."""
    cells = [_common_cell(side, "given") for side in (left, right)]
    return {"name"} if all(each is not None and each.value is not MISSING for each in cells) else {"given", "family"}


def _common_cell(side: Side, common: Common) -> Cell | None:
    person = side.resource.person
    paths = person.paths(common) if person is not None else ()
    if not paths:
        return None
    marks = [side.mark(path.partition(".")[0]) for path in paths]
    kind = marks[0].kind if marks[0].kind == "bool" else TRAITS[common].kind
    value = told(side.resource, side.record, common)
    return Cell(value, Field(kind=kind, personal=any(each.personal for each in marks)))


def _own(side: Side) -> list[tuple[str, Cell]]:
    """The members of a record that are not told as common ones."""
    common = side.resource.person.members if side.resource.person is not None else frozenset()
    return [
        (side.label(name), Cell(side.record[name], side.mark(name)))
        for name in _members(side.record, side)
        if name not in common
    ]


def _member_lines(left: Side, right: Side) -> list[Line]:
    """Two records of one kind, member by member."""
    lines: list[Line] = []
    # Two records always differ in their keys: that is said last.
    members = sorted(_members({**left.record, **right.record}, left), key=lambda name: name in left.resource.key)
    for name in members:
        mark = left.mark(name)
        values = left.record.get(name, MISSING), right.record.get(name, MISSING)
        person = left.resource.person
        is_phone = person is not None and name in person.paths("phone")
        verdict: Verdict = _phones(left, right, values) if is_phone else compared(*values, mark.kind)
        if _not_read(left, right, values):
            verdict = "unknown"
        lines.append(Line(left.label(name), "common", verdict, *(Cell(value, mark) for value in values)))
    return lines


def _not_read(left: Side, right: Side, values: tuple[JsonValue, JsonValue]) -> bool:
    """A value is missing where only a list row is held: nobody knows whether the record has it."""
    return any(side.row_only and value is MISSING for side, value in zip((left, right), values, strict=True))


def _members(record: JsonObject, side: Side) -> list[str]:
    """Members that are there: documented ones in their order, then the others."""
    known = [each.name for each in side.attributes]
    return [name for name in known if name in record] + [name for name in record if name not in known]


def compared(left: JsonValue, right: JsonValue, kind: Kind | _OfPeople = "text") -> Verdict:
    """How two values stand to each other. Null, empty text, an empty list and a missing member are all nothing, but not
    written alike."""
    if equal(left, right):
        return "same"
    if _is_nothing(left) or _is_nothing(right):
        return "otherwise" if _is_nothing(left) and _is_nothing(right) else "differs"
    if kind in ("json", "ids") or isinstance(left, dict) or isinstance(right, dict):
        return "otherwise" if kind == "ids" and same(kind, left, right) else "differs"
    normal = _NORMAL.get(kind, _plain)
    return _sets({normal(each) for each in _listed(left)}, {normal(each) for each in _listed(right)})


def _sets(left: set[Hashable], right: set[Hashable]) -> Verdict:
    if left == right:
        return "otherwise"
    return "partly" if left & right else "differs"


def _phones(left: Side, right: Side, values: tuple[JsonValue, JsonValue]) -> Verdict:
    """Phones by number, whatever their spelling; by their text where one is no number."""
    mine, theirs = _numbers(left), _numbers(right)
    if not mine or not theirs or len(mine) < len(_listed(values[0])) or len(theirs) < len(_listed(values[1])):
        return compared(*values)
    alike = [[is_alike(one, other) for other in theirs] for one in mine]
    if all("phone" in each for each in (*alike, *zip(*alike, strict=True))):
        return "same" if equal(*values) else "otherwise"
    if not any(any(each) for each in alike):
        return "differs"
    return "same" if equal(*values) else "partly"


def _numbers(side: Side) -> list[Number]:
    return numbers_in(side.resource.person, side.record) if side.resource.person is not None else []


def _is_nothing(value: JsonValue) -> bool:
    return value in (MISSING, None, [], {}) or (isinstance(value, str) and not value.strip())


def _listed(value: JsonValue) -> Sequence[JsonValue]:
    if isinstance(value, list):
        return [each for each in value if not _is_nothing(each)]
    return () if _is_nothing(value) else (value,)


def _plain(value: JsonValue) -> str:
    if isinstance(value, (dict, list)):
        return dumps(value)
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def _date(value: JsonValue) -> str:
    """A day; a midnight after it makes no difference."""
    text = _plain(value)
    return text[:10] if same("date", text, text[:10]) else text


def _status(value: JsonValue) -> str:
    """A flag is as good as the word."""
    return {"true": "active", "1": "active", "false": "inactive", "0": "inactive"}.get(_plain(value), _plain(value))


def _name(value: JsonValue) -> str:
    """A whole name, whichever part comes first."""
    return " ".join(sorted(_plain(value).replace(",", " ").split()))


def _flag(value: JsonValue) -> str:
    return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(_plain(value), _plain(value))


_NORMAL: Final[Mapping[str, Callable[[JsonValue], str]]] = {
    "date": _date,
    "bool": _flag,
    "status": _status,
    "name": _name,
}
_COMPARED_AS: Final[Mapping[Common, _OfPeople]] = {"status": "status", "name": "name"}
