"""Whether a value that was sent is the one that a vendor stored, for all that vendors tidy up on the way."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from explorer.model.edit import MISSING
from explorer.model.field import Kind
from explorer.model.json_text import JsonValue
from explorer.model.text import digits


def same(kind: Kind, wanted: JsonValue, stored: JsonValue) -> bool:
    """Whether `stored` is `wanted`, at most written in another way. Either may be `MISSING`.

    For all kinds: null, blank text and a missing member are one (nothing), and numbers and ids may be text. Texts:
    spaces at the ends, Unicode form and line ends; never case, which people correct. E-mail addresses: case, too.
    Phones: all but the digits. Moments: the offset, fractions of a second; without an offset UTC is meant. Days: a
    midnight after them. Lists of ids: order and repetition. Structures: members that the vendor adds.
    """
    if _is_nothing(wanted) or _is_nothing(stored):
        return _is_nothing(wanted) and _is_nothing(stored)
    if isinstance(wanted, (dict, list)) or isinstance(stored, (dict, list)):
        return _same_structure(kind, wanted, stored)
    match kind:
        case "email":
            return _text(wanted).casefold() == _text(stored).casefold()
        case "phone":
            return _phone(wanted) == _phone(stored)
        case "integer" | "number":
            return _number(wanted) == _number(stored)
        case "bool":
            return _flag(wanted) == _flag(stored)
        case "date" | "datetime":
            return _moment(wanted) == _moment(stored)
        case "json":
            return _same_inside(wanted, stored)
        case _:
            return _text(wanted) == _text(stored)


def _is_nothing(value: JsonValue) -> bool:
    return value is None or value is MISSING or (isinstance(value, str) and not value.strip())


def _same_structure(kind: Kind, wanted: JsonValue, stored: JsonValue) -> bool:
    if isinstance(wanted, dict) and isinstance(stored, dict):
        return all(same("json", value, stored.get(name, MISSING)) for name, value in wanted.items())
    if not isinstance(wanted, list) or not isinstance(stored, list):
        return False
    if kind == "ids":
        return {_text(each) for each in wanted} == {_text(each) for each in stored}
    inner: Kind = "text" if kind == "texts" else "json"
    return len(wanted) == len(stored) and all(map(same, [inner] * len(wanted), wanted, stored))


def _same_inside(wanted: JsonValue, stored: JsonValue) -> bool:
    """Values inside a structure, whose kind is not declared: a flag, a number, a moment or a text by its looks."""
    if isinstance(wanted, bool) or isinstance(stored, bool):
        return _flag(wanted) == _flag(stored)
    if isinstance(wanted, str) and isinstance(stored, str):
        return _text(wanted) == _text(stored) or ("T" in wanted and _moment(wanted) == _moment(stored))
    return _number(wanted) == _number(stored)


def _text(value: JsonValue) -> str:
    lines = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return lines.strip()


def _phone(value: JsonValue) -> str:
    return digits(str(value)) or _text(value)


def _number(value: JsonValue) -> Decimal | str:
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        return _text(value)


def _flag(value: JsonValue) -> bool | str:
    text = _text(value).lower()
    return {"1": True, "true": True, "0": False, "false": False}.get(text, text)


def _moment(value: JsonValue) -> datetime | str:
    """A moment in whole seconds, or the text where it is none."""
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return _text(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
