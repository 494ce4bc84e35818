"""Reads rows, counters and cursors out of answers, in whichever of their forms they come. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeAlias

from explorer.model.json_text import JsonObject, JsonValue

Path: TypeAlias = str | tuple[str, ...]
"""Where a value lies in an answer, dotted (`result.data`) or as member names; empty: nowhere."""

ROW_LIMIT: Final = 20_000
"""Rows accepted in one page."""


def at(value: JsonValue, path: Path) -> JsonValue:
    """The value at `path`; None when it is not there."""
    names = path.split(".") if isinstance(path, str) else path
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


class Rows(NamedTuple):
    """What was found where rows should be."""

    records: tuple[JsonObject, ...]
    note: str = ""
    """What stood among them and is no record; empty: nothing."""


def rows_at(body: JsonValue, path: Path, *, or_only: bool = False, or_none: bool = False) -> Rows:
    """The rows at `path`; none when there is no body, or an empty list or object on the way (PHP writes both for
    nothing). With `or_only`, the only array stands in for one whose name is missing; with `or_none`, a missing one
    counts as empty. Raises ValueError when there is no list, none of its items is an object, or they are too many."""
    names = path.split(".") if isinstance(path, str) else path
    if body is None:
        return Rows(())
    value = body
    for place, name in enumerate(names):
        if place and value in ([], {}, None):
            return Rows(())
        if not isinstance(value, dict):
            raise ValueError(f"the rows were expected at “{'.'.join(names)}”")
        arrays = [each for each in value.values() if isinstance(each, list)]
        if name not in value and or_only and len(arrays) == 1:
            value = arrays[0]
        elif name in value:
            value = value[name]
        elif or_none:
            return Rows(())
        else:
            raise ValueError(f"the answer has no “{'.'.join(names[: place + 1])}”")
    if value in ({}, None):
        return Rows(())
    records = tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()
    if not isinstance(value, list) or (value and not records):
        raise ValueError(f"“{'.'.join(names)}” is not a list of records")
    if len(value) > ROW_LIMIT:
        raise ValueError(f"a page of {len(value):,} rows, where {ROW_LIMIT:,} are the most accepted")
    strays = len(value) - len(records)
    return Rows(records, f"stopped: {strays:,} of the page's {len(value):,} rows cannot be read" if strays else "")


def counter_at(body: JsonValue, path: Path) -> int | None:
    """A counter of at most 64 bits, as a number or as text; None when it is not there or nonsense."""
    value = at(body, path) if path else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        return None
    return value


def token_at(body: JsonValue, path: Path) -> tuple[str, str]:
    """The name of the next page, empty when there is none; and a note when what stands there names none."""
    value = at(body, path)
    if value is None or isinstance(value, str):
        return value or "", ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value), ""
    return "", "stopped: the way to the next page is neither text nor a number"


def seconds(value: JsonValue) -> float | None:
    """An ISO 8601 time as seconds since 1970; None when it cannot be read. Without an offset it is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
