"""The lines of a form, and how each is filled in. Values in, values out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from explorer.model.edit import MISSING
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.members import Member, Path, dotted, members, show_text
from explorer.model.resource import Resource
from explorer.model.validate import attributes, check
from explorer.model.value import dataclass
from explorer.ui.hidden_text import hidden_in

LineKind: TypeAlias = Literal[
    "field",  # one value
    "group",  # a structure, whose parts are the lines below
    "item",  # one item of a list
    "add",  # makes one more item, or one more key
    "closed",  # cannot be edited here
    "heading",
]
Control: TypeAlias = Literal[
    "text",  # typed in the line
    "radio",  # chosen among a few that all stand there
    "long",  # typed in a dialog of its own
    "guarded",  # holds what a line cannot show
    "press",  # does something when it is chosen
    "masked",  # may not be seen, so that it cannot be edited either
]
RADIO_ROOM: Final = 44
"""Cells that choices side by side may take."""
_TEXTS: Final = ("text", "long", "date", "datetime", "phone", "email", "url", "choice", "id")


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of a form."""

    kind: LineKind
    label: str
    path: Path = ()
    """Where the value lies; for `add` the list or object that grows."""
    member: Member | None = None
    """What the value is; None for closed lines and headings."""
    depth: int = 0
    whole: Path = ()
    """What is emptied with the value: an object of one member goes with it."""
    owner: Member | None = None
    """What the form says of `whole`."""
    words: str = ""
    """Of a closed line: why it is."""
    content: JsonValue = MISSING
    """Of a closed line: its value, if it is known."""

    @property
    def stands(self) -> bool:
        """The cursor can stand on it: where nothing can be edited, to read why."""
        return self.kind != "heading"

    @property
    def required(self) -> bool:
        """It has to be filled in wherever what it belongs to is."""
        named = self.owner is not None and self.whole[-1] == self.owner.name  # no item, and no key of a map
        return named and self.owner is not None and self.owner.required and self.kind in ("field", "group")

    @property
    def secret(self) -> bool:
        """What is typed is not shown."""
        return self.member is not None and self.member.field.secret

    @property
    def personal(self) -> bool:
        """Its value is masked while masking is on; so is what is not known not to be personal."""
        known = [each.field.personal for each in (self.member, self.owner) if each is not None]
        return any(known) if known else self.kind == "closed"

    def of(self, get: Callable[[Path], JsonValue]) -> JsonValue:
        """Its value, by what stands at a path; that of an object of one member is null where the object is."""
        value = get(self.path)
        return None if value is MISSING and self.whole != self.path and get(self.whole) is None else value

    @property
    def place(self) -> str:
        """The dotted path, as problems and drafts name it."""
        return dotted(self.path)


def form_lines(filling: Filling, record: JsonObject, *, only_changed: bool = False) -> tuple[FormLine, ...]:
    """All lines of the form: what can be edited in the form's order under its headings, then what cannot be.

    `record` is what was read, for the values of members that the form does not have; `only_changed` leaves out what
    stands as it was read.
    """
    form = members(filling.operation.form)
    own = [each for each in form if not each.field.readonly]
    odd = _of_another_type(filling, own, record)
    lines: list[FormLine] = []
    for heading in dict.fromkeys(["", *(each.field.section for each in own)]):
        part = [
            line
            for each in own
            if each.field.section == heading and (not only_changed or filling.is_changed((each.name,)))
            for line in ([odd[each.name]] if each.name in odd else _of_member(filling, each, (each.name,), 0))
        ]
        lines.extend(_under(heading, part))
    if not only_changed:
        lines.extend(_under("cannot be edited", list(_closed(filling, form, record))))
        if filling.operation.name == "update":
            lines.extend(_under("edited separately", list(_separate(filling.resource))))
    return tuple(lines[1:] if lines and not lines[0].label else lines)


def _of_another_type(filling: Filling, own: Sequence[Member], record: JsonObject) -> Mapping[str, FormLine]:
    """Closed lines for members that came as a structure against the vendor's documentation: typed over it would be
    lost. What has to be sent is filled in anew."""
    if filling.operation.name != "update" or filling.operation.whole:
        return {}
    kept = [
        each
        for each in own
        if isinstance(record.get(each.name), dict | list)
        and not each.required
        and filling.value((each.name,)) is MISSING
    ]
    problems = check(filling.resource.record, record).problems if kept else {}
    words = "of another type than documented, so it is left as it is"
    return {
        each.name: FormLine("closed", each.label, (each.name,), each, words=words, content=record[each.name])
        for each in kept
        if each.name in problems
    }


def _of_member(filling: Filling, member: Member, path: Path, depth: int, label: str = "") -> Iterator[FormLine]:
    label = label or member.label
    value = filling.value(path)
    if member.shape == "object" and len(member.members) == 1 and member.members[0].shape == "plain":
        inner = member.members[0]
        yield FormLine("field", label, (*path, inner.name), inner, depth, path, member)
    elif member.shape == "object" and _holds(value, dict):
        yield FormLine("group", label, path, member, depth, path, member)
        for each in member.members:
            yield from _of_member(filling, each, (*path, each.name), depth + 1)
    elif member.shape == "list" and member.members and _holds(value, list):
        yield FormLine("group", label, path, member, depth, path, member)
        for number in range(len(value) if isinstance(value, list) else 0):
            yield from _of_item(filling, member, (*path, number), depth + 1)
        yield FormLine("add", f"add to {label}", path, member, depth + 1)
    elif member.shape == "map" and member.item is not None and _holds(value, dict):
        yield FormLine("group", label, path, member, depth, path, member)
        for key in value if isinstance(value, dict) else ():
            yield from _of_member(filling, member.item, (*path, key), depth + 1, key)
        yield FormLine("add", f"add to {label}", path, member, depth + 1)
    else:
        yield FormLine("field", label, path, member, depth, path, member)


def _of_item(filling: Filling, member: Member, path: Path, depth: int) -> Iterator[FormLine]:
    assert member.item is not None
    name = f"{int(path[-1]) + 1}"
    if len(member.members) == 1:
        yield from _of_member(filling, member.item, path, depth, f"{name} {member.members[0].label}")
        return
    yield FormLine("item", name, path, member.item, depth, path, member.item)
    for each in member.members:
        yield from _of_member(filling, each, (*path, each.name), depth + 1)


def _holds(value: JsonValue, kind: type) -> bool:
    """Whether a structure can be shown as lines; what somebody typed as text cannot."""
    return value is MISSING or value is None or isinstance(value, kind)


def _under(heading: str, lines: Sequence[FormLine]) -> Sequence[FormLine]:
    """`lines` under their heading, which stands off what is above."""
    return [FormLine("heading", ""), FormLine("heading", heading), *lines] if heading and lines else lines


def _closed(filling: Filling, form: Sequence[Member], record: JsonObject) -> Iterator[FormLine]:
    for each in form:
        if each.field.readonly:
            content = filling.value((each.name,))
            yield FormLine("closed", each.label, (each.name,), each, words=each.field.readonly, content=content)
    if filling.operation.name != "update":
        return  # of an action nobody expects to edit the record
    known = {each.name for each in form}
    embedded = {child.includes_as for child in filling.resource.children}
    for attribute in attributes(filling.resource.record):
        name, why = attribute.name, attribute.field.readonly
        if why and name in record and name not in known | embedded:
            yield FormLine("closed", attribute.label, (name,), words=why, content=record[name])


def _separate(resource: Resource) -> Iterator[FormLine]:
    for child in resource.children:
        yield FormLine("closed", child.title, words=f"edited separately: g {child.letter}  (own request)")


# What a line is filled in with


def control(line: FormLine, filling: Filling) -> Control:
    """How the value of `line` is edited."""
    member = line.member
    if member is None or line.kind in ("item", "group", "closed"):
        return "press"
    if line.kind == "add":
        return "text" if member.shape == "map" else "press"
    value = filling.value(line.path)
    if radios(line, value):
        return "radio"
    text = show_text(member, value)
    if line.secret:
        return "text"
    in_one_line = is_list_of_texts(member) or (member.shape == "plain" and member.takes and member.field.kind != "long")
    if not in_one_line:
        return "long" if not hidden_in(text, block=True) else "guarded"
    if "\n" in text.replace("\r\n", "\n"):
        return "long" if not hidden_in(text, block=True) else "guarded"
    return "guarded" if hidden_in(text) else "text"


def is_list_of_texts(member: Member) -> bool:
    """A list that is written in one line, with commas."""
    return member.shape == "list" and member.field.kind in ("ids", "texts")


def radios(line: FormLine, value: JsonValue) -> tuple[tuple[str, JsonValue], ...]:
    """The words and values to choose among, when all of them can stand side by side; else none."""
    member = line.member
    if member is None or line.kind != "field" or line.secret:
        return ()
    if member.field.kind == "bool":
        yes, no = (True, False) if not member.takes or bool in member.takes else (1, 0)
        made: tuple[tuple[str, JsonValue], ...] = (("yes", yes), ("no", no))
    else:
        made = tuple((each, each) for each in member.field.choices)
        if sum(len(words) + 6 for words, _ in made) > RADIO_ROOM:
            return ()
    known = value is MISSING or value is None or any(is_same(value, each) for _, each in made)
    return made if known else ()


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Whether one of the values to choose among is chosen."""
    return bool(one == other)


def empties(line: FormLine, filling: Filling) -> tuple[JsonValue, ...]:
    """What of empty text, empty list, null and not set the value of `line` can be."""
    owner = line.owner
    if owner is None or line.kind not in ("field", "group"):
        return ()
    tried: list[JsonValue] = []
    if line.whole == line.path:
        if owner.shape == "list":
            tried.append([])
        elif str in owner.takes and owner.field.kind in _TEXTS and not owner.field.secret:
            tried.append("")
    if owner.nullable:
        tried.append(None)
    if not owner.required:
        tried.append(MISSING)
    return tuple(each for each in tried if _can_be(filling, line, each))


def _can_be(filling: Filling, line: FormLine, value: JsonValue) -> bool:
    made = filling.put(line.whole, value)
    put = made.value(line.whole)
    if value is MISSING:
        return put is MISSING
    return bool(put == value) and put is not MISSING and not made.problem(line.whole)


def emptied(line: FormLine, filling: Filling) -> Filling:
    """`filling` after all text of `line` was deleted: as it was read when that is no text either, else empty text
    where the form takes that, else null or not set."""
    assert line.member is not None
    was = filling.was(line.path)
    if show_text(line.member, was) == "":
        return filling.put(line.path, was) if was is not MISSING else filling.put(line.whole, filling.was(line.whole))
    can_be = empties(line, filling)
    return filling.put(line.whole, can_be[0]) if can_be else filling.put(line.path, "")
