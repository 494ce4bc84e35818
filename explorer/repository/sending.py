"""`Sending`: exactly one request of a prepared write, noted before it goes and when it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from explorer.api import build
from explorer.api.client import Client
from explorer.api.redact import TYPED_LEAST, discreet
from explorer.model.account import Account
from explorer.model.body import secret_values, without_secrets
from explorer.model.errors import (
    BadAnswer,
    Differs,
    ExplorerError,
    NetworkError,
    NotFound,
    NotNoted,
    Outdated,
    ServerFault,
    StoreError,
)
from explorer.model.journal import Entry, Intent, State
from explorer.model.outcome import Outcome, Prepared
from explorer.model.resource import Answer
from explorer.repository.checking import NOT_READ, Checking
from explorer.repository.fresh import Fresh
from explorer.repository.paged import Connected
from explorer.repository.preparing import Preparing, gone
from explorer.store.journal import Journal

_LOST: Final = (NetworkError, ServerFault, BadAnswer)
"""After these nobody knows what the vendor did."""


class Sending:
    """Sends the writes of one account."""

    def __init__(
        self,
        account: Account,
        fresh: Fresh,
        connected: Connected,
        journal: Callable[[], Journal],
        checking: Checking,
        preparing: Preparing,
    ) -> None:
        self._account = account
        self._fresh = fresh
        self._connected = connected
        self._journal = journal
        self._checking = checking
        self._preparing = preparing

    async def send(self, prepared: Prepared, batch: str, drafted: bool) -> Outcome:
        """Sends `prepared`, read again where that is not fresh, and finds out what became of it. Raises as
        `Saving.send` does."""
        if not self._preparing.is_fresh(prepared):
            try:
                prepared = await self._still(prepared)
            except NotFound:
                if prepared.operation.name != "delete":
                    raise
                entry = await self._begun(replace(prepared, after=None), batch, drafted)
                return await self._gone_already(prepared, entry)
        client = await self._connected()
        try:
            entry = await self._begun(prepared, batch, drafted)
        except Outdated:
            prepared = await self._still(prepared)
            entry = await self._begun(prepared, batch, drafted)
        try:
            answer = await self._answer(client, prepared, entry)
        except _LOST as error:
            if (isinstance(error, NetworkError) and not error.sent) or error.operation == "sign-in":
                await self._said_no(entry, f"nothing was sent: {error}", error)
                raise
            return await self._noted(Outcome(entry, prepared.edit.address), "unknown", str(error))
        except ExplorerError as error:
            return await self._refused(prepared, entry, error)
        return await self._accepted(prepared, entry, answer)

    async def _answer(self, client: Client, prepared: Prepared, entry: Entry) -> Answer:
        try:
            with discreet(secret_values(prepared.operation, prepared.members), TYPED_LEAST):
                return await client.call(
                    prepared.resource, prepared.operation, prepared.edit.address.segments, body=prepared.members
                )
        except asyncio.CancelledError:
            with suppress(StoreError):  # then the next start finds it as it was begun
                self._journal().finish(entry, "unknown", "explorer ended before the answer came")
            raise

    async def _accepted(self, prepared: Prepared, entry: Entry, answer: Answer) -> Outcome:
        """The vendor said yes; what it now holds is read."""
        outcome = Outcome(entry, prepared.edit.address)
        outcome = await self._noted(outcome, "accepted", NOT_READ, checked=False)
        if outcome.unnoted:
            return outcome
        try:
            outcome = await self._checking.accepted(prepared, outcome.entry, answer)
        except StoreError as problem:
            return replace(outcome, unnoted=str(problem))
        await self._fresh.around(prepared.resource, prepared.operation, entry.segments)
        return outcome

    async def _refused(self, prepared: Prepared, entry: Entry, error: ExplorerError) -> Outcome:
        """The vendor said no. To delete what is not there counts as done; all else is raised."""
        address, note = prepared.edit.address, ""
        if prepared.operation.name == "delete" and isinstance(error, NotFound):
            try:
                await self._fresh.target(prepared.resource, prepared.operation, address.segments)
            except NotFound:
                return await self._gone_already(prepared, entry)
            except ExplorerError as unread:
                note = f"; whether it is there could not be read: {unread}"
        if prepared.operation.name == "update" and isinstance(error, NotFound):
            error = gone(address, error)
        await self._said_no(entry, f"{error}{note}", error)
        raise error

    async def _gone_already(self, prepared: Prepared, entry: Entry) -> Outcome:
        """Somebody else has deleted what was to be deleted."""
        address = prepared.edit.address
        outcome = await self._noted(Outcome(entry, address), "applied", "it was gone already")
        await self._checking.forget(address)
        await self._fresh.around(prepared.resource, prepared.operation, address.segments)
        return outcome

    async def _still(self, shown: Prepared) -> Prepared:
        """As it would be sent now. Raises Differs when that makes another request."""
        prepared = await self._preparing.again(shown)
        if not shown.shows(prepared):
            raise Differs(
                f"{shown.edit.address} has changed since this was shown; nothing was sent",
                prepared=prepared,
                next_step="look at what would be sent now",
            )
        return prepared

    async def _begun(self, prepared: Prepared, batch: str, drafted: bool) -> Entry:
        """On disk, before anything is sent. Raises Unfinished, Outdated, StoreError."""
        intent = self._intent(prepared, batch, drafted)
        return await asyncio.to_thread(lambda: self._journal().begin(intent, after=prepared.after))

    async def _noted(self, outcome: Outcome, state: State, note: str, *, checked: bool = True) -> Outcome:
        """`outcome` as it is now known: what the vendor did is told, whether or not the journal takes it."""
        try:
            return await self._checking.settled(outcome, state, note, checked=checked)
        except StoreError as problem:
            return replace(outcome, entry=replace(outcome.entry, state=state, note=note), unnoted=str(problem))

    async def _said_no(self, entry: Entry, note: str, error: ExplorerError) -> None:
        """Keeps a refusal. Raises NotNoted when the journal does not take it."""
        try:
            await self._checking.finish(entry, "refused", note)
        except StoreError as problem:
            raise NotNoted(
                f"refused: {note}; but the outcome could not be noted: {problem}",
                next_step=f"when it can be: explorer journal verify {entry.id}",
            ) from error

    def _intent(self, prepared: Prepared, batch: str, drafted: bool) -> Intent:
        edit, operation = prepared.edit, prepared.operation
        return Intent(
            identity=self._account.identity,
            origin=str(build.base_origin(self._account)),
            account=self._account.name,
            segments=edit.address.segments,
            operation=f"{prepared.resource.name}.{operation.name}",
            method=prepared.method,
            url=prepared.url,
            before=without_secrets(operation, edit.before),
            wanted=without_secrets(operation, edit.wanted),
            body=prepared.body,
            batch=batch,
            undoes=prepared.undoes,
            drafted=drafted,
        )
