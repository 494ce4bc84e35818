"""`field=value`, `field:=JSON` and `--data` as the members a form is filled in with. The form says what they may be."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from getpass import getpass
from pathlib import Path
from typing import Final

from explorer.model.body import secrets_of
from explorer.model.errors import UsageError
from explorer.model.field import Kind
from explorer.model.json_text import JsonError, JsonObject, JsonValue, loads
from explorer.model.members import FLAGS
from explorer.model.resource import Operation
from explorer.model.text import safe
from explorer.model.validate import attributes

STDIN: Final = "-"
_LISTS: Final = ("ids", "texts")
"""Kinds of fields whose text is a comma-separated list."""


def members(operation: Operation, texts: Iterable[str], asked: Sequence[str] = ()) -> JsonObject:
    """The members that `texts` and the answers to `asked` fields give. Raises UsageError.

    A secret is not taken from `texts`: command lines can be read by others.
    """
    kinds = {each.name: each.field.kind for each in attributes(operation.form)} if operation.form else {}
    made: JsonObject = {}
    for text in texts:
        name, value = _pair(text)
        if name.partition(".")[0] in secrets_of(operation):
            raise UsageError(
                f"{name} is secret, and a command line can be read by others", next_step=f"use --ask {name}, or --data"
            )
        _put(made, name, _read(value, kinds.get(name, "text")))
    for name in asked:
        _put(made, name, _answer(name))
    return {name: _with_lists(value) for name, value in made.items()}


def data(path: str) -> list[JsonObject]:
    """The objects in a file, or on standard input for `-`: one, or one a line (ndjson.org). Raises UsageError.

    Messages do not repeat `path`: who takes it for the place of the data itself puts secrets there.
    """
    try:
        text = (sys.stdin.read() if path == STDIN else Path(path).read_text("utf-8")).removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"what --data names cannot be read: {reason}",
            next_step="it takes the name of a file, or - for standard input",
        ) from None
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    try:
        found = [loads(text)]
    except JsonError as error:
        if not lines or not _is_json(lines[0][1]):
            raise UsageError(f"--data cannot be taken: {error}") from None
        found = [_line(number, line) for number, line in lines]
    if not all(isinstance(each, dict) for each in found):
        raise UsageError("--data has to hold one JSON object, or one a line")
    return found


def _is_json(text: str) -> bool:
    try:
        loads(text)
    except JsonError:
        return False
    return True


def _read(value: JsonValue, kind: Kind) -> JsonValue:
    """A text as a value of `kind`, where it can only mean one; the form judges the rest."""
    if not isinstance(value, str):
        return value
    if kind in _LISTS:
        return [part.strip() for part in value.split(",") if part.strip()]
    return FLAGS.get(value.casefold(), value) if kind == "bool" else value


def _line(number: int, line: str) -> JsonValue:
    try:
        return loads(line)
    except JsonError as error:
        raise UsageError(f"line {number} of --data cannot be taken: {error}") from None


def _pair(text: str) -> tuple[str, JsonValue]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip(":"):
        raise UsageError(f"“{safe(text, 80)}” is not FIELD=VALUE")
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], loads(value)
    except JsonError as error:
        raise UsageError(
            f"the value of {safe(name[:-1], 80)} cannot be taken: {error}", next_step="FIELD=TEXT takes text"
        ) from None


def _put(made: JsonObject, name: str, value: JsonValue) -> None:
    *above, last = name.split(".")
    for step in above:
        made = made.setdefault(step, {})
        if not isinstance(made, dict):
            raise UsageError(f"{name} lies in a field that has a value of its own")
    if last in made:
        raise UsageError(f"{name} is given twice")
    made[last] = value


def _with_lists(value: JsonValue) -> JsonValue:
    """`value` with lists where all names are places: `roles.0.id` is the id of the first of a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    if inner and set(inner) == {str(place) for place in range(len(inner))}:
        return [inner[str(place)] for place in range(len(inner))]
    return inner


def _answer(name: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(f"there is no terminal to ask for {name} on", next_step="use --data")
    return getpass(f"{name}: ", stream=sys.stderr)
