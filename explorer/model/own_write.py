"""Which write of the journal made a value what it is, where it seems that somebody else has. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.model.edit import MISSING, Change
from explorer.model.field import Kind
from explorer.model.journal import Entry
from explorer.model.json_text import JsonObject, JsonValue, equal
from explorer.model.same import same


def written_as(
    entries: Sequence[Entry], path: tuple[str, ...], kind: Kind, change: Change, read_at: float | None
) -> Entry | None:
    """The entry that made `change`, since a reading at `read_at`, at `path`: one that was not read again, or of which
    that is known only since then. `entries` are all that are done of one record and operation, the newest first.

    It is the newest that set the value, and it began with what was read: what came in between is somebody else's, also
    where that was put back to what the entry wrote. A reading that began after its outcome has seen it: what is changed
    to the same after that counts as somebody else's, also where the vendor took the entry up later.
    """
    entry = next((each for each in entries if _value(each.wanted, path) is not MISSING), None)
    if entry is None or not same(kind, _value(entry.wanted, path), change.after):
        return None
    is_later = read_at is not None and entry.ended_at is not None and entry.ended_at > read_at
    is_unread = entry.after is None and (is_later or read_at is None)
    began_so = same(kind, _value(entry.before, path), change.before)
    # What takes an unread one back begins with what was sent, which the vendor may have tidied up.
    takes_back = is_unread and equal(_value(entry.wanted, path), change.before)
    return entry if takes_back or (began_so and (is_unread or is_later)) else None


def written_since(entries: Sequence[Entry], path: tuple[str, ...], kind: Kind, value: JsonValue) -> Entry | None:
    """Which of `entries`, those of `written_as` that came since, made the value at `path` what it is, and is to be
    taken back first: where the newest took another one back, the one that stands again by that."""
    setting = [each for each in entries if _value(each.wanted, path) is not MISSING]
    if not setting or not same(kind, _value(setting[0].wanted, path), value):
        return None
    standing = (each for each in setting if each.undoes is None and each.undone_by is None)
    return next(standing, setting[0])


def _value(members: JsonObject, path: tuple[str, ...]) -> JsonValue:
    name, *inner = path
    held = members.get(name, MISSING)
    if not inner:
        return held
    return held.get(inner[0], MISSING) if isinstance(held, dict) else MISSING
