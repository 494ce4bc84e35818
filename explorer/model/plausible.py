"""Whether what was typed can be an e-mail address or a phone number at all. Pure.

Vendors judge more strictly, and say so; this only finds what nobody could have meant (RFC 5322, section 3.4.1: a part
on both sides of one @; ITU-T E.123: digits, and what parts them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from explorer.model.edit import MISSING
from explorer.model.field import Kind
from explorer.model.json_text import JsonObject, JsonValue, equal
from explorer.model.members import Member, Path, dotted, members
from explorer.model.resource import TypeReference
from explorer.model.text import digits

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_PHONE: Final = re.compile(r"\+?[\d\s().,;*#/–-]+((ext|extension|x)[.:=]?\s*\d+)?", re.IGNORECASE)
_LEAST_DIGITS: Final = 3
"""Of a phone number: the shortest ones are called in emergencies."""
_WORDS: Final[dict[Kind, str]] = {
    "email": "is no e-mail address: that has one @, with something on both sides",
    "phone": "is no phone number: that has 3 digits or more, and + ( ) - . / and spaces between",
}


def implausible(form: TypeReference, wanted: JsonObject, before: JsonObject) -> dict[str, str]:
    """Dotted path to what is wrong there, in words that quote no value. What stands as it did before passes."""
    known = {each.name: each for each in members(form)}
    return {
        dotted(path): _WORDS[kind]
        for name, value in wanted.items()
        if name in known
        for path, kind in _found(known[name], (name,), value, before.get(name, MISSING))
    }


def _found(member: Member, path: Path, value: JsonValue, was: JsonValue) -> Iterator[tuple[Path, Kind]]:
    if equal(value, was):
        return
    if isinstance(value, dict):
        inner = was if isinstance(was, dict) else {}
        for name, each in value.items():
            below = _named(member.members, name) or member.item
            if below is not None:
                yield from _found(below, (*path, name), each, inner.get(name, MISSING))
    elif isinstance(value, list) and member.item is not None:
        items = was if isinstance(was, list) else []
        for place, each in enumerate(value):
            yield from _found(member.item, (*path, place), each, items[place] if place < len(items) else MISSING)
    elif isinstance(value, str) and value.strip() and not _can_be(member.field.kind, value.strip()):
        yield path, member.field.kind


def _named(among: Sequence[Member], name: str) -> Member | None:
    return next((each for each in among if each.name == name), None)


def _can_be(kind: Kind, text: str) -> bool:
    if kind == "email":
        return _EMAIL.fullmatch(text) is not None
    if kind == "phone":
        return _PHONE.fullmatch(text) is not None and len(digits(text)) >= _LEAST_DIGITS
    return True
