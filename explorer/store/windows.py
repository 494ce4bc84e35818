"""What a screen is painted from: the state of a listing, and any window of its rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from explorer.model.display import Cells, Row, cells
from explorer.model.json_text import JsonObject
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.model.page_marks import PageMarks
from explorer.model.resource import Resource
from explorer.model.text import SafeText, safe
from explorer.store import queries
from explorer.store.encoding import clean, layout_of, load, load_cells
from explorer.store.keys import public_key
from explorer.store.queries import StoredQuery

BATCH: Final = 500
"""Bodies read at once, behind the first page."""

_SHOWN: Final = "r.rid, r.key, r.gone_at, r.new_at > v.at, r.changed_at > v.at, d.layout, d.cells"


def listing(connection: sqlite3.Connection, query: Query, stored: StoredQuery) -> Listing:
    """The state of a listing and its pages."""
    marks = connection.execute(
        "SELECT number, first, count, fetched_at, note FROM page WHERE query = ? ORDER BY first, number", (stored.id,)
    )
    return Listing(
        query=query,
        held=stored.held,
        total=stored.total,
        pages=PageMarks(marks),
        page_count=stored.page_count,
        complete=bool(stored.complete),
        archived=stored.hidden,
        synced_at=stored.synced_at,
        appended=bool(stored.appended),
    )


def rows(
    connection: sqlite3.Connection, query: Query, start: int, stop: int, resource: Resource | None
) -> list[Row | None]:
    """The rows at positions `start` to before `stop`; None where none is held."""
    found = connection.execute(
        f"SELECT l.position, {_SHOWN}"
        " FROM query q CROSS JOIN listing l ON l.query = q.id CROSS JOIN record r ON r.rid = l.rid"
        " CROSS JOIN display d ON d.rid = l.rid LEFT JOIN visit v ON v.collection = r.collection"
        " WHERE q.text = ? AND l.position >= ? AND l.position < ?",
        (queries.text_of(query), start, stop),
    )
    window: list[Row | None] = [None] * max(stop - start, 0)
    layout = layout_of(resource) if resource else None
    for position, *shown in found:
        window[position - start] = _row(connection, resource, layout, *shown)
    return window


def rows_of(connection: sqlite3.Connection, rids: Sequence[int], resource: Resource) -> list[Row | None]:
    """The rows of these records; None for one that is no longer held."""
    found = connection.execute(
        f"SELECT {_SHOWN} FROM json_each(?) j CROSS JOIN record r ON r.rid = j.value"
        " CROSS JOIN display d ON d.rid = r.rid LEFT JOIN visit v ON v.collection = r.collection",
        (json.dumps(list(rids)),),
    )
    layout = layout_of(resource)
    by_rid = {row.rid: row for row in (_row(connection, resource, layout, *shown) for shown in found)}
    return [by_rid.get(rid) for rid in rids]


def _row(
    connection: sqlite3.Connection,
    resource: Resource | None,
    present: int | None,
    rid: int,
    key: str,
    gone_at: float | None,
    new: int | None,
    changed: int | None,
    layout: int,
    text: str,
) -> Row:
    """A row from what `_SHOWN` selects; `present` is the resource's layout now."""
    shown = load_cells(text) if resource is None or layout == present else remade(connection, rid, resource)[1]
    return Row(public_key(key), shown, rid, changed=bool(changed), gone=gone_at is not None, new=bool(new))


def position(connection: sqlite3.Connection, query: Query, key: str) -> int | None:
    """Where the record with `key` stands."""
    found = connection.execute(
        "SELECT l.position FROM query q JOIN record r ON r.collection = q.collection AND r.key = ?"
        " JOIN listing l ON l.rid = r.rid AND l.query = q.id WHERE q.text = ?",
        (clean(key), queries.text_of(query)),
    ).fetchone()
    return int(found[0]) if found else None


def keys(connection: sqlite3.Connection, query: Query) -> list[str]:
    """The keys of all held records that have one, in order."""
    found = connection.execute(
        "SELECT r.key FROM query q CROSS JOIN listing l ON l.query = q.id CROSS JOIN record r ON r.rid = l.rid"
        " WHERE q.text = ? ORDER BY l.position",
        (queries.text_of(query),),
    )
    return [key for each in found if (key := public_key(each[0]))]


def bodies(connection: sqlite3.Connection, query: Query, after: int | None) -> list[tuple[int, str, JsonObject]]:
    """Position, key and the vendor's row, as the query was answered, of the next few records behind `after`, or of the
    first page: nobody may ask for more."""
    found = connection.execute(
        "SELECT l.position, r.key, coalesce(v.row, w.row, w.body) FROM query q"
        " CROSS JOIN listing l ON l.query = q.id CROSS JOIN record r ON r.rid = l.rid CROSS JOIN raw w ON w.rid = l.rid"
        " LEFT JOIN variant v ON v.rid = l.rid AND v.query = q.id"
        " WHERE q.text = ? AND l.position > ? ORDER BY l.position LIMIT ?",
        (queries.text_of(query), -1 if after is None else after, query.page_size if after is None else BATCH),
    )
    return [(place, public_key(key), load(text)) for place, key, text in found]


def vendor_rows(connection: sqlite3.Connection, query: Query, rids: Sequence[int]) -> dict[int, JsonObject]:
    """By record the vendor's row: as the query was answered where it brought it, else the record's own."""
    found = connection.execute(
        "SELECT w.rid, coalesce(v.row, w.row, w.body) FROM raw w"
        " LEFT JOIN query q ON q.text = ? LEFT JOIN variant v ON v.rid = w.rid AND v.query = q.id"
        " WHERE w.rid IN (SELECT value FROM json_each(?))",
        (queries.text_of(query), json.dumps(rids)),
    )
    return {rid: load(text) for rid, text in found}


def remade(connection: sqlite3.Connection, rid: int, resource: Resource) -> tuple[SafeText, Cells]:
    """Label and cells of a record that was last shown with other columns."""
    text = connection.execute("SELECT coalesce(row, body) FROM raw WHERE rid = ?", (rid,)).fetchone()[0]
    row = load(text)
    return safe(resource.label_of(row)), cells(resource.columns, row)
