"""Where a reading command gets its records: from what is held, or (see `online`) from the vendor. Both answer alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import TracebackType
from typing import Protocol, Self

from explorer.cli.session import Session
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import Incomplete, NotCached
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.page import Query
from explorer.repository import LocalCopy

Parameters = tuple[tuple[str, str], ...]


class Reader(Protocol):
    """Reads records of one account, as a context that closes what it opened."""

    @property
    def copy(self) -> LocalCopy:
        """What is held, brought up to date by what was read."""
        ...

    def first(self, query: Query) -> list[JsonObject]:
        """The first page."""
        ...

    def page(self, query: Query, number: int) -> list[JsonObject]:
        """Page `number`, from 1."""
        ...

    def batches(self, query: Query, limit: int | None) -> Iterator[list[JsonObject]]:
        """All rows, or the first `limit`, as they arrive. Raises Incomplete after those that could be had."""
        ...

    def repeated(self) -> int:
        """How many rows were of records that had come already, and were left out."""
        ...

    def exact(self, query: Query) -> int | None:
        """How many rows of `query` there are, where that is known; not for a part that was asked for."""
        ...

    def other_total(self, query: Query, read: int) -> int | None:
        """The vendor's total where the `read` rows of `query` are those of every page, and yet not so many."""
        ...

    def record(self, address: Address, includes: tuple[str, ...] | None, parameters: Parameters) -> Held:
        """One record; `includes` None means those shown by default."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def reader(session: Session, account: Account) -> Reader:
    """The right one for how explorer was started."""
    if session.offline:
        return HeldReader(session.local_copy(account))
    from explorer.cli.online import OnlineReader

    return OnlineReader(session.repository(account))


class HeldReader:
    """Reads what is held, and asks nobody."""

    def __init__(self, copy: LocalCopy) -> None:
        self.copy = copy

    def first(self, query: Query) -> list[JsonObject]:
        """The first rows held, as many as a page has. Raises NotCached."""
        return list(islice(self.copy.bodies(query), query.page_size))

    def page(self, query: Query, number: int) -> list[JsonObject]:
        """A page held. Raises NotCached."""
        return page_held(self.copy, query, number)

    def batches(self, query: Query, limit: int | None) -> Iterator[list[JsonObject]]:
        """The rows held. Raises NotCached, and Incomplete when there are more."""
        rows = islice(self.copy.bodies(query), limit)
        given = 0
        while batch := list(islice(rows, query.page_size)):
            given += len(batch)
            yield batch
        listing = self.copy.peek(query)
        if not listing.complete and (limit is None or given < limit):
            raise Incomplete(
                f"only {given:,} rows of it are held here", next_step="leave --offline out, or sync it first"
            )

    def repeated(self) -> int:
        """None: each record is held once."""
        return 0

    def exact(self, query: Query) -> int | None:
        """How many rows of `query` there are, where that is known."""
        return self.copy.peek(query).exact

    def other_total(self, query: Query, read: int) -> int | None:
        """The vendor's total where the `read` rows of `query` are all its pages had, and yet not so many."""
        listing = self.copy.peek(query)
        return listing.other_total if read == listing.held else None

    def record(self, address: Address, includes: tuple[str, ...] | None, parameters: Parameters) -> Held:
        """What is held of one record, whatever was asked for with it. Raises NotCached."""
        return self.copy.held_record(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close: the root closes what it opened."""


def page_held(copy: LocalCopy, query: Query, number: int) -> list[JsonObject]:
    """The rows of a page that is held. Raises NotCached when it is not."""
    before = 0
    for mark in copy.held_listing(query).pages:
        if mark.number == number:
            return list(islice(copy.bodies(query), before, before + mark.count))
        before += mark.count
    raise NotCached(f"page {number} is not held here", next_step="leave --offline out")
