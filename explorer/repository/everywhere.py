"""What is held of all accounts at once: records found in it, and how much of it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from typing import Final

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.display import Cells
from explorer.model.errors import ExplorerError
from explorer.model.field import Column
from explorer.model.json_text import JsonValue
from explorer.model.listing import Hit, Listing
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.model.search_words import Span, Term, places
from explorer.model.text import SafeText, safe
from explorer.model.value import dataclass
from explorer.repository.local_copy import LocalCopy

COUNT_LIMIT: Final = 10_000
"""Hits of one account that are counted."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought in all that is held."""

    hits: tuple[Hit, ...] = ()
    """The likeliest first, then in the order of the accounts."""
    count: int = 0
    """So many there are, of which `hits` are the first."""
    at_least: bool = False
    """There may be more than `count`: they were not counted further."""
    failures: Mapping[str, ExplorerError] = field(default_factory=dict)
    """By account: what could not be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of a vendor's own collections that is not held whole."""

    address: Address
    title: str
    listing: Listing
    can_get_all: bool
    """Some call lists or exports all of it."""

    @property
    def words(self) -> str:
        """How much of it is held."""
        held, total = self.listing.held, self.listing.total
        if not self.can_get_all:
            return f"cannot be listed, {held:,} opened by id are held" if held else "cannot be listed, by id only"
        if not held:
            return "never synced" if total is None else f"none of {total:,} held"
        if total is not None and total > held:
            return f"{held:,} of {total:,} held"
        return f"{held:,} held, there may be more"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value of a record in which words of a search stand."""

    mark: Column
    value: SafeText
    spans: tuple[Span, ...]
    """Where in `value`."""


def find(copies: Iterable[LocalCopy], text: str, limit: int) -> Found:
    """The records held of all accounts that match `text`, at most `limit` of each account. An account that cannot be
    read hides no other."""
    hits: list[Hit] = []
    failures: dict[str, ExplorerError] = {}
    at_least = False
    for copy in copies:
        try:
            found = copy.find(text, limit=limit)
        except ExplorerError as error:
            failures[copy.account.name] = error
            continue
        hits += found
        at_least = at_least or len(found) == limit
    return Found(tuple(sorted(hits, key=lambda hit: hit.rank)), len(hits), at_least, failures)


def counted(copies: Iterable[LocalCopy], text: str, found: Found, stopped: Callable[[], bool] = lambda: False) -> Found:
    """`found` with all there are counted. That takes longer than finding the first ones: up to a fraction of a second
    where a million records match. Raises Stopped once `stopped` says so."""
    count, at_least = 0, False
    failures = dict(found.failures)
    for copy in copies:
        shown = sum(hit.address.account == copy.account.name for hit in found.hits)
        try:
            held = max(copy.found_count(text, COUNT_LIMIT, stopped), shown)
        except ExplorerError as error:
            failures.setdefault(copy.account.name, error)
            held = shown
        count += held
        at_least = at_least or held >= COUNT_LIMIT
    return replace(found, count=count, at_least=at_least, failures=failures)


def parts(copy: LocalCopy) -> list[Part]:
    """The account's collections that are not held whole, those below records aside. Raises StoreError."""
    made: list[Part] = []
    for resource in copy.account.vendor.resources:
        listing = copy.peek(Query((resource.name,)))
        if not listing.complete or listing.note:
            can = resource.export is not None or resource.operation("list") is not None
            made.append(Part(Address(copy.account.name, (resource.name,)), resource.title, listing, can))
    return made


def searched_by_server(account: Account) -> list[Resource]:
    """The account's collections that its server can search."""
    return [each for each in account.vendor.resources if each.search and each.operation("list") is not None]


def evidence(copy: LocalCopy, hit: Hit, sought: tuple[Term, ...]) -> tuple[tuple[Span, ...], tuple[Evidence, ...]]:
    """What of a hit matches: where in its name, and the values that have the words its name lacks, as few as do."""
    named = places(hit.label, "text", sought)
    missing = set(range(len(sought))) - set(named)
    resource = copy.resource(hit.address)
    found: list[Evidence] = []
    if missing:
        found = _in_values(_cells(resource.columns, hit.row.cells), sought, missing)
    if missing and hit.address.is_record and (held := copy.held(hit.address)) is not None:
        members = {**(held.row or {}), **held.body}
        found += _in_values(_leaves("", members), sought, missing)
    return tuple(span for spans in named.values() for span in spans), tuple(found)


def _cells(columns: tuple[Column, ...], cells: Cells) -> Iterable[tuple[Column, str]]:
    return ((column, cell) for column, cell in zip(columns, cells, strict=False) if cell)


def _in_values(values: Iterable[tuple[Column, str]], sought: tuple[Term, ...], missing: set[int]) -> list[Evidence]:
    """The first values that have the `missing` ones of the terms, which are taken from there."""
    made: list[Evidence] = []
    for mark, value in values:
        if not missing:
            break
        value = safe(value)
        stand = {place: spans for place, spans in places(value, mark.kind, sought).items() if place in missing}
        if stand:
            missing -= set(stand)
            made.append(Evidence(mark, value, tuple(span for spans in stand.values() for span in spans)))
    return made


def _leaves(path: str, value: JsonValue) -> Iterable[tuple[Column, str]]:
    """Every text of a record. Of what no column tells it may be a phone, and personal."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(path, each)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield Column(path, path.replace("_", " ").replace(".", " "), "phone", personal=True), str(value)
