"""`Journal`: every write with its outcome, and every draft, on disk before anything is made of them.

One file for all accounts, apart from the caches. Every method may be called from any thread and returns when the disk
has what it was given, which takes some milliseconds. Another explorer's changes are seen at once. Failures are
StoreError: then nothing was kept, and nothing may be sent.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from explorer.model.address import Segments
from explorer.model.errors import Outdated, StoreError, Unfinished, UsageError
from explorer.model.journal import DONE, Draft, Entry, Intent, Process, Purged, State
from explorer.model.json_text import JsonObject, JsonValue
from explorer.store import drafts, process, writes
from explorer.store.database import Database
from explorer.store.journal_schema import JOURNAL

KEPT_SECONDS: Final = 30 * 86400.0
"""How long a settled entry is kept, and the file as it was before its tables changed."""
DOUBTED_SECONDS: Final = 7 * 86400.0
"""For how long an entry has been met as old, or that much short of it, before it goes: a clock that is set wrong for a
while, now or when it was written, takes no history away."""
_CHECK_SECONDS: Final = 2.0
"""How long opening may take to look for damage."""


class Journal:
    """What was written, and what was typed."""

    def __init__(
        self,
        path: Path | None,
        *,
        clock: Callable[[], float] = time.time,
        uptime: Callable[[], float | None] = process.uptime,
        owner: Process | None = None,
    ) -> None:
        """Opens or creates the file at `path`; None keeps everything in memory. `uptime` tells seconds since the
        machine was started. `owner` None: this process.

        Raises StoreError when it can be neither written nor read.
        """
        self.process = owner or process.current()
        """Who sends the entries and has the drafts open."""
        self._clock = clock
        self._uptime = uptime
        self._sent: set[tuple[int, float]] = set()
        """Entries whose outcome the disk did not take, with when they were begun."""
        self._database = Database(path, clock, JOURNAL)
        # The file is small, and what a damaged index hides would be sent once more.
        self._database.check(seconds=_CHECK_SECONDS, whole=True)

    @property
    def notice(self) -> str:
        """What the user has to be told about the journal, in one line; empty normally."""
        return "; ".join(self._database.file.notices)

    def begin(self, intent: Intent, *, after: int | None = None) -> Entry:
        """The entry of a write that may be sent now: it is on the disk. `after`: what `newest` said before the record
        was read that it was made from. The draft that is open here is tied to it, when `intent` was `drafted`.

        Raises Unfinished, and keeps nothing, while an earlier write to the same record, or one that takes the same
        entry back, is on its way or unknown; UsageError when that entry is taken back already; Outdated when there was
        a write to the record since it was read. Several creates in one collection do not stand in each other's way,
        unless they come of the same draft or would send the same; ask `blocking` for the earlier ones.
        """

        def write(connection: sqlite3.Connection) -> Entry:
            if intent.operation.endswith(".create"):
                self._check_no_twin(connection, intent)
            else:
                earlier = writes.blocking(connection, intent.identity, intent.segments)
                if earlier is not None:
                    raise self.unfinished_by(earlier)
                newest = writes.newest(connection, intent.identity, intent.segments)
                if after is not None and newest > after:
                    raise Outdated(f"entry {newest} has written to it since it was read; nothing was sent")
            if intent.undoes is not None:
                self._check_not_taken_back(connection, intent.undoes)
            if intent.drafted:
                self._check_not_sent(connection, intent)
            number = writes.add(connection, intent, self.process, self._clock(), self._uptime())
            if intent.drafted:
                drafts.tie(connection, intent, number, self.process)
            return writes.find(connection, number)

        return self._database.write(write)

    def finish(
        self,
        entry: Entry,
        state: State,
        note: str = "",
        after: JsonObject | None = None,
        *,
        checked: bool = True,
        looked: bool = False,
    ) -> Entry:
        """Keeps an outcome, or a better known one. `unknown` leaves an outcome that is known as it is; so does whatever
        was `looked` up later, as that may have begun before it was known.

        An entry that this one takes back is marked so as soon as this one is done. So it is with the draft that was
        sent: when this is done it goes, when it was not applied it is free again. What was accepted and is going to be
        read again (`checked` is False) keeps its draft. Raises StoreError, also when the file has another write, or
        none, under the number of this one.
        """
        if state == "sending":
            raise ValueError("a write is begun once")

        def write(connection: sqlite3.Connection) -> Entry:
            present = writes.present(connection, entry)
            if looked and present.settled:
                return present
            return self._settle(connection, entry.id, state, note, after, checked)

        try:
            return self._database.write(write)
        except StoreError:
            self._sent.add((entry.id, entry.began_at))
            raise

    def resolve(self, number: int, applied: bool) -> Entry:
        """Keeps what the user found out about a write of unknown outcome.

        Raises UsageError when there is no such entry, it is settled already, or it is still being sent.
        """

        def write(connection: sqlite3.Connection) -> Entry:
            entry = writes.find(connection, number)
            if self.in_flight(entry):
                raise UsageError(f"entry {number} is still being sent by pid {entry.process.pid}")
            if entry.settled:
                raise UsageError(f"entry {number} is settled already: {entry.state}")
            state: State = "verified applied" if applied else "verified not applied"
            return self._settle(connection, number, state, "said by the user", None, True)

        return self._database.write(write)

    def entry(self, number: int) -> Entry:
        """The entry with this id. Raises UsageError when there is none."""
        return self._database.read(lambda connection: writes.find(connection, number))

    def present(self, entry: Entry) -> Entry:
        """`entry` as it is kept by now. Raises StoreError when another file, without it, took the journal's place."""
        return self._database.read(lambda connection: writes.present(connection, entry))

    def entries(
        self,
        *,
        identity: str = "",
        below: Segments = (),
        states: Sequence[State] = (),
        batch: str = "",
        limit: int = 500,
    ) -> list[Entry]:
        """The newest `limit` entries of the account of this identity, whatever it is and was called, at or `below` a
        record or collection, in any of `states`, of one batch; the newest first."""
        return self._database.read(lambda connection: writes.select(connection, identity, below, states, batch, limit))

    def entries_of(self, identity: str, segments: Segments, states: Sequence[State]) -> list[Entry]:
        """All entries of one record in any of `states`, without those below it; the newest first."""
        return self._database.read(lambda connection: writes.of_record(connection, identity, segments, states))

    def unfinished(self) -> list[Entry]:
        """Writes whose outcome nobody will tell any more, the oldest first: the unknown ones, and those that an
        explorer was sending when it ended. What is being sent now is not among them."""
        found = self._database.read(writes.unfinished)
        return [entry for entry in found if not self.in_flight(entry)]

    def in_flight(self, entry: Entry) -> bool:
        """It is being sent, by an explorer that runs. What the disk did not take the outcome of was sent."""
        return (
            entry.state == "sending" and (entry.id, entry.began_at) not in self._sent and process.running(entry.process)
        )

    def ended(self, entry: Entry) -> bool:
        """The explorer that sent it does not run any more."""
        return not process.running(entry.process)

    def age(self, entry: Entry) -> float:
        """Seconds since it was begun. The time of day, which may have been set meanwhile, is only asked where the
        machine was started anew since."""
        now = self._uptime()
        if entry.up is not None and now is not None and process.same_boot(entry.process, self.process):
            return max(now - entry.up, 0.0)
        return max(self._clock() - entry.began_at, 0.0)

    def blocking(self, identity: str, segments: Segments) -> Entry | None:
        """The first write to this record, or create in this collection, that is on its way or unknown."""
        return self._database.read(lambda connection: writes.blocking(connection, identity, segments))

    def unfinished_creates(self, identity: str, segments: Segments, operation: str, body: JsonValue) -> list[Entry]:
        """Creates with this very body in this collection that are on their way, unknown, or were accepted; the oldest
        first."""
        return self._database.read(
            lambda connection: writes.unfinished_creates(connection, identity, segments, operation, body)
        )

    def newest(self, identity: str, segments: Segments) -> int:
        """The number of the last write to this record, or create in this collection; 0: there is none."""
        return self._database.read(lambda connection: writes.newest(connection, identity, segments))

    def keep_draft(self, draft: Draft) -> None:
        """Keeps `draft` in place of the one before, open in this process. Raises OpenElsewhere."""
        self._database.write(lambda connection: drafts.keep(connection, draft, self.process, self._clock()))

    def open_form(self, blank: Draft) -> Draft | None:
        """The kept draft of the form of `blank`, which is open in this process from now on; None: nothing is typed yet.

        A form that is open in an explorer that has ended is taken over. Raises OpenElsewhere.
        """

        def write(connection: sqlite3.Connection) -> Draft | None:
            drafts.take(connection, blank, self.process, self._clock())
            return drafts.find(connection, blank.identity, blank.segments, blank.operation)

        return self._database.write(write)

    def open_draft(self, identity: str, segments: Segments, operation: str) -> Draft | None:
        """The kept draft of this form, open in this process from now on; None: there is none.

        One that is open in an explorer that has ended is taken over. Raises OpenElsewhere.
        """

        def write(connection: sqlite3.Connection) -> Draft | None:
            drafts.open_here(connection, identity, segments, operation, self.process)
            return drafts.find(connection, identity, segments, operation)

        return self._database.write(write)

    def close_draft(self, identity: str, segments: Segments, operation: str) -> None:
        """Keeps the draft, for whoever opens it next; where nothing is typed nothing is left."""
        self._database.write(lambda connection: drafts.close(connection, identity, segments, operation, self.process))

    def drop_draft(self, identity: str, segments: Segments, operation: str) -> None:
        """Removes the draft, if there is one. Raises OpenElsewhere."""
        self._database.write(lambda connection: drafts.drop(connection, identity, segments, operation, self.process))

    def draft(self, identity: str, segments: Segments, operation: str) -> Draft | None:
        """The kept draft of this form, wherever it is open; None: there is none."""
        return self._database.read(lambda connection: drafts.find(connection, identity, segments, operation))

    def drafts(self) -> list[Draft]:
        """Every draft of every account, the one kept last first."""
        return self._database.read(drafts.select)

    def open_elsewhere(self, identity: str, segments: Segments) -> Draft | None:
        """A form of this record, by whatever operation, that another running explorer has open."""
        return self._database.read(
            lambda connection: drafts.open_elsewhere(connection, identity, segments, self.process)
        )

    def expire(self) -> int:
        """Removes entries settled `KEPT_SECONDS` ago or earlier, and met as old for `DOUBTED_SECONDS`.

        Returns how many.

        Those that a draft was sent as, or of a change to many records, stay while the draft does.
        """

        def write(connection: sqlite3.Connection) -> int:
            drafts.sweep(connection)
            return writes.expire(connection, now, KEPT_SECONDS, DOUBTED_SECONDS)

        now = self._clock()
        self._database.remove_older_copies(now - KEPT_SECONDS)
        return self._database.write(write)

    def purge(self, identity: str | None = None) -> Purged:
        """Removes the entries of one account from the disk; None: of all, and damaged copies of the file too.

        Writes without a known outcome stay, drafts, and what these need. Raises StoreError, also when another
        explorer's reading keeps the old content on the disk.
        """

        def remove(connection: sqlite3.Connection) -> Purged:
            removed = writes.remove(connection, identity)
            return Purged(removed, writes.count(connection, identity), drafts.count(connection, identity))

        purged = self._database.erase(remove)
        self._database.remove_older_copies()
        if identity is None:
            self._database.file.remove_damaged_copies()
        return purged

    def stamp(self) -> object:
        """Other than before once anybody, here or elsewhere, has written to it; it costs no reading."""
        return self._database.file.stamp()

    def size(self) -> int:
        """Bytes on disk, or in memory."""
        return self._database.size()

    def close(self) -> None:
        """Closes the file. Whatever comes later raises StoreError."""
        self._database.close()

    def _settle(
        self,
        connection: sqlite3.Connection,
        number: int,
        state: State,
        note: str,
        after: JsonObject | None,
        checked: bool,
    ) -> Entry:
        """Keeps an outcome, and what it means for the draft that was sent."""
        entry = writes.record(connection, number, state, note, after, self._clock())
        if entry.settled or (entry.state == "accepted" and checked):
            drafts.untie(connection, number, done=entry.state in DONE)
        return entry

    def _check_no_twin(self, connection: sqlite3.Connection, intent: Intent) -> None:
        """What may have been made is not made once more."""
        twins = writes.unfinished_creates(connection, intent.identity, intent.segments, intent.operation, intent.body)
        for each in twins:
            if not each.finished:
                raise self.unfinished_by(each)

    def _check_not_sent(self, connection: sqlite3.Connection, intent: Intent) -> None:
        """A draft of which nobody knows whether it was applied is not sent once more."""
        draft = drafts.find(connection, intent.identity, intent.segments, intent.operation)
        if draft is not None and draft.entry is not None:
            raise self.unfinished_by(writes.find(connection, draft.entry))

    def _check_not_taken_back(self, connection: sqlite3.Connection, number: int) -> None:
        """What a delete took away would be made twice: a create does not stand in another one's way."""
        earlier = writes.taking_back(connection, number)
        if earlier is not None and not earlier.finished:
            raise self.unfinished_by(earlier)
        if earlier is not None:
            raise UsageError(
                f"entry {number} is taken back already, by entry {earlier.id}", next_step="undo that one instead"
            )

    def unfinished_by(self, earlier: Entry) -> Unfinished:
        """Why nothing may be sent while `earlier` has no outcome."""
        name = f"an earlier write to {earlier.address}, entry {earlier.id},"
        if self.in_flight(earlier):
            return Unfinished(f"{name} is being sent", entry=earlier.id, next_step="wait for its outcome")
        stands = "has no known outcome" if not earlier.finished else "was accepted, and has not been read again"
        return Unfinished(
            f"{name} {stands}",
            entry=earlier.id,
            next_step=(
                f"settle it first in the journal (J on the main screen), or explorer journal verify {earlier.id},"
                f" or when you know it: explorer journal resolve {earlier.id} --applied|--not-applied"
            ),
        )
