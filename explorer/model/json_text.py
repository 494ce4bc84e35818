"""JSON in and out without loss: what a vendor sent can be printed again as the same values.

`json.loads` alone keeps the last of two equal keys, turns `1e400` into infinity and `1.10` into `1.1`. RFC 8259
leaves these to the reader; for records that are edited none of them may happen silently.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeAlias

from explorer.model.text import HIDDEN

JsonValue: TypeAlias = Any
"""None, bool, int, `Number`, str, list or dict with str keys."""
JsonObject: TypeAlias = dict[str, Any]

DEPTH_LIMIT: Final = 64
"""Levels of nesting accepted."""


class Number(Decimal):
    """A JSON number with a fraction or an exponent, that remembers how it was written."""

    literal: str

    def __new__(cls, literal: str) -> Number:
        number = super().__new__(cls, literal)
        number.literal = literal
        return number


class JsonError(ValueError):
    """The bytes are not acceptable JSON; the message says why, and quotes none of them."""


def loads(data: bytes | str) -> JsonValue:
    """The value in `data`. Raises JsonError for invalid, doubled keys, NaN, too deep or too large numbers."""
    try:
        value = json.loads(data, object_pairs_hook=_unique, parse_float=_number, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise JsonError(f"not valid {error.encoding} at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise JsonError(f"not JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise JsonError("nested too deeply") from None
    except JsonError:
        raise
    except ValueError:
        raise JsonError("a number with too many digits") from None
    if _deeper_than(value, DEPTH_LIMIT):
        raise JsonError(f"nested more than {DEPTH_LIMIT} levels deep")
    return value


def equal(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are the same JSON: true is not 1, as it is in Python, and 1.10 is 1.1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def dumps(value: JsonValue, *, indent: int | None = None) -> str:
    """`value` as JSON text, numbers as they were written, non-ASCII characters as themselves."""
    text = json.dumps(
        value,
        ensure_ascii=False,
        indent=indent,
        separators=(",", ":") if indent is None else None,
        default=_marked,
        allow_nan=False,
    )
    return _MARKED_NUMBER.sub(r"\1", text)


# JSON may hold these as themselves; a terminal that shows them would act on them, and UTF-8 has no lone surrogates.
_ACTING: Final = re.compile(f"[\x7f-\x9f\u200c\u200d\ud800-\udfff{''.join(map(chr, sorted(HIDDEN)))}]")


def _escaped(character: str) -> str:
    """As JSON escapes it, beyond U+FFFF as a pair of surrogates (RFC 8259, section 7)."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def dumps_visible(value: JsonValue, *, indent: int | None = None, escaped: Callable[[str], str] = _escaped) -> str:
    """`value` as JSON that is safe to show: the same value, with each character that acts on a terminal `escaped`."""
    return _ACTING.sub(lambda match: escaped(match.group()), dumps(value, indent=indent))


# The C encoder cannot be told to write a number verbatim, so numbers pass through it as marked strings. The mark is
# drawn anew in each process: a vendor's text cannot contain it.
_MARK: Final = os.urandom(16).hex()
_MARKED_NUMBER: Final = re.compile(f'"{_MARK}([^"]*)"')


def _marked(value: object) -> str:
    if isinstance(value, Number):
        return _MARK + value.literal
    raise TypeError(f"{type(value).__name__} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> JsonObject:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise JsonError("an object holds the same key twice")
    return made


def _number(literal: str) -> Number:
    # An exponent of many digits would make a Decimal that float() turns into infinity.
    if len(literal) > 400 or float(literal) in (float("inf"), float("-inf")):
        raise JsonError("a number out of range")
    return Number(literal)


def _refuse_constant(name: str) -> None:
    raise JsonError(f"{name} is not JSON")


def _deeper_than(value: JsonValue, limit: int) -> bool:
    level: list[Any] = [value]
    for _ in range(limit):
        level = [
            child
            for item in level
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True
