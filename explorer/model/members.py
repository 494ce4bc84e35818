"""The members of a form as somebody fills them in: what each may hold, and what a typed text means for it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from types import NoneType
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin

from explorer.model.edit import MISSING
from explorer.model.field import Field, Kind
from explorer.model.json_text import JsonError, JsonValue, Number, dumps, loads
from explorer.model.resource import TypeReference
from explorer.model.validate import alternatives, attributes, form_reference, is_form
from explorer.model.value import dataclass

Shape: TypeAlias = Literal["plain", "object", "list", "map"]
"""What a value is made of; a `map` is an object of any keys."""
Path: TypeAlias = tuple[str | int, ...]
"""Where a value lies in a form: names, and places in lists, such as `("roleProfiles", 0, "team", "id")`."""

FLAGS: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
"""What yes and no are written as, folded."""
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,400}")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_SCALARS: Final[dict[type, Kind]] = {bool: "bool", int: "integer", float: "number", str: "text"}


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a form, or one item of a list or map in it."""

    name: str
    """As it stands in the vendor's JSON; an item has its list's."""
    field: Field
    required: bool
    nullable: bool
    shape: Shape
    members: tuple[Member, ...] = ()
    """Of the object, of each item of the list, of each value of the map; empty: plain items, or any structure."""
    item: Member | None = None
    """What each item of the list, or each value of the map, is."""
    takes: frozenset[type] = frozenset()
    """The types of JSON values that a plain one may be, null aside; empty: any structure."""

    @property
    def label(self) -> str:
        """Shown name."""
        return self.field.label or self.name.replace("_", " ")

    @property
    def is_comma_separated(self) -> bool:
        """A list of ids or texts: written in one line, with commas between."""
        return self.shape == "list" and self.field.kind in ("ids", "texts")


@cache
def members(form: TypeReference) -> tuple[Member, ...]:
    """The members of `form`, in their documented order; none where there is no form."""
    if not form:
        return ()
    return tuple(_member(each.name, each.field, each.required, each.annotation) for each in attributes(form))


def member_at(form: TypeReference, path: Path) -> Member | None:
    """What lies at `path`; None inside of a structure that may be any, and where there is nothing of the kind."""
    known, found = members(form), None
    for step in path:
        if found is not None and found.shape in ("list", "map"):
            found = found.item
        else:
            found = next((each for each in known if each.name == step), None)
        if found is None:
            return None
        known = found.members
    return found


def dotted(path: Path) -> str:
    """`path` as problems are named by it."""
    return ".".join(map(str, path))


def read_text(member: Member, text: str) -> JsonValue:
    """What `text`, as typed, means for `member`. A text that fits nothing the member takes stays as it is.

    Numbers, flags (yes, no), comma-separated lists and JSON are read where nothing else is taken. Where a text will do
    a text it is, digits or not: the form itself says whether they become a number.
    """
    if member.is_comma_separated and member.item is not None:
        return _read_list(member.item, text)
    if member.shape != "plain" or not member.takes:
        return _read_json(text)
    if member.field.kind == "bool" and text.strip().casefold() in FLAGS:
        flag = FLAGS[text.strip().casefold()]
        return flag if bool in member.takes else int(flag)
    if str in member.takes:
        return text
    if int in member.takes and _WHOLE.fullmatch(text.strip()):
        return int(text)
    if float in member.takes and _DECIMAL.fullmatch(text.strip()):
        number = _read_json(text.strip())
        return text if isinstance(number, str) else number
    return text


def show_text(member: Member, value: JsonValue) -> str:
    """The text to begin editing `value` with: `read_text` makes it `value` again when that is fit for `member`.

    Null and a missing value, which no text stands for, begin with none.
    """
    if value is MISSING or (value is None and member.takes):
        return ""
    if member.is_comma_separated and isinstance(value, list):
        return _show_list(member.item, value)
    if member.field.kind == "bool" and isinstance(value, int) and value in (0, 1):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value if member.takes or _read_json(value) == value else dumps(value)
    return value.literal if isinstance(value, Number) else dumps(value)


def _read_json(text: str) -> JsonValue:
    try:
        return loads(text)
    except JsonError:
        return text


def _read_list(item: Member, text: str) -> JsonValue:
    if text.lstrip().startswith("["):
        whole = _read_json(text)
        if isinstance(whole, list):
            return whole
    return [read_text(item, part.strip()) for part in text.split(",") if part.strip()]


def _show_list(item: Member | None, items: list[JsonValue]) -> str:
    """`items` with commas between; as JSON where that would be read as something else."""
    if item is not None:
        joined = ", ".join(show_text(item, each) for each in items)
        if _exactly(_read_list(item, joined), items):
            return joined
    return dumps(items)


def _exactly(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same JSON: unlike for Python, 1 is not true there."""
    return dumps(one) == dumps(other)


def _member(name: str, field: Field, required: bool, annotation: Any) -> Member:
    kinds = alternatives(annotation)
    nullable = NoneType in kinds or Any in kinds
    for kind in kinds:
        if is_form(kind):
            return Member(name, field, required, nullable, "object", members(form_reference(kind)))
        if get_origin(kind) in (list, dict):
            item = _item(name, field, get_args(kind)[-1])
            shape: Shape = "list" if get_origin(kind) is list else "map"
            return Member(name, field, required, nullable, shape, item.members, item)
    return Member(name, field, required, nullable, "plain", takes=_takes(kinds))


def _item(name: str, field: Field, annotation: Any) -> Member:
    made = _member(name, field, True, annotation)
    named: dict[Kind, Kind] = {"ids": "id", "texts": "text"}
    plain: Kind = next((kind for scalar, kind in _SCALARS.items() if scalar in made.takes), "json")
    return replace(made, field=replace(field, kind=named.get(field.kind, plain)))


def _takes(kinds: tuple[Any, ...]) -> frozenset[type]:
    if Any in kinds:
        return frozenset()
    literal = {type(value) for kind in kinds if get_origin(kind) is Literal for value in get_args(kind)}
    return frozenset(literal | {kind for kind in kinds if kind in _SCALARS})
