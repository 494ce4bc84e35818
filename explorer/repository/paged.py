"""`PagedReading`: fetches pages of a collection and keeps them in the cache."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from explorer.api.paging import Walk
from explorer.model.account import Account
from explorer.model.errors import ExplorerError, Incomplete, StoreError, UsageError
from explorer.model.page import Cursor, Page, PageAnswer, Pager, Query
from explorer.model.resource import Operation, Resource
from explorer.model.value import dataclass
from explorer.store.cache import Cache

if TYPE_CHECKING:
    from explorer.api.client import Client

Connected: TypeAlias = Callable[[], Awaitable["Client"]]
"""The account's client, made when the network is first needed."""


@dataclass(frozen=True, slots=True)
class Source:
    """An account to read from, and where to keep what is read."""

    account: Account
    cache: Cache
    connected: Connected
    clock: Callable[[], float]
    """The time of day, in seconds since 1970."""


class PagedReading:
    """Reads collections page by page, one page or all of them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._walks: dict[Query, Walk] = {}

    async def load(self, resource: Resource, query: Query, number: int) -> None:
        """Fetches and keeps page `number`. Raises UsageError when the pages before it have to be had first."""
        cursor, answer, note = await self._fetched(resource, query, number)
        await self.keep(resource, query, cursor, number, answer, note)

    async def page(self, resource: Resource, query: Query, number: int) -> PageAnswer:
        """Page `number`, fetched, and kept where it can be. Raises UsageError as `load` does."""
        cursor, answer, note = await self._fetched(resource, query, number)
        await self._kept(self.keep(resource, query, cursor, number, answer, note))
        return answer

    async def pages(
        self, resource: Resource, query: Query, run: int | None = None, *, must_keep: bool = True
    ) -> AsyncGenerator[PageAnswer, None]:
        """Every page of `query` in order, kept on the way; several are asked for at once where pages are numbered.

        `run` marks the rows as seen in that re-listing. `must_keep` False: from the first page on that cannot be kept
        they are only given out. Raises Incomplete when a page after the first fails or the run has to stop, and
        StoreError.
        """
        client = await self._source.connected()
        operation, pager = self.operation(resource, "list"), resource.pager
        ahead: dict[int, asyncio.Task[PageAnswer]] = {}
        walk, number, kept = Walk(), 1, True
        cursor: Cursor | None = pager.start() if pager else ""
        try:
            while cursor is not None:
                asked = ahead.pop(number, None)
                answer = await _in_place(number, asked or client.list(resource, operation, query, cursor))
                step = walk.advance(cursor, answer)
                walk = step.walk
                if must_keep:
                    await self.keep(resource, query, cursor, number, answer, step.note, run)
                elif kept:
                    kept = await self._kept(self.keep(resource, query, cursor, number, answer, step.note))
                yield answer
                if step.note:
                    raise Incomplete(step.note)
                if pager is not None and pager.numbered and answer.pages is not None:
                    # Twice as many as the vendor is asked for at once: while a page is stored, too, the next one waits
                    # for its turn already.
                    for later in range(number + 1, min(number + 2 * client.parallel, answer.pages) + 1):
                        if later not in ahead:
                            fetch = client.list(resource, operation, query, pager.cursor(later))
                            ahead[later] = asyncio.create_task(fetch, name=f"page {later} of {resource.name}")
                cursor, number = answer.next, number + 1
        finally:
            for task in ahead.values():
                task.cancel()
            await asyncio.gather(*ahead.values(), return_exceptions=True)

    async def keep(
        self,
        resource: Resource,
        query: Query,
        cursor: Cursor,
        number: int,
        answer: PageAnswer,
        note: str = "",
        run: int | None = None,
    ) -> None:
        """Stores one page; returns when it is on disk."""
        numbered = resource.pager is not None and resource.pager.numbered
        number = (answer.number or number) if numbered else number
        page = Page(
            query=query,
            cursor=cursor,
            number=number,
            keys=tuple(resource.key_of(row) for row in answer.rows),
            next=None if note else answer.next,
            total=answer.total,
            pages=answer.pages,
            first=self._first(query, number, answer, numbered),
            fetched_at=self._source.clock(),
            note=note,
        )
        await asyncio.wrap_future(self._source.cache.put_page(resource, page, answer.rows, run=run))

    async def _fetched(self, resource: Resource, query: Query, number: int) -> tuple[Cursor, PageAnswer, str]:
        """Where page `number` is, what it holds, and why the run has to stop there."""
        client = await self._source.connected()
        cursor = self._cursor(resource.pager, query, number)
        answer = await client.list(resource, self.operation(resource, "list"), query, cursor)
        note = answer.note
        if resource.pager is not None and not resource.pager.numbered:
            before = Walk() if number == 1 else self._walks.get(query, Walk())
            self._walks[query], note = before.advance(cursor, answer)
        return cursor, answer, note

    async def _kept(self, keeping: Awaitable[None]) -> bool:
        """Whether it could be kept; the cache's notice tells when not."""
        try:
            await keeping
        except StoreError as error:
            self._source.cache.tell_not_kept(error)
            return False
        return True

    def operation(self, resource: Resource, name: str) -> Operation:
        """The account's operation called `name`. Raises UsageError when the vendor documents none."""
        operation = self._source.account.operation(resource, name)
        if operation is None:
            raise UsageError(f"{self._source.account.vendor.title} cannot {name} {resource.title}")
        return operation

    def _first(self, query: Query, number: int, answer: PageAnswer, numbered: bool) -> int:
        if numbered:
            # A vendor may give fewer rows than asked for: then its own page size places the rows.
            size = answer.size or (len(answer.rows) if answer.next is not None else self._page_size(query, number))
            return (number - 1) * size
        before = self._source.cache.page(query, number - 1) if number > 1 else None
        return before.first + len(before.keys) if before else 0

    def _page_size(self, query: Query, last: int) -> int:
        """Rows on a full page, as the page before the `last` one tells, where it is held."""
        before = self._source.cache.listing(query).pages.numbered(last - 1)
        if before is None:
            return query.page_size
        return before.first // (before.number - 1) if before.number > 1 else before.count or query.page_size

    def _cursor(self, pager: Pager | None, query: Query, number: int) -> Cursor:
        if pager is None:
            return ""
        if pager.numbered:
            return pager.cursor(number)
        if number == 1:
            return pager.start()
        before = self._source.cache.page(query, number - 1)
        if before is None or before.next is None:
            raise UsageError(f"page {number} cannot be had before page {number - 1}")
        return before.next


async def _in_place(number: int, page: Awaitable[PageAnswer]) -> PageAnswer:
    """`page`, whose failure ends a run that has already given out pages."""
    try:
        return await page
    except ExplorerError as error:
        if number == 1:
            raise
        raise Incomplete(f"page {number} failed: {error}", next_step=error.next_step, page=number) from error
