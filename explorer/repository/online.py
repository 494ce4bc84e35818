"""`Repository`: one account's records, kept fresh. The server's answer becomes the local truth, then it is read back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from explorer.api.paging import Walk
from explorer.model.account import Account
from explorer.model.address import Address, Segments
from explorer.model.auth import Challenge
from explorer.model.errors import ExplorerError, Incomplete, NotFound, UsageError
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held, Listing, SyncProgress, SyncReport
from explorer.model.page import Cursor, Page, PageAnswer, Pager, Query
from explorer.model.resource import Operation, Resource, walk
from explorer.repository.local_copy import LocalCopy, listed
from explorer.store.cache import Cache

if TYPE_CHECKING:
    from explorer.api.client import Client

FRESH_SECONDS: Final = 60.0
"""A page or record younger than this is not asked for again."""

T = TypeVar("T")
Ask = Callable[[Challenge], Awaitable[str]]
"""Puts a sign-in question to the person."""
Connect = Callable[[Ask], Awaitable["Client"]]
"""Makes the account's client when the network is first needed."""
OnProgress = Callable[[SyncProgress], None]


class Repository(LocalCopy):
    """Collection-like access to one account. Every failure is an ExplorerError."""

    def __init__(
        self,
        account: Account,
        cache: Cache,
        connect: Connect,
        *,
        offline: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(account, cache, clock=clock)
        self.offline = offline
        self.ask: Ask | None = None
        """Who answers a second factor; None: nobody can."""
        self._connect = connect
        self._client: asyncio.Task[Client] | None = None
        self._shared: dict[object, tuple[asyncio.Task[Any], int]] = {}
        self._walks: dict[Query, Walk] = {}

    # What is fetched.

    async def load(self, query: Query, number: int = 1) -> Listing:
        """Fetches page `number` of `query` (from 1) and returns what is held then.

        Where pages lead only to the next one, `number` is at most one more than the pages held. A page that is
        being loaded already is waited for, not asked for twice.
        """
        resource = self.account.vendor.resource(query.collection)
        if self.offline:
            return self.held_listing(query)
        await self._once((query, number), lambda: self._load(resource, query, number))
        return self.peek(query)

    async def get(
        self, address: Address, *, includes: tuple[str, ...] | None = None, parameters: dict[str, str] | None = None
    ) -> Held:
        """Fetches one record; `includes` None asks for those shown by default. Raises NotFound."""
        resource = self.resource(address)
        if self.offline:
            return self.held_record(address)
        await self._once(
            (address, includes, str(parameters)), lambda: self._get(resource, address, includes, parameters)
        )
        held = self.held(address)
        if held is None:
            raise NotFound(f"{address} is not there", account=self.account.name, next_step="check the id")
        return held

    async def stream(self, query: Query, *, limit: int | None = None) -> AsyncIterator[list[JsonObject]]:
        """The vendor's own rows of `query`, page by page as they arrive, stored on the way.

        Raises Incomplete when a page fails or the run has to stop, after what came before was given out.
        """
        resource = self.account.vendor.resource(query.collection)
        given = 0
        async with aclosing(self._batches(resource, query)) as batches:
            async for rows in batches:
                yield rows if limit is None else rows[: limit - given]
                given += len(rows)
                if limit is not None and given >= limit:
                    return

    async def _batches(self, resource: Resource, query: Query) -> AsyncGenerator[list[JsonObject], None]:
        if self.offline or resource.operation("list") is None:
            await self.load(query)
            bodies = self.bodies(query)
            while batch := list(islice(bodies, query.page_size)):
                yield batch
            return
        async with aclosing(self._pages(resource, query)) as pages:
            async for answer in pages:
                yield list(answer.rows)

    async def sync(self, collection: Segments, on_progress: OnProgress = lambda progress: None) -> SyncReport:
        """Brings the local copy of a whole collection up to date: incrementally where the vendor can."""
        resource = self.account.vendor.resource(collection)
        if self.offline:
            raise UsageError("--offline and sync exclude each other", next_step="leave --offline out")
        if resource.export is not None:
            return await self._sync_export(resource, collection, on_progress)
        if resource.operation("list") is None:
            raise UsageError(
                f"{self.account.vendor.title} cannot list {resource.title}", next_step="open single records by id"
            )
        return await self._sync_listing(resource, collection, on_progress)

    async def sign_in(self) -> None:
        """Earns a new token, asking for a second factor through `ask`. Raises SignInNeeded."""
        await (await self._connected()).sign_in()

    async def sign_out(self) -> None:
        """Forgets the token kept on this machine."""
        await (await self._connected()).sign_out()

    async def close(self) -> None:
        """Ends what is under way and closes the client and the cache."""
        for task, _ in list(self._shared.values()):
            task.cancel()
        if self._client is not None:
            if self._client.done() and not self._client.cancelled() and self._client.exception() is None:
                await self._client.result().aclose()
            else:
                self._client.cancel()
        await asyncio.to_thread(self._cache.close)

    # How.

    async def _load(self, resource: Resource, query: Query, number: int) -> None:
        if resource.operation("list") is None:
            await self._load_unlisted(resource, query)
            return
        pager = resource.pager
        cursor = self._cursor(pager, query, number)
        answer = await (await self._connected()).list(resource, self._operation(resource, "list"), query, cursor)
        note = ""
        if pager is not None and not pager.numbered:
            step = self._walk(query, number).advance(cursor, answer)
            self._walks[query], note = step.walk, step.note
        await self._keep(resource, self._page(query, cursor, number, answer, note), answer)

    async def _load_unlisted(self, resource: Resource, query: Query) -> None:
        """A collection without a list call: a local copy, a member of its parent's record, or what was seen."""
        if resource.export is not None:
            await self._sync_export(resource, query.collection, lambda progress: None)
        elif resource.includes_as and len(query.collection) > 1:
            parent = Address(self.account.name, query.collection[:-1])
            held = await self.get(parent)
            rows = tuple(listed(walk(held.body, resource.includes_as)))
            answer = PageAnswer(rows, None, len(rows))
            await self._keep(resource, self._page(query, "", 1, answer, ""), answer)

    def _cursor(self, pager: Pager | None, query: Query, number: int) -> Cursor:
        if pager is None:
            return ""
        if pager.numbered:
            return pager.cursor(number)
        if number == 1:
            return pager.start()
        before = self._cache.page(query, number - 1)
        if before is None or before.next is None:
            raise UsageError(f"page {number} cannot be had before page {number - 1}")
        return before.next

    def _walk(self, query: Query, number: int) -> Walk:
        return Walk() if number == 1 else self._walks.get(query, Walk())

    def _page(self, query: Query, cursor: Cursor, number: int, answer: PageAnswer, note: str) -> Page:
        resource = self.account.vendor.resource(query.collection)
        numbered = resource.pager is not None and resource.pager.numbered
        if numbered:
            number = answer.number or number
            size = answer.size or (len(answer.rows) if answer.next is not None else query.page_size)
            first = (number - 1) * size
        else:
            before = self._cache.page(query, number - 1) if number > 1 else None
            first = before.first + len(before.keys) if before else 0
        return Page(
            query=query,
            cursor=cursor,
            number=number,
            keys=tuple(resource.key_of(row) for row in answer.rows),
            next=None if note else answer.next,
            total=answer.total,
            pages=answer.pages,
            first=first,
            fetched_at=self._clock(),
            note=note,
        )

    async def _keep(self, resource: Resource, page: Page, answer: PageAnswer, run: int | None = None) -> None:
        await asyncio.wrap_future(self._cache.put_page(resource, page, answer.rows, run=run))

    async def _get(
        self, resource: Resource, address: Address, includes: tuple[str, ...] | None, parameters: dict[str, str] | None
    ) -> None:
        operation = self.account.operation(resource, "get")
        collection = Query(address.segments[:-1])
        if operation is None:
            await self._pick(resource, address, collection)
            return
        if includes is None:
            includes = tuple(each.name for each in operation.includes if each.shown)
        body = await (await self._connected()).get(resource, operation, address.segments, includes, parameters or {})
        await asyncio.wrap_future(self._cache.put_record(resource, address, body, fetched_at=self._clock()))

    async def _pick(self, resource: Resource, address: Address, query: Query) -> None:
        """A record without a call of its own: from its collection, read until it appears."""
        if resource.operation("list") is None:
            await self._load_unlisted(resource, query)
            return
        async with aclosing(self._pages(resource, query)) as pages:
            async for answer in pages:
                if any(resource.key_of(row) == address.key for row in answer.rows):
                    return

    async def _pages(
        self, resource: Resource, query: Query, run: int | None = None
    ) -> AsyncGenerator[PageAnswer, None]:
        """Every page of `query` in order, stored; several at once where pages are numbered."""
        client = await self._connected()
        operation = self._operation(resource, "list")
        pager = resource.pager

        async def fetch(number: int, cursor: Cursor) -> PageAnswer:
            return await client.list(resource, operation, query, cursor)

        progress, number = Walk(), 1
        cursor: Cursor | None = pager.start() if pager else ""
        ahead: dict[int, asyncio.Task[PageAnswer]] = {}
        try:
            while cursor is not None:
                try:
                    answer = await (ahead.pop(number, None) or fetch(number, cursor))
                except ExplorerError as error:
                    if number == 1:
                        raise
                    raise Incomplete(f"page {number} failed: {error}", next_step=error.next_step) from error
                step = progress.advance(cursor, answer)
                progress = step.walk
                await self._keep(resource, self._page(query, cursor, number, answer, step.note), answer, run)
                yield answer
                if step.note:
                    raise Incomplete(step.note)
                if pager is not None and pager.numbered and answer.pages is not None and answer.next is not None:
                    for later in range(number + 1, min(number + client.parallel, answer.pages) + 1):
                        if later not in ahead:
                            ahead[later] = asyncio.create_task(fetch(later, pager.cursor(later)))
                cursor, number = answer.next, number + 1
        finally:
            for task in ahead.values():
                task.cancel()
            await asyncio.gather(*ahead.values(), return_exceptions=True)

    async def _sync_listing(self, resource: Resource, collection: Segments, on_progress: OnProgress) -> SyncReport:
        query = Query(collection)
        run = await asyncio.wrap_future(self._cache.begin_relisting(resource, query))
        read = 0
        note = ""
        try:
            async with aclosing(self._pages(resource, query, run)) as pages:
                async for answer in pages:
                    read += len(answer.rows)
                    on_progress(SyncProgress(read, answer.total))
        except Incomplete as error:
            note = str(error)
        stored = await asyncio.wrap_future(self._cache.finish_relisting(resource, query, run, complete=not note))
        return self._report(collection, read, stored.new, stored.changed, stored.gone, note)

    async def _sync_export(self, resource: Resource, collection: Segments, on_progress: OnProgress) -> SyncReport:
        query = Query(collection)
        client = await self._connected()
        pager, operation = resource.export, self._operation(resource, "export")
        assert pager is not None
        mark = self._cache.bookmark(collection)
        cursor: Cursor | None = mark.cursor if mark and mark.cursor else pager.start(mark.bookmark if mark else None)
        progress, read, new, changed, note = Walk(), 0, 0, 0, ""
        while cursor is not None:
            answer = await client.list(resource, operation, query, cursor)
            step = progress.advance(cursor, answer)
            progress, note = step.walk, step.note
            stored = await asyncio.wrap_future(
                self._cache.put_export(
                    resource,
                    query,
                    answer.rows,
                    cursor=cursor,
                    next=answer.next,
                    bookmark=answer.bookmark,
                    fetched_at=self._clock(),
                )
            )
            read, new, changed = read + len(answer.rows), new + stored.new, changed + stored.changed
            on_progress(SyncProgress(read, answer.total))
            cursor = None if note else answer.next
        return self._report(collection, read, new, changed, 0, note)

    def _report(self, collection: Segments, rows: int, new: int, changed: int, gone: int, note: str) -> SyncReport:
        held = self.peek(Query(collection)).held
        return SyncReport(Address(self.account.name, collection), rows, new, changed, gone, held, note)

    def _operation(self, resource: Resource, name: str) -> Operation:
        operation = self.account.operation(resource, name)
        if operation is None:
            raise UsageError(f"{self.account.vendor.title} cannot {name} {resource.title}")
        return operation

    async def _connected(self) -> Client:
        """The client, made on first use: its libraries are not loaded before the network is needed."""
        if self._client is None or (self._client.done() and (self._client.cancelled() or self._client.exception())):
            self._client = asyncio.create_task(self._make_client(), name=f"connect {self.account.name}")
        return await asyncio.shield(self._client)

    async def _make_client(self) -> Client:
        return await self._connect(self._answer)

    async def _answer(self, challenge: Challenge) -> str:
        if self.ask is None:
            raise UsageError(challenge.prompt, next_step=f"run: explorer login {self.account.name}")
        return await self.ask(challenge)

    async def _once(self, key: object, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Runs one task per `key` for all who wait for it; it is cancelled when nobody waits any more."""
        task, waiting = self._shared.get(key, (None, 0))
        if task is None:
            task = asyncio.create_task(make(), name=f"{self.account.name}: {key}")
        self._shared[key] = (task, waiting + 1)
        try:
            result: T = await asyncio.shield(task)
            return result
        finally:
            task, waiting = self._shared[key]
            if waiting > 1:
                self._shared[key] = (task, waiting - 1)
            else:
                del self._shared[key]
                task.cancel()
