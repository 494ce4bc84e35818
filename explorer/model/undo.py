"""The edit that takes a write back, made from its journal entry. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.model.address import Address
from explorer.model.change_words import field_at, labels
from explorer.model.edit import MISSING, Edit
from explorer.model.errors import UsageError
from explorer.model.journal import DONE, Entry
from explorer.model.json_text import JsonObject, equal
from explorer.model.members import Path
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource
from explorer.model.validate import by_name


def undo(entry: Entry, resource: Resource, operation: Operation, more: JsonObject) -> Edit:
    """An edit from what `entry` wrote back to what was there before. `more` are members that no reading can restore.

    Its `before` is what the entry left: saving it finds whether somebody has changed that since. Raises UsageError for
    what cannot be taken back, in the words of the operation.
    """
    if entry.undone_by is not None:
        raise UsageError(
            f"entry {entry.id} is taken back already, by entry {entry.undone_by}", next_step="undo that one instead"
        )
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


def restored(operation: Operation, written: Edit) -> JsonObject:
    """What an undo of the update `written` can put back: what was set before."""
    back: JsonObject = {}
    for name, change in written.changes.items():
        is_keyed = isinstance(change.before, dict) and name in by_name(operation.form)
        if change.before is not MISSING and not (is_keyed and not change.before):
            back[name] = change.before
    return back


def not_restored(operation: Operation, written: Edit) -> str:
    """What an undo of the update `written` has to leave, and why, in words; empty: nothing."""
    unset, unknown = list[Path](), list[Path]()
    for name, change in written.changes.items():
        mark = field_at(operation, (name,))
        if mark.secret or mark.untold:
            unknown.append((name,))
        elif isinstance(change.after, dict) and name in by_name(operation.form):
            before = change.before if isinstance(change.before, dict) else {}
            unset += [(name, key) for key in change.after if key not in before]
        elif change.before is MISSING:
            unset.append((name,))
    told: list[str] = []
    if unset:
        were, them = ("was", "it") if len(unset) == 1 else ("were", "them")
        told.append(f"{_called(operation, unset)} {were} not set before, and the API has no way to unset {them}")
    if unknown:
        told.append(f"what {_called(operation, unknown)} was before is not known here")
    return "; ".join(told)


def consequences(resource: Resource, operation: Operation, edit: Edit) -> tuple[str, ...]:
    """What a write does, the way back, and what that leaves out: what is told before it is sent."""
    does = resource.consequences(operation).removesuffix(operation.way_back) + operation.way_back_from(edit.wanted)
    lost = not_restored(operation, edit) if (operation.name, operation.undo) == ("update", "update") else ""
    if not lost:
        return (does,)
    if restored(operation, edit):
        return does, f"It leaves out what cannot be restored: {lost}."
    return does.removesuffix(operation.way_back).strip(), f"There is no way back: {lost}."


def _called(operation: Operation, paths: Sequence[Path]) -> str:
    return ", ".join(" › ".join(labels(operation, path)) for path in paths)


def _update(entry: Entry, operation: Operation, more: JsonObject) -> Edit:
    written = Edit(entry.address, "update", entry.before, entry.wanted)
    left = entry.after if entry.after is not None else {**entry.before, **entry.wanted}
    wanted = {
        name: value for name, value in restored(operation, written).items() if not equal(left.get(name, MISSING), value)
    }
    if not wanted:
        why = not_restored(operation, written) or "it changed nothing"
        raise UsageError(f"entry {entry.id} holds nothing that could be restored: {why}")
    return Edit(entry.address, "update", before=left, wanted={**wanted, **more})


def _delete(entry: Entry, resource: Resource) -> Edit:
    key = resource.key_of(entry.after or {})
    if not key:
        raise UsageError(f"entry {entry.id} does not tell the id of what was made", next_step="delete it by its id")
    return Edit(entry.address.child(key), "delete", before=entry.after or {}, wanted={})


def at(edit: Edit, account: str) -> Edit:
    """`edit` under the name the account has now."""
    return replace(edit, address=Address(account, edit.address.segments))
