"""What a write changes, as every review tells it: labels, what hides secrets, what is different inside of a member, and
what has to be typed before it is sent. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from explorer.model.body import secrets_of
from explorer.model.edit import MISSING, Change
from explorer.model.field import HIDDEN, Field
from explorer.model.journal import Entry
from explorer.model.json_text import JsonValue, equal
from explorer.model.members import Path, member_at
from explorer.model.outcome import Prepared
from explorer.model.resource import Operation
from explorer.model.value_words import name_words


def confirmation(prepared: Prepared, count: int = 1) -> str:
    """What has to be typed before `count` such writes are sent: the count, or the id of what cannot easily be taken
    back; empty: nothing."""
    if count > 1:
        return str(count)
    operation = prepared.operation
    return prepared.edit.address.key if operation.typed_confirmation or operation.name == "delete" else ""


def without_secret_values(operation: Operation, changes: Mapping[str, Change]) -> dict[str, Change]:
    """`changes` fit to be shown: secrets as `***`."""
    secret = secrets_of(operation)
    return {name: Change(MISSING, HIDDEN) if name in secret else change for name, change in changes.items()}


def field_at(operation: Operation | None, path: Path) -> Field:
    """The mark of what lies at `path` in the operation's form; a blank one where the form does not tell."""
    found = member_at(operation.form, path) if operation is not None else None
    return found.field if found is not None else Field()


def labels(operation: Operation | None, path: Path) -> list[str]:
    """What each step of `path` in the operation's form is called; what the form does not name, by its own name."""
    form = operation.form if operation is not None else ""
    above, told = None, []
    for end, step in enumerate(path, 1):
        found = member_at(form, path[:end])
        if above is not None and above.shape in ("list", "map"):
            told.append(str(step))
        else:
            told.append(found.label if found is not None else name_words(str(step)))
        above = found
    return told


def written_by(entry: Entry, operation: Operation, path: Path) -> str:
    """What there is to say about a value at `path` that `entry` has left there."""
    unread = ", which was not read again" if entry.after is None else ""
    return f"{' › '.join(labels(operation, path))} is what entry {entry.id} of the journal wrote{unread}."


def leaves(path: Path, change: Change) -> Iterator[tuple[Path, Change]]:
    """What is different at `path` and inside of it: objects are gone into, lists and references (`{"id": …}`) are
    looked at as a whole."""
    old, new = _inside(change.before), _inside(change.after)
    if old is None or new is None or not (old or new):
        yield path, change
        return
    for name in (*old, *(name for name in new if name not in old)):
        inner = Change(old.get(name, MISSING), new.get(name, MISSING))
        if not equal(inner.before, inner.after):
            yield from leaves((*path, name), inner)


def _inside(value: JsonValue) -> Mapping[str, JsonValue] | None:
    """The members of a structure, none of what is not there; None: it is looked at as a whole."""
    if value is MISSING:
        return {}
    if isinstance(value, dict) and set(value) != {"id"}:
        return value
    return None
