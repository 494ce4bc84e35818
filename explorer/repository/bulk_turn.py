"""`Turns`: one record after the other of a change to many: its request is sent, and what became of it found out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from explorer.model.address import Address
from explorer.model.errors import Differs, ExplorerError, InvalidForm, NotFound, RateLimited, Rejected
from explorer.model.journal import Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome
from explorer.repository.bulk_shown import Shown
from explorer.repository.saving import Saving

LONGEST_WAIT: Final = 60.0
"""Seconds that a vendor may ask to wait; at a longer wait the run stops."""
WAITS: Final = 2
"""How often one record waits because the vendor asked to."""
_DEFAULT_WAIT: Final = 10.0
"""Seconds to wait where the vendor does not say how long."""


class Turns:
    """The turns of the records of one batch."""

    def __init__(
        self,
        saving: Saving,
        collection: Address,
        operation: str,
        wanted: JsonObject,
        batch: str,
        vendor: str,
        note: Callable[[str, str], None],
        sleep: Callable[[float], Awaitable[None]],
        stopping: asyncio.Event,
    ) -> None:
        """`vendor` is its title; `note` hears the key of a record and what it waits for; no wait outlasts
        `stopping`."""
        self._saving = saving
        self._collection = collection
        self._operation = operation
        self._wanted = wanted
        self._batch = batch
        self._vendor = vendor
        self._note = note
        self._sleep = sleep
        self._stopping = stopping

    async def sent(self, key: str, shown: Shown) -> Outcome | None:
        """What became of its request; None: nothing would change, so nothing was sent."""
        address, waits = self._collection.child(key), 0
        while True:
            try:
                prepared = await self._saving.propose(address, self._operation, self._wanted)
                if not prepared.has_effect:
                    return None
                await shown.check(prepared)
                outcome = await self._saving.send(prepared, batch=self._batch)
                return outcome if outcome.entry.finished else await self.verified(key, outcome.entry)
            except NotFound:
                if self._operation != "delete":
                    raise
                await self._saving.gone(address)
                return None
            except Differs:
                continue  # it is held against what was shown once more
            except RateLimited as error:
                seconds = _DEFAULT_WAIT if error.retry_after is None else error.retry_after
                if waits == WAITS or seconds > LONGEST_WAIT:
                    raise
                self._note(key, f"waiting {seconds:.0f} s, as {self._vendor} asks")
                await self._pause(seconds)
                if self._stopping.is_set():
                    raise
                waits += 1

    async def verified(self, key: str, entry: Entry) -> Outcome:
        """What is known when its record was read again; with the reason as its note where that cannot be."""
        self._note(key, "its answer was lost: reading it again after 2, 5 and 15 s")
        try:
            return await self._saving.verify(entry)
        except ExplorerError as error:
            return Outcome(replace(entry, state="unknown", note=words(error)), entry.address)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when the run is to stop."""
        waiting = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._stopping.wait())]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()


def words(error: ExplorerError) -> str:
    """A failure in one line, with the fields it is about."""
    fields = error.fields if isinstance(error, (InvalidForm, Rejected)) else {}
    told = "; ".join(f"{name}: {reason}" if name else reason for name, reason in fields.items())
    return f"{error} ({told})" if told and told not in str(error) else str(error)
