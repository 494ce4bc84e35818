"""The bridge to what waits for a network. Only commands that ask a vendor import this, and with it asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from types import TracebackType
from typing import Self, TypeVar

from explorer.cli.reading import Parameters, page_held
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.arrival import Arrival
from explorer.model.auth import Challenge
from explorer.model.errors import SignInNeeded, UsageError
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.repository.online import Ask

T = TypeVar("T")


def only_login_asks(account: Account) -> Ask:
    """Answers a second factor in a command that runs unattended. Raises SignInNeeded."""

    async def ask(challenge: Challenge) -> str:
        raise SignInNeeded(
            "a second factor is wanted, which only a sign-in asks for",
            account=account.name,
            next_step=f"run explorer login {account.name} on a terminal, then this again",
        )

    return ask


class OnlineReader:
    """Reads from the vendor by way of the repository, in an event loop of its own."""

    def __init__(self, repository: Repository) -> None:
        self.copy = repository
        repository.ask = only_login_asks(repository.account)
        self._arrival = Arrival()
        self._runner = asyncio.Runner()

    def first(self, query: Query) -> list[JsonObject]:
        """The first page. Raises ExplorerError."""
        batches = self.batches(query, None)
        try:
            return next(batches, [])
        finally:
            batches.close()

    def page(self, query: Query, number: int) -> list[JsonObject]:
        """Page `number`, fetched now. Raises ExplorerError, UsageError when there are not so many."""
        account = self.copy.account
        if account.operation(account.vendor.resource(query.collection), "list") is None:
            self._run(self.copy.load(query, number))
            return page_held(self.copy, query, number)
        page = self._run(self.copy.page(query, number))
        if number > 1 and (not page.rows or page.number not in (None, number)):
            last = f": the last is {page.pages}" if page.pages else ""
            raise UsageError(f"there is no page {number}{last}")
        return self._arrival.take(account.vendor.resource(query.collection), page)

    def batches(self, query: Query, limit: int | None) -> Generator[list[JsonObject], None, None]:
        """Rows page by page as they arrive. Raises ExplorerError, after the first page Incomplete."""
        stream = self.copy.stream(query, limit=limit, arrival=self._arrival)

        async def following() -> list[JsonObject] | None:
            return await anext(stream, None)

        try:
            while (batch := self._run(following())) is not None:
                yield batch
        finally:
            self._runner.run(stream.aclose())

    def repeated(self) -> int:
        """How many rows were of records that had come already, and were left out."""
        return self._arrival.repeated

    def exact(self, query: Query) -> int | None:
        """How many rows of `query` there are, where that is known; not for a part that was asked for."""
        # Without a total only what came to its end tells: what is held may be older.
        came = self._arrival
        return came.rows if came.ended and came.total is None else self.copy.peek(query).exact

    def other_total(self, query: Query, read: int) -> int | None:
        """The vendor's total where every page came and yet not so many rows."""
        return self._arrival.other_total

    def record(self, address: Address, includes: tuple[str, ...] | None, parameters: Parameters) -> Held:
        """One record, fetched now. Raises ExplorerError."""
        return self._run(self.copy.get(address, includes=includes, parameters=parameters, must_keep=False))

    def _run(self, asking: Coroutine[None, None, T]) -> T:
        """What `asking` answers. Raises KeyboardInterrupt after ctrl+c even where the answer was quicker."""

        async def heeding() -> T:
            answer = await asking
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError
            return answer

        return self._runner.run(heeding())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the repository: connections, cache, and whatever is under way."""
        with self._runner:
            self._runner.run(self.copy.close())
