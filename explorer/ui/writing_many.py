"""`WritingMany`: one change to many records, from the marks to the last outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.journal import Draft
from explorer.model.json_text import JsonObject
from explorer.model.members import members
from explorer.model.resource import Operation
from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.repository.bulk_kept import not_through
from explorer.repository.drafts import DraftKeeper
from explorer.ui.offers import Subject
from explorer.ui.record_names import names_of
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

    def __init__(
        self,
        stage: Stage,
        reviewing: Reviewing,
        journal: Callable[[], Journal],
        keeper: DraftKeeper,
        *,
        signs: Signs,
    ) -> None:
        self._stage = stage
        self._reviewing = reviewing
        self._journal = journal
        self._keeper = keeper
        self._signs = signs

    async def change(self, repository: Repository, subject: Subject, name: str) -> tuple[str, ...] | None:
        """Make one change to the marked records; the keys of those that are not done, None when nothing was begun.

        Raises UsageError while another change by `name` to records of the collection is not through.
        """
        saving, first = repository.saving, subject.collection.child(subject.marked[0])
        _, operation = saving.operation(first, name)
        blank = replace(saving.draft(first, name), segments=subject.collection.segments)
        await asyncio.to_thread(self._check_through, blank, subject, operation)
        if operation.form:
            return await self._fill_in(repository, subject, operation, blank)
        bulk = Bulk(saving, self._journal, repository.account, subject.collection, name, {}, subject.marked)
        return await self._run(repository, bulk, subject.names)

    async def reopen(self, repository: Repository, draft: Draft) -> tuple[str, ...] | None:
        """Go on with a change that was kept: with its form, as long as nothing was sent. Raises as `change`."""
        bulk = Bulk.of(draft, repository.saving, self._journal, repository.account)
        _, operation = repository.saving.operation(bulk.address(draft.keys[0]), draft.operation_name)
        names = await asyncio.to_thread(names_of, repository, bulk.collection, draft.keys)
        if not operation.form or await asyncio.to_thread(self._has_begun, draft):
            return await self._run(repository, bulk, names)
        subject = Subject(bulk.collection, marked=draft.keys, names=names)
        return await self._fill_in(repository, subject, operation, draft)

    def _check_through(self, blank: Draft, subject: Subject, operation: Operation) -> None:
        """What was typed for the same records, of which nothing was sent, is gone on with: it stands in no way."""
        earlier = self._journal().draft(blank.identity, blank.segments, blank.operation)
        if earlier is None:
            return
        same = bool(operation.form) and set(earlier.keys) == set(subject.marked)
        if not same or self._has_begun(earlier):
            raise not_through(earlier, subject.collection)

    def _has_begun(self, draft: Draft) -> bool:
        return bool(self._journal().entries(batch=draft.batch, limit=1))

    async def _fill_in(
        self, repository: Repository, subject: Subject, operation: Operation, blank: Draft
    ) -> tuple[str, ...] | None:
        """Show the form until it is run or left; what is typed is a draft meanwhile. Raises OpenElsewhere."""
        with self._stage.reading(_READING):
            await asyncio.to_thread(members, operation.form)
            opening = asyncio.create_task(self._keeper.open(blank))
            try:
                kept = await asyncio.shield(opening)
            except asyncio.CancelledError:
                with suppress(ExplorerError):
                    await self._keeper.close(await opening or blank)
                raise
        draft = kept or replace(blank, keys=subject.marked, batch=uuid4().hex)
        try:
            while True:
                wanted = await self._asked_for_many(repository, operation, subject, draft)
                if wanted is None:
                    return None
                draft = replace(draft, typed=wanted)
                await self._keeper.settle(draft)
                bulk = self._bulk(repository, draft)
                not_done = await self._run(repository, bulk, subject.names)
                if not_done is not None:
                    return not_done
        finally:
            await self._keeper.close(draft)

    async def _run(self, repository: Repository, bulk: Bulk, names: Mapping[str, str]) -> tuple[str, ...] | None:
        """Show what a change to many would send, run it, and return the keys of those that are not done."""
        with self._stage.reading(_READING):
            await bulk.recall()
            samples = await bulk.shown()
            await self._reviewing.name(repository, samples)
        if not samples and bulk.remaining:
            raise UsageError("none of them takes it", next_step="look at one of them, and change it alone")
        title = "nothing is left to do"
        if samples:
            title = await self._reviewing.agreed_for_many(repository, samples, len(bulk.remaining))
        if not title:
            return None
        await self._stage.show(BulkScreen(bulk, title=title, names=names, signs=self._signs))
        return bulk.not_done

    def _bulk(self, repository: Repository, draft: Draft) -> Bulk:
        account = repository.account
        collection = Address(account.name, draft.segments)
        name, keys = draft.operation_name, draft.keys
        return Bulk(repository.saving, self._journal, account, collection, name, draft.typed, keys, draft.batch)

    async def _asked_for_many(
        self, repository: Repository, operation: Operation, subject: Subject, draft: Draft
    ) -> JsonObject | None:
        """What all of them get; None: nothing is to be done."""

        async def check(tried: JsonObject) -> None:
            await self._bulk(repository, replace(draft, typed=tried)).samples(1)

        def keep(wanted: JsonObject) -> None:
            self._keeper.keep(replace(draft, typed=wanted, keys=draft.keys if wanted else ()))

        screen = ChangeManyScreen(
            subject,
            operation,
            account=repository.account,
            signs=self._signs,
            choices=choices_of(repository),
            check=check,
            keep=keep,
            unkept=lambda: self._keeper.status(draft).problem,
            wanted=draft.typed,
        )
        return await self._stage.show(screen, then=_READING)
