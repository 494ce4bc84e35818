"""The fields of a form that can be set alike for many records, and the values that each is offered. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.model.edit import MISSING
from explorer.model.members import Member, Path, members, read_text
from explorer.model.resource import Operation, Resource
from explorer.model.text import fold
from explorer.model.value import dataclass
from explorer.repository.choices import Choice


@dataclass(frozen=True, slots=True)
class ManyField:
    """One value that all records get."""

    label: str
    path: Path
    member: Member
    required: bool
    """Nothing can be sent without it: no record brings it."""

    @property
    def note(self) -> str:
        """What the vendor takes."""
        field = self.member.field
        return field.rule or " | ".join(field.choices)


def fields(resource: Resource, operation: Operation) -> tuple[ManyField, ...]:
    """Those in one piece. Left out are what tells records apart, secrets, and what has parts of its own."""
    found: list[ManyField] = []
    for each in members(operation.form):
        path, member = _in_one_piece(each)
        if member is None or each.field.readonly or each.field.secret or each.name in resource.key:
            continue
        found.append(ManyField(each.label, path, member, each.required and operation.name != "update"))
    return tuple(found)


def _in_one_piece(member: Member) -> tuple[Path, Member | None]:
    """The member itself, or the only one inside of it."""
    if member.shape == "object" and len(member.members) == 1 and member.members[0].shape == "plain":
        inner = member.members[0]
        return (member.name, inner.name), inner
    plain = member.shape == "plain" and bool(member.takes)
    return (member.name,), member if plain or member.is_comma_separated else None


def values(member: Member, text: str, found: Sequence[Choice]) -> list[Choice]:
    """What `text` can mean for `member`: itself, the documented values it is a part of, what was `found`, no value.

    Without text the first one is to leave every record as it is: an `enter` too many sets nothing.
    """
    offered = [] if text else [Choice(MISSING, "as it is", "not changed in any of them")]
    known = member.field.choices or (("yes", "no") if member.field.kind == "bool" else ())
    if known:
        offered += [Choice(read_text(member, each), each) for each in known if fold(text) in fold(each)]
    elif text:
        offered.append(Choice(read_text(member, text), text, "as typed"))
    for each in found:
        value = read_text(member, each.value) if isinstance(each.value, str) else each.value
        offered.append(Choice(value, each.label, each.detail))
    if not text:
        if str in member.takes and not known:
            offered.append(Choice("", "empty", "a text without a character"))
        if member.shape == "list":
            offered.append(Choice([], "empty", "a list of none"))
        if member.nullable:
            offered.append(Choice(None, "null", "no value"))
    return offered
