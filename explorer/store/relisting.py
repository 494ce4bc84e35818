"""Reading a whole listing anew, to find what is no longer in it."""

from __future__ import annotations

import sqlite3

from explorer.model.listing import other_total
from explorer.model.page import Query
from explorer.store import appended, pages, queries
from explorer.store.queries import StoredQuery
from explorer.store.values import Stored


def begin(connection: sqlite3.Connection, query: Query) -> int:
    """Notes what has to be met again; returns the number of the run. An earlier run that broke off is void."""
    stored = queries.find_or_add(connection, query)
    stored.run += 1
    stored.running, stored.run_new, stored.run_changed = 1, 0, 0
    connection.execute("DELETE FROM unseen WHERE query = ?", (stored.id,))
    connection.execute("INSERT INTO unseen (query, rid) SELECT query, rid FROM listing WHERE query = ?", (stored.id,))
    if query.plain:
        # A page read since may have taken rows from the listing: they are still to be met, or gone.
        connection.execute(
            "INSERT OR IGNORE INTO unseen (query, rid) SELECT ?, rid FROM record"
            " WHERE collection = ? AND plain AND gone_at IS NULL",
            (stored.id, stored.collection),
        )
    if stored.appended:
        appended.leave(connection, stored)
    stored.save(connection)
    return stored.run


def finish(connection: sqlite3.Connection, query: Query, run: int, complete: bool, now: float) -> Stored:
    """Ends a run. Where it reached the end, rows it has not met leave the listing, and are marked gone unless the
    vendor's total says that it missed some."""
    stored = queries.find(connection, query)
    pages.check_run(stored, run)
    assert stored is not None
    gone = 0
    whole = complete and pages.reaches_end(connection, stored, run)
    if whole:
        gone = _remove_unseen(connection, stored, now)
        stored.complete, stored.shifted, stored.synced_at = 1, 0, now
    connection.execute("DELETE FROM unseen WHERE query = ?", (stored.id,))
    stored.running = 0
    stored.save(connection)
    return Stored(stored.run_new, stored.run_changed, stored.held, gone=gone, complete=whole)


def _remove_unseen(connection: sqlite3.Connection, stored: StoredQuery, now: float) -> int:
    rids = [rid for (rid,) in connection.execute("SELECT rid FROM unseen WHERE query = ?", (stored.id,))]
    others = connection.execute(
        "SELECT number FROM page WHERE query = ? AND run != ?", (stored.id, stored.run)
    ).fetchall()
    for (number,) in others:
        pages.drop_page(connection, stored, number)
    total = other_total(stored.total, stored.held, stored.hidden)
    if total is not None and total > stored.held:
        return 0  # some rows moved past the run: it cannot tell which are gone
    if stored.plain:
        # Only the whole collection can tell: elsewhere a record may just match the filters no longer.
        connection.executemany(
            "UPDATE record SET gone_at = ?, news_at = ? WHERE rid = ?", [(now, now, rid) for rid in rids]
        )
    return len(rids)
