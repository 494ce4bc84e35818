"""Listings that are held page by page, where the vendor's pages put their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence, Set
from operator import itemgetter
from typing import Final

from explorer.model.errors import StoreError
from explorer.model.json_text import JsonObject
from explorer.model.page import Page, Query
from explorer.model.resource import Resource
from explorer.model.value import dataclass
from explorer.store import appended, places, queries
from explorer.store.encoding import clean
from explorer.store.keys import public_key
from explorer.store.queries import StoredQuery
from explorer.store.schema import VERSIONS_LIMIT
from explorer.store.storing import Batch, store_rows
from explorer.store.values import Stored

COUNT_LIMIT: Final = 2**53
"""A total above this is nonsense."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a kept page lies."""

    number: int
    first: int
    count: int
    hidden: int
    run: int

    @property
    def stop(self) -> int:
        return self.first + self.count


_MARK: Final = "SELECT number, first, count, hidden, run FROM page WHERE query = ?"


def put_page(
    connection: sqlite3.Connection,
    resource: Resource,
    page: Page,
    rows: Sequence[JsonObject],
    run: int | None,
    versions_kept: int = VERSIONS_LIMIT,
) -> Stored:
    """Keeps one page: its rows, and that they stand there, instead of what stood there before."""
    stored = queries.find_or_add(connection, page.query)
    if run is not None:
        check_run(stored, run)
    variant_of = None if page.query.plain else stored.id
    batch = store_rows(connection, resource, stored.collection, rows, page.fetched_at, variant_of, versions_kept)
    if run is not None:
        _note_seen(connection, stored, batch)
    if stored.appended:
        stored.save(connection)
        return appended.place(connection, resource, page.query, batch)
    duplicates = batch.repeated + _place(connection, resource, stored, page, batch, run)
    stored.save(connection)
    return Stored(batch.new, batch.changed, stored.held, duplicates=duplicates)


def check_run(stored: StoredQuery | None, run: int) -> None:
    """Raises StoreError when `run` is not the listing's open one."""
    if stored is None or not stored.running or stored.run != run:
        raise StoreError(
            "another sync of the same collection has begun meanwhile", next_step="let it end, then sync again"
        )


def drop_page(connection: sqlite3.Connection, stored: StoredQuery, number: int) -> list[int]:
    """Forgets one page; its records stay. Returns those that stood on it."""
    mark = _mark(connection, stored, "AND number = ?", number)
    if mark is None:
        return []
    rids = places.rids_between(connection, stored.id, mark.first, mark.stop)
    places.clear(connection, stored, mark.first, mark.stop)
    stored.hidden -= mark.hidden
    connection.execute("DELETE FROM page WHERE query = ? AND number = ?", (stored.id, number))
    return rids


def drop(connection: sqlite3.Connection, query: Query) -> None:
    """Forgets the listing of a query, if there is one, as `drop_query` does."""
    stored = queries.find(connection, query)
    if stored is not None:
        drop_query(connection, stored)


def drop_query(connection: sqlite3.Connection, stored: StoredQuery) -> None:
    """Forgets a listing; its records stay.

    An export goes on from a bookmark only because all before it is listed: the bookmark goes with the listing.
    """
    for table in ("listing", "page", "unseen", "variant"):
        connection.execute(f"DELETE FROM {table} WHERE query = ?", (stored.id,))
    connection.execute("DELETE FROM query WHERE id = ?", (stored.id,))
    if stored.appended:
        appended.forget_bookmark(connection, stored.collection)


def reaches_end(connection: sqlite3.Connection, stored: StoredQuery, run: int | None = None) -> bool:
    """Every page from the first to the last is held (those of `run` alone, if given), and none comes after it."""
    among = "" if run is None else f" AND run = {run}"
    last = connection.execute(
        f"SELECT number, next, note FROM page WHERE query = ?{among} ORDER BY number DESC LIMIT 1", (stored.id,)
    ).fetchone()
    if last is None or last[1] is not None or last[2]:
        return False
    held = connection.execute(f"SELECT count(*) FROM page WHERE query = ?{among}", (stored.id,)).fetchone()[0]
    return bool(held == last[0])


def update_completeness(connection: sqlite3.Connection, stored: StoredQuery) -> None:
    """Whether every row is held, after pages came or went."""
    if stored.total is not None and stored.held + stored.hidden == stored.total:
        stored.shifted = 0
    stored.complete = int(not stored.shifted and reaches_end(connection, stored))


def read_page(connection: sqlite3.Connection, query: Query, number: int) -> Page | None:
    """Page `number` as it is kept. Listings without pages have none."""
    stored = queries.find(connection, query)
    if stored is None or stored.appended:
        return None
    found = connection.execute(
        "SELECT number, cursor, next, first, count, total, pages, fetched_at, note FROM page"
        " WHERE query = ? AND number = ?",
        (stored.id, number),
    ).fetchone()
    if found is None:
        return None
    held, cursor, following, first, count, total, pages, fetched_at, note = found
    keys = connection.execute(
        "SELECT r.key FROM listing l JOIN record r ON r.rid = l.rid"
        " WHERE l.query = ? AND l.position >= ? AND l.position < ? ORDER BY l.position",
        (stored.id, first, first + count),
    )
    return Page(
        query, cursor, held, tuple(public_key(key) for (key,) in keys), following, total, pages, first, fetched_at, note
    )


def _place(
    connection: sqlite3.Connection,
    resource: Resource,
    stored: StoredQuery,
    page: Page,
    batch: Batch,
    run: int | None,
) -> int:
    """Puts the rows of `page` in their places; returns how many of them stand on another page as well."""
    before = drop_page(connection, stored, page.number)
    hidden = frozenset() if page.query.archived else batch.archived
    visible, elsewhere = _settle_duplicates(connection, resource, stored, page, batch.rids, hidden, run)
    if before and set(before) != set(visible) and run is None:
        stored.shifted = 1
    _drop_overlapping(connection, stored, page.number, page.first, page.first + len(visible))
    places.fill(connection, stored, page.first, visible)
    stored.total = page.total if page.total is not None and 0 <= page.total < COUNT_LIMIT else None
    stored.page_count = page.pages if page.pages is not None and 0 <= page.pages < COUNT_LIMIT else None
    if visible or page.number == 1 or _mark(connection, stored, "AND number = ?", page.number - 1):
        _add_page(connection, stored, page, len(visible), len(hidden), run)
    _drop_beyond(connection, stored, page)
    only = _mark(connection, stored, "AND number != ?", page.number) is None
    stored.shifted = int(bool(stored.shifted) and not only)
    update_completeness(connection, stored)
    return elsewhere


def _add_page(
    connection: sqlite3.Connection, stored: StoredQuery, page: Page, count: int, hidden: int, run: int | None
) -> None:
    connection.execute(
        "INSERT INTO page (query, number, cursor, next, first, count, hidden, total, pages, fetched_at, note, run)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stored.id,
            page.number,
            clean(page.cursor),
            None if page.next is None else clean(page.next),
            page.first,
            count,
            hidden,
            stored.total,
            stored.page_count,
            page.fetched_at,
            clean(page.note),
            run or 0,
        ),
    )
    stored.hidden += hidden


def _settle_duplicates(
    connection: sqlite3.Connection,
    resource: Resource,
    stored: StoredQuery,
    page: Page,
    rids: Sequence[int],
    hidden: Set[int],
    run: int | None,
) -> tuple[list[int], int]:
    """Leaves each record one place where other pages have it too, and those in `hidden` none.

    Returns the records that `page` is to have, and how many of them stood on other pages. Of numbered pages the one
    fetched last is right, and the other one gets shorter until it is fetched again. Where pages only follow one
    another, an earlier page keeps the row: nothing would ever fill its gap.
    """
    numbered = resource.pager is not None and resource.pager.numbered
    elsewhere, staying = 0, set(hidden)
    for other, shared in _by_page(connection, stored, places.positions(connection, stored.id, rids)):
        leaving = shared if numbered or other.number > page.number else shared & hidden
        staying |= shared - leaving
        elsewhere += len(shared - hidden)
        if leaving - hidden and (run is None or other.run != run):
            stored.shifted = 1
        _leave_page(connection, stored, other, leaving)
    return [rid for rid in rids if rid not in staying], elsewhere


def _by_page(
    connection: sqlite3.Connection, stored: StoredQuery, positions: Mapping[int, int]
) -> list[tuple[_Mark, set[int]]]:
    """Records by the page that their position lies on."""
    found: list[tuple[_Mark, set[int]]] = []
    for rid, position in sorted(positions.items(), key=itemgetter(1)):
        if not found or position >= found[-1][0].stop:
            mark = _mark(connection, stored, "AND first <= ? AND count > 0 ORDER BY first DESC", position)
            assert mark is not None, "a row that stands on no page"
            found.append((mark, set()))
        found[-1][1].add(rid)
    return found


def remove(connection: sqlite3.Connection, stored: StoredQuery, rid: int) -> None:
    """Takes a record that is gone from a listing that is held page by page; the total counts it no longer."""
    for mark, shared in _by_page(connection, stored, places.positions(connection, stored.id, [rid])):
        _leave_page(connection, stored, mark, shared)
    if stored.total:
        stored.total -= 1


def _leave_page(connection: sqlite3.Connection, stored: StoredQuery, mark: _Mark, leaving: Set[int]) -> None:
    """Takes records from the page they stand on; those behind them move up, and the page gets shorter."""
    if not leaving:
        return
    rids = [rid for rid in places.rids_between(connection, stored.id, mark.first, mark.stop) if rid not in leaving]
    places.clear(connection, stored, mark.first, mark.stop)
    places.fill(connection, stored, mark.first, rids)
    connection.execute("UPDATE page SET count = ? WHERE query = ? AND number = ?", (len(rids), stored.id, mark.number))


def _note_seen(connection: sqlite3.Connection, stored: StoredQuery, batch: Batch) -> None:
    connection.execute(
        "DELETE FROM unseen WHERE query = ? AND rid IN (SELECT value FROM json_each(?))",
        (stored.id, json.dumps(batch.rids)),
    )
    stored.run_new += batch.new
    stored.run_changed += batch.changed


def _drop_overlapping(connection: sqlite3.Connection, stored: StoredQuery, number: int, start: int, stop: int) -> None:
    """Forgets pages before and behind `number` that reach into its place, as happens when the page size changed."""
    while (before := _mark(connection, stored, "AND number < ? ORDER BY number DESC", number)) and before.stop > start:
        drop_page(connection, stored, before.number)
        stored.shifted = 1
    while (behind := _mark(connection, stored, "AND number > ? ORDER BY number", number)) and behind.first < stop:
        drop_page(connection, stored, behind.number)
        stored.shifted = 1


def _drop_beyond(connection: sqlite3.Connection, stored: StoredQuery, page: Page) -> None:
    """Forgets pages that `page` says are no longer there."""
    ends = page.next is None and not page.note
    beyond = connection.execute(
        "SELECT number FROM page WHERE query = ? AND number > ? AND (? OR number > ? OR first >= ?)",
        (stored.id, page.number, ends, stored.page_count, stored.total),
    )
    for (number,) in beyond.fetchall():
        drop_page(connection, stored, number)


def _mark(connection: sqlite3.Connection, stored: StoredQuery, which: str, value: int) -> _Mark | None:
    found = connection.execute(f"{_MARK} {which} LIMIT 1", (stored.id, value)).fetchone()
    return _Mark(*found) if found else None
