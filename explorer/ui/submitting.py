"""`Submitting`: what was filled in is held against the vendor's present record, shown, and sent once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.model.errors import ChangedMeanwhile, UsageError
from explorer.model.filling import Filling
from explorer.model.journal import DONE
from explorer.model.outcome import Outcome
from explorer.repository import Repository
from explorer.repository.drafts import DraftKeeper
from explorer.repository.write_watch import WriteWatch
from explorer.ui import masking
from explorer.ui.opening import Opening, resolved
from explorer.ui.reviewing import Reviewing
from explorer.ui.screens.edit import Present, Submitted

if TYPE_CHECKING:
    from explorer.store.journal import Journal


class Submitting:
    """From a form's key to the outcome, or back into the form."""

    def __init__(
        self,
        reviewing: Reviewing,
        keeper: DraftKeeper,
        journal: Callable[[], Journal],
        watch: WriteWatch,
        say: Callable[[str], None],
    ) -> None:
        self._reviewing = reviewing
        self._keeper = keeper
        self._journal = journal
        self._watch = watch
        self._say = say

    async def submitted(self, repository: Repository, opening: Opening, filling: Filling) -> Submitted:
        """Hold what was typed against the present record, ask, and send. Raises ExplorerError for a refusal."""
        await self._keeper.settle(opening.draft)
        await self._check_not_sent(opening, filling)
        present: Present | None = None
        while True:
            try:
                outcome = await self._sent(repository, opening, filling)
                return Submitted(outcome, filling, present=present)
            except ChangedMeanwhile as error:
                others = filling.edit(opening.address).others(error.present)
                resolution = await self._reviewing.chosen(
                    repository, error, filling.operation, opening.address, opening.label, others
                )
                if resolution is None:
                    return Submitted(None, filling, present=present)
                present = _present(repository, opening)
                filling = resolved(filling, error, resolution)
                if resolution.edit:
                    settled = resolution.mine | resolution.theirs
                    conflicts = {name: each for name, each in error.conflicts.items() if name not in settled}
                    return Submitted(None, filling, field=resolution.edit, present=present, conflicts=conflicts)
                if not filling.changed:
                    taken = "it stays as it is now" if error.ours else "theirs is taken"
                    self._say(f"{taken}: nothing of yours is left to send")
                    return Submitted(None, filling, present=present)

    async def _sent(self, repository: Repository, opening: Opening, filling: Filling) -> Outcome | None:
        """Show it, and send it when that is wanted; None: it is not, or nothing would change."""
        edit = filling.edit(opening.address)
        prepared = await repository.saving.prepare(edit, undoes=opening.undoes, read_at=opening.read_at)
        return await self._reviewing.sent_after_review(repository, prepared, since=opening.filling.before, drafted=True)

    async def _check_not_sent(self, opening: Opening, filling: Filling) -> None:
        """Raises ExplorerError where what stands in the form was sent before it was opened, and may be applied."""
        number = opening.draft.entry
        if number is None or filling.typed != opening.filling.typed:
            return
        entry = await asyncio.to_thread(lambda: self._journal().entry(number))
        tied = await asyncio.to_thread(lambda: self._watch.has_draft(entry))
        if tied:
            raise self._journal().unfinished_by(entry)
        if entry.state in DONE:
            raise UsageError(f"this was sent as entry {entry.id}: {entry.state}", next_step="f8 closes the form")


def _present(repository: Repository, opening: Opening) -> Present | None:
    """The record as it was read last."""
    held = repository.held(opening.address)
    if held is None:
        return None
    label = masking.name_of(repository.resource(opening.address), held.body)
    return Present(label, held.fetched_at, held.body, opening.lasting)
