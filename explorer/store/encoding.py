"""Between the vendor's values and what SQLite can keep and find.

SQLite keeps UTF-8, which has no lone surrogates, and its JSON functions end a text at NUL. Rows and bodies lose
nothing, since JSON text can escape both; keys and cursors get U+FFFD in their place.
"""

from __future__ import annotations

import json
import re
from typing import Final
from urllib.parse import quote, unquote
from zlib import crc32

from explorer.model.address import Segments
from explorer.model.display import Cells
from explorer.model.json_text import JsonError, JsonObject, JsonValue, dumps, loads
from explorer.model.resource import Resource

_LAYOUT_FORM: Final = 2
"""Raised when `cells`, `searchable` or `matching.search_text` make something else of the same row."""
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_NOT_IN_KEYS: Final = re.compile("[\x00\x01\ud800-\udfff]")


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
