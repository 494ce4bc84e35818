"""`WriteWatch`: writes without a known outcome are read again, and what is unfinished is counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from explorer.model.errors import ExplorerError, StoreError, UsageError
from explorer.model.journal import Draft, Entry
from explorer.model.outcome import Outcome
from explorer.repository import Repository
from explorer.repository.checking import NOT_READ
from explorer.repository.saving import VERIFY_AT

if TYPE_CHECKING:
    from explorer.store.journal import Journal

GO_ON: Final = "it was not applied; e goes on with the draft"


class WriteWatch:
    """Finds out what became of the writes whose answers were lost; one for the whole program.

    What becomes known is told once, whoever asked for it. Its tasks end with `close`.
    """

    def __init__(
        self,
        repositories: Mapping[str, Repository],
        journal: Callable[[], Journal],
        *,
        told: Callable[[Outcome], None],
        changed: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`told` hears what became of a write that was read again; `changed` is called when `waiting`, `unfinished` or
        `drafts` are others."""
        self._repositories = repositories
        self._journal = journal
        self._told = told
        self._heard = [changed]
        self._clock = clock
        self._tasks: dict[int, asyncio.Task[Outcome]] = {}
        self._waiting: dict[int, float] = {}
        self._closed = False
        self.unfinished: tuple[Entry, ...] = ()
        """Writes without a known outcome, the oldest first, as last read. What is being sent is not among them."""
        self.drafts: tuple[Draft, ...] = ()
        """The drafts of all accounts, the one kept last first, as last read."""
        self.problem = ""
        """Why the journal could not be read; empty normally."""

    @property
    def waiting(self) -> Mapping[int, float]:
        """Entries that are being found out about: when each is read again, in seconds since 1970; in the past while it
        is being read."""
        return self._waiting

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Has `heard` called, too, when something has changed; returns what ends it."""
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    async def begin(self) -> None:
        """At the start, after the first paint: what an explorer that has ended left unfinished is read once.

        Ends when all of it was read. What belongs to an account that is offline or not set up stays as it is.
        """
        await self.look()
        readable = [entry for entry in (*self.unfinished, *await self._unread()) if not self.why_not(entry)]
        await asyncio.gather(*(self._follow(entry, self._now_and_later(entry), quiet=True) for entry in readable))

    async def _unread(self) -> list[Entry]:
        """Writes that were accepted by an explorer that ended before it had read them again."""

        def read() -> list[Entry]:
            journal = self._journal()
            accepted = journal.entries(states=("accepted",))
            tied = {each.entry for each in journal.drafts()}
            return [each for each in accepted if (each.note == NOT_READ or each.id in tied) and journal.ended(each)]

        try:
            return await asyncio.to_thread(read)
        except StoreError:
            return []  # `look` has said so

    async def follow(self, outcome: Outcome) -> Outcome:
        """Reads at `VERIFY_AT` seconds after a lost answer, until it is known; returns what is known then.

        Goes on when whoever waits is cancelled. Raises UsageError for an account that is not set up any more.
        """
        self.repository_of(outcome.entry)
        return await self._follow(outcome.entry, VERIFY_AT)

    async def verify(self, entry: Entry) -> Outcome:
        """Reads `entry` again now, because the user asks for it. Raises UsageError in words, StoreError."""
        reason = self.why_not(entry)
        if reason:
            raise UsageError(
                f"entry {entry.id} cannot be read again: {reason}",
                next_step="look at the vendor, then say what became of it: a or n in the journal",
            )
        if await asyncio.to_thread(lambda: self._journal().in_flight(entry)):
            raise UsageError(
                f"entry {entry.id} is still being sent by pid {entry.process.pid}", next_step="wait for its outcome"
            )
        return await self._follow(entry, self._now_and_later(entry))

    async def resolve(self, entry: Entry, *, applied: bool) -> Outcome:
        """Keeps what the user found out about a write. Raises UsageError in words, StoreError."""
        has_draft = await asyncio.to_thread(self.has_draft, entry)
        settled = await asyncio.to_thread(lambda: self._journal().resolve(entry.id, applied))
        if (task := self._tasks.get(entry.id)) is not None:
            task.cancel()
        return await self._settle(Outcome(settled, settled.address), has_draft=has_draft)

    async def look(self) -> None:
        """Reads what is unfinished, in a thread."""

        def read() -> tuple[list[Entry], list[Draft]]:
            journal = self._journal()
            return journal.unfinished(), journal.drafts()

        try:
            unfinished, drafts = await asyncio.to_thread(read)
        except StoreError as error:
            self.problem = str(error)
        else:
            self.unfinished, self.drafts, self.problem = tuple(unfinished), tuple(drafts), ""
        self._tell_changed()

    def repository_of(self, item: Entry | Draft) -> Repository:
        """The account it belongs to, whatever it is called now. Raises UsageError when there is none any more."""
        found = next((each for each in self._repositories.values() if each.account.identity == item.identity), None)
        if found is None:
            raise UsageError(
                f"the account it belongs to, then called “{item.account}”, is not set up any more as it was"
            )
        return found

    def why_not(self, entry: Entry) -> str:
        """Why it cannot be read again now; empty when it can."""
        try:
            repository = self.repository_of(entry)
        except UsageError as error:
            return str(error)
        return "explorer is offline" if repository.offline else ""

    async def close(self) -> None:
        """Ends reading: what is not known yet is looked for at the next start."""
        self._closed = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _tell_changed(self) -> None:
        for heard in tuple(self._heard):
            heard()

    def _now_and_later(self, entry: Entry) -> Sequence[float]:
        """At once, and after that while the vendor may still be at it."""
        age = self._journal().age(entry)
        return (0.0, *(after - age for after in VERIFY_AT if after > age))

    async def _follow(self, entry: Entry, moments: Sequence[float], *, quiet: bool = False) -> Outcome:
        """Reads `entry` again at these seconds from now; `quiet`: that it stays unknown is not told."""
        if self._closed:
            return Outcome(entry, entry.address)
        task = self._tasks.get(entry.id)
        if task is None:
            reading = self._found_out(entry, moments, quiet)
            task = asyncio.create_task(reading, name=f"read entry {entry.id} again")
            self._tasks[entry.id] = task
            task.add_done_callback(lambda done: self._ended(entry.id, done))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            return Outcome(entry, entry.address)  # closed, or said by the user meanwhile

    def _ended(self, number: int, task: asyncio.Task[Outcome]) -> None:
        if self._tasks.get(number) is task:
            del self._tasks[number]
        self._waiting.pop(number, None)
        if not self._closed:
            self._tell_changed()

    async def _found_out(self, entry: Entry, moments: Sequence[float], quiet: bool) -> Outcome:
        def waits(seconds: float) -> None:
            self._waiting[entry.id] = self._clock() + seconds
            self._tell_changed()

        has_draft = False
        try:
            has_draft = await asyncio.to_thread(self.has_draft, entry)
            found = await self.repository_of(entry).saving.verify(entry, moments, waits=waits)
        except ExplorerError as error:
            # Another account's writes are none the worse for it.
            found = Outcome(replace(entry, note=f"it could not be read again: {error}"), entry.address)
        self._waiting.pop(entry.id, None)
        return await self._settle(found, has_draft=has_draft, quiet=quiet)

    async def _settle(self, outcome: Outcome, *, has_draft: bool, quiet: bool = False) -> Outcome:
        """Tells the outcome. `has_draft`: a draft was sent as it, which is gone on with where it was not applied."""
        entry = outcome.entry
        if has_draft and entry.state == "verified not applied":
            outcome = replace(outcome, entry=replace(entry, note=GO_ON))
        await self.look()
        if entry.finished or not quiet:
            self._told(outcome)
        return outcome

    def has_draft(self, entry: Entry) -> bool:
        """There is a draft that was sent as `entry`, and nothing else was typed into it since."""
        draft = self._journal().draft(entry.identity, entry.segments, entry.operation)
        return draft is not None and draft.entry == entry.id
