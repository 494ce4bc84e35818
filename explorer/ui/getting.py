"""Bringing a whole collection here, and going on with one that broke off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from textual.dom import DOMNode

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, Incomplete
from explorer.model.listing import SyncProgress
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Tone, number, synced_so_far, told
from explorer.ui.workers import run_newest

_NOTHING: Final = "nothing is held in part that could be got"


class GettingParts:
    """Gets all of what a dialog tells is held in part, one collection after the other: one that fails stops no other.
    The next time it goes on with the pages that failed."""

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
        self._signs = signs
        self._got = got
        self._left: dict[Address, int] = {}

    def possible(self, collections: Iterable[Address]) -> list[Address]:
        """Those of `collections` whose account can be asked."""
        return [each for each in collections if not self._repositories[each.account].offline]

    def start(self, collections: Sequence[Address]) -> None:
        """Get all of `collections`, or say that there are none."""
        if collections:
            run_newest(self._node, partial(self._get, collections), group="get all", name="get all")
        else:
            self._say(_NOTHING, "")

    async def _get(self, collections: Sequence[Address]) -> None:
        ended: list[Part] = []
        for each in collections:
            ended.append(await get_all(self._repositories[each.account], each, self._say, self._signs, self._left))
        await self._got([(words, tone) for words, tone in ended if tone])


async def get_all(
    repository: Repository,
    collection: Address,
    say: Callable[[str, Tone], None],
    signs: Signs,
    left: dict[Address, int],
) -> Part:
    """Bring the local copy of `collection` up to date for a dialog; `say` hears how far it is and what came of it.
    `left` keeps for the dialog which pages failed: the next time it goes on with that page. Returns what came of it,
    in a tone where not all came."""
    say(f"{collection}: asking{signs.cut}", "")
    words, tone = await _got_all(repository, collection, say, signs, left)
    say(words, tone)
    return words, tone


async def _got_all(
    repository: Repository,
    collection: Address,
    say: Callable[[str, Tone], None],
    signs: Signs,
    left: dict[Address, int],
) -> Part:
    def tell(progress: SyncProgress) -> None:
        say(f"{collection}: {synced_so_far(progress)}{signs.cut}", "")

    query, page = Query(collection.segments), left.pop(collection, None)
    try:
        if page is not None:
            await read_on(repository, query, page, tell)
            return f"{collection}: {number(repository.peek(query).held)} held", ""
        report = await repository.sync(collection.segments, tell)
    except ExplorerError as error:
        _keep(left, collection, error)
        return f"{signs.failed} {collection}: {told(error)}", "failed"
    _keep(left, collection, report.broke_off)
    reason = told(report.broke_off) if report.broke_off is not None else report.note
    note = f"{signs.failed} {reason}; " if reason else ""
    counts = f"{number(report.new)} new, {number(report.changed)} changed, {number(report.gone)} gone"
    return f"{note}{collection}: {number(report.held)} held, {counts}", "unsure" if report.note else ""


def _keep(left: dict[Address, int], collection: Address, error: ExplorerError | None) -> None:
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
