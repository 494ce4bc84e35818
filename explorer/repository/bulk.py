"""`Bulk`: one change to many records, one request at a time, which can be taken up again wherever it ended.

What is to be changed is a draft, each request an entry of its batch: together they tell after a crash what is done,
what was refused, and what has to be found out first. Nothing that may have reached its record is sent again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final
from uuid import uuid4

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.bulk_progress import BulkProgress, seconds_left
from explorer.model.errors import (
    ExplorerError,
    Forbidden,
    InvalidForm,
    NotFound,
    NotSent,
    Rejected,
    StoreError,
    UsageError,
)
from explorer.model.journal import DONE, Draft, Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Prepared
from explorer.repository.bulk_kept import Kept
from explorer.repository.bulk_shown import Shown
from explorer.repository.bulk_turn import Turns, words
from explorer.repository.saving import Saving
from explorer.store.journal import Journal

OF_ONE_RECORD: Final = (UsageError, NotSent, Rejected, NotFound, Forbidden)
"""Refusals that say nothing about the next record. After any other failure the run stops."""
_RUNNING: Final[set[str]] = set()
"""The batches that are being run in this process."""


class Bulk:
    """Sends one change to each of many records. It runs once; `of` takes up what an earlier one left."""

    def __init__(
        self,
        saving: Saving,
        journal: Callable[[], Journal],
        account: Account,
        collection: Address,
        operation: str,
        wanted: JsonObject,
        keys: Sequence[str],
        batch: str = "",
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`batch` names an earlier run to go on with; empty: a new one. `clock` counts seconds."""
        self.account = account
        self.collection = collection
        self.operation = operation
        self.wanted = wanted
        self.keys = tuple(dict.fromkeys(keys))
        self.batch = batch or uuid4().hex
        self.stop_at_failures = False
        """Stop at the first record that fails, instead of going on after refusals. May be changed at any time."""
        self._saving = saving
        self._clock = clock
        self._stopping = asyncio.Event()
        self._shown = Shown(saving, collection, operation, wanted)
        self._kept = Kept(saving, journal, collection, operation, wanted, self.keys, self.batch)
        self._turns = Turns(
            saving, collection, operation, wanted, self.batch, account.vendor.title, self._wait, sleep, self._stopping
        )
        self._told: Callable[[BulkProgress], None] = lambda progress: None
        self._done: set[str] = set()
        self._failed: dict[str, str] = {}
        self._open: dict[str, Entry] = {}
        """Writes of an earlier run that may have reached their records."""
        self._state = BulkProgress(len(self.keys), left=len(self.keys))
        self._began_at = 0.0
        self._settled_before = 0

    @classmethod
    def of(cls, draft: Draft, saving: Saving, journal: Callable[[], Journal], account: Account) -> Bulk:
        """The run that `draft` was kept of, to be gone on with. Raises UsageError for another account's."""
        operation = draft.operation_name
        made = cls(
            saving,
            journal,
            account,
            Address(account.name, draft.segments),
            operation,
            draft.typed,
            draft.keys,
            draft.batch,
        )
        made._shown = Shown(saving, made.collection, operation, draft.typed, draft.before, draft.kept_at)
        ours = made._kept.draft({})
        if (draft.identity, draft.origin) != (ours.identity, ours.origin):
            raise UsageError(
                f"it was begun at {draft.origin} as another account than “{account.name}” is now",
                next_step="set that account up again, or discard it: f8 in the journal",
            )
        return made

    @property
    def progress(self) -> BulkProgress:
        """How far it has come."""
        return self._state

    @property
    def not_done(self) -> tuple[str, ...]:
        """The keys of the records that it was not done to, those that failed among them."""
        return tuple(key for key in self.keys if key not in self._done)

    @property
    def remaining(self) -> tuple[str, ...]:
        """The keys of the records that are neither done nor failed."""
        return tuple(key for key in self.keys if key not in self._done and key not in self._failed)

    async def recall(self) -> None:
        """Learns from the journal what earlier runs did. Raises StoreError."""
        await asyncio.to_thread(self._recall)

    def address(self, key: str) -> Address:
        """The record with `key`."""
        return self.collection.child(key)

    def stop(self) -> None:
        """End after the record under way."""
        self._stopping.set()

    async def samples(self, limit: int = 5) -> list[Prepared]:
        """What would be sent for the first `limit` remaining records that take it: those that are so already only where
        no other is met. Nothing is sent.

        Raises as `Saving.propose` does: InvalidForm at once, a refusal of single records when there are only those.
        """
        found: list[Prepared] = []
        already: list[Prepared] = []
        refusal: ExplorerError | None = None
        for key in self.remaining[: 2 * limit]:
            try:
                sample = await self._saving.propose(self.address(key), self.operation, self.wanted)
            except InvalidForm:
                raise
            except OF_ONE_RECORD as error:
                refusal = error
                continue
            (found if sample.has_effect else already).append(sample)
            if len(found) == limit:
                break
        if refusal is not None and not found and not already:
            raise refusal
        return found or already[:limit]

    async def shown(self) -> list[Prepared]:
        """`samples`, with what there is to say about what the records hold when it is their turn: what is in front of
        the user now is what each is held against then."""
        samples = await self.samples()
        await asyncio.to_thread(self._shown.see, self.remaining, samples)
        whose = self._shown.whose(self.remaining)
        return [replace(each, notices=(*each.notices, whose)) for each in samples]

    async def run(self, told: Callable[[BulkProgress], None]) -> BulkProgress:
        """Goes through the records in order; `told` hears of every step. Returns what became of it.

        It is kept before anything is sent. Raises UsageError when it cannot be done at all, is being done here already,
        or another change to many of these records waits to be gone on with; OpenElsewhere; StoreError.
        """
        if self.batch in _RUNNING:
            raise UsageError("this change to many is running already", next_step="wait for its end, or stop it")
        _RUNNING.add(self.batch)
        try:
            return await self._run(told)
        finally:
            _RUNNING.discard(self.batch)

    async def _run(self, told: Callable[[BulkProgress], None]) -> BulkProgress:
        self._told = told
        draft = await asyncio.to_thread(self._kept.keep, self._shown.members)
        self._state = replace(self._state, kept=True)
        stopped = ""
        try:
            await self.recall()
            self._began_at, self._settled_before = self._clock(), len(self._done) + len(self._failed)
            for key in self.remaining:
                if self._stopping.is_set():
                    stopped = "stopped as you asked"
                    break
                self._tell(now=key)
                stopped = await self._one(key)
                if stopped:
                    break
            self._tell(stopped=stopped)
        finally:
            try:
                await asyncio.to_thread(self._kept.close, draft, left=self._left)
            except StoreError:
                if not stopped:  # else that is what is told; the draft is free when this explorer has ended
                    raise
        self._tell(stopped=stopped, ended=True)
        return self._state

    # One record

    async def _one(self, key: str) -> str:
        """Does what is to be done for it; returns why the run cannot go on."""
        earlier = self._open.pop(key, None)
        try:
            outcome = await self._turns.verified(key, earlier) if earlier is not None else None
            if outcome is None or outcome.state == "verified not applied":
                outcome = await self._turns.sent(key, self._shown)
        except OF_ONE_RECORD as error:
            return self._fail(key, words(error))
        except ExplorerError as error:
            return words(error)
        if outcome is None:
            self._done.add(key)
            self._tell(unchanged=self._state.unchanged + 1)
            return ""
        stops = self._settle(key, outcome.entry)
        if outcome.unnoted:  # the journal would not take the next one's either
            return f"{self.address(key)}: {outcome.state}, but that could not be noted: {outcome.unnoted}"
        return stops

    def _settle(self, key: str, entry: Entry) -> str:
        """Counts it by its outcome; returns why the run cannot go on."""
        if entry.state in DONE:
            self._done.add(key)
            return ""
        if entry.finished:
            return self._fail(key, entry.note or entry.state)
        self._state = replace(self._state, unknown=key)
        return f"whether {self.address(key)} was changed is not known: {entry.note}"

    def _fail(self, key: str, reason: str) -> str:
        self._failed[key] = reason
        return "stopped at a failure, as you asked" if self.stop_at_failures else ""

    def _recall(self) -> None:
        """Counts what earlier runs did."""
        known = self._kept.turns()
        for key in filter(known.__contains__, self.keys):
            if known[key].finished:
                self._open.pop(key, None)
                self._settle(key, known[key])
            else:
                self._open[key] = known[key]

    # What is told

    @property
    def _left(self) -> int:
        return len(self.remaining)

    def _wait(self, key: str, note: str) -> None:
        self._tell(now=key, note=note)

    def _tell(
        self, *, now: str = "", note: str = "", unchanged: int | None = None, stopped: str = "", ended: bool = False
    ) -> None:
        settled = len(self._done) + len(self._failed) - self._settled_before
        self._state = replace(
            self._state,
            done=len(self._done),
            failed=dict(self._failed),
            left=self._left,
            unchanged=self._state.unchanged if unchanged is None else unchanged,
            now=now,
            note=note,
            seconds_left=seconds_left(self._clock() - self._began_at, settled, self._left),
            stopped=stopped,
            ended=ended,
        )
        self._told(self._state)
