"""`Saving`: a prepared write becomes exactly one request, and what became of it is found out and kept.

    prepare → shown and confirmed → journal (on disk) → one request → journal → read again → compared → cache

A request whose answer was lost is `unknown`: it is never sent again, and `verify` reads to find out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from explorer.api import build
from explorer.model import undo as undoing
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.edit import Change, Edit
from explorer.model.errors import (
    Unfinished,
    UsageError,
)
from explorer.model.journal import Draft, Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome, Prepared
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource
from explorer.repository.checking import NOT_READ, Checking
from explorer.repository.fresh import Fresh
from explorer.repository.paged import Connected
from explorer.repository.preparing import Preparing
from explorer.repository.sending import Sending
from explorer.store.cache import Cache
from explorer.store.journal import Journal

VERIFY_AT: Final[tuple[float, ...]] = (2.0, 5.0, 15.0)
"""Seconds after a lost answer at which the record is read again."""


class Saving:
    """Writes to one account."""

    def __init__(
        self,
        account: Account,
        cache: Cache,
        fresh: Fresh,
        connected: Connected,
        journal: Callable[[], Journal],
        *,
        offline: bool,
        clock: Callable[[], float],
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`clock` is the time of day, in seconds since 1970; `monotonic` is never set."""
        self._account = account
        self._cache = cache
        self._fresh = fresh
        self._journal = journal
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._checking = Checking(account, cache, fresh, journal)
        self._preparing = Preparing(account, fresh, journal, clock, monotonic, offline=offline)
        self._sending = Sending(account, fresh, connected, journal, self._checking, self._preparing)
        self._under_way: dict[asyncio.Task[Outcome], Prepared] = {}
        self._began: dict[tuple[int, float], float] = {}
        """Id and `began_at` of entries that are not settled to when they were begun here, by `monotonic`."""

    def operation(self, address: Address, name: str) -> tuple[Resource, Operation]:
        """What `name` is at `address`. Raises UsageError in words where it cannot be, or may not be, called."""
        return self._preparing.operation(address, name)

    async def read(self, address: Address, name: str) -> JsonObject:
        """What `name` would change, as the vendor has it now; empty for a create. Raises as `prepare` does."""
        return await self._preparing.read(address, name)

    def draft(self, address: Address, name: str) -> Draft:
        """An empty draft of the form of `name` at `address`. Raises as `operation` does."""
        resource, operation = self.operation(address, name)
        return Draft(
            identity=self._account.identity,
            origin=str(build.base_origin(self._account)),
            account=self._account.name,
            segments=address.segments,
            operation=f"{resource.name}.{operation.name}",
            before={},
            typed={},
        )

    def held(self, address: Address, name: str, wanted: JsonObject) -> JsonObject | None:
        """The members of `wanted` as they are held here; None: what is held does not tell them. It reads from the
        disk."""
        resource, operation = self.operation(address, name)
        held = self._cache.record(resource, address)
        if held is None:
            return None
        members = prefilled(operation, held.body)
        found = {each: members[each] for each in wanted if each in members}
        return found if held.whole or len(found) == len(wanted) else None

    async def propose(self, address: Address, name: str, wanted: JsonObject) -> Prepared:
        """`wanted` members against the record as it is now. Raises as `prepare` does."""
        return await self._preparing.propose(address, name, wanted)

    async def prepare(self, edit: Edit, *, undoes: int | None = None, read_at: float | None = None) -> Prepared:
        """What `edit`, made of what was read at `read_at`, would send, checked against the record as it is now.
        Nothing is sent.

        Raises ChangedMeanwhile, InvalidForm, Unfinished, UsageError, VendorError.
        """
        return await self._preparing.prepare(edit, undoes=undoes, read_at=read_at)

    async def again(self, shown: Prepared) -> Prepared:
        """What was shown, held against the record as it is now. Raises as `prepare`: also an update stops at what was
        written from here since, as that was not seen."""
        return await self._preparing.again(shown)

    async def ours(
        self, address: Address, name: str, changes: Mapping[str, Change], read_at: float | None
    ) -> Mapping[str, Entry]:
        """Of what has changed since `read_at`, by member of the form of `name`, which write here has made it so."""
        return await self._preparing.ours(address, name, changes, read_at)

    async def send(self, prepared: Prepared, *, batch: str = "", drafted: bool = False) -> Outcome:
        """Sends the one request and finds out what became of it; `unknown` is for `verify`.

        Whoever waits may be cancelled: the write goes on to its outcome; whoever sends it once more meanwhile waits for
        the same one. Raises VendorError when it was refused, NotNoted when besides the journal did not take that, as
        `prepare` does, and Differs when the record has changed since so that another request would be sent. `batch`
        names the change to many that it is one of; `drafted`: it is what the form that is open here has kept as its
        draft.
        """
        if not prepared.has_effect:
            raise UsageError("nothing would change, so nothing is sent")
        task = next((task for task, sent in self._under_way.items() if sent is prepared), None)
        if task is None:
            task = asyncio.create_task(self._timed(prepared, batch, drafted), name=f"write {prepared.edit.address}")
            self._under_way[task] = prepared
            task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def gone(self, address: Address) -> None:
        """A record that was to be deleted is not there any more: it is taken out of the local copy, too."""
        await self._checking.forget(address)

    def is_fresh(self, prepared: Prepared) -> bool:
        """It was read just now: `send` does not read it again."""
        return self._preparing.is_fresh(prepared)

    async def verify(
        self, entry: Entry, at: Sequence[float] | None = None, *, waits: Callable[[float], None] = lambda seconds: None
    ) -> Outcome:
        """Reads, `at` these seconds from now, to find out whether a write without an answer was applied. `waits` hears
        before each reading in how many seconds it comes.

        A create is looked for: its candidates are listed, for a person to judge. What stays unknown stays so, as does
        what was begun so lately that the vendor may still be at it. What is settled by now, here or by another
        explorer, is left as it is. Raises Unfinished while it is being sent.
        """
        self._check_mine(entry)
        resource, operation = self._of(entry)
        outcome, waited = Outcome(await self._known(entry), entry.address), 0.0
        if operation.verify == "none":
            if outcome.entry.finished and outcome.note != NOT_READ:
                return outcome
            if outcome.entry.finished:
                return await self._checking.found(outcome, outcome.state, "it cannot be read back")
            return await self._checking.found(
                outcome, "unknown", "it cannot be read back: look at the vendor, and resolve it"
            )
        moments = VERIFY_AT if at is None else at
        age = self._age(entry)
        for moment in moments:
            waits(moment - waited)
            await self._sleep(moment - waited)
            waited = moment
            outcome = replace(outcome, entry=await self._known(entry))
            if outcome.entry.settled:
                return outcome
            over = moment == moments[-1] and round(age + moment, 3) >= VERIFY_AT[-1]
            outcome = await self._checking.look(outcome, resource, operation, last=over)
            if outcome.state == "verified applied" or outcome.candidates:
                break
        if outcome.state == "verified applied":
            await self._fresh.around(resource, operation, entry.segments)
        return outcome

    def undo(self, entry: Entry, more: JsonObject | None = None) -> Edit:
        """The edit that takes `entry` back, to be prepared with `undoes`. Raises UsageError in words."""
        self._check_mine(entry)
        resource, operation = self._of(entry)
        return undoing.at(undoing.undo(entry, resource, operation, more or {}), self._account.name)

    async def close(self, within: float | None = None) -> None:
        """Waits for the writes under way, each of which ends within its time limit; what takes longer than `within`
        seconds is left without a known outcome."""
        if not self._under_way:
            return
        _, left = await asyncio.wait(self._under_way, timeout=within)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    @property
    def on_the_way(self) -> tuple[Prepared, ...]:
        """The writes that have no outcome yet."""
        return tuple(self._under_way.values())

    @property
    def under_way(self) -> int:
        """Writes that have no outcome yet."""
        return len(self._under_way)

    def _ended(self, task: asyncio.Task[Outcome]) -> None:
        del self._under_way[task]
        if not task.cancelled():
            task.exception()  # whoever waited was told

    def _age(self, entry: Entry) -> float:
        """Seconds since it was begun."""
        began = self._began.get((entry.id, entry.began_at))
        return self._journal().age(entry) if began is None else self._monotonic() - began

    async def _timed(self, prepared: Prepared, batch: str, drafted: bool) -> Outcome:
        began = self._monotonic()
        outcome = await self._sending.send(prepared, batch, drafted)
        if not outcome.entry.settled:
            self._began[outcome.entry.id, outcome.entry.began_at] = began
        return outcome

    async def _known(self, entry: Entry) -> Entry:
        """What the journal knows of it by now. Raises Unfinished while it is being sent."""
        present = await asyncio.to_thread(lambda: self._journal().present(entry))
        if self._journal().in_flight(present):
            raise Unfinished(
                f"entry {entry.id} is still being sent by pid {present.process.pid}",
                entry=entry.id,
                next_step="wait for its outcome",
            )
        return present

    def _of(self, entry: Entry) -> tuple[Resource, Operation]:
        resource = self._account.vendor.resource(entry.segments)
        operation = self._account.operation(resource, entry.operation_name)
        if operation is None:
            raise UsageError(f"{self._account.vendor.title} has no {entry.operation} any more")
        return resource, operation

    def _check_mine(self, entry: Entry) -> None:
        origin = str(build.base_origin(self._account))
        if (entry.identity, entry.origin) != (self._account.identity, origin):
            raise UsageError(
                f"entry {entry.id} was written to {entry.origin} as another account than “{self._account.name}” is now",
                next_step="set that account up again, to read or undo it",
            )
