"""What the copy keys take: pieces of a record and of a view, as plain text. No widget."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from explorer.model.address import Address
from explorer.model.command_line import get_command, list_command
from explorer.model.errors import UsageError
from explorer.model.field import Kind
from explorer.model.json_text import JsonValue, dumps, dumps_visible
from explorer.model.listing import Held, Listing
from explorer.model.resource import Resource, walk
from explorer.model.value import dataclass
from explorer.model.view import View, written
from explorer.repository import Repository
from explorer.ui.history import Place

if TYPE_CHECKING:
    from explorer.model.validate import Attribute

LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    "y": ("copy-cell", "cell"),
    "r": ("copy-record", "record"),
    "a": ("copy-address", "address"),
    "c": ("copy-request", "curl"),
    "l": ("copy-view", "view"),
    "e": ("copy-email", "e-mail"),
    "p": ("copy-phone", "phone"),
}
"""The key after `y` to the command it stands for and what the line of keys calls that."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What would act on a terminal that it is pasted into: ECMA-48's C0 and C1 without tab and line feed."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One piece of text and what it is."""

    what: str
    text: str


def plain(value: JsonValue) -> str:
    """A value as text: a list of texts with commas, other structures as JSON; empty when there is none."""
    if value is None:
        return ""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        value = ", ".join(str(each) for each in value)
    return _CONTROL.sub("", value if isinstance(value, str) else dumps(value))


def cell(held: Held, path: str, label: str) -> Copied:
    """One value. Raises UsageError when it is empty."""
    text = plain(walk(held.known, path))
    if not text:
        raise UsageError(f"{label} is empty")
    return Copied(label, text)


def record(held: Held) -> Copied:
    """A record as the vendor sent it, as JSON in which what acts on a terminal is escaped."""
    kind = "the record" if held.whole else "the list's row of it"
    return Copied(f"{kind} as JSON", dumps_visible(held.body, indent=2))


def first_of(kind: Kind, held: Held, resource: Resource, attributes: Sequence[Attribute]) -> Copied:
    """The first e-mail or phone that a record tells, in the order of its columns, then of its members. Raises
    UsageError."""
    paths = [(each.path, each.label) for each in resource.columns if each.kind == kind]
    paths += [(each.name, each.label) for each in attributes if each.field.kind == kind]
    body = held.known
    for path, label in paths:
        found = walk(body, path)
        for value in found if isinstance(found, list) else [found]:
            if isinstance(value, str) and value.strip():
                return Copied(label, plain(value).strip())
    name = "e-mail" if kind == "email" else kind
    raise UsageError(f"what is held of this {resource.singular} has no {name}")


def request(repository: Repository, place: Place, address: Address | None, listing: Listing, row: int) -> Copied:
    """The request that reads the record at `address`, or without one the page of the list that holds `row`, for curl.
    Raises UsageError, ConfigError."""
    from explorer.model.curl import curl
    from explorer.repository.requesting import page_url, record_url  # brings what the first paint does without

    account = repository.account
    if address is not None:
        return Copied("the request of this record as curl", curl(account, "GET", record_url(account, address)))
    if place.narrows_held:
        raise UsageError("these rows were found on this machine: no request asks for them")
    mark = listing.page_at(row)
    number = mark.number if mark is not None else 1
    pager = repository.account.vendor.resource(place.query.collection).pager
    told = f"page {number}" if pager is not None and pager.numbered else "the list"
    return Copied(f"the request of {told} as curl", curl(account, "GET", page_url(account, place.query, number)))


def view(place: Place, resource: Resource, config: str = "") -> Copied:
    """The view in front as a command line; `config` is the file that it is to read, where that is not the usual one."""
    if place.record is not None:
        return Copied("this record as a command line", get_command(str(place.record), config))
    view = View(
        Address(place.account, place.query.collection),
        held_search=place.held_search,
        held_filters=place.held_filters,
        order=place.order,
    )
    return Copied("this view as a command line", list_command(written(view), resource, place.query, config))


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts as lines, with two spaces between the columns, each as wide as what stands in it."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
