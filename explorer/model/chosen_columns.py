"""Which columns a table shows, in which order and how wide, as somebody chose them. Pure.

A column is named by its path. One that the resource does not declare is any member of the vendor's rows, dotted where
it is nested.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from explorer.model.address import Segments
from explorer.model.errors import UsageError
from explorer.model.field import Column
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Resource
from explorer.model.value import dataclass

LEAST_WIDTH: Final = 3
MOST_WIDTH: Final = 200
_DEPTH: Final = 3
"""Members within members that a path leads through at most."""


@dataclass(frozen=True, slots=True)
class ChosenColumns:
    """Paths in order, and the widths of those that have one of their own."""

    paths: tuple[str, ...] = ()
    """Empty: the columns that are shown unless the user says otherwise."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """Path to cells. A width is the column's, whether or not it is shown now."""


DEFAULT: Final = ChosenColumns()
"""Nobody has chosen."""


def columns_key(vendor: str, collection: Segments) -> str:
    """What the columns of a collection are kept under, for all accounts of a vendor and under all records."""
    return "/".join((vendor, *collection[0::2]))


def default_paths(resource: Resource) -> tuple[str, ...]:
    """The columns that are shown unless the user says otherwise."""
    return tuple(column.path for column in resource.columns if column.shown)


def column_of(resource: Resource, path: str) -> Column:
    """The column at `path`. What nobody has declared counts as personal."""
    declared = next((each for each in resource.columns if each.path == path), None)
    return declared or Column(path, path, shown=False, include=_include_of(resource, path), personal=True)


def path_named(resource: Resource, name: str, members: Callable[[], Collection[str]]) -> str:
    """The path that `name` says: itself, or else that of the column with this title, in whichever case. `members` are
    those of the vendor's records that are documented: they come before titles. Raises UsageError for a title that
    several columns have."""
    titled = [each.path for each in resource.columns if each.label.casefold() == name.casefold()]
    if not titled or any(each.path == name for each in resource.columns) or name in members():
        return name
    if len(titled) > 1:
        raise UsageError(f"several columns are called “{name}”", next_step=f"name one: {', '.join(titled)}")
    return titled[0]


def columns_of(resource: Resource, chosen: ChosenColumns) -> tuple[Column, ...]:
    """The columns to show, those with a width of their own in just that width."""
    columns = (column_of(resource, path) for path in chosen.paths or default_paths(resource))
    return tuple(
        replace(each, width=chosen.widths[each.path], exact=True) if each.path in chosen.widths else each
        for each in columns
    )


def includes_of(resource: Resource, paths: Sequence[str]) -> tuple[str, ...]:
    """The includes that have to be asked for to have these columns."""
    needed = (column_of(resource, path).include for path in paths)
    return tuple(dict.fromkeys(name for name in needed if name))


def member_paths(rows: Sequence[JsonObject]) -> tuple[str, ...]:
    """Dotted paths of what these rows hold, each once, in the order they are met: of an object its members, through
    lists of objects too. A member whose own name has a dot in it, or cannot be printed, has no path."""
    found: dict[str, None] = {}
    for row in rows:
        _collect(row, (), found)
    return tuple(found)


def _collect(value: JsonObject, above: tuple[str, ...], found: dict[str, None]) -> None:
    for name, each in value.items():
        if not name or "." in name or not name.isprintable():
            continue
        inner = _objects(each)
        if inner and len(above) + 1 < _DEPTH:
            for one in inner:
                _collect(one, (*above, name), found)
        elif each != {} and each != []:
            found[".".join((*above, name))] = None


def _objects(value: JsonValue) -> list[JsonObject]:
    """The objects that a path through `value` leads into: those of a list, and without the `data` around them."""
    if isinstance(value, dict) and set(value) == {"data"}:
        value = value["data"]
    items = value if isinstance(value, list) else [value]
    return [each for each in items if isinstance(each, dict)]


def _include_of(resource: Resource, path: str) -> str:
    """The include that brings the member `path` begins with."""
    first = path.partition(".")[0]
    declared = next((each.include for each in resource.columns if each.path.partition(".")[0] == first), None)
    if declared is not None:
        return declared
    listing = resource.operation("list")
    return first if listing is not None and any(each.name == first for each in listing.includes) else ""
