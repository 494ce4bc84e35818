"""`WritingMany`: one change to many records, from the marks to the last outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from explorer.model.errors import UsageError
from explorer.model.json_text import JsonObject
from explorer.model.members import members
from explorer.model.resource import Operation
from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.ui.offers import Subject
from explorer.ui.reviewing import Reviewing, choices_of
from explorer.ui.screens.bulk import BulkScreen
from explorer.ui.screens.change_many import ChangeManyScreen
from explorer.ui.signs import Signs
from explorer.ui.stage import Stage

if TYPE_CHECKING:
    from explorer.store.journal import Journal

_READING: Final = "reading the first of them"


class WritingMany:
    """Asks what all of them get, shows some of it, and runs it."""

    def __init__(self, stage: Stage, reviewing: Reviewing, journal: Callable[[], Journal], *, signs: Signs) -> None:
        self._stage = stage
        self._reviewing = reviewing
        self._journal = journal
        self._signs = signs

    async def change(self, repository: Repository, subject: Subject, name: str) -> tuple[str, ...] | None:
        """Make one change to the marked records; the keys of those that are not done, None when nothing was begun."""
        _, operation = repository.saving.operation(subject.collection.child(subject.marked[0]), name)
        wanted: JsonObject = {}
        if operation.form:
            await asyncio.to_thread(members, operation.form)
        while True:
            if operation.form:
                asked = await self._asked_for_many(repository, operation, subject, wanted)
                if asked is None:
                    return None
                wanted = asked
            saving, account = repository.saving, repository.account
            bulk = Bulk(saving, self._journal, account, subject.collection, name, wanted, subject.marked)
            not_done = await self.run(repository, bulk, subject.names)
            if not_done is not None or not operation.form:
                return not_done

    async def run(self, repository: Repository, bulk: Bulk, names: Mapping[str, str]) -> tuple[str, ...] | None:
        """Show what a change to many would send, run it, and return the keys of those that are not done."""
        with self._stage.reading(_READING):
            await bulk.recall()
            samples = await bulk.samples()
            await self._reviewing.name(repository, samples)
        if not samples and bulk.remaining:
            raise UsageError("none of them takes it", next_step="look at one of them, and change it alone")
        samples = [each for each in samples if each.has_effect] or samples
        title = "nothing is left to do"
        if samples:
            title = await self._reviewing.agreed_for_many(repository, samples, len(bulk.remaining))
        if not title:
            return None
        await self._stage.show(BulkScreen(bulk, title=title, names=names, signs=self._signs))
        return bulk.not_done

    async def _asked_for_many(
        self, repository: Repository, operation: Operation, subject: Subject, wanted: JsonObject
    ) -> JsonObject | None:
        """What all of them get; None: nothing is to be done."""
        collection, saving = subject.collection, repository.saving

        async def check(tried: JsonObject) -> None:
            bulk = Bulk(saving, self._journal, repository.account, collection, operation.name, tried, subject.marked)
            await bulk.samples(1)

        screen = ChangeManyScreen(
            subject,
            operation,
            account=repository.account,
            signs=self._signs,
            choices=choices_of(repository),
            check=check,
            wanted=wanted,
        )
        return await self._stage.show(screen, then=_READING)
