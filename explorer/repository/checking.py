"""`Checking`: finds out what became of a write by reading, and keeps it in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from explorer.api.client import unwrapped
from explorer.api.redact import TYPED_LEAST, redacted
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.body import secret_values, without_secrets
from explorer.model.comparison import Comparison, compare
from explorer.model.display import cell
from explorer.model.edit import MISSING, Change, Edit
from explorer.model.errors import ExplorerError, NotFound, StoreError
from explorer.model.journal import DONE, UNFINISHED, Entry, State
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome, Prepared
from explorer.model.prefill import prefilled
from explorer.model.resource import Answer, Operation, Resource
from explorer.model.validate import attributes
from explorer.repository.fresh import Fresh
from explorer.store.cache import Cache
from explorer.store.journal import Journal

NOT_READ: Final = "it was not read again yet"
"""What is known of a write between the vendor's yes and the reading that checks it."""
_UNCHECKED: Final = "{} accepted it; no answer of it tells whether it holds"
_UNTOLD: Final = "nothing that it changes can be read back: look at the vendor, and resolve it"
_OVER: Final = "not compared: entry {} has written over it"
_LATER: Final = 202
"""The status of what the vendor takes up later (RFC 9110, section 15.3.3)."""


class Checking:
    """Reads what was written to one account."""

    def __init__(self, account: Account, cache: Cache, fresh: Fresh, journal: Callable[[], Journal]) -> None:
        self._account = account
        self._cache = cache
        self._fresh = fresh
        self._journal = journal

    async def accepted(self, prepared: Prepared, entry: Entry, answer: Answer) -> Outcome:
        """What the vendor now holds, after it said that the write was done."""
        edit, operation, resource = prepared.edit, prepared.operation, prepared.resource
        secrets = secret_values(operation, prepared.members)
        warnings = (redacted(each, secrets, TYPED_LEAST) for each in self._account.vendor.warnings(answer))
        outcome = Outcome(entry, edit.address, warnings=tuple(warnings))
        if operation.name == "create":
            told = unwrapped(answer.body, operation)
            key = resource.key_of(told) if isinstance(told, dict) else ""
            outcome = replace(outcome, address=edit.address.child(key) if key else None)
            if not key:
                return await self.settled(outcome, "accepted", "the answer does not tell the id of what was made")
        try:
            return await self._compared(outcome, edit, resource, operation, answer.status == _LATER)
        except ExplorerError as error:
            if edit.address.is_record:
                with suppress(StoreError):  # the cache says itself that it cannot be written
                    await self._fresh.distrust(resource, edit.address)
            words = redacted(f"it could not be read again: {error}", secrets, TYPED_LEAST)
            return await self.settled(outcome, "accepted", words)

    async def look(self, outcome: Outcome, resource: Resource, operation: Operation, *, last: bool) -> Outcome:
        """One more reading for a write without an answer, or one that was not read again after it. That it was not
        applied is only sure after the `last`: until then the vendor may still be at it."""
        entry = outcome.entry
        open_still: State = "accepted" if entry.state == "accepted" else "unknown"
        not_applied: State = "verified not applied" if last else open_still
        edit = Edit(entry.address, operation.name, entry.before, entry.wanted)
        try:
            if operation.name == "create":
                return await self._searched(outcome, resource, operation, open_still, last)
            record = await self._fresh.target(resource, operation, entry.segments)
        except NotFound:
            if operation.name != "delete":
                return await self.found(outcome, open_still, "the record is not there any more")
            await self.forget(entry.address)
            return await self.found(outcome, "verified applied", "it is gone")
        except ExplorerError as error:
            return await self.found(outcome, open_still, f"it could not be read: {error}", checked=last)
        if operation.name == "delete":
            if resource.is_archived(record):
                return await self.found(outcome, "verified applied", "it is archived now")
            return await self.found(outcome, not_applied, "it is still there", checked=last)
        present = prefilled(operation, record)
        found = compare(operation, edit, present)
        if not found.applied and (over := await self._written_over(entry)):
            return await self.found(outcome, open_still, _OVER.format(over.id), checked=last)
        outcome = replace(outcome, stored_as=found.stored_as)
        if found.applied:
            after = without_secrets(operation, present)
            return await self.found(outcome, "verified applied", _words(found, operation), after)
        if found.not_applied:
            return await self.found(outcome, not_applied, "it is as before", checked=last)
        if not found.tells:
            return await self.found(outcome, open_still, _UNTOLD)
        words = f"it is neither as before nor as wanted: {_words(found, operation)}"
        return await self.found(outcome, open_still, words, checked=last)

    async def settled(
        self, outcome: Outcome, state: State, note: str, after: JsonObject | None = None, *, checked: bool = True
    ) -> Outcome:
        """`outcome`, as it is now known and kept."""
        return replace(outcome, entry=await self.finish(outcome.entry, state, note, after, checked=checked))

    async def found(
        self, outcome: Outcome, state: State, note: str, after: JsonObject | None = None, *, checked: bool = True
    ) -> Outcome:
        """`outcome`, as a reading tells and as is kept; what somebody has settled during the reading stays as it is."""
        known = await self.finish(outcome.entry, state, note, after, checked=checked, looked=True)
        return replace(outcome, entry=known)

    async def finish(
        self,
        entry: Entry,
        state: State,
        note: str,
        after: JsonObject | None = None,
        *,
        checked: bool = True,
        looked: bool = False,
    ) -> Entry:
        """Keeps what became of a write; `checked` False: it is read again, `looked`: as `found`. Raises StoreError."""
        return await asyncio.to_thread(
            lambda: self._journal().finish(entry, state, note, after, checked=checked, looked=looked)
        )

    async def forget(self, address: Address) -> None:
        """Takes a record that is gone out of the local copy, if that can be written: that it is gone is known."""
        try:
            await asyncio.wrap_future(self._cache.forget(address))
        except StoreError as error:
            self._cache.tell_not_kept(error)

    async def _compared(
        self, outcome: Outcome, edit: Edit, resource: Resource, operation: Operation, later: bool
    ) -> Outcome:
        """Reads what was written and says how it stands; `later`: the vendor may not be through. Raises VendorError."""
        assert outcome.address is not None
        refuted: State = "accepted" if later else "not applied"
        try:
            record = await self._record(outcome.address, resource, operation)
        except NotFound as error:
            return await self._not_there(outcome, operation, error, refuted)
        if operation.verify == "none":
            return await self.settled(outcome, "accepted", _UNCHECKED.format(self._account.vendor.title))
        if operation.name == "delete":
            if not resource.is_archived(record):
                return await self.settled(outcome, refuted, "accepted, but it is still there")
            await self.forget(outcome.address)
            return await self.settled(outcome, "applied", "it is archived now")
        present = prefilled(operation, record)
        found = compare(operation, edit, present)
        if not found.applied and (over := await self._written_over(outcome.entry)):
            return await self.settled(outcome, "accepted", _OVER.format(over.id))
        state: State = refuted if found.not_applied else "applied" if found.kept or found.other else "accepted"
        after = record if operation.name == "create" else without_secrets(operation, present)
        return await self.settled(replace(outcome, stored_as=found.stored_as), state, _words(found, operation), after)

    async def _written_over(self, entry: Entry) -> Entry | None:
        """A later write from here of what `entry` wrote, if it may have been applied: then what is read now is not what
        `entry` left."""
        if entry.operation_name == "create":
            return None  # what is made is read for the first time
        states = (*DONE, *UNFINISHED)
        found = await asyncio.to_thread(lambda: self._journal().entries_of(entry.identity, entry.segments, states))
        later = (each for each in found if each.id > entry.id)
        return next((each for each in later if each.wanted.keys() & entry.wanted.keys()), None)

    async def _not_there(self, outcome: Outcome, operation: Operation, error: NotFound, refuted: State) -> Outcome:
        assert outcome.address is not None
        if operation.name == "delete" or operation.final:
            await self.forget(outcome.address)
            return await self.settled(outcome, "applied" if operation.name == "delete" else "accepted", "it is gone")
        if operation.verify == "none":
            return await self.settled(outcome, "accepted", _UNCHECKED.format(self._account.vendor.title))
        return await self.settled(outcome, refuted, f"accepted, but not found: {error}")

    async def _record(self, address: Address, resource: Resource, operation: Operation) -> JsonObject:
        if operation.name == "create":
            return await self._fresh.record(resource, address)
        return await self._fresh.target(resource, operation, address.segments)

    async def _searched(
        self, outcome: Outcome, resource: Resource, operation: Operation, open_still: State, last: bool
    ) -> Outcome:
        entry = outcome.entry
        rows = await self._fresh.candidates(
            resource, operation, entry.segments, entry.wanted, self._journal().age(entry)
        )
        keys = [key for row in rows if (key := resource.key_of(row))]
        found = tuple(Address(self._account.name, (*entry.segments, key)) for key in keys)
        note = "look at " + ", ".join(map(str, found)) if found else "nothing like it was found so far"
        return await self.found(replace(outcome, candidates=found), open_still, note, checked=bool(found) or last)


def _words(found: Comparison, operation: Operation) -> str:
    """What differs from what was sent, for people."""
    called = {each.name: each.label for each in attributes(operation.form)} if operation.form else {}
    said = [f"{called.get(name, name)} is as before" for name in found.unchanged]
    said += [f"{called.get(name, name)} stored as {_shown(change)}" for name, change in found.stored_as.items()]
    if found.untold:
        said.append(f"{', '.join(called.get(name, name) for name in found.untold)} cannot be checked")
    if found.not_applied:
        said.insert(0, "accepted, but not applied")
    return "; ".join(said)


def _shown(change: Change) -> str:
    if change.after is MISSING or change.after is None:
        return "nothing"
    return f"“{cell(change.after, limit=120)}”"
