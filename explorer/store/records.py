"""What is held of one record."""

from __future__ import annotations

import sqlite3

from explorer.model.address import Address, Segments
from explorer.model.listing import Held
from explorer.model.resource import Resource, walk
from explorer.store import keys
from explorer.store.encoding import clean, load, path_of
from explorer.store.queries import find_collection


def record(connection: sqlite3.Connection, resource: Resource, address: Address) -> Held | None:
    """What is held of one record; of one never stored by itself, what its parent's record embeds."""
    found = connection.execute(
        "SELECT r.row_at, r.body_at, r.gone_at, w.row, w.body FROM record r JOIN raw w ON w.rid = r.rid"
        " WHERE r.collection = ? AND r.key = ?",
        (find_collection(connection, address.segments[:-1]), clean(address.key)),
    ).fetchone()
    if found is None:
        return _embedded(connection, resource, address)
    row_at, body_at, gone_at, row_text, body_text = found
    row = load(row_text) if row_text is not None else None
    if body_text is not None:
        return Held(address, load(body_text), body_at, True, row, row_at, gone_at)
    assert row is not None
    return Held(address, row, row_at, False, None, None, gone_at)


def rid(connection: sqlite3.Connection, segments: Segments) -> int | None:
    """The number of the record at an address; None where it is not held."""
    found = connection.execute(
        "SELECT rid FROM record WHERE collection = ? AND key = ?",
        (find_collection(connection, segments[:-1]), clean(segments[-1])),
    ).fetchone()
    return int(found[0]) if found else None


def keys_by_prefix(
    connection: sqlite3.Connection, collection: Segments, prefix: str, limit: int
) -> list[tuple[str, str]]:
    """Keys that begin with `prefix`, in order, each with its record's label."""
    return keys.by_prefix(connection, path_of(collection), clean(prefix), limit)


def _embedded(connection: sqlite3.Connection, resource: Resource, address: Address) -> Held | None:
    if not resource.includes_as or len(address.segments) < 4:
        return None
    found = connection.execute(
        "SELECT r.body_at, w.body FROM record r JOIN raw w ON w.rid = r.rid"
        " WHERE r.collection = ? AND r.key = ? AND w.body IS NOT NULL",
        (find_collection(connection, address.segments[:-3]), clean(address.segments[-3])),
    ).fetchone()
    if found is None:
        return None
    inside = walk(load(found[1]), resource.includes_as)
    if isinstance(inside, dict) and set(inside) == {"data"}:
        inside = inside["data"]
    for row in inside if isinstance(inside, list) else ():
        if isinstance(row, dict) and resource.key_of(row) == address.key:
            return Held(address, row, found[0], False)
    return None
