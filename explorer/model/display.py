"""A vendor's values as text for people: what a table cell or a detail line shows. Pure and free of pydantic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite, nan
from typing import Final

from explorer.model.field import Column, Kind
from explorer.model.json_text import JsonObject, JsonValue, Number, dumps
from explorer.model.resource import Resource, walk
from explorer.model.text import LINE_LIMIT, SafeText, digits, fold, safe
from explorer.model.value import dataclass

Cell = SafeText | None
"""Safe text; None: the vendor sent null or nothing (shown as a dim dash)."""
Cells = tuple[Cell, ...]

NOT_ASKED: Final = SafeText("…")
"""The cell of a column whose include was not asked for: unlike null, nobody knows."""

SortKey = tuple[int, float, str]
"""Orders any two values of a column: kind, number, folded text; missing values come last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    key: str
    """The record's id; empty when the vendor's row has none."""
    cells: Cells
    """One per column of the resource, in the declared order, shown or not."""
    rid: int = 0
    """The cache's own id of the record."""
    stale: bool = False
    changed: bool = False
    """Changed since the last visit to its collection."""
    gone: bool = False
    new: bool = False
    """Met for the first time since the last visit, though the whole collection was held before."""


def cell(value: JsonValue, kind: Kind = "text", limit: int = LINE_LIMIT) -> Cell:
    """One value as safe text. `""` stays empty and differs from None."""
    if value is None:
        return None
    return safe(_plain(value, kind), limit)


def cells(columns: Sequence[Column], row: JsonObject) -> Cells:
    """The cells of `row` for all of `columns`."""
    return tuple(cell(walk(row, column.path), column.kind) for column in columns)


def further_cells(columns: Sequence[Column], row: JsonObject) -> Cells:
    """The cells of `row` for columns besides the resource's own; `NOT_ASKED` where it lacks what an include brings."""
    return tuple(
        NOT_ASKED
        if column.include and column.path.partition(".")[0] not in row
        else cell(walk(row, column.path), column.kind)
        for column in columns
    )


def _plain(value: JsonValue, kind: Kind) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or (kind == "bool" and value in (0, 1)):
        return "yes" if value else "no"
    if isinstance(value, Number):
        return value.literal
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, list):
        return ", ".join(_plain(item, kind) for item in value if item is not None)
    if isinstance(value, dict):
        return _named(value)
    return ""


def _named(value: Mapping[str, JsonValue]) -> str:
    """A nested object by the member that names it, else as JSON."""
    inner = value.get("data", value) if set(value) == {"data"} else value
    if isinstance(inner, list):
        return _plain(inner, "text")
    if isinstance(inner, dict):
        for member in ("name", "display_name", "title", "value", "label", "email", "phone_number"):
            if isinstance(inner.get(member), str):
                return str(inner[member])
        return dumps(inner)
    return _plain(inner, "text")


def sort_key(value: Cell, kind: Kind) -> SortKey:
    """Orders cells of a column of `kind`: numbers by value, times by when they are, text folded, missing last.

    A time without a zone counts as UTC.
    """
    if value is None:
        return (2, 0.0, "")
    if kind in ("integer", "number", "id"):
        try:
            number = float(value)
        except ValueError:
            number = nan
        if isfinite(number):  # also of what reads as infinity or as no number, which has no place among numbers
            return (0, number, "")
    elif kind in ("date", "datetime"):
        try:
            at = datetime.fromisoformat(value)
            return (0, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp(), "")
        except (ValueError, OverflowError):
            pass
    return (1, 0.0, fold(value))


def searchable(resource: Resource, row: JsonObject) -> str:
    """The text that local search matches a record by: folded words, and phones by every tail of their digits."""
    words: list[str] = [resource.key_of(row)]
    phones: list[str] = []
    paths: Iterable[tuple[str, Kind]] = [
        *((column.path, column.kind) for column in resource.columns),
        *((path, "text") for path in (*resource.label, *resource.personal_texts)),
    ]
    for path, kind in paths:
        value = walk(row, path)
        texts = value if isinstance(value, list) else [value]
        for text in texts:
            if isinstance(text, bool) or not isinstance(text, (str, int)):
                continue
            words.append(fold(str(text)))
            if kind == "phone":
                number = digits(str(text))
                phones.extend(number[start:] for start in range(max(len(number) - 2, 1)))
    return " ".join(dict.fromkeys([*words, *phones]))
