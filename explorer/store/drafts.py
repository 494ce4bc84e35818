"""The journal's drafts: what was typed, and which forms are open.

A form that is open has a row, also before anything is typed: an empty one, which is no draft and goes when the form
closes. The row whose draft was sent is tied to the entry until the outcome is settled, and knows what was typed then:
what is typed otherwise since is a draft of its own, and what was sent again when it is typed back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from explorer.model.address import Segments
from explorer.model.errors import OpenElsewhere
from explorer.model.journal import Draft, Intent, Process
from explorer.model.json_text import equal
from explorer.store import process
from explorer.store.encoding import Damaged, clean, dump, load, load_value, path_of, segments_of

_READ: Final = (
    "SELECT identity, origin, account, path, operation, before, typed, field, keys, batch, undoes, entry,"
    " coalesce(sent, typed), unread, kept_at, pid, started FROM draft"
)
_ONE: Final = "WHERE identity = ? AND path = ? AND operation = ?"
_OURS: Final = f"{_ONE} AND pid = ? AND started = ?"
_EMPTY: Final = """typed = '{}' AND keys = '[]' AND unread = '""'"""
"""Nothing is typed."""


def keep(connection: sqlite3.Connection, draft: Draft, ours: Process, at: float) -> None:
    """Keeps `draft`, open in `ours`, in place of the one before; what that was sent as stays known. Raises
    OpenElsewhere."""
    key = _key(draft.identity, draft.segments, draft.operation)
    _check_free(row(connection, draft.identity, draft.segments, draft.operation), ours)
    tied = connection.execute(
        f"SELECT entry, coalesce(sent, typed) FROM draft {_ONE} AND entry IS NOT NULL", key
    ).fetchone()
    values = (
        *key,
        clean(draft.origin),
        clean(draft.account),
        dump(draft.before),
        dump(draft.typed),
        clean(draft.field),
        dump(list(draft.keys)),
        clean(draft.batch),
        draft.undoes,
        *(tied or (None, None)),
        dump(draft.unread),
        at,
        ours.pid,
        ours.started,
    )
    connection.execute(
        "INSERT OR REPLACE INTO draft"
        " (identity, path, operation, origin, account, before, typed, field, keys, batch, undoes, entry, sent,"
        " unread, kept_at, pid, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )


def find(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str) -> Draft | None:
    """The draft of this form, if one is kept."""
    found = row(connection, identity, segments, operation)
    return None if found is None or found.empty else found


def row(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str) -> Draft | None:
    """The draft of this form, or what holds the form while nothing is typed."""
    found = _read(connection, _ONE, *_key(identity, segments, operation))
    return found[0] if found else None


def select(connection: sqlite3.Connection) -> list[Draft]:
    """Every draft, the one kept last first."""
    return _read(connection, f"WHERE NOT ({_EMPTY}) ORDER BY kept_at DESC, path, operation")


def open_elsewhere(connection: sqlite3.Connection, identity: str, segments: Segments, ours: Process) -> Draft | None:
    """A form of this record, by whatever operation, that is open in another explorer."""
    found = _read(connection, "WHERE identity = ? AND path = ? ORDER BY kept_at", identity, path_of(segments))
    return next((each for each in found if each.process not in (None, ours)), None)


def open_here(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str, ours: Process) -> None:
    """Opens a kept draft in `ours`. Raises OpenElsewhere."""
    _check_free(row(connection, identity, segments, operation), ours)
    connection.execute(
        f"UPDATE draft SET pid = ?, started = ? {_ONE}",
        (ours.pid, ours.started, *_key(identity, segments, operation)),
    )


def take(connection: sqlite3.Connection, blank: Draft, ours: Process, at: float) -> None:
    """Opens the form of `blank` in `ours`, with its draft if there is one. Raises OpenElsewhere."""
    key = blank.identity, blank.segments, blank.operation
    if find(connection, *key) is not None:
        open_here(connection, *key, ours)
    else:
        keep(connection, replace(blank, typed={}, keys=(), unread=""), ours, at)


def close(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str, ours: Process) -> None:
    """Leaves the draft to whoever opens it next, if it is open in `ours`."""
    form = *_key(identity, segments, operation), ours.pid, ours.started
    connection.execute(f"DELETE FROM draft {_OURS} AND {_EMPTY}", form)
    connection.execute(f"UPDATE draft SET pid = NULL, started = NULL {_OURS}", form)


def drop(connection: sqlite3.Connection, identity: str, segments: Segments, operation: str, ours: Process) -> None:
    """Removes the draft. Raises OpenElsewhere."""
    _check_free(row(connection, identity, segments, operation), ours)
    connection.execute(f"DELETE FROM draft {_ONE}", _key(identity, segments, operation))


def tie(connection: sqlite3.Connection, intent: Intent, entry: int, ours: Process) -> None:
    """Notes that the draft which is open in `ours` is sent as `entry`."""
    connection.execute(
        f"UPDATE draft SET entry = ?, sent = typed {_OURS}",
        (entry, *_key(intent.identity, intent.segments, intent.operation), ours.pid, ours.started),
    )


def untie(connection: sqlite3.Connection, entry: int, *, done: bool) -> None:
    """The outcome of `entry` is settled: the draft that it came of goes when it was `done`, and else may be sent. What
    was typed otherwise since stays."""
    for each in _read(connection, "WHERE entry = ?", entry):
        key = _key(each.identity, each.segments, each.operation)
        if done and each.entry is not None:
            connection.execute(f"DELETE FROM draft {_ONE}", key)
        else:
            connection.execute(f"UPDATE draft SET entry = NULL, sent = NULL {_ONE}", key)


def sweep(connection: sqlite3.Connection) -> None:
    """Removes what held the forms of explorers that have ended."""
    for each in _read(connection, f"WHERE {_EMPTY}"):
        if each.process is None:
            connection.execute(f"DELETE FROM draft {_ONE}", _key(each.identity, each.segments, each.operation))


def count(connection: sqlite3.Connection, identity: str | None) -> int:
    """How many drafts there are, of one account or of all."""
    whose = "(:identity IS NULL OR identity = :identity)"
    found = connection.execute(f"SELECT count(*) FROM draft WHERE {whose} AND NOT ({_EMPTY})", {"identity": identity})
    return int(found.fetchone()[0])


def _check_free(held: Draft | None, ours: Process) -> None:
    if held is not None and held.process not in (None, ours):
        assert held.process is not None
        raise OpenElsewhere(
            f"{held.address} is open in another explorer, pid {held.process.pid}",
            pid=held.process.pid,
            next_step="go on there, or close its form first",
        )


def _key(identity: str, segments: Segments, operation: str) -> tuple[str, str, str]:
    return identity, path_of(segments), operation


def _read(connection: sqlite3.Connection, condition: str, *values: str | int) -> list[Draft]:
    return [_draft(each) for each in connection.execute(f"{_READ} {condition}", values).fetchall()]


def _draft(columns: Sequence[Any]) -> Draft:
    identity, origin, account, path, operation, before, typed, field, keys, batch, *rest = columns
    undoes, entry, sent, unread, kept_at, pid, started = rest
    holder = None if pid is None else Process(pid, started)
    listed, members, text = load_value(keys), load(typed), load_value(unread)
    if not isinstance(listed, list) or not isinstance(text, str):
        raise Damaged
    return Draft(
        identity,
        origin,
        account,
        segments_of(path),
        operation,
        load(before),
        members,
        field,
        tuple(listed),
        batch,
        undoes,
        entry if entry is not None and equal(members, load(sent)) else None,
        text,
        kept_at,
        holder if holder is not None and process.running(holder) else None,
    )
