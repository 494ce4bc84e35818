"""The journal's drafts: what was typed and has not been sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from explorer.model.address import Segments
from explorer.model.errors import OpenElsewhere
from explorer.model.journal import Draft, Process
from explorer.store import process
from explorer.store.encoding import Damaged, clean, dump, load, load_value, path_of, segments_of

_READ: Final = (
    "SELECT identity, origin, account, path, operation, before, typed, field, keys, batch, kept_at, pid, started"
    " FROM draft"
)
_ONE: Final = "WHERE identity = ? AND path = ? AND operation = ?"


def keep(connection: sqlite3.Connection, draft: Draft, ours: Process, at: float) -> None:
    """Keeps `draft`, open in `ours`, in place of the one before. Raises OpenElsewhere."""
    _check_free(find(connection, draft.identity, draft.segments, draft.operation), ours)
    values = (
        *_key(draft.identity, draft.segments, draft.operation),
        clean(draft.origin),
        clean(draft.account),
        dump(draft.before),
        dump(draft.typed),
        clean(draft.field),
        dump(list(draft.keys)),
        clean(draft.batch),
        at,
        ours.pid,
        ours.started,
    )
    connection.execute(
        "INSERT OR REPLACE INTO draft"
        " (identity, path, operation, origin, account, before, typed, field, keys, batch, kept_at, pid, started)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )


def find(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str) -> Draft | None:
    """The draft of this form, if one is kept."""
    found = _read(connection, _ONE, *_key(identity, segments, operation))
    return found[0] if found else None


def select(connection: sqlite3.Connection) -> list[Draft]:
    """Every draft, the one kept last first."""
    return _read(connection, "ORDER BY kept_at DESC, path, operation")


def open_elsewhere(connection: sqlite3.Connection, identity: str, segments: Segments, ours: Process) -> Draft | None:
    """A draft for this record, by whatever operation, that is open in another explorer."""
    found = _read(connection, "WHERE identity = ? AND path = ? ORDER BY kept_at", identity, path_of(segments))
    return next((each for each in found if each.process not in (None, ours)), None)


def open_here(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str, ours: Process) -> None:
    """Opens a kept draft in `ours`. Raises OpenElsewhere."""
    _check_free(find(connection, identity, segments, operation), ours)
    connection.execute(
        f"UPDATE draft SET pid = ?, started = ? {_ONE}",
        (ours.pid, ours.started, *_key(identity, segments, operation)),
    )


def close(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str, ours: Process) -> None:
    """Leaves the draft to whoever opens it next, if it is open in `ours`."""
    connection.execute(
        f"UPDATE draft SET pid = NULL, started = NULL {_ONE} AND pid = ? AND started = ?",
        (*_key(identity, segments, operation), ours.pid, ours.started),
    )


def drop(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str, ours: Process) -> None:
    """Removes the draft. Raises OpenElsewhere."""
    _check_free(find(connection, identity, segments, operation), ours)
    connection.execute(f"DELETE FROM draft {_ONE}", _key(identity, segments, operation))


def remove(connection: sqlite3.Connection, identity: str | None) -> int:
    """Removes the drafts of one account, or of all; returns how many."""
    return connection.execute(
        "DELETE FROM draft WHERE :identity IS NULL OR identity = :identity", {"identity": identity}
    ).rowcount


def _check_free(held: Draft | None, ours: Process) -> None:
    if held is not None and held.process not in (None, ours):
        assert held.process is not None
        raise OpenElsewhere(
            f"{held.address} is open in pid {held.process.pid}",
            pid=held.process.pid,
            next_step="go on there, or close its form first",
        )


def _key(identity: str, segments: Segments, operation: str) -> tuple[str, str, str]:
    return identity, path_of(segments), operation


def _read(connection: sqlite3.Connection, condition: str, *values: str) -> list[Draft]:
    return [_draft(row) for row in connection.execute(f"{_READ} {condition}", values).fetchall()]


def _draft(row: Sequence[Any]) -> Draft:
    identity, origin, account, path, operation, before, typed, field, keys, batch, kept_at, pid, started = row
    holder = None if pid is None else Process(pid, started)
    listed = load_value(keys)
    if not isinstance(listed, list):
        raise Damaged
    return Draft(
        identity,
        origin,
        account,
        segments_of(path),
        operation,
        load(before),
        load(typed),
        field,
        tuple(listed),
        batch,
        kept_at,
        holder if holder is not None and process.running(holder) else None,
    )
