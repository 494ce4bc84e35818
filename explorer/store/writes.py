"""The journal's entries: what was sent, and what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final, get_args

from explorer.model.address import Segments
from explorer.model.errors import StoreError, UsageError
from explorer.model.journal import DONE, UNFINISHED, Entry, Intent, Process, State
from explorer.model.json_text import JsonObject, JsonValue, equal
from explorer.store.encoding import Damaged, clean, dump, load, load_value, path_of, segments_of

_READ: Final = (
    "SELECT identity, origin, account, path, operation, method, url, before, wanted, body, batch, undoes, drafted,"
    " id, state, note, began_at, up, ended_at, after, undone_by, pid, started FROM entry"
)
_UNFINISHED: Final = f"state IN {UNFINISHED}"  # a tuple is written alike in SQL
_SETTLED: Final = (
    f"NOT {_UNFINISHED} AND NOT (batch <> '' AND batch IN (SELECT batch FROM draft))"
    " AND id NOT IN (SELECT entry FROM draft WHERE entry IS NOT NULL)"
)
"""Not among them: what a change to many records that is not through needs, to do none twice; what a draft was sent as.
"""


def add(connection: sqlite3.Connection, intent: Intent, process: Process, at: float, up: float | None) -> int:
    """Keeps a write that is about to be sent; returns its id."""
    values = (
        intent.identity,
        clean(intent.origin),
        clean(intent.account),
        path_of(intent.segments),
        intent.operation,
        intent.method,
        clean(intent.url),
        dump(intent.before),
        dump(intent.wanted),
        dump(intent.body),
        clean(intent.batch),
        intent.undoes,
        intent.drafted,
        at,
        up,
        process.pid,
        process.started,
    )
    added = connection.execute(
        "INSERT INTO entry (identity, origin, account, path, operation, method, url, before, wanted, body, batch,"
        " undoes, drafted, state, note, began_at, up, pid, started)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'sending', '', ?, ?, ?, ?)",
        values,
    )
    assert added.lastrowid is not None
    return added.lastrowid


def find(connection: sqlite3.Connection, number: int) -> Entry:
    """The entry with this id. Raises UsageError when there is none."""
    found = _read(connection, "WHERE id = ?", number)
    if not found:
        raise UsageError(f"the journal has no entry {number}", next_step="explorer journal lists them")
    return found[0]


def present(connection: sqlite3.Connection, entry: Entry) -> Entry:
    """`entry` as it is kept by now. Raises StoreError when there is none, or another write under its number: the file
    was put in place of the one that it was begun in."""
    found = _read(connection, "WHERE id = ?", entry.id)
    if not found or _begun(found[0]) != _begun(entry):
        raise StoreError(
            f"the write journal has lost entry {entry.id}: another file took its place",
            next_step="look at the vendor for what became of it",
        )
    return found[0]


def _begun(entry: Entry) -> tuple[object, ...]:
    return entry.identity, entry.segments, entry.operation, entry.began_at, entry.process


def blocking(connection: sqlite3.Connection, identity: str, segments: Segments) -> Entry | None:
    """The first write to this record that is on its way or unknown."""
    found = _read(
        connection,
        f"WHERE {_UNFINISHED} AND identity = ? AND path = ? ORDER BY id LIMIT 1",
        identity,
        path_of(segments),
    )
    return found[0] if found else None


def unfinished_creates(
    connection: sqlite3.Connection, identity: str, segments: Segments, operation: str, body: JsonValue
) -> list[Entry]:
    """Creates with this very body in a collection that are on their way, unknown, or accepted; the oldest first."""
    found = _read(
        connection,
        f"WHERE state IN {(*UNFINISHED, 'accepted')} AND identity = ? AND path = ? AND operation = ? ORDER BY id",
        identity,
        path_of(segments),
        operation,
    )
    kept = load_value(dump(body))
    return [each for each in found if equal(each.body, kept)]


def newest(connection: sqlite3.Connection, identity: str, segments: Segments) -> int:
    """The number of the last write to this record; 0: there is none."""
    found = connection.execute(
        "SELECT max(id) FROM entry WHERE identity = ? AND path = ?", (identity, path_of(segments))
    )
    return int(found.fetchone()[0] or 0)


def taking_back(connection: sqlite3.Connection, number: int) -> Entry | None:
    """The first write that takes this entry back, or may have done so."""
    found = _read(connection, f"WHERE undoes = ? AND state IN {UNFINISHED + DONE} ORDER BY id LIMIT 1", number)
    return found[0] if found else None


def unfinished(connection: sqlite3.Connection) -> list[Entry]:
    """Every write that is on its way or unknown, the oldest first."""
    return _read(connection, f"WHERE {_UNFINISHED} ORDER BY id")


def select(
    connection: sqlite3.Connection, identity: str, below: Segments, states: Sequence[State], batch: str, limit: int
) -> list[Entry]:
    """Entries that all of these apply to, the newest first; what is empty applies to any."""
    conditions, values = ["1"], list[str | int]()
    if identity:
        conditions.append("identity = ?")
        values.append(identity)
    if below:
        path = path_of(below)
        conditions.append("(path = ? OR substr(path, 1, ?) = ?)")
        values += [path, len(path) + 1, f"{path}/"]
    if states:
        conditions.append(f"state IN ({', '.join('?' * len(states))})")
        values += states
    if batch:
        conditions.append("batch = ?")
        values.append(clean(batch))
    return _read(connection, f"WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT ?", *values, limit)


def of_record(
    connection: sqlite3.Connection, identity: str, segments: Segments, states: Sequence[State]
) -> list[Entry]:
    """All entries of one record in any of `states`, the newest first."""
    condition = f"WHERE identity = ? AND path = ? AND state IN ({', '.join('?' * len(states))}) ORDER BY id DESC"
    return _read(connection, condition, identity, path_of(segments), *states)


def record(
    connection: sqlite3.Connection, number: int, state: State, note: str, after: JsonObject | None, at: float
) -> Entry:
    """Keeps an outcome. That one more attempt to find it out was in vain changes nothing about a known one.

    The entry that this one takes back is marked with it, in the same step, as long as this one counts as done.
    Raises UsageError when there is no such entry.
    """
    before = find(connection, number)
    if state == "unknown" and before.settled:
        return before
    connection.execute(
        "UPDATE entry SET state = ?, note = ?, ended_at = ?, after = coalesce(?, after) WHERE id = ?",
        (state, clean(note), at, None if after is None else dump(after), number),
    )
    if before.undoes is not None:
        connection.execute(
            "UPDATE entry SET undone_by = ? WHERE id = ? AND (undone_by IS NULL OR undone_by = ?)",
            (number if state in DONE else None, before.undoes, number),
        )
    return find(connection, number)


def expire(connection: sqlite3.Connection, now: float, kept: float, doubted: float) -> int:
    """Removes what was settled `kept` seconds ago or earlier, and has been met as settled and old, or nearly so, for
    `doubted` seconds; returns how many entries."""
    settled_at, nearly = "coalesce(ended_at, began_at)", now - kept + doubted
    old = f"(NOT {_UNFINISHED} AND {settled_at} < :nearly)"
    times = {"now": now, "nearly": nearly}
    connection.execute(
        f"UPDATE entry SET old_since = NULL WHERE old_since > :now OR old_since IS NOT NULL AND NOT {old}", times
    )
    connection.execute(f"UPDATE entry SET old_since = :now WHERE old_since IS NULL AND {old}", times)
    return connection.execute(
        f"DELETE FROM entry WHERE {_SETTLED} AND {settled_at} < ? AND old_since <= ?", (now - kept, now - doubted)
    ).rowcount


def remove(connection: sqlite3.Connection, identity: str | None) -> int:
    """Removes what is settled, of one account or of all; returns how many entries."""
    return connection.execute(
        f"DELETE FROM entry WHERE {_SETTLED} AND (:identity IS NULL OR identity = :identity)", {"identity": identity}
    ).rowcount


def count(connection: sqlite3.Connection, identity: str | None) -> int:
    """How many entries there are, of one account or of all."""
    found = connection.execute(
        "SELECT count(*) FROM entry WHERE :identity IS NULL OR identity = :identity", {"identity": identity}
    )
    return int(found.fetchone()[0])


def _read(connection: sqlite3.Connection, condition: str, *values: str | int) -> list[Entry]:
    return [_entry(row) for row in connection.execute(f"{_READ} {condition}", values)]


def _entry(row: Sequence[Any]) -> Entry:
    identity, origin, account, path, operation, method, url, before, wanted, body, batch, *rest = row
    undoes, drafted, number, state, note, began_at, up, ended_at, after, undone_by, pid, started = rest
    if state not in get_args(State):
        raise Damaged
    return Entry(
        identity,
        origin,
        account,
        segments_of(path),
        operation,
        method,
        url,
        load(before),
        load(wanted),
        load_value(body),
        batch,
        undoes,
        bool(drafted),
        id=number,
        state=state,
        note=note,
        began_at=began_at,
        up=up,
        ended_at=ended_at,
        after=None if after is None else load(after),
        undone_by=undone_by,
        process=Process(pid, started),
    )
