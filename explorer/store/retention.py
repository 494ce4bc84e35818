"""How much is held, and what is too old to be."""

from __future__ import annotations

import sqlite3
from typing import Final

from explorer.model.address import Segments
from explorer.model.listing import CollectionInfo
from explorer.store import pages, places, queries
from explorer.store.encoding import path_of

_NEWEST: Final = "max(coalesce(r.row_at, r.body_at), coalesce(r.body_at, r.row_at))"
"""When a record was last fetched in any form."""
_SYNCED: Final = "(q.synced_at IS NOT NULL OR q.appended AND (c.cursor IS NOT NULL OR c.bookmark IS NOT NULL))"
"""A local copy, or one on its way: what a sync has brought so far."""


_OLD_COPIES: Final = (
    f"SELECT q.id FROM query q JOIN collection c ON c.id = q.collection WHERE {_SYNCED}"
    " AND coalesce(q.synced_at, (SELECT max(fetched_at) FROM page p WHERE p.query = q.id), 0) < :records"
)
_OLD_PAGES: Final = (
    "SELECT 1 FROM query q LEFT JOIN page p ON p.query = q.id WHERE NOT q.appended AND q.synced_at IS NULL"
    " AND (p.number IS NOT NULL OR NOT q.running) AND coalesce(p.fetched_at, 0) < :pages"
)
_OLD_SEEN: Final = (
    "SELECT l.query, l.rid FROM query q JOIN collection c ON c.id = q.collection"
    " JOIN listing l ON l.query = q.id JOIN record r ON r.rid = l.rid"
    f" WHERE q.appended AND NOT ({_SYNCED}) AND {_NEWEST} < :records"
)
_FORGOTTEN: Final = f"{_NEWEST} < :records AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.rid = r.rid)"
_OLD_VERSIONS: Final = "SELECT id FROM version WHERE until < :until"
_MORE_VERSIONS: Final = (
    "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY rid ORDER BY id DESC) AS place FROM version)"
    " WHERE place > :kept"
)
_LARGE_VERSIONS: Final = (
    "SELECT id FROM (SELECT id, sum(length(CAST(body AS BLOB))) OVER (ORDER BY id DESC) AS size FROM version)"
    " WHERE size > :size"
)


def collections(connection: sqlite3.Connection) -> list[CollectionInfo]:
    """How much of each collection is held, by address."""
    found = connection.execute(
        f"SELECT c.path, count(*), min({_NEWEST}), max({_NEWEST}),"
        " (SELECT max(q.synced_at) FROM query q WHERE q.collection = c.id)"
        " FROM collection c JOIN record r ON r.collection = c.id GROUP BY c.id ORDER BY c.path"
    )
    return [CollectionInfo(*each) for each in found]


def holds_records(connection: sqlite3.Connection) -> bool:
    """Whether anything is held at all."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM record)").fetchone()[0])


def child_counts(connection: sqlite3.Connection, segments: Segments) -> dict[str, int]:
    """Rows of the collections under one record, of those that are held whole."""
    start = f"{path_of(segments)}/"
    found = connection.execute(
        "SELECT substr(c.path, ?), q.held FROM collection c JOIN query q ON q.collection = c.id"
        " WHERE c.path >= ? AND c.path < ? AND q.plain AND q.complete",
        (len(start) + 1, start, f"{start[:-1]}0"),  # "0" is what follows "/"
    )
    return {name: held for name, held in found if "/" not in name}


def has_old(connection: sqlite3.Connection, pages_before: float, records_before: float) -> bool:
    """Whether `expire` would forget anything: mostly not, and who only reads keeps nobody from writing."""
    bounds = {"pages": pages_before, "records": records_before}
    return any(
        connection.execute(f"{statement} LIMIT 1", bounds).fetchone() is not None
        for statement in (_OLD_PAGES, _OLD_COPIES, _OLD_SEEN, f"SELECT 1 FROM record r WHERE {_FORGOTTEN}")
    )


def has_old_versions(connection: sqlite3.Connection, before: float, share: float, kept: int) -> bool:
    """Whether `expire_versions` would forget anything."""
    bounds = _bounds_of_versions(connection, before, share, kept)
    return any(
        connection.execute(f"{statement} LIMIT 1", bounds).fetchone() is not None
        for statement in (_OLD_VERSIONS, _MORE_VERSIONS, _LARGE_VERSIONS)
    )


def expire(connection: sqlite3.Connection, pages_before: float, records_before: float) -> int:
    """Forgets pages and records that were last fetched before these times; returns how many records.

    What a sync has brought goes as a whole, when its last confirmation is that old; until then all of it stays.
    """
    bounds = {"records": records_before}
    for number in _ids(connection, "SELECT id FROM query WHERE NOT appended AND synced_at IS NULL"):
        _expire_pages(connection, number, pages_before)
    for (number,) in connection.execute(_OLD_COPIES, bounds).fetchall():
        pages.drop_query(connection, queries.by_id(connection, number))
    _expire_seen(connection, records_before)
    # What is forgotten and then met again must not count as new.
    connection.execute(
        "UPDATE collection SET whole = 0 WHERE whole AND id IN"
        f" (SELECT r.collection FROM record r WHERE r.gone_at IS NULL AND {_FORGOTTEN})",
        bounds,
    )
    removed = connection.execute(f"DELETE FROM record AS r WHERE {_FORGOTTEN}", bounds).rowcount
    connection.execute("DELETE FROM unseen WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.rid = unseen.rid)")
    return removed


def expire_versions(connection: sqlite3.Connection, before: float, share: float, kept: int) -> None:
    """Forgets earlier forms of records: those whose next one was met before then, of each record all but the latest
    `kept`, and the oldest ones while all together take more than `share` of the file."""
    for statement in (_OLD_VERSIONS, _MORE_VERSIONS):
        connection.execute(
            f"DELETE FROM version WHERE id IN ({statement})", _bounds_of_versions(connection, before, share, kept)
        )
    removed = 1
    while removed:  # of the file as it is without those: it is smaller then, and so is the share
        bounds = _bounds_of_versions(connection, before, share, kept)
        removed = connection.execute(f"DELETE FROM version WHERE id IN ({_LARGE_VERSIONS})", bounds).rowcount


def _bounds_of_versions(connection: sqlite3.Connection, before: float, share: float, kept: int) -> dict[str, float]:
    used = connection.execute(
        "SELECT (page_count - freelist_count) * page_size"
        " FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
    ).fetchone()[0]
    return {"until": before, "kept": kept, "size": share * used}


def _expire_pages(connection: sqlite3.Connection, number: int, before: float) -> None:
    stored = queries.by_id(connection, number)
    old = _ids(connection, "SELECT number FROM page WHERE query = ? AND fetched_at < ?", number, before)
    for page in old:
        pages.drop_page(connection, stored, page)
    if not _ids(connection, "SELECT 1 FROM page WHERE query = ? LIMIT 1", number):
        if stored.running and not old:  # another explorer may be waiting for the first page of it
            return
        pages.drop_query(connection, stored)
    elif old:
        pages.update_completeness(connection, stored)
        stored.save(connection)


def _expire_seen(connection: sqlite3.Connection, before: float) -> None:
    """Takes old records from the listings of those seen one by one, which no sync holds together."""
    found = connection.execute(_OLD_SEEN, {"records": before}).fetchall()
    for number, rid in found:
        stored = queries.by_id(connection, number)
        places.fill_gap_from_end(connection, stored, rid)
        stored.save(connection)
        connection.execute("UPDATE page SET count = ? WHERE query = ?", (stored.held, number))


def _ids(connection: sqlite3.Connection, statement: str, *values: float) -> list[int]:
    return [each for (each,) in connection.execute(statement, values).fetchall()]
