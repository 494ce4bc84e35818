"""A form that is filled in, as TOML (toml.io, 1.0) for an editor, and back. Pure.

Each member stands as one assignment under comments that explain it, in the form's order. What is not set is commented
out. TOML has no null: the table `{ null = true }` stands for it, and where a vendor's own object looks like that, its
one key has an underscore more. JSON's numbers, flags and texts are TOML's as they stand; in texts, what acts on a
terminal is escaped, so that an editor shows it and keeps it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Final

from explorer.model.body import secrets_of
from explorer.model.edit import MISSING
from explorer.model.errors import UsageError
from explorer.model.field import Kind
from explorer.model.filling import Filling
from explorer.model.json_text import JsonError, JsonObject, JsonValue, dumps_visible, loads
from explorer.model.members import Member, members
from explorer.model.nearest import hint
from explorer.model.resource import Operation
from explorer.model.text import safe
from explorer.model.validate import attributes
from explorer.model.value import dataclass

_NULL: Final = "null"
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ASSIGNED: Final = re.compile(r"""[ \t\[]*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)""")
_AT: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_WAS: Final = 200
"""Characters shown of what was read."""
_SINCE: Final = "! filled in since in the form, and what stands below takes its place: "
_KINDS: Final[dict[Kind, str]] = {
    "long": "text of several lines",
    "integer": "whole number",
    "bool": "true or false",
    "date": "year-month-day",
    "datetime": "date and time with a zone",
    "choice": "one of",
    "email": "e-mail",
    "ids": "list of ids",
    "texts": "list of texts",
    "json": "any structure",
}
"""What a comment calls them, where it is not the kind's own name."""
_EMPTY: Final[dict[type, JsonValue]] = {str: "", bool: False, int: 0, float: 0}


class BrokenChange(UsageError):
    """A text that cannot be read as a change."""

    def __init__(self, message: str, *, line: int, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.line = line
        """Where the assignment that it is about begins, counted from 1: a comment can be put above it."""


def to_toml(filling: Filling) -> str:
    """The whole change, explained by comments. Secrets, and what cannot be written as TOML, are named and left out."""
    known = members(filling.operation.form)
    blocks = ["\n".join(_header(filling, known)), *("\n".join(_block(filling, each)) for each in known)]
    if closed := list(_closed(filling, known)):
        blocks.append("\n".join(closed))
    return "\n\n".join(blocks) + "\n"


def from_toml(text: str, filling: Filling) -> Filling:
    """`filling` with what `text` says: what is left out of it is as it was read. What was typed into members that
    `to_toml` leaves out stays. The form judges the values. Raises BrokenChange, which names the line and the field."""
    try:
        read = tomllib.loads(text, parse_float=_number)
    except ValueError as error:  # also a number with too many digits
        raise _broken(text, filling, str(error)) from None
    except RecursionError:
        raise BrokenChange("it is nested too deeply", line=1) from None
    known = {each.name: each for each in members(filling.operation.form)}
    _check_names(text, read, filling, known)
    kept = {name: value for name, value in filling.typed.items() if name in known and _left_out(filling, known[name])}
    made = replace(filling, typed=kept)
    for name in known:
        if name in read:
            made = made.put((name,), _decoded(read[name]))
    return made


def with_since(text: str, before: Filling, now: Filling) -> str:
    """A text that was not read yet, with what the form got since `before` told on top: the text says otherwise."""
    told = []
    for each in members(now.operation.form):
        value = now.value((each.name,))
        if value != before.value((each.name,)) and not _left_out(now, each):
            is_now = "not set" if value is MISSING else _literal(_encoded(value))
            told.append(_comment(f"{_SINCE}{_key(each.name)} = {is_now}", _WAS))
    again = tuple(each[: each.index(" = ") + 3] for each in told)
    lines = [each for each in text.split("\n") if not each.startswith(again)]
    return "\n".join(told + lines)


def names_secret(text: str, operation: Operation) -> bool:
    """Whether a text seems to give a secret its value: then no disk keeps it. It may be no TOML: what other notations
    write counts, too, as `name: value`, or nothing between the two."""
    names = "|".join(map(re.escape, sorted(secrets_of(operation))))
    begins, is_given = rf"^[ \t{{\[\"'-]*({names})\b", rf"\b({names})(\b[\"'\s]*[=.\]]|[\"']\s*:)"
    return bool(names and re.search(f"{begins}|{is_given}", text, re.IGNORECASE | re.MULTILINE))


def _header(filling: Filling, known: tuple[Member, ...]) -> Iterator[str]:
    yield _comment(f"{filling.resource.singular}, {filling.operation.name}: {filling.operation.summary}")
    if not known:
        yield _comment("There is nothing to fill in.")
        return
    yield _comment("Save and leave the editor to go back to the form. Nothing is sent before it was reviewed.")
    yield _comment('Empty text is "". Null is { null = true }, where a field takes it. A field with # before it is not')
    yield _comment(
        "set, or stays as it was read; a key of a field of any keys that was read stays, too. * is required."
    )


def _block(filling: Filling, member: Member) -> Iterator[str]:
    """One member: what it is, and its assignment."""
    path = (member.name,)
    if reason := _left_out(filling, member):
        yield _comment(f"{member.label}: {reason}")
        return
    yield from _explained(member)
    value, was = filling.value(path), filling.was(path)
    if filling.is_changed(path):
        yield _comment(f"was: {'not set' if was is MISSING else _literal(_encoded(was))}", _WAS)
    key = _key(member.name)
    if value is MISSING:
        yield f"# {key} = {_literal(_blank(member))}"
    elif member.shape == "map" and isinstance(value, dict) and value and (encoded := _encoded(value)):
        for inner, each in encoded.items():
            yield f"{key}.{_key(inner)} = {_literal(each)}"
    else:
        several = isinstance(value, str) and "\n" in value
        yield f"{key} = {_several_lines(value) if several else _literal(_encoded(value), spread=True)}"


def _closed(filling: Filling, known: tuple[Member, ...]) -> Iterator[str]:
    """What the record has and an update has not, with the reason."""
    names = {each.name for each in known}
    for each in attributes(filling.resource.record) if known and filling.operation.name == "update" else ():
        if each.field.readonly and each.name not in names:
            yield _comment(f"{each.label}: {each.field.readonly}")


def _left_out(filling: Filling, member: Member) -> str:
    """Why a member has no assignment, in words; empty when it has."""
    if member.field.readonly:
        return f"cannot be edited: {member.field.readonly}"
    if member.field.secret:
        return "secret, and no file holds it: type it in the form"
    if _has_surrogate(filling.value((member.name,))):
        return "holds half a character, which TOML cannot hold: edit it in the form"
    return ""


def _explained(member: Member, indent: str = "") -> Iterator[str]:
    """What may be filled in, and the same for what lies inside."""
    kind = _KINDS.get(member.field.kind, member.field.kind)
    if member.shape == "list" and member.field.kind == "json":
        kind = "list of tables" if member.members else "list"
    elif member.shape in ("object", "map"):
        kind = "table" if member.shape == "object" else "table of any keys"
    if member.field.choices:
        kind = f"one of {', '.join(member.field.choices)}"
    required = " *" if member.required else ""
    name = f"{member.name}{required}: " if indent else f"{member.label}{required}: "
    of = f" of {member.field.refers}" if member.field.refers else ""
    null = ", or null" if member.nullable and member.takes else ""
    yield _comment(f"{indent}{name}{kind}{of}{null}" + (f"; {member.field.rule}" if member.field.rule else ""))
    for each in member.members:
        yield from _explained(each, indent + "  ")


def _comment(words: str, limit: int = 1000) -> str:
    return f"# {safe(words, limit)}"


def _blank(member: Member) -> JsonValue:
    """What to begin with where nothing is set."""
    if member.shape == "list":
        return []
    if member.shape == "object":
        return {each.name: _blank(each) for each in member.members if each.required}
    if member.field.choices:
        return member.field.choices[0]
    return next((value for kind, value in _EMPTY.items() if kind in member.takes), {})


def _literal(value: JsonValue, *, spread: bool = False) -> str:
    """An encoded value in one line; `spread`: lists of tables in several."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(name)} = {_literal(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list) and spread and any(isinstance(each, (dict, list)) for each in value):
        return "[\n" + "".join(f"    {_literal(each)},\n" for each in value) + "]"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return _text(value)


def _text(value: JsonValue) -> str:
    """A value as JSON and TOML both write it, but for escapes: TOML has no pairs of surrogates."""
    return dumps_visible(
        value, escaped=lambda each: f"\\u{ord(each):04x}" if each <= "\uffff" else f"\\U{ord(each):08x}"
    )


def _several_lines(text: str) -> str:
    """A multi-line basic string. Line ends but line feeds, and a space before one, are escaped: so none gets lost."""
    lines = (_text(line)[1:-1] for line in text.split("\n"))
    return '"""\n' + "\n".join(f"{line[:-1]}\\u0020" if line.endswith(" ") else line for line in lines) + '"""'


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _encoded(value: JsonValue) -> JsonValue:
    """`value` without null, which becomes a table of its own."""
    if value is None:
        return {_NULL: True}
    if isinstance(value, list):
        return [_encoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    extra = "_" if _looks_like_null(value) else ""
    return {name + extra: _encoded(each) for name, each in value.items()}


def _decoded(value: object) -> JsonValue:
    """What `_encoded` made, and dates and times that were written without quotes, as JSON."""
    if value == {_NULL: True}:
        return None
    if isinstance(value, list):
        return [_decoded(each) for each in value]
    if isinstance(value, dict):
        cut = 1 if _looks_like_null(value) and _NULL not in value else 0
        return {name[: len(name) - cut]: _decoded(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, (date, time)) else value


def _looks_like_null(value: JsonObject) -> bool:
    return len(value) == 1 and next(iter(value)).rstrip("_") == _NULL


def _number(literal: str) -> JsonValue:
    """A TOML float as JSON has it; what JSON has not (inf, nan) as text, which no form takes for a number."""
    try:
        return loads(literal.replace("_", "").removeprefix("+"))
    except JsonError:
        return literal


def _has_surrogate(value: JsonValue) -> bool:
    if isinstance(value, dict):
        return any(_has_surrogate(part) for item in value.items() for part in item)
    if isinstance(value, list):
        return any(map(_has_surrogate, value))
    return isinstance(value, str) and _SURROGATE.search(value) is not None


def _check_names(text: str, read: JsonObject, filling: Filling, known: dict[str, Member]) -> None:
    """Raises BrokenChange for what is assigned and cannot be."""
    for name in read:
        if name not in known:
            reason, step = "is no field of it", hint(name, known)
        elif reason := _left_out(filling, known[name]):
            step = "leave it out here"
        else:
            continue
        label = known[name].label if name in known else safe(name, 80)
        line = next((at.line for at in _assignments(text) if at.name == name), 1)
        raise BrokenChange(f"line {line}, {label}: {reason}", line=line, next_step=step)


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A line that looks as if an assignment begins in it."""

    line: int
    name: str


def _assignments(text: str) -> list[_Assignment]:
    found = ((number, _ASSIGNED.match(line)) for number, line in enumerate(text.split("\n"), 1))
    return [_Assignment(number, _name(match[1])) for number, match in found if match]


def _name(key: str) -> str:
    """A key as TOML reads it."""
    try:
        return next(iter(tomllib.loads(f"{key} = 0")))
    except tomllib.TOMLDecodeError:
        return key


def _broken(text: str, filling: Filling, message: str) -> BrokenChange:
    """Where a text that is no TOML goes wrong: in the assignment after the last line up to which it is TOML."""
    place = _AT.search(message)
    reason = message[: place.start()] if place else message
    lines = text.split("\n")
    places = _assignments(text)
    begins = next((at for at in reversed(places) if _is_toml(lines[: at.line - 1])), _Assignment(1, ""))
    labels = {each.name: each.label for each in members(filling.operation.form)}
    ends = next((at.line for at in places if at.line > begins.line and at.name in labels), len(lines) + 1)
    told = int(place[1]) if place and place[1] else 0
    line = told if begins.line <= told < ends else begins.line
    label = f", {labels[begins.name]}" if begins.name in labels else ""
    return BrokenChange(
        f"line {line}{label}: {safe(reason[:1].lower() + reason[1:])}",
        line=begins.line,
        next_step="it has to be TOML: text in quotes, a backslash doubled",
    )


def _is_toml(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except ValueError:
        return False
    return True
