"""The edit that takes a write back, made from its journal entry. Pure."""

from __future__ import annotations

from dataclasses import replace

from explorer.model.address import Address
from explorer.model.edit import MISSING, Edit
from explorer.model.errors import UsageError
from explorer.model.journal import DONE, Entry
from explorer.model.json_text import JsonObject
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource


def undo(entry: Entry, resource: Resource, operation: Operation, more: JsonObject) -> Edit:
    """An edit from what `entry` wrote back to what was there before. `more` are members that no reading can restore.

    Its `before` is what the entry left: saving it finds whether somebody has changed that since. Raises UsageError for
    what cannot be taken back, in the words of the operation.
    """
    if entry.undone_by is not None:
        raise UsageError(f"entry {entry.id} is taken back already, by entry {entry.undone_by}")
    if entry.state not in DONE:
        raise UsageError(f"entry {entry.id} cannot be taken back: it is {entry.state}")
    back = resource.operation(operation.undo) if operation.undo else None
    if back is None:
        raise UsageError(operation.final or f"{operation.name} cannot be taken back")
    match operation.name, back.name:
        case "update", "update":
            return _update(entry, operation, more)
        case "create", "delete":
            return _delete(entry, resource)
        case "delete", "create":
            wanted = {**prefilled(back, entry.before), **more}
            return Edit(entry.address.collection, "create", {}, wanted)
        case _:
            return Edit(entry.address, back.name, {}, more)


def _update(entry: Entry, operation: Operation, more: JsonObject) -> Edit:
    written = Edit(entry.address, "update", entry.before, entry.wanted)
    left = entry.after if entry.after is not None else {**entry.before, **entry.wanted}
    wanted = {
        name: change.before
        for name, change in written.changes.items()
        if change.before is not MISSING and left.get(name, MISSING) != change.before
    }
    if not wanted:
        raise UsageError(f"entry {entry.id} holds nothing that could be restored: {operation.way_back}")
    return Edit(entry.address, "update", before=left, wanted={**wanted, **more})


def _delete(entry: Entry, resource: Resource) -> Edit:
    key = resource.key_of(entry.after or {})
    if not key:
        raise UsageError(f"entry {entry.id} does not tell the id of what was made", next_step="delete it by its id")
    return Edit(entry.address.child(key), "delete", before=entry.after or {}, wanted={})


def at(edit: Edit, account: str) -> Edit:
    """`edit` under the name the account has now."""
    return replace(edit, address=Address(account, edit.address.segments))
