"""`Sync`: brings the local copy of a whole collection up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing, suppress
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from explorer.api.paging import Walk
from explorer.model.address import Address, Segments
from explorer.model.errors import ExplorerError, Incomplete, NotFound, Rejected, StoreError
from explorer.model.listing import SyncProgress, SyncReport
from explorer.model.page import Cursor, Pager, Query
from explorer.model.resource import Resource
from explorer.repository.paged import PagedReading, Source

if TYPE_CHECKING:
    from explorer.model.health import RunOutcome, SyncRun, SyncUnderWay

OnProgress: TypeAlias = Callable[[SyncProgress], None]


FOLLOW_SECONDS: Final = 0.5
"""How often it is looked how far another explorer is."""
STALE_SECONDS: Final = 300.0
"""How long another explorer's sync is followed that gets no further: then it ended without a word, or hangs."""


class Sync:
    """Reads what changed where the vendor has an export, and everything where it has only a list.

    Of several explorers on one cache only one reads a collection: the others follow it, and take it over where it
    ends without having read all.
    """

    def __init__(self, source: Source, reading: PagedReading, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._source = source
        self._reading = reading
        self._sleep = sleep

    async def listing(self, resource: Resource, collection: Segments, on_progress: OnProgress) -> SyncReport:
        """Lists the whole collection anew; rows that are no longer listed are marked gone."""
        return await self._alone(collection, on_progress, partial(self._listing, resource, collection))

    async def export(
        self, resource: Resource, pager: Pager, collection: Segments, on_progress: OnProgress
    ) -> SyncReport:
        """Reads what changed since the last run. Each page is stored together with the place to go on from."""
        return await self._alone(collection, on_progress, partial(self._export, resource, pager, collection))

    async def _alone(
        self,
        collection: Segments,
        on_progress: OnProgress,
        syncing: Callable[[OnProgress], Coroutine[None, None, SyncReport]],
    ) -> SyncReport:
        """What `syncing` reports, or another explorer has brought."""
        cache = self._source.cache

        def tell(progress: SyncProgress) -> None:
            with suppress(StoreError):  # the sync is what counts
                cache.syncs.note(collection, progress.rows, progress.total)
            on_progress(progress)

        stale: SyncUnderWay | None = None
        while True:
            begun = cache.syncs.begin(collection, stale)
            try:
                sync = await asyncio.wrap_future(begun)
                if cache.syncs.is_ours(sync):
                    return await self._noted(collection, syncing(tell))
            finally:
                with suppress(StoreError):
                    cache.syncs.end(collection, begun)
            stale = await self._followed(collection, sync, on_progress)
            if stale is None and (report := await asyncio.to_thread(self._brought, collection, sync)) is not None:
                return report

    async def _followed(
        self, collection: Segments, other: SyncUnderWay, on_progress: OnProgress
    ) -> SyncUnderWay | None:
        """None as soon as another explorer's sync has ended; how it stands where it gets no further."""
        now: SyncUnderWay | None = other
        still = 0.0
        while now is not None and now.process == other.process:
            if still >= STALE_SECONDS:
                return now
            on_progress(SyncProgress(now.rows, now.total, other.process.pid))
            await self._sleep(FOLLOW_SECONDS)
            before, now = now, await asyncio.to_thread(self._source.cache.syncs.under_way, collection)
            still = still + FOLLOW_SECONDS if now == before else 0.0
        return None

    def _brought(self, collection: Segments, other: SyncUnderWay) -> SyncReport | None:
        """What another explorer's sync has brought; None: it ended before it was through."""
        cache = self._source.cache
        run = cache.syncs.last_run(collection, other.began)
        if run is None or run.outcome != "whole":
            return None
        listing = cache.listing(Query(collection))
        return SyncReport(
            Address(self._source.account.name, collection),
            run.rows,
            run.new,
            run.changed,
            run.gone,
            listing.held,
            other_total=listing.other_total,
        )

    async def _noted(self, collection: Segments, syncing: Coroutine[None, None, SyncReport]) -> SyncReport:
        """What `syncing` reports; that it was done, failed, or was stopped, is kept."""
        from explorer.model.health import SyncRun  # not for the first paint

        began = self._source.clock()
        try:
            report = await syncing
        except ExplorerError:
            await self._note(collection, SyncRun(began, self._source.clock(), "failed"))
            raise
        except asyncio.CancelledError:
            with suppress(StoreError):
                self._source.cache.syncs.put_run(collection, SyncRun(began, self._source.clock(), "stopped"))
            raise
        outcome: RunOutcome = "part" if report.note else "whole"
        counts = report.rows, report.new, report.changed, report.gone
        await self._note(collection, SyncRun(began, self._source.clock(), outcome, *counts))
        return report

    async def _note(self, collection: Segments, run: SyncRun) -> None:
        with suppress(StoreError):  # the sync is what counts
            await asyncio.wrap_future(self._source.cache.syncs.put_run(collection, run))

    async def _listing(self, resource: Resource, collection: Segments, on_progress: OnProgress) -> SyncReport:
        query = Query(collection)
        run = await asyncio.wrap_future(self._source.cache.whole.begin_relisting(query))
        read, note = 0, ""
        broke_off: Incomplete | None = None
        try:
            async with aclosing(self._reading.pages(resource, query, run)) as pages:
                async for answer in pages:
                    read += len(answer.rows)
                    on_progress(SyncProgress(read, answer.total))
        except Incomplete as error:
            broke_off, note = error, str(error)
        stored = await asyncio.wrap_future(self._source.cache.whole.finish_relisting(query, run, complete=not note))
        if not (note or stored.complete):
            note = "the pages changed while they were read; some rows may be missing"
        address = Address(self._source.account.name, collection)
        listing = await asyncio.to_thread(self._source.cache.listing, query)
        return SyncReport(
            address,
            read,
            stored.new,
            stored.changed,
            stored.gone,
            stored.total,
            note,
            other_total=listing.other_total,
            broke_off=broke_off,
        )

    async def _export(
        self, resource: Resource, pager: Pager, collection: Segments, on_progress: OnProgress
    ) -> SyncReport:
        query = Query(collection)
        client, operation = await self._source.connected(), self._reading.operation(resource, "export")
        mark = self._source.cache.whole.bookmark(collection)
        after, bookmark = (mark.place, mark.bookmark) if mark else (None, None)
        resumed: Cursor | None = mark.cursor if mark else None
        cursor: Cursor | None = resumed or pager.start(bookmark, now=self._source.clock())
        walk, read, new, changed, held, note = Walk(), 0, 0, 0, 0, ""
        while cursor is not None:
            try:
                answer = await client.list(resource, operation, query, cursor)
            except (Rejected, NotFound):
                if not resumed:
                    raise
                # A vendor need not know for ever where a run broke off.
                resumed, cursor = None, pager.start(bookmark, now=self._source.clock())
                continue
            resumed = None
            step = walk.advance(cursor, answer)
            walk, note = step.walk, step.note
            stored = await asyncio.wrap_future(
                self._source.cache.whole.put_export(
                    resource,
                    query,
                    answer.rows,
                    after=after,
                    cursor=cursor,
                    next=None if note else answer.next,
                    bookmark=answer.bookmark,
                    fetched_at=self._source.clock(),
                    note=note,
                )
            )
            read, new, changed = read + len(answer.rows), new + stored.new, changed + stored.changed
            held = stored.total
            on_progress(SyncProgress(read, answer.total))
            cursor = after = None if note else answer.next
        return SyncReport(Address(self._source.account.name, collection), read, new, changed, 0, held, note)
