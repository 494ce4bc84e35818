"""`Sync`: brings the local copy of a whole collection up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, TypeAlias

from explorer.api.paging import Walk
from explorer.model.address import Address, Segments
from explorer.model.errors import ExplorerError, Incomplete, NotFound, Rejected, StoreError
from explorer.model.listing import SyncProgress, SyncReport
from explorer.model.page import Cursor, Pager, Query
from explorer.model.resource import Resource
from explorer.repository.paged import PagedReading, Source

if TYPE_CHECKING:
    from explorer.model.health import RunOutcome, SyncRun

OnProgress: TypeAlias = Callable[[SyncProgress], None]


class Sync:
    """Reads what changed where the vendor has an export, and everything where it has only a list."""

    def __init__(self, source: Source, reading: PagedReading) -> None:
        self._source = source
        self._reading = reading

    async def listing(self, resource: Resource, collection: Segments, on_progress: OnProgress) -> SyncReport:
        """Lists the whole collection anew; rows that are no longer listed are marked gone."""
        return await self._noted(collection, self._listing(resource, collection, on_progress))

    async def export(
        self, resource: Resource, pager: Pager, collection: Segments, on_progress: OnProgress
    ) -> SyncReport:
        """Reads what changed since the last run. Each page is stored together with the place to go on from."""
        return await self._noted(collection, self._export(resource, pager, collection, on_progress))

    async def _noted(self, collection: Segments, syncing: Coroutine[None, None, SyncReport]) -> SyncReport:
        """What `syncing` reports; that it was done, or failed, is kept."""
        from explorer.model.health import SyncRun  # not for the first paint

        began = self._source.clock()
        try:
            report = await syncing
        except ExplorerError:
            await self._note(collection, SyncRun(began, self._source.clock(), "failed"))
            raise
        outcome: RunOutcome = "part" if report.note else "whole"
        counts = report.rows, report.new, report.changed, report.gone
        await self._note(collection, SyncRun(began, self._source.clock(), outcome, *counts))
        return report

    async def _note(self, collection: Segments, run: SyncRun) -> None:
        with suppress(StoreError):  # the sync is what counts
            await asyncio.wrap_future(self._source.cache.put_run(collection, run))

    async def _listing(self, resource: Resource, collection: Segments, on_progress: OnProgress) -> SyncReport:
        query = Query(collection)
        run = await asyncio.wrap_future(self._source.cache.begin_relisting(resource, query))
        read, note = 0, ""
        try:
            async with aclosing(self._reading.pages(resource, query, run)) as pages:
                async for answer in pages:
                    read += len(answer.rows)
                    on_progress(SyncProgress(read, answer.total))
        except Incomplete as error:
            note = str(error)
        stored = await asyncio.wrap_future(self._source.cache.finish_relisting(resource, query, run, complete=not note))
        if not (note or stored.complete):
            note = "the pages changed while they were read; some rows may be missing"
        address = Address(self._source.account.name, collection)
        return SyncReport(address, read, stored.new, stored.changed, stored.gone, stored.total, note)

    async def _export(
        self, resource: Resource, pager: Pager, collection: Segments, on_progress: OnProgress
    ) -> SyncReport:
        query = Query(collection)
        client, operation = await self._source.connected(), self._reading.operation(resource, "export")
        mark = self._source.cache.bookmark(collection)
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
                self._source.cache.put_export(
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
