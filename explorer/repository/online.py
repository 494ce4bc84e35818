"""`Repository`: one account's records, kept fresh.

What is fetched is stored, then read back as what is held: the server's answer becomes the local truth.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from explorer.model.account import Account
from explorer.model.address import Address, Segments
from explorer.model.arrival import Arrival
from explorer.model.auth import Challenge
from explorer.model.errors import Incomplete, NotFound, SignInNeeded, StoreError, UsageError, VendorError
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held, Listing, SyncProgress, SyncReport
from explorer.model.page import PageAnswer, Query
from explorer.model.resource import Operation, Resource, walk
from explorer.repository.local_copy import LocalCopy, listed
from explorer.repository.paged import PagedReading, Source
from explorer.repository.permitted import check_writes, permitted
from explorer.repository.single_flight import SingleFlight
from explorer.repository.sync import OnProgress, Sync
from explorer.store.cache import Cache

if TYPE_CHECKING:
    from explorer.api.client import Client
    from explorer.model.health import Failure, Pause
    from explorer.model.outcome import Prepared
    from explorer.repository.saving import Saving
    from explorer.store.journal import Journal

Ask: TypeAlias = Callable[[Challenge], Awaitable[str]]
"""Puts a sign-in question to the person and returns the answer."""
Connect: TypeAlias = Callable[[Ask], Awaitable["Client"]]
"""Makes the account's client; called when the network is first needed."""


class Repository(LocalCopy):
    """Collection-like access to one account. Every failure is an ExplorerError."""

    def __init__(
        self,
        account: Account,
        cache: Cache,
        connect: Connect,
        *,
        journal: Callable[[], Journal],
        offline: bool = False,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`journal` opens it, when it is first needed."""
        super().__init__(account, cache, clock=clock)
        self.offline = offline
        """No request is made; what is held is all there is."""
        self.ask: Ask | None = None
        """Who answers a second factor; None: nobody can."""
        self.on_pause: Callable[[], None] = lambda: None
        """Is told when requests begin or end to wait."""
        self._connect = connect
        self._client: asyncio.Task[Client] | None = None
        self._failed: tuple[float, VendorError] | None = None
        self._flight = SingleFlight()
        self._hearing: dict[Segments, list[OnProgress]] = {}
        """Who is told how far a sync is."""
        self._source = Source(account, cache, self._connected, clock)
        self._reading = PagedReading(self._source)
        self._sync = Sync(self._source, self._reading, sleep)
        self._journal = journal
        self._monotonic = monotonic
        self._sleep = sleep
        self._saving: Saving | None = None

    def operation(self, address: Address, name: str) -> tuple[Resource, Operation]:
        """What `name` is at `address`. Raises UsageError in words where it cannot be, or may not be, called."""
        return permitted(self.account, address, name, offline=self.offline)

    def check_writes(self) -> None:
        """Raises UsageError in words where nothing at all can be written to the account."""
        check_writes(self.account, offline=self.offline)

    @property
    def saving(self) -> Saving:
        """Writing to the account. What that takes, the forms' types among it, is loaded when it is first asked for."""
        if self._saving is None:
            from explorer.repository.fresh import Fresh
            from explorer.repository.saving import Saving

            fresh = Fresh(self._source, self._reading)
            self._saving = Saving(
                self.account,
                self._cache,
                fresh,
                self._connected,
                self._journal,
                offline=self.offline,
                clock=self._clock,
                monotonic=self._monotonic,
                sleep=self._sleep,
            )
        return self._saving

    async def load(self, query: Query, number: int = 1) -> Listing:
        """Fetches page `number` of `query` (from 1) and returns what is held then.

        Where pages lead only to the next one, `number` is at most one more than the pages held. A page that is
        being loaded already is waited for, not asked for twice.
        """
        resource = self.account.vendor.resource(query.collection)
        if self.offline:
            return self.held_listing(query)
        await self._flight.run((query, number), lambda: self._load(resource, query, number))
        return self.peek(query)

    async def get(
        self,
        address: Address,
        *,
        includes: tuple[str, ...] | None = None,
        parameters: tuple[tuple[str, str], ...] = (),
        must_keep: bool = True,
    ) -> Held:
        """Fetches one record; `includes` None asks for those shown by default.

        `must_keep` False: it is given out even where the cache cannot keep it, as the notice tells then. Raises
        NotFound, and StoreError.
        """
        resource = self.resource(address)
        if self.offline:
            return self.held_record(address)
        key = (address, includes, parameters, must_keep)
        read = await self._flight.run(key, lambda: self._get(resource, address, includes, parameters, must_keep))
        held = self.held(address)
        if read is not None and (held is None or held.fetched_at < read.fetched_at):
            return read  # it could not be kept
        if held is None or held.gone_at is not None:
            raise NotFound(f"{address} is not there", account=self.account.name, next_step="check the id")
        return held

    async def page(self, query: Query, number: int) -> PageAnswer:
        """Page `number` (from 1) of a collection that can be listed, fetched now and, where it can be, kept."""
        if self.offline:
            raise UsageError("a page cannot be fetched offline", next_step="leave --offline out")
        return await self._reading.page(self.account.vendor.resource(query.collection), query, number)

    async def stream(
        self, query: Query, *, limit: int | None = None, arrival: Arrival | None = None
    ) -> AsyncGenerator[list[JsonObject], None]:
        """The vendor's own rows of `query`, page by page as they arrive, each record's once, stored on the way where
        they can be. `arrival`, new, tells afterwards what came of what there is.

        Raises Incomplete when a page fails or the run has to stop, after what came before was given out.
        """
        resource = self.account.vendor.resource(query.collection)
        given = 0
        async with aclosing(self._batches(resource, query, arrival or Arrival())) as batches:
            async for rows in batches:
                yield rows if limit is None else rows[: limit - given]
                given += len(rows)
                if limit is not None and given >= limit:
                    return

    async def sync(self, collection: Segments, on_progress: OnProgress = lambda progress: None) -> SyncReport:
        """Brings the local copy of a whole collection up to date: incrementally where the vendor can. One that is under
        way already is waited for; it ends early when nobody waits for it any more."""
        resource = self.account.vendor.resource(collection)
        if self.offline:
            raise UsageError("a sync cannot be made offline", next_step="leave --offline out")
        hearing = self._hearing.setdefault(collection, [])
        hearing.append(on_progress)

        def tell(progress: SyncProgress) -> None:
            for each in tuple(hearing):
                each(progress)

        try:
            return await self._flight.run(("sync", collection), lambda: self._synced(resource, collection, tell))
        finally:
            hearing.remove(on_progress)
            if not hearing:
                del self._hearing[collection]

    async def _synced(self, resource: Resource, collection: Segments, tell: OnProgress) -> SyncReport:
        if resource.export is not None:
            return await self._sync.export(resource, resource.export, collection, tell)
        if resource.operation("list") is None:
            raise UsageError(
                f"{self.account.vendor.title} cannot list {resource.title}", next_step="open single ones by id"
            )
        return await self._sync.listing(resource, collection, tell)

    async def sign_in(self) -> None:
        """Earns a new token, asking for a second factor through `ask`. Raises SignInNeeded."""
        await (await self._connected()).sign_in()

    async def sign_out(self) -> None:
        """Forgets the token kept on this machine."""
        await (await self._connected()).sign_out()

    def try_now(self) -> None:
        """The user wants to try again: a vendor that is left alone after failures is asked with the next request."""
        if (client := self._made()) is not None:
            client.try_now()

    @property
    def pause(self) -> Pause | None:
        """What requests wait for, and until when; None: none has to wait."""
        client = self._made()
        pause = client.pause if client is not None else None
        if pause is None:
            return None
        from explorer.model.health import Pause

        kind, seconds, cause = pause
        return Pause(self._clock() + seconds, cause, kind)

    @property
    def failure(self) -> Failure | None:
        """The last request that failed for good; None: none has, since the start."""
        if self._failed is None:
            return None
        from explorer.model.health import Failure

        return Failure(*self._failed)

    @property
    def retries_left(self) -> int | None:
        """How many requests may be sent again before one is answered; None before the first."""
        return None if (client := self._made()) is None else client.retries_left

    @property
    def on_the_way(self) -> tuple[Prepared, ...]:
        """The writes that have no outcome yet."""
        return self._saving.on_the_way if self._saving is not None else ()

    async def end_writes(self, within: float | None = None) -> None:
        """Waits for the writes on their way, `within` seconds at most."""
        if self._saving is not None:
            await self._saving.close(within)

    async def close(self, within: float | None = None) -> None:
        """Ends what is under way, writes by waiting for them, `within` seconds at most, and closes the client and the
        cache."""
        self._flight.cancel()
        await self.end_writes(within)
        if (client := self._made()) is not None:
            await client.aclose()
        elif self._client is not None:
            self._client.cancel()
        await asyncio.to_thread(self._cache.close)

    async def _load(self, resource: Resource, query: Query, number: int) -> None:
        if resource.operation("list") is not None:
            await self._reading.load(resource, query, number)
        else:
            await self._load_unlisted(resource, query)

    async def _load_unlisted(self, resource: Resource, query: Query) -> None:
        """A collection without a list call: a local copy, a member of its parent's record, or what was seen before."""
        if resource.export is not None:
            await self._sync.export(resource, resource.export, query.collection, lambda progress: None)
        elif resource.includes_as and len(query.collection) > 1:
            parent = await self.get(Address(self.account.name, query.collection[:-1]))
            rows = tuple(listed(walk(parent.body, resource.includes_as)))
            await self._reading.keep(resource, query, "", 1, PageAnswer(rows, None, len(rows)))

    async def _get(
        self,
        resource: Resource,
        address: Address,
        includes: tuple[str, ...] | None,
        parameters: tuple[tuple[str, str], ...],
        must_keep: bool,
    ) -> Held | None:
        """The record as it was read; None when only what is held can tell."""
        operation = self.account.operation(resource, "get")
        if operation is None:
            return await self._pick(resource, address, must_keep)
        if includes is None:
            includes = tuple(each.name for each in operation.includes if each.shown)
        client = await self._connected()
        body = await client.get(resource, operation, address.segments, includes, dict(parameters))
        read = Held(address, body, self._clock(), True)
        try:
            await asyncio.wrap_future(self._cache.put_record(resource, address, body, fetched_at=read.fetched_at))
        except StoreError as error:
            if must_keep:
                raise
            self._cache.tell_not_kept(error)
        return read

    async def _pick(self, resource: Resource, address: Address, must_keep: bool) -> Held | None:
        """A record without a call of its own: from its collection, read until it appears."""
        query = Query(address.segments[:-1])
        if resource.operation("list") is None:
            await self._load_unlisted(resource, query)
            listing = self.peek(query)
            if listing.complete and not listing.note and self.position(query, address.key) is None:
                raise await self._gone(address)
            return None
        began = self._clock()
        async with aclosing(self._reading.pages(resource, query, must_keep=must_keep)) as pages:
            async for answer in pages:
                for row in answer.rows:
                    if resource.key_of(row) == address.key:
                        return Held(address, row, began, False)
        raise await self._gone(address)

    async def _gone(self, address: Address) -> NotFound:
        """What is said of a record that its whole collection does not hold; it is not held here any more either."""
        try:
            await asyncio.wrap_future(self._cache.forget(address))
        except StoreError as error:
            self._cache.tell_not_kept(error)
        return NotFound(f"{address} is not there", account=self.account.name, next_step="check the id")

    async def _batches(
        self, resource: Resource, query: Query, arrival: Arrival
    ) -> AsyncGenerator[list[JsonObject], None]:
        if self.offline or resource.operation("list") is None:
            await self.load(query)
            bodies = self.bodies(query)
            while batch := list(islice(bodies, query.page_size)):
                yield batch
            if not self.offline and (note := self.peek(query).note):
                raise Incomplete(note)
            return
        async with aclosing(self._reading.pages(resource, query, must_keep=False)) as pages:
            async for answer in pages:
                yield arrival.take(resource, answer)

    async def _connected(self) -> Client:
        """The client, made on first use: its libraries are not loaded before the network is needed."""
        if self._client is None or (self._client.done() and self._made() is None):
            self._client = asyncio.create_task(self._make_client(), name=f"connect {self.account.name}")
        return await asyncio.shield(self._client)

    def _made(self) -> Client | None:
        """The client, if it has been made."""
        made = self._client
        usable = made is not None and made.done() and not made.cancelled() and made.exception() is None
        return made.result() if made is not None and usable else None

    async def _make_client(self) -> Client:
        client = await self._connect(self._answer)
        client.report_to(self._cache.note_request)
        client.tell_failures_to(self._note_failure)
        client.tell_pauses_to(lambda: self.on_pause())
        return client

    def _note_failure(self, error: VendorError) -> None:
        self._failed = self._clock(), error

    async def _answer(self, challenge: Challenge) -> str:
        if self.ask is None:
            name = self.account.name
            raise SignInNeeded(challenge.prompt, account=name, next_step=f"run: explorer login {name}")
        return await self.ask(challenge)
