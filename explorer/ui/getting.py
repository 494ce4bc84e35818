"""Bringing a whole collection here from a dialog, which is told how far it is."""

from __future__ import annotations

from collections.abc import Callable

from explorer.model.address import Address
from explorer.model.errors import ExplorerError
from explorer.model.listing import SyncProgress
from explorer.repository import Repository
from explorer.ui.signs import Signs
from explorer.ui.wording import Tone, synced_so_far, told


async def get_all(repository: Repository, collection: Address, say: Callable[[str, Tone], None], signs: Signs) -> bool:
    """Bring the local copy of `collection` up to date; `say` hears how far it is and what came of it. False: it
    failed."""

    def tell(progress: SyncProgress) -> None:
        say(f"{collection}: {synced_so_far(progress)}{signs.cut}", "")

    say(f"{collection}: asking{signs.cut}", "")
    try:
        report = await repository.sync(collection.segments, tell)
    except ExplorerError as error:
        say(f"{signs.failed} {collection}: {told(error)}", "failed")
        return False
    reason = told(report.broke_off) if report.broke_off is not None else report.note
    note = f"{signs.failed} {reason}; " if reason else ""
    counts = f"{report.new:,} new, {report.changed:,} changed, {report.gone:,} gone"
    say(f"{note}{collection}: {report.held:,} held, {counts}", "unsure" if report.note else "")
    return not report.note
