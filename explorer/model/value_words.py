"""Values in words, where old and new stand side by side: what differs looks different. Pure and free of pydantic."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final, TypeAlias

from explorer.model.display import cell
from explorer.model.edit import MISSING, Change
from explorer.model.field import HIDDEN, Kind
from explorer.model.json_text import JsonValue, dumps_visible
from explorer.model.text import LINE_LIMIT, safe

NOT_SET: Final = "not set"
NULL: Final = "null"
Quotes: TypeAlias = tuple[str, str]
_QUOTES: Final[Quotes] = ("“", "”")
_AROUND: Final = 20
"""Characters shown before a difference."""
_MISTAKABLE: Final = (NOT_SET, NULL, HIDDEN, "[]", "{}", "yes", "no")
"""Texts that would read like something else."""


def name_words(name: str) -> str:
    """A member's name as people would write it: `birthDate` and `birth_date` are `birth date`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ")
    return apart.lower() if apart != name else name


def both(change: Change, kind: Kind = "text", quotes: Quotes = _QUOTES, limit: int = LINE_LIMIT) -> tuple[str, str]:
    """Old and new in words that differ: where they would not, such as for 1 and "1" or late in a long text, as JSON,
    from where it differs when it is too long."""
    before, after = (value_words(each, kind, quotes, limit) for each in (change.before, change.after))
    if before != after or change.before == change.after:
        return before, after
    texts = [dumps_visible(each) for each in (change.before, change.after)]
    same = _same_characters(*texts) - _AROUND if max(map(len, texts)) > limit else 0
    old, new = (f"…{text[same:]}" if same > 0 else text for text in texts)
    return safe(old, limit), safe(new, limit)


def value_words(value: JsonValue, kind: Kind = "text", quotes: Quotes = _QUOTES, limit: int = LINE_LIMIT) -> str:
    """A value in words, safe to show. What is not set, null, an empty text and an empty list are told apart, and a text
    of which the ends could not be seen stands in quotes."""
    if value is MISSING:
        return NOT_SET
    if value is None:
        return NULL
    if value in ([], {}):
        return _json(value, limit)
    if isinstance(value, str):
        plain = value != value.strip() or not value or value in _MISTAKABLE
        return safe(f"{quotes[0]}{value}{quotes[1]}" if plain else value, limit)
    if isinstance(value, dict):
        members = (f"{name_words(name)} {_inner(each, quotes, limit)}" for name, each in value.items())
        return safe(", ".join(members), limit)
    if isinstance(value, list):
        apart = "; " if any(isinstance(each, dict) for each in value) else ", "
        return safe(apart.join(value_words(each, kind, quotes, limit) for each in value), limit)
    return cell(value, kind, limit) or ""


def _same_characters(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _inner(value: JsonValue, quotes: Quotes, limit: int) -> str:
    words = value_words(value, quotes=quotes, limit=limit)
    return f"({words})" if isinstance(value, (dict, list)) and value else words


def _json(value: JsonValue, limit: int) -> str:
    return safe(dumps_visible(value), limit)
