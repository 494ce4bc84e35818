"""Earlier forms of records."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from explorer.model.address import Address
from explorer.model.changes import Version
from explorer.store.encoding import clean, load
from explorer.store.queries import find_collection


class Left(NamedTuple):
    """A form that a record has no longer."""

    rid: int
    seen_at: float
    until: float
    whole: bool
    plain: bool
    body: str


def keep(connection: sqlite3.Connection, left: Sequence[Left], limit: int) -> None:
    """Keeps these forms, of each record the latest `limit`, and that the records have changed."""
    connection.executemany(
        "INSERT INTO version (rid, seen_at, until, whole, plain, body) VALUES (?, ?, ?, ?, ?, ?)", left
    )
    connection.executemany(
        "DELETE FROM version WHERE id IN (SELECT id FROM version WHERE rid = ? ORDER BY id DESC LIMIT -1 OFFSET ?)",
        [(each.rid, limit) for each in left],
    )
    connection.executemany(
        "UPDATE record SET changed_at = :at, news_at = :at WHERE rid = :rid",
        [{"at": each.until, "rid": each.rid} for each in left],
    )


def versions(connection: sqlite3.Connection, address: Address) -> list[Version]:
    """Earlier forms of a record, the newest first."""
    found = connection.execute(
        "SELECT v.seen_at, v.until, v.body, v.whole, v.plain FROM record r JOIN version v ON v.rid = r.rid"
        " WHERE r.collection = ? AND r.key = ? ORDER BY v.id DESC",
        (find_collection(connection, address.segments[:-1]), clean(address.key)),
    )
    return [
        Version(seen_at, until, load(body), bool(whole), bool(plain)) for seen_at, until, body, whole, plain in found
    ]
