"""Bringing a whole collection here, and going on with one that broke off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from textual.dom import DOMNode

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, Incomplete
from explorer.model.listing import SyncProgress, SyncReport
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Tone, number, synced_so_far, told
from explorer.ui.workers import run_newest

_NOTHING: Final = "nothing is held in part that could be got"


class GettingAll:
    """Brings local copies up to date for a dialog, and keeps which pages failed: the next time it goes on there."""

    def __init__(self, say: Callable[[str, Tone], None], signs: Signs) -> None:
        """`say` hears how far it is, and what came of it."""
        self._say = say
        self._signs = signs
        self._left: dict[Address, int] = {}

    async def get(self, repository: Repository, collection: Address) -> Part:
        """Bring the copy of `collection` up to date. Returns what came of it, in a tone where not all came."""
        self._say(f"{collection}: asking{self._signs.cut}", "")
        words, tone = await self._got(repository, collection)
        self._say(words, tone)
        return words, tone

    async def _got(self, repository: Repository, collection: Address) -> Part:
        def tell(progress: SyncProgress) -> None:
            self._say(f"{collection}: {synced_so_far(progress)}{self._signs.cut}", "")

        try:
            report = await get_rest(repository, collection, tell, self._left)
        except ExplorerError as error:
            return f"{self._signs.failed} {collection}: {told(error)}", "failed"
        if report is None:
            return f"{collection}: {number(repository.peek(Query(collection.segments)).held)} held", ""
        reason = told(report.broke_off) if report.broke_off is not None else report.note
        note = f"{self._signs.failed} {reason}; " if reason else ""
        counts = f"{number(report.new)} new, {number(report.changed)} changed, {number(report.gone)} gone"
        return f"{note}{collection}: {number(report.held)} held, {counts}", "unsure" if report.note else ""


class GettingParts:
    """Gets all of what a dialog tells is held in part, one collection after the other: one that fails stops no
    other."""

    def __init__(
        self,
        node: DOMNode,
        repositories: Mapping[str, Repository],
        say: Callable[[str, Tone], None],
        signs: Signs,
        got: Callable[[Sequence[Part]], Awaitable[None]],
    ) -> None:
        """`node` owns the worker; `say` hears how far it is; `got` is called in the end, with why some failed."""
        self._node = node
        self._repositories = repositories
        self._say = say
        self._got = got
        self._getting = GettingAll(say, signs)
        self._whole: set[Address] = set()
        """What has come, though the dialog may not know it yet."""

    def possible(self, collections: Iterable[Address]) -> list[Address]:
        """Those of `collections` whose account can be asked."""
        return [each for each in collections if not self._repositories[each.account].offline]

    def start(self, collections: Sequence[Address]) -> None:
        """Get all of `collections`, or say that there are none. Where it is under way already, it goes on with those
        that have not come yet."""
        if collections:
            wanted = [each for each in collections if each not in self._whole]
            run_newest(self._node, partial(self._get, wanted), group="get all", name="get all")
        else:
            self._say(_NOTHING, "")

    async def _get(self, collections: Sequence[Address]) -> None:
        ended: list[Part] = []
        for each in collections:
            words, tone = await self._getting.get(self._repositories[each.account], each)
            ended.append((words, tone))
            if not tone:
                self._whole.add(each)
        await self._got([(words, tone) for words, tone in ended if tone])


async def get_rest(
    repository: Repository, collection: Address, tell: Callable[[SyncProgress], None], left: dict[Address, int]
) -> SyncReport | None:
    """Brings the local copy of `collection` up to date; where `left` has a page of it, reads on from that one, of which
    there is no report. `left` keeps the page that failed. Raises ExplorerError."""
    page = left.get(collection)
    try:
        if page is not None:
            await read_on(repository, Query(collection.segments), page, tell)
            report = None
        else:
            report = await repository.sync(collection.segments, tell)
    except ExplorerError as error:
        _keep(left, collection, error)
        raise
    _keep(left, collection, report.broke_off if report is not None else None)
    return report


def _keep(left: dict[Address, int], collection: Address, error: ExplorerError | None) -> None:
    left.pop(collection, None)
    if isinstance(error, Incomplete) and error.page is not None:
        left[collection] = error.page


async def read_on(repository: Repository, query: Query, page: int, tell: Callable[[SyncProgress], None]) -> None:
    """Reads `query` from `page` on to its end, page by page. Raises Incomplete, which names the page that failed."""
    try:
        while (await repository.page(query, page)).next is not None:
            listing = repository.peek(query)
            if listing.note:
                raise Incomplete(listing.note)
            tell(SyncProgress(listing.held, listing.total))
            page += 1
    except Incomplete:
        raise
    except ExplorerError as error:
        raise Incomplete(f"page {page} failed: {error}", next_step=error.next_step, page=page) from error
