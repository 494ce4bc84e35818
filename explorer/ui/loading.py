"""`PageLoading`: asks for the pages that are in sight, one query at a time, and lets go of those that are not."""

from __future__ import annotations

from asyncio import TimerHandle
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Final

from textual.dom import DOMNode
from textual.worker import Worker

from explorer.model.errors import ExplorerError, Incomplete
from explorer.model.listing import Listing, SyncProgress
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.repository.local_copy import is_young
from explorer.ui.later import call_later
from explorer.ui.wording import Problem, synced_so_far
from explorer.ui.workers import run_worker

GROUP: Final = "pages"
"""The name of the workers' group."""
_REST: Final = 0.1
"""Seconds from one look at how far a local copy has come to the next."""


def pages_around(listing: Listing, start: int, stop: int, resource: Resource) -> tuple[set[int], set[int]]:
    """The pages that the rows of `start` up to `stop` are on, and those to be had ahead, so far as there are such.

    Where a page only leads to the next one, the first page that is not held stands for all that lie beyond.
    """
    if resource.pager is None:
        return {1}, set()
    size = listing.pages.size or listing.query.page_size
    if resource.pager.numbered:
        first, last = start // size + 1, max(stop - 1, start) // size + 1
        end = listing.page_count or (1 if listing.total is None else max(-(-listing.total // size), 1))
        visible = {page for page in range(first, last + 1) if page <= end}
        return visible or {1}, {last + 1} if last < end else set()
    visible = {mark.number for mark in listing.pages.between(start, stop)}
    held = listing.pages.end
    ended = listing.complete or listing.appended or bool(listing.note)
    more = set() if ended else {len(listing.pages) + 1}
    if stop > held or not listing.pages:
        return visible | more, set()
    return visible, more if stop + size > held else set()


class PageLoading:
    """A page is asked for once, until the view changes or is refreshed; the owner is told of every change."""

    def __init__(
        self, node: DOMNode, repository: Repository, changed: Callable[[], None], clock: Callable[[], float]
    ) -> None:
        """`node` owns the workers; `changed` is called when a page was asked for, arrived or failed."""
        self._node = node
        self._repository = repository
        self._changed = changed
        self._clock = clock
        self.query: Query | None = None
        """Whose pages are asked for."""
        self._pending: set[int] = set()
        self._workers: dict[int, Worker[None]] = {}
        self._asked: set[int] = set()
        self._reading_all = False
        self.problem: Problem | None = None
        self.progress = ""
        """How far a local copy has come; empty while none is made."""
        self._resting: TimerHandle | None = None
        self._untold = False

    def start(self, query: Query | None) -> None:
        """Turn to `query`: what is on its way for another one is let go."""
        self.cancel()
        self.query = query
        self.problem = None

    def cancel(self) -> None:
        """Stop waiting for anything; what is old by then is asked for again at the next look."""
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()
        self._pending.clear()
        self._asked.clear()
        self._reading_all = False
        self.progress = ""
        self._stop_resting()

    def stop(self, error: ExplorerError) -> None:
        """The user waits no longer: nothing is asked for again by itself."""
        asked = set(self._asked)
        self.cancel()
        self._asked = asked
        self.problem = Problem(error)
        self._changed()

    @property
    def pages(self) -> tuple[int, ...]:
        """Pages on their way."""
        return tuple(sorted(self._pending))

    def broke(self, error: ExplorerError) -> None:
        """A worker failed in a way that nobody foresaw."""
        self.stop(error)

    def refresh(self, listing: Listing, start: int, stop: int) -> None:
        """Ask for all that is visible, whatever its age, and at once, after failures too; where getting all ended
        early, go on with that, and where it is under way, let it."""
        if self._reading_all:
            self._repository.try_now()
            return
        problem = self.problem
        if problem is not None and problem.of_all and self.query is not None and not self._repository.offline:
            self._get_all(self.query, problem.page)
            return
        self._repository.try_now()
        self.start(self.query)
        self._look(listing, start, stop, fresh=lambda page: False)

    def get_all(self) -> None:
        """Read the whole collection, by its export where it has one, else page by page; of what the server narrows or
        sorts, all pages of that."""
        if self.query is not None:
            self._get_all(self.query, None)

    def _get_all(self, query: Query, page: int | None) -> None:
        """From `page` on; None: anew, or from where an export stands."""
        self._repository.try_now()
        self.start(query)
        self._reading_all = True  # single pages would only get in its way
        if page is not None:
            self._run(query, page, partial(self._go_on, query, page))
        else:
            self._run(query, 1, partial(self._sync if query == Query(query.collection) else self._read, query))

    def look(self, listing: Listing, start: int, stop: int) -> None:
        """The rows of `start` up to `stop` are visible: ask for what is missing or old there."""
        self._look(listing, start, stop, fresh=lambda page: self._is_fresh(listing, page))

    def _look(self, listing: Listing, start: int, stop: int, fresh: Callable[[int], bool]) -> None:
        if self.query is None or self._reading_all or (self._repository.offline and listing.held):
            return
        resource = self._repository.account.vendor.resource(self.query.collection)
        visible, ahead = pages_around(listing, start, stop, resource)
        for page in self._pending - visible - ahead:
            self._pending.discard(page)
            self._asked.discard(page)
            if page in self._workers:
                self._workers.pop(page).cancel()
        missing = {page for page in ahead if listing.pages.numbered(page) is None}
        for page in sorted(visible | missing):
            if page not in self._asked and not fresh(page):
                self._ask(self.query, resource, page)

    def _is_fresh(self, listing: Listing, page: int) -> bool:
        if listing.synced_at is not None and is_young(listing.synced_at, self._clock()):
            return True
        return self._repository.is_fresh(listing.query, page)

    def _ask(self, query: Query, resource: Resource, page: int) -> None:
        copied = resource.export is not None and resource.operation("list") is None and not self._repository.offline
        self._run(query, page, partial(self._sync, query) if copied else partial(self._load, query, page))

    def _run(self, query: Query, page: int, work: Callable[[], Awaitable[None]]) -> None:
        name = f"{'/'.join(query.collection)} page {page}"
        self._asked.add(page)
        self._pending.add(page)
        worker = run_worker(self._node, work, name=name, group=GROUP)
        if page in self._pending:  # an eager task may have ended already
            self._workers[page] = worker

    async def _load(self, query: Query, page: int) -> None:
        try:
            await self._repository.load(query, page)
        except ExplorerError as error:
            self._ended_page(query, page, Problem(error, page))
        else:
            self._ended_page(query, page, None)

    async def _sync(self, query: Query) -> None:
        try:
            report = await self._repository.sync(query.collection, self._progressed)
        except ExplorerError as error:
            self._ended_all(query, 1, error)
        else:
            note = Incomplete(report.note) if report.note else None
            self._ended_all(query, 1, report.broke_off or note)

    async def _read(self, query: Query) -> None:
        rows = 0
        try:
            async with aclosing(self._repository.stream(query)) as pages:
                async for page in pages:
                    rows += len(page)
                    if query == self.query:
                        self._progressed(SyncProgress(rows, None))
        except ExplorerError as error:
            self._ended_all(query, 1, error)
        else:
            self._ended_all(query, 1, None)

    async def _go_on(self, query: Query, first: int) -> None:
        from explorer.ui.getting import read_on  # the first paint does without

        def tell(progress: SyncProgress) -> None:
            if query == self.query:
                self._progressed(progress)

        try:
            await read_on(self._repository, query, first, tell)
        except Incomplete as error:
            self._ended_all(query, first, error)
        else:
            self._ended_all(query, first, None)

    def _progressed(self, progress: SyncProgress) -> None:
        """Pages may come a hundred times a second: to show each of them would hold up the keys, and the pages."""
        self.progress = f"copying: {synced_so_far(progress)}"
        if self._resting is not None:
            self._untold = True
            return
        self._changed()
        self._resting = call_later(self._node, _REST, self._rested)

    def _rested(self) -> None:
        self._resting = None
        if self._untold:
            self._untold = False
            self._changed()
            self._resting = call_later(self._node, _REST, self._rested)

    def _stop_resting(self) -> None:
        self._untold = False
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _ended_all(self, query: Query, page: int, error: ExplorerError | None) -> None:
        """Getting all, begun with `page`, is over; `error`: before its end."""
        failed = error.page if isinstance(error, Incomplete) else None
        self._ended(query, page, Problem(error, failed, of_all=True) if error is not None else None)

    def _ended_page(self, query: Query, page: int, problem: Problem | None) -> None:
        self._ended(query, page, self._standing(query, page, problem) if query == self.query else None)

    def _ended(self, query: Query, page: int, problem: Problem | None) -> None:
        if query != self.query:
            return
        self._pending.discard(page)
        self._workers.pop(page, None)
        self._reading_all = False
        self.progress = ""
        self._stop_resting()
        self.problem = problem
        self._changed()

    def _standing(self, query: Query, page: int, problem: Problem | None) -> Problem | None:
        """What is wrong once `page` has come, or has not for `problem`: the first page that is missing is the one to go
        on from, and getting all is made up for by all rows only."""
        before = self.problem
        if before is None:
            return problem
        listing = self._repository.peek(query)
        missing = before.page is not None and listing.pages.numbered(before.page) is None
        if problem is None:
            over = listing.complete if before.of_all else not missing or before.page == page
            return None if over else before
        if not before.of_all:
            return before if (before.page or 0) < page else problem
        if before.page is None:
            return Problem(problem.error, of_all=True)
        return before if missing and before.page < page else replace(problem, of_all=True)
