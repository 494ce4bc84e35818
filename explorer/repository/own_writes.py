"""`OwnWrites`: of what has changed in a record, what was written from here, as the journal knows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.change_words import field_at, written_by
from explorer.model.edit import Change, Edit, conflict_path, placed
from explorer.model.errors import ChangedMeanwhile
from explorer.model.journal import DONE, Entry
from explorer.model.own_write import written_as, written_since
from explorer.model.resource import Operation
from explorer.model.undo import not_restored
from explorer.store.journal import Journal


class OwnWrites:
    """The writes of one account that count as done."""

    def __init__(self, account: Account, journal: Callable[[], Journal]) -> None:
        self._account = account
        self._journal = journal

    async def made(
        self, address: Address, operation: Operation, changes: Mapping[str, Change], read_at: float | None
    ) -> Mapping[str, Entry]:
        """Of what has changed since a reading at `read_at`, by dotted path, what a write by `operation` has made so."""
        about = await self._by(address, operation)
        found: dict[str, Entry] = {}
        for place, change in changes.items():
            path = conflict_path(place)
            entry = written_as(about, path, field_at(operation, path).kind, change, read_at)
            if entry is not None:
                found[place] = entry
        return found

    async def left_out(
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
        found = await self.made(edit.address, operation, changes, read_at)
        told: list[str] = []
        for name, entry in found.items():
            if undoes not in (None, entry.id):
                continue
            path = conflict_path(name)
            edit = replace(edit, before=placed(edit.before, path, error.conflicts[name].theirs))
            told.append(written_by(entry, operation, path))
        return edit, tuple(told)

    async def told_apart(
        self,
        error: ChangedMeanwhile,
        address: Address,
        form: Operation | None,
        read_at: float | None,
        undoes: int | None,
    ) -> ChangedMeanwhile:
        """`error`, telling what was written from here since from what somebody else did: since entry `undoes`, which
        that keeps from being taken back, or else since the reading at `read_at`. `form` tells the members."""
        written = await self._by(address, form) if form is not None else []
        since = _since(written, read_at) if undoes is None else [each for each in written if each.id > undoes]
        ours: dict[str, int] = {}
        for name, each in error.conflicts.items():
            path = conflict_path(name)
            entry = written_since(since, path, field_at(form, path).kind, each.theirs)
            if entry is not None:
                ours[name] = entry.id
        if not ours:
            return error
        numbers = sorted(set(ours.values()))
        entries = "entry" if len(numbers) == 1 else "entries"
        told = f"{entries} {', '.join(map(str, numbers))} of the journal changed {', '.join(ours)} since"
        next_step = error.next_step
        if theirs := [name for name in error.conflicts if name not in ours]:
            told = f"{told}, and someone else {', '.join(theirs)}"
        elif undoes is not None:
            next_step = f"undo {numbers[-1]} first: explorer undo {numbers[-1]}"
        return ChangedMeanwhile(
            f"{told}; nothing was sent",
            conflicts=error.conflicts,
            present=error.present,
            ours=ours,
            next_step=next_step,
        )

    async def left_by(self, undoes: int, edit: Edit, operation: Operation) -> tuple[str, ...]:
        """What there is to say about members that `edit`, which takes entry `undoes` back, neither restores nor
        sets."""
        entry = await asyncio.to_thread(lambda: self._journal().entry(undoes))
        left = {name: value for name, value in entry.wanted.items() if name not in edit.wanted}
        why = not_restored(operation, Edit(entry.address, operation.name, entry.before, left))
        return (f"Stays as it is: {why}.",) if why else ()

    async def _by(self, address: Address, operation: Operation) -> list[Entry]:
        """All writes by `operation` to that record, the newest first."""
        identity, segments = self._account.identity, address.segments
        written = await asyncio.to_thread(lambda: self._journal().entries_of(identity, segments, DONE))
        return [each for each in written if each.operation_name == operation.name]


def _since(entries: Sequence[Entry], read_at: float | None) -> list[Entry]:
    """Those whose outcome came after a reading at `read_at`."""
    return [each for each in entries if read_at is not None and each.ended_at is not None and each.ended_at > read_at]
