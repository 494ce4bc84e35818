"""Between the vendor's values and what SQLite can keep and find.

SQLite keeps UTF-8, which has no lone surrogates, and its JSON functions end a text at NUL. Rows and bodies lose
nothing, since JSON text can escape both; keys and cursors get U+FFFD in their place.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote, unquote
from zlib import crc32

from explorer.model.address import Segments
from explorer.model.display import Cells, searchable
from explorer.model.json_text import JsonError, JsonObject, JsonValue, dumps, loads
from explorer.model.resource import Resource
from explorer.model.text import digits, fold

WORDS_LIMIT: Final = 32
"""Words of a search that count."""

_LAYOUT_FORM: Final = 1
"""Raised when `cells` or `searchable` make something else of the same row."""
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_NOT_IN_KEYS: Final = re.compile("[\x00\x01\ud800-\udfff]")
_IDEOGRAPHS: Final = re.compile("([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_NO_LETTER: Final = re.compile(r"[^\x00-\x7f\w]")
_WORD: Final = re.compile("[0-9A-Za-z\u0080-\U0010ffff]+")
_COLLECTION_MARK: Final = "\ue000"


class Damaged(Exception):
    """What was read is not what was written."""


def dump(value: JsonValue) -> str:
    """`value` as JSON that SQLite can keep."""
    text = dumps(value)
    return text if text.isascii() else _SURROGATES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def load_value(text: str) -> JsonValue:
    """What `dump` was given. Raises Damaged."""
    try:
        return loads(text)
    except JsonError as error:
        raise Damaged from error


def load(text: str) -> JsonObject:
    """The object that `dump` was given. Raises Damaged."""
    value = load_value(text)
    if not isinstance(value, dict):
        raise Damaged
    return value


def dump_cells(cells: Cells) -> str:
    """Display cells as a JSON array."""
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def load_cells(text: str) -> Cells:
    """What `dump_cells` was given. Raises Damaged."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Damaged from error
    if not isinstance(value, list):
        raise Damaged
    return tuple(value)


def clean(text: str) -> str:
    """A key, cursor or note as it is kept."""
    return text if text.isascii() and text.isprintable() else _NOT_IN_KEYS.sub("\ufffd", text)


def path_of(segments: Segments) -> str:
    """A collection or record as in addresses, without the account."""
    return "/".join(quote(segment, safe="@+,:=", errors="replace") for segment in segments)


def segments_of(path: str) -> Segments:
    """What `path_of` was given."""
    return tuple(unquote(part) for part in path.split("/"))


def layout_of(resource: Resource) -> int:
    """Stands for how `resource` makes cells, label and search text of a row: kept ones are only good for the same."""
    parts = [f"{column.path} {column.kind}" for column in resource.columns]
    told = "\n".join([str(_LAYOUT_FORM), *parts, "", *resource.label, "", *resource.personal_texts])
    return crc32(told.encode())


def search_text(resource: Resource, collection: int, rows: Sequence[JsonObject]) -> str:
    """What the index holds of a record: the words of its forms, and its collection as one more."""
    words = [_spaced(searchable(resource, row)) for row in rows]
    return " ".join([f"{_COLLECTION_MARK}{collection}", *words])


def match_expression(text: str, collection: int | None) -> str | None:
    """The FTS5 query for records that hold every word of `text`, each as the beginning of a word.

    A text of digits and punctuation alone matches phones as well, however they are written. None when `text` holds
    no word.
    """
    parts = [_term(chunk) for chunk in ([text] if _letterless(text) else text.split()[:WORDS_LIMIT])]
    found = [part for part in parts if part]
    if not found:
        return None
    if collection is not None:
        found.append(f'"{_COLLECTION_MARK}{collection}"')
    return " AND ".join(found)


def _term(chunk: str) -> str:
    parts = list(words(chunk))
    every = " AND ".join(f'"{word}"*' for word in parts)
    number = digits(chunk)
    if number and parts != [number] and _letterless(chunk):
        return f'(({every}) OR "{number}"*)'
    return every


def words(text: str) -> Iterator[str]:
    """The words of `text` as search compares them, the first ones of many."""
    for found, _ in zip(_WORD.finditer(_spaced(fold(text))), range(WORDS_LIMIT), strict=False):
        yield found[0]


def _letterless(text: str) -> bool:
    return not any(character.isalpha() for character in text)


def _spaced(text: str) -> str:
    """`text` with spaces between words and around ideographs, which no spaces part.

    The index then splits it at ASCII separators alone, so that it and a query always agree on what a word is.
    """
    if text.isascii():
        return text
    return _IDEOGRAPHS.sub(r" \1 ", _NO_LETTER.sub(_mark_or_space, text))


def _mark_or_space(found: re.Match[str]) -> str:
    """Marks, such as the vowel signs of Devanagari, belong to their word."""
    return found[0] if unicodedata.category(found[0]).startswith("M") else " "
