"""`Preparing`: a wish to change something becomes a request, held against the vendor's present record and the form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import inf

from explorer.api import build
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.body import Body, body, hidden, present_for
from explorer.model.change_words import field_at, written_by
from explorer.model.edit import MISSING, Change, Conflict, Edit, conflict_path, placed
from explorer.model.errors import ChangedMeanwhile, NotFound, VendorError
from explorer.model.journal import DONE, Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Prepared
from explorer.model.own_write import written_after, written_as
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource
from explorer.model.same import same
from explorer.model.text import mixed_scripts
from explorer.model.undo import not_restored, restored
from explorer.model.validate import by_name
from explorer.repository.checking import NOT_READ
from explorer.repository.fresh import Fresh
from explorer.repository.permitted import permitted
from explorer.store.journal import Journal


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
            edit, ours = await self._without_ours(edit, operation, error, read_at, undoes)
            try:
                prepared = self._prepared(edit, resource, operation, record, earlier, restores=undoes is not None)
            except ChangedMeanwhile as left:
                if undoes is not None:
                    left.next_step = "look at what it is now: what of before is still wanted can be edited in"
                    await self._refuse_later(edit.address, resource, operation, left, undoes)
                raise
            prepared = replace(prepared, notices=(*prepared.notices, *ours))
        if undoes is not None and operation.name == "update":
            prepared = replace(prepared, notices=(*prepared.notices, *await self._left_by(undoes, prepared.edit)))
        await self._check_no_twin(prepared)
        return replace(prepared, after=after, undoes=undoes)

    def age(self, prepared: Prepared) -> float:
        """Seconds since it was read, by the clock that says more: the time of day may have been set, and the other one
        stands still while the machine sleeps. Infinite when the time of day went back."""
        by_day = self._clock() - prepared.read_at
        return max(by_day, self._monotonic() - prepared.read_steady) if by_day >= 0 else inf

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
        request = build.request(
            self._account,
            resource,
            operation,
            self._account.vendor.path_values(edit.address.segments),
            {},
            made.members,
        )
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
            *_consequences(resource, operation, edit),
            *earlier,
        )
        return tuple(filter(None, told))

    def _check_conflicts(self, operation: Operation, edit: Edit, present: JsonObject) -> None:
        theirs = present_for(operation, edit, present)
        _refuse(edit.address, edit.conflicts(theirs, by_name(operation.form) if operation.form else ()), present)

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
        )

    async def ours(
        self, address: Address, name: str, changes: Mapping[str, Change], read_at: float | None
    ) -> Mapping[str, Entry]:
        """Of what has changed since a reading at `read_at`, by dotted path, what a write in the journal has made so.
        Such a value is nobody else's."""
        _, operation = self.operation(address, name)
        about = await self._done(address, name)
        found: dict[str, Entry] = {}
        for place, change in changes.items():
            path = conflict_path(place)
            entry = written_as(about, path, field_at(operation, path).kind, change, read_at)
            if entry is not None:
                found[place] = entry
        return found

    async def _done(self, address: Address, name: str) -> list[Entry]:
        """All writes by `name` to that record that count as done, the newest first."""
        identity, segments = self._account.identity, address.segments
        written = await asyncio.to_thread(lambda: self._journal().entries_of(identity, segments, DONE))
        return [each for each in written if each.operation_name == name]

    async def _refuse_later(
        self, address: Address, resource: Resource, operation: Operation, error: ChangedMeanwhile, undoes: int
    ) -> None:
        """Raises ChangedMeanwhile that tells our own later writes from what somebody else did, where they are among
        what keeps entry `undoes` from being taken back."""
        form = _form_of_all(resource) if operation.name == "delete" else operation
        about = await self._done(address, form.name) if form is not None else []
        later: dict[str, int] = {}
        for name, each in error.conflicts.items():
            path = conflict_path(name)
            entry = written_after(about, undoes, path, field_at(form, path).kind, each.theirs)
            if entry is not None:
                later[name] = entry.id
        if not later:
            return
        numbers = sorted(set(later.values()))
        entries = "entry" if len(numbers) == 1 else "entries"
        told = f"{entries} {', '.join(map(str, numbers))} of the journal changed {', '.join(later)} since"
        next_step = f"undo {numbers[-1]} first: explorer undo {numbers[-1]}"
        if theirs := [name for name in error.conflicts if name not in later]:
            told, next_step = f"{told}, and someone else {', '.join(theirs)}", error.next_step
        raise ChangedMeanwhile(
            f"{told}; nothing was sent",
            conflicts=error.conflicts,
            present=error.present,
            ours=later,
            next_step=next_step,
        )

    async def _without_ours(
        self,
        edit: Edit,
        operation: Operation,
        error: ChangedMeanwhile,
        read_at: float | None,
        undoes: int | None,
    ) -> tuple[Edit, tuple[str, ...]]:
        """`edit` as if it had been made of what is ours of the changes that others seem to have made, and what there
        is to say about that. What takes an entry back starts from what that entry wrote alone."""
        changes = {name: Change(each.before, each.theirs) for name, each in error.conflicts.items()}
        found = await self.ours(edit.address, edit.operation, changes, read_at)
        told: list[str] = []
        for name, entry in found.items():
            if undoes not in (None, entry.id):
                continue
            path = conflict_path(name)
            edit = replace(edit, before=placed(edit.before, path, error.conflicts[name].theirs))
            told.append(written_by(entry, operation, path))
        return edit, tuple(told)

    async def _left_by(self, undoes: int, edit: Edit) -> tuple[str, ...]:
        """What there is to say about members that `edit`, which takes an entry back, neither restores nor sets."""
        _, operation = self.operation(edit.address, edit.operation)
        entry = await asyncio.to_thread(lambda: self._journal().entry(undoes))
        left = {name: value for name, value in entry.wanted.items() if name not in edit.wanted}
        why = not_restored(operation, Edit(entry.address, operation.name, entry.before, left))
        return (f"Stays as it is: {why}.",) if why else ()

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


def _consequences(resource: Resource, operation: Operation, edit: Edit) -> tuple[str, ...]:
    """What a write does, the way back, and what that leaves out."""
    does = resource.consequences(operation)
    lost = not_restored(operation, edit) if (operation.name, operation.undo) == ("update", "update") else ""
    if not lost:
        return (does,)
    if restored(operation, edit):
        return does, f"It leaves out what cannot be restored: {lost}."
    return does.removesuffix(operation.way_back).strip(), f"There is no way back: {lost}."


def _mixed(resource: Resource, operation: Operation, record: JsonObject) -> str:
    """A word of caution where somebody is removed whose name may be taken for another one."""
    if not operation.typed_confirmation:
        return ""
    scripts = mixed_scripts(resource.label_of(record))
    return f"The name mixes {' and '.join(scripts)} letters that look alike: go by the id." if scripts else ""


def _refuse(address: Address, conflicts: Mapping[str, Conflict], present: JsonObject) -> None:
    if conflicts:
        raise ChangedMeanwhile(
            f"{address} was changed by someone else meanwhile: {', '.join(conflicts)}; nothing was sent",
            conflicts=conflicts,
            present=present,
            next_step="look at what it is now, and save again",
        )
