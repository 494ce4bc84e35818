"""`Preparing`: a wish to change something becomes a request, held against the vendor's present record and the form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from explorer.api import build
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.body import Body, body, hidden, present_for
from explorer.model.edit import MISSING, Change, Conflict, Edit
from explorer.model.errors import ChangedMeanwhile, NotFound, VendorError
from explorer.model.journal import Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Prepared
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource
from explorer.model.same import same
from explorer.model.text import mixed_scripts
from explorer.model.undo import consequences
from explorer.model.validate import by_name
from explorer.repository.checking import NOT_READ
from explorer.repository.fresh import Fresh
from explorer.repository.own_writes import OwnWrites
from explorer.repository.permitted import permitted
from explorer.store.journal import Journal

REREAD_SECONDS: Final = 2.0
"""What was read longer ago is read again before anything is sent."""


class Preparing:
    """Makes requests of one account out of edits. Sends nothing but reads."""

    def __init__(
        self,
        account: Account,
        fresh: Fresh,
        journal: Callable[[], Journal],
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        *,
        offline: bool,
    ) -> None:
        """`clock` is the time of day, in seconds since 1970; `monotonic` is never set."""
        self._account = account
        self._fresh = fresh
        self._journal = journal
        self._own = OwnWrites(account, journal)
        self._clock = clock
        self._monotonic = monotonic
        self._offline = offline

    async def read(self, address: Address, name: str) -> JsonObject:
        """What `name` changes at `address`, read anew; empty for a create."""
        resource, operation = self.operation(address, name)
        return await self._read(resource, operation, address)

    async def propose(self, address: Address, name: str, wanted: JsonObject) -> Prepared:
        """`wanted` members, against the record as it is now."""
        resource, operation = self.operation(address, name)
        earlier = await self._earlier(address, operation)
        after = await self._newest(address)
        with _nothing_sent():
            record = await self._read(resource, operation, address)
        before = record if operation.name == "delete" else prefilled(operation, record)
        prepared = self._prepared(Edit(address, name, before, wanted), resource, operation, record, earlier)
        await self._check_no_twin(prepared)
        return replace(prepared, after=after)

    async def prepare(self, edit: Edit, *, undoes: int | None = None, read_at: float | None = None) -> Prepared:
        """`edit`, made from an earlier reading, at `read_at` where that is known, against the record as it is now.

        Raises ChangedMeanwhile, by field, when somebody else changed what it changes; InvalidForm; Unfinished while an
        earlier write to the record has no outcome; NotFound when it is gone; VendorError when it cannot be read.
        """
        resource, operation = self.operation(edit.address, edit.operation)
        earlier = await self._earlier(edit.address, operation)
        after = await self._newest(edit.address)
        with _nothing_sent():
            try:
                record = await self._read(resource, operation, edit.address)
            except NotFound as error:
                raise gone(edit.address, error) from error
        try:
            prepared = self._prepared(edit, resource, operation, record, earlier, restores=undoes is not None)
        except ChangedMeanwhile as error:
            edit, ours = await self._own.left_out(edit, operation, error, read_at, undoes)
            try:
                prepared = self._prepared(edit, resource, operation, record, earlier, restores=undoes is not None)
            except ChangedMeanwhile as left:
                if undoes is not None:
                    left.next_step = "look at what it is now: what of before is still wanted can be edited in"
                form = _form_of_all(resource) if operation.name == "delete" else operation
                raise await self._own.told_apart(left, edit.address, form, read_at, undoes) from left
            prepared = replace(prepared, notices=(*prepared.notices, *ours))
        if undoes is not None and operation.name == "update":
            left_by = await self._own.left_by(undoes, prepared.edit, operation)
            prepared = replace(prepared, notices=(*prepared.notices, *left_by))
        await self._check_no_twin(prepared)
        return replace(prepared, after=after, undoes=undoes)

    async def again(self, shown: Prepared) -> Prepared:
        """What was shown, held against the record as it is now. Raises as `prepare`: also an update stops at what was
        written from here since, as that was not seen."""
        since = shown.read_at if shown.operation.name == "delete" else None
        return await self.prepare(shown.edit, undoes=shown.undoes, read_at=since)

    def is_fresh(self, prepared: Prepared) -> bool:
        """It was read just now, by the clock that says more: the time of day may have been set, and the other one
        stands still while the machine sleeps. It was not when the time of day went back."""
        by_day = self._clock() - prepared.read_at
        return by_day >= 0 and max(by_day, self._monotonic() - prepared.read_steady) < REREAD_SECONDS

    def operation(self, address: Address, name: str) -> tuple[Resource, Operation]:
        """What is called by `name` at `address`, when it may be. Raises UsageError in words, AddressError."""
        return permitted(self._account, address, name, offline=self._offline)

    async def _read(self, resource: Resource, operation: Operation, address: Address) -> JsonObject:
        if operation.name == "create":
            return {}
        return await self._fresh.target(resource, operation, address.segments)

    def _prepared(
        self,
        edit: Edit,
        resource: Resource,
        operation: Operation,
        record: JsonObject,
        earlier: tuple[str, ...],
        *,
        restores: bool = False,
    ) -> Prepared:
        present = prefilled(operation, record) if record else {}
        made = body(resource, operation, edit, present, restores=restores)
        others: Mapping[str, Change] = {}
        if operation.name == "delete":
            self._check_unchanged(resource, edit, record)
            made = Body(replace(edit, before=record), None)
        elif operation.name == "update":
            self._check_conflicts(operation, made.edit, present)
            others = replace(edit, wanted=made.edit.wanted).others(present)
            made = replace(made, edit=replace(made.edit, before=present_for(operation, made.edit, present)))
        values = self._account.vendor.path_values(edit.address.segments)
        request = build.request(self._account, resource, operation, values, {}, made.members)
        return Prepared(
            made.edit,
            resource,
            operation,
            request.method,
            request.url,
            made.members,
            hidden(operation, request.body),
            record,
            self._clock(),
            self._notices(resource, operation, made.edit, record, earlier),
            others=others,
            read_steady=self._monotonic(),
        )

    def _notices(
        self, resource: Resource, operation: Operation, edit: Edit, record: JsonObject, earlier: tuple[str, ...]
    ) -> tuple[str, ...]:
        deleted = f"It was deleted: {self._account.vendor.title} marks it as archived, and may refuse this."
        told = (
            deleted if resource.is_archived(record) else "",
            _mixed(resource, operation, record),
            *consequences(resource, operation, edit),
            *earlier,
        )
        return tuple(filter(None, told))

    def _check_conflicts(self, operation: Operation, edit: Edit, present: JsonObject) -> None:
        theirs = present_for(operation, edit, present)
        found = edit.conflicts(theirs, by_name(operation.form) if operation.form else ())
        _refuse(edit.address, found, present, "look at what it is now, and save again")

    def _check_unchanged(self, resource: Resource, edit: Edit, record: JsonObject) -> None:
        """What is deleted has to be what was seen."""
        form = _form_of_all(resource)
        if form is None or not edit.before:
            return
        seen, present = prefilled(form, edit.before), prefilled(form, record)
        _refuse(
            edit.address,
            {
                name: Conflict(seen.get(name, MISSING), present.get(name, MISSING), MISSING)
                for name in seen | present
                if not same("text", seen.get(name, MISSING), present.get(name, MISSING))
            },
            present,
            "look at what it is now before you delete it",
        )

    async def ours(
        self, address: Address, name: str, changes: Mapping[str, Change], read_at: float | None
    ) -> Mapping[str, Entry]:
        """Of what has changed since a reading at `read_at`, by dotted path, what a write in the journal has made so.
        Such a value is nobody else's."""
        _, operation = self.operation(address, name)
        return await self._own.made(address, operation, changes, read_at)

    async def _newest(self, address: Address) -> int:
        """The newest entry about it: what comes later, this reading does not know of."""
        return await asyncio.to_thread(lambda: self._journal().newest(self._account.identity, address.segments))

    async def _earlier(self, address: Address, operation: Operation) -> tuple[str, ...]:
        """What there is to say about a create of unknown outcome, or of a form of the record that is open in another
        explorer. Raises Unfinished for any other write without an outcome."""
        identity, journal = self._account.identity, self._journal
        earlier = await asyncio.to_thread(lambda: journal().blocking(identity, address.segments))
        if operation.name == "create":
            if earlier is None:
                return ()
            return (f"An earlier create here, entry {earlier.id} of the journal, has no known outcome.",)
        if earlier is not None:
            raise journal().unfinished_by(earlier)
        held = await asyncio.to_thread(lambda: journal().open_elsewhere(identity, address.segments))
        if held is None or held.process is None:
            return ()
        return (f"Another explorer, pid {held.process.pid}, has a form of it open ({held.operation_name}).",)

    async def _check_no_twin(self, prepared: Prepared) -> None:
        """Raises Unfinished for a create that may have been made already, to the letter."""
        if prepared.operation.name != "create":
            return
        identity, segments = self._account.identity, prepared.edit.address.segments
        operation = f"{prepared.resource.name}.{prepared.operation.name}"
        twins = await asyncio.to_thread(
            lambda: self._journal().unfinished_creates(identity, segments, operation, prepared.body)
        )
        for each in twins:
            if not each.finished or each.note == NOT_READ:
                raise self._journal().unfinished_by(each)


def _form_of_all(resource: Resource) -> Operation | None:
    """The operation whose form tells the members that a delete, which has none, holds against what was read."""
    return resource.operation("update") or resource.operation("create")


def gone(address: Address, error: NotFound) -> NotFound:
    """`error`, about a record that was there before."""
    told, absent = str(error), f"{address} is not there"
    return NotFound(
        f"{address} is gone{told.removeprefix(absent)}" if told.startswith(absent) else f"{address} is gone: {told}",
        account=error.account,
        operation=error.operation,
        status=error.status,
        request=error.request,
        request_id=error.request_id,
        next_step="see at the vendor whether it was deleted, or is kept under another id now",
    )


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """What fails inside is said to have stopped the write."""
    try:
        yield
    except VendorError as error:
        error.args = (f"{error}; nothing was sent", *error.args[1:])
        raise


def _mixed(resource: Resource, operation: Operation, record: JsonObject) -> str:
    """A word of caution where somebody is removed whose name may be taken for another one."""
    if not operation.typed_confirmation:
        return ""
    scripts = mixed_scripts(resource.label_of(record))
    return f"The name mixes {' and '.join(scripts)} letters that look alike: go by the id." if scripts else ""


def _refuse(address: Address, conflicts: Mapping[str, Conflict], present: JsonObject, next_step: str) -> None:
    if conflicts:
        raise ChangedMeanwhile(
            f"{address} was changed by someone else meanwhile: {', '.join(conflicts)}; nothing was sent",
            conflicts=conflicts,
            present=present,
            next_step=next_step,
        )
