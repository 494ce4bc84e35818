"""`WritingAtOnce`: a write that needs no form, such as to delete, from its key to its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from explorer.model.address import Address
from explorer.model.edit import Edit
from explorer.model.errors import ChangedMeanwhile, NotFound
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome
from explorer.model.resource import Operation
from explorer.repository import Repository
from explorer.ui import masking
from explorer.ui.openings import load_forms
from explorer.ui.reviewing import Reviewing
from explorer.ui.stage import Stage

Read = TypeVar("Read")


class WritingAtOnce:
    """Reads, asks and sends. What is deleted has to be what was seen, or is asked about."""

    def __init__(self, stage: Stage, reviewing: Reviewing, gone: Callable[[Address], None]) -> None:
        """`gone` is called with a record that was to be deleted and is not there."""
        self._stage = stage
        self._reviewing = reviewing
        self._gone = gone

    async def done(self, repository: Repository, address: Address, operation: Operation) -> Outcome | None:
        """Do it; None: it was left, or there was nothing to delete any more. Raises ExplorerError."""
        resource = repository.resource(address)
        with self._stage.reading(f"reading {address}"):
            await asyncio.to_thread(load_forms, resource)
        edit = Edit(address, operation.name, {}, {})
        read_at: float | None = None
        if operation.name == "delete":
            seen = await self._unless_gone(repository, address, operation, self._seen(repository, address))
            if seen is None:
                return None
            before, read_at = seen
            edit = replace(edit, before=before)
        label = masking.name_of(resource, edit.before)
        while True:
            try:
                preparing = repository.saving.prepare(edit, read_at=read_at)
                prepared = await self._unless_gone(repository, address, operation, preparing)
                if prepared is None:
                    return None
                return await self._reviewing.sent_after_review(repository, prepared, since=edit.before)
            except ChangedMeanwhile as error:
                resolution = await self._reviewing.chosen(repository, error, operation, address, label)
                if resolution is None or not resolution.mine:
                    return None
                edit = replace(edit, before={})

    async def _unless_gone(
        self, repository: Repository, address: Address, operation: Operation, reading: Awaitable[Read]
    ) -> Read | None:
        """What was read; None: it was to be deleted and is not there, which is said. To delete it is done."""
        try:
            with self._stage.reading(f"reading {address}"):
                return await reading
        except NotFound:
            if operation.name != "delete":
                raise
            await repository.saving.gone(address)
            self._gone(address)
            return None

    async def _seen(self, repository: Repository, address: Address) -> tuple[JsonObject, float | None]:
        """The record as it was shown, and when that was read: a row of a list, which tells less, with the rest as it is
        now."""
        held = await asyncio.to_thread(repository.held, address)
        if held is None:
            return {}, None
        if held.whole or repository.resource(address).operation("get") is None:
            return held.body, held.fetched_at
        return {**await repository.saving.read(address, "delete"), **held.body}, held.fetched_at
