"""Listings whose rows stand in the order they came: local copies made by an export, and records seen one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from explorer.model.address import Address, Segments
from explorer.model.errors import StoreError
from explorer.model.json_text import JsonObject
from explorer.model.page import Cursor, Query
from explorer.model.resource import Resource
from explorer.store import places, queries
from explorer.store.encoding import clean
from explorer.store.queries import StoredQuery
from explorer.store.schema import VERSIONS_LIMIT
from explorer.store.storing import Batch, store_body, store_rows
from explorer.store.values import Bookmark, Stored


def put_export(
    connection: sqlite3.Connection,
    resource: Resource,
    query: Query,
    rows: Sequence[JsonObject],
    *,
    after: Cursor | None,
    cursor: Cursor,
    next: Cursor | None,
    bookmark: Cursor | None,
    fetched_at: float,
    note: str = "",
    versions_kept: int = VERSIONS_LIMIT,
) -> Stored:
    """Keeps one page of an incremental export, and the place to go on from. New rows come last, others stay.

    `note` says why the run stops although there may be more.

    Raises StoreError when what is held does not reach to `after`.
    """
    _check_place(bookmark_of(connection, query.collection), after and clean(after))
    collection = queries.add_collection(connection, query.collection)
    batch = store_rows(connection, resource, collection, rows, fetched_at, versions_kept=versions_kept)
    connection.execute(
        "UPDATE collection SET cursor = ?, bookmark = coalesce(?, bookmark) WHERE id = ?",
        (next and clean(next), bookmark and clean(bookmark), collection),
    )
    result = place(connection, resource, query, batch)
    finished = next is None and not note
    for each in _forms(resource, query):
        stored = line_up(connection, each)
        if finished:
            stored.complete, stored.synced_at = 1, fetched_at
        elif note:
            stored.complete = 0
        stored.save(connection)
        _note_page(connection, stored, cursor, next, fetched_at, note)
    if finished:
        connection.execute("UPDATE collection SET finished_at = ? WHERE id = ?", (fetched_at, collection))
    return result


def place(connection: sqlite3.Connection, resource: Resource, query: Query, batch: Batch) -> Stored:
    """Gives records that have no place one at the end, and takes it from those now marked deleted."""
    held: dict[bool, StoredQuery] = {}
    for each in _forms(resource, query):
        stored = line_up(connection, each)
        standing = places.positions(connection, stored.id, batch.rids)
        hidden = frozenset() if each.archived else batch.archived
        for rid in standing.keys() & hidden:
            places.fill_gap_from_end(connection, stored, rid)
        arrived = [rid for rid in batch.rids if rid not in standing and rid not in hidden]
        places.fill(connection, stored, stored.held, arrived)
        held[each.archived] = stored
    for stored in held.values():
        stored.hidden = held[True].held - stored.held if True in held else 0
        stored.save(connection)
        connection.execute("UPDATE page SET count = ? WHERE query = ?", (stored.held, stored.id))
    return Stored(batch.new, batch.changed, held[query.archived].held, duplicates=batch.repeated)


def put_record(
    connection: sqlite3.Connection,
    resource: Resource,
    address: Address,
    body: JsonObject,
    fetched_at: float,
    versions_kept: int,
) -> None:
    """Keeps what a `get` of one record answered. Where a collection can neither be listed nor exported, its default
    query lists the records seen so."""
    rid = store_body(connection, resource, address, body, fetched_at, versions_kept)
    if resource.operation("list") is None and resource.export is None and not resource.includes_as:
        _put_seen(connection, address.segments[:-1], rid, fetched_at)


def _put_seen(connection: sqlite3.Connection, collection: Segments, rid: int, at: float) -> None:
    """Adds one record to the listing of those seen of a collection that cannot be listed."""
    stored = line_up(connection, Query(collection))
    if not places.positions(connection, stored.id, [rid]):
        places.fill(connection, stored, stored.held, [rid])
    stored.save(connection)
    _note_page(connection, stored, "", None, at)


def line_up(connection: sqlite3.Connection, query: Query) -> StoredQuery:
    """The kept listing of `query`. One that was held page by page loses its pages and gaps, not its rows."""
    stored = queries.find_or_add(connection, query)
    if not stored.appended:
        places.close_all_gaps(connection, stored)
        connection.execute("DELETE FROM page WHERE query = ?", (stored.id,))
        stored.appended, stored.complete, stored.shifted, stored.hidden = 1, 0, 0, 0
        stored.total = stored.page_count = stored.synced_at = None
    return stored


def leave(connection: sqlite3.Connection, stored: StoredQuery) -> None:
    """Makes the listing one that is held page by page, empty at first."""
    connection.execute("DELETE FROM listing WHERE query = ?", (stored.id,))
    connection.execute("DELETE FROM page WHERE query = ?", (stored.id,))
    forget_bookmark(connection, stored.collection)
    stored.appended = stored.complete = stored.held = stored.hidden = 0
    stored.synced_at = None


def bookmark_of(connection: sqlite3.Connection, collection: Segments) -> Bookmark | None:
    """How far the export of a collection came; None when it never began."""
    found = connection.execute(
        "SELECT cursor, bookmark, finished_at FROM collection WHERE id = ?",
        (queries.find_collection(connection, collection),),
    ).fetchone()
    return Bookmark(*found) if found and any(each is not None for each in found) else None


def forget_bookmark(connection: sqlite3.Connection, collection: int) -> None:
    """Lets the next export begin anew."""
    connection.execute(
        "UPDATE collection SET cursor = NULL, bookmark = NULL, finished_at = NULL WHERE id = ?", (collection,)
    )
    connection.execute(
        "UPDATE query SET complete = 0, synced_at = NULL, change = random() WHERE collection = ? AND appended",
        (collection,),
    )


def _check_place(mark: Bookmark | None, after: Cursor | None) -> None:
    """Raises StoreError when `mark` is not where a page that goes on from `after` may be stored."""
    place = mark.place if mark else None
    if place == after:
        return
    if place is None:
        raise StoreError("the copy was emptied during the sync", next_step="sync again")
    raise StoreError(
        "another sync of the same collection was faster", next_step="let it end; what it stores is held here, too"
    )


def _forms(resource: Resource, query: Query) -> list[Query]:
    """`query` without and with the records marked deleted, where the vendor marks any: one export fills both."""
    return [replace(query, archived=shown) for shown in ((False, True) if resource.archived else (query.archived,))]


def _note_page(
    connection: sqlite3.Connection,
    stored: StoredQuery,
    cursor: Cursor,
    next: Cursor | None,
    fetched_at: float,
    note: str = "",
) -> None:
    """The whole listing counts as one page, which says how old it is."""
    connection.execute(
        "INSERT OR REPLACE INTO page (query, number, cursor, next, first, count, hidden, fetched_at, note, run)"
        " VALUES (?, 1, ?, ?, 0, ?, 0, ?, ?, 0)",
        (stored.id, clean(cursor), next and clean(next), stored.held, fetched_at, clean(note)),
    )
