"""Bringing a whole collection here, and going on with one that broke off."""

from __future__ import annotations

from collections.abc import Callable

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, Incomplete
from explorer.model.listing import SyncProgress
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.ui.signs import Signs
from explorer.ui.wording import Tone, synced_so_far, told


async def get_all(
    repository: Repository,
    collection: Address,
    say: Callable[[str, Tone], None],
    signs: Signs,
    left: dict[Address, int],
) -> bool:
    """Bring the local copy of `collection` up to date for a dialog; `say` hears how far it is and what came of it.
    `left` keeps for the dialog which pages failed: the next time it goes on with that page. False: it failed."""

    def tell(progress: SyncProgress) -> None:
        say(f"{collection}: {synced_so_far(progress)}{signs.cut}", "")

    say(f"{collection}: asking{signs.cut}", "")
    query, page = Query(collection.segments), left.pop(collection, None)
    try:
        if page is not None:
            await read_on(repository, query, page, tell)
            say(f"{collection}: {repository.peek(query).held:,} held", "")
            return True
        report = await repository.sync(collection.segments, tell)
    except ExplorerError as error:
        _keep(left, collection, error)
        say(f"{signs.failed} {collection}: {told(error)}", "failed")
        return False
    _keep(left, collection, report.broke_off)
    reason = told(report.broke_off) if report.broke_off is not None else report.note
    note = f"{signs.failed} {reason}; " if reason else ""
    counts = f"{report.new:,} new, {report.changed:,} changed, {report.gone:,} gone"
    say(f"{note}{collection}: {report.held:,} held, {counts}", "unsure" if report.note else "")
    return not report.note


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
