"""Taking out a record that is gone, as after a delete."""

from __future__ import annotations

import sqlite3

from explorer.model.address import Address
from explorer.store import pages, places, queries
from explorer.store.encoding import clean


def remove(connection: sqlite3.Connection, address: Address, now: float) -> None:
    """Takes the record at `address` out of every listing and marks it gone since `now`; its last form stays held."""
    found = connection.execute(
        "SELECT rid FROM record WHERE collection = ? AND key = ?",
        (queries.find_collection(connection, address.segments[:-1]), clean(address.key)),
    ).fetchone()
    if found is None:
        return
    rid = int(found[0])
    listings = connection.execute("SELECT query FROM listing WHERE rid = ?", (rid,)).fetchall()
    for (number,) in listings:
        stored = queries.by_id(connection, number)
        if stored.appended:
            places.fill_gap_from_end(connection, stored, rid)
            connection.execute("UPDATE page SET count = ? WHERE query = ?", (stored.held, number))
        else:
            pages.remove(connection, stored, rid)
        stored.save(connection)
    connection.execute("UPDATE record SET gone_at = :now, news_at = :now WHERE rid = :rid", {"now": now, "rid": rid})
