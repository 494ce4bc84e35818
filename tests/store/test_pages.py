"""Listings held page by page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from explorer.model.address import Address
from explorer.model.display import cells
from explorer.model.json_text import JsonObject
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.model.page_marks import PageMark, PageMarks
from explorer.store.cache import Cache
from explorer.store.values import Stored
from tests.store.samples import CHAIN, EXPORTED, USERS, page_of, people, person

QUERY = Query(("users",))


def keys(cache: Cache, query: Query, stop: int = 12) -> list[str | None]:
    return [row.key if row else None for row in cache.rows(query, 0, stop)]


def put(cache: Cache, number: int, rows: list[JsonObject], **more: object) -> Stored:
    return cache.put_page(USERS, page_of(QUERY, number, rows, **more), rows).result()  # type: ignore[arg-type]  # passed on


def chain(cache: Cache, number: int, first: int, rows: list[JsonObject], **more: object) -> Stored:
    query = Query(("people",))
    page = page_of(query, number, rows, first=first, **more)  # type: ignore[arg-type]  # passed on
    return cache.put_page(CHAIN, page, rows).result()


def test_nothing_held(cache: Cache) -> None:
    assert cache.listing(QUERY) == Listing(QUERY)
    assert cache.rows(QUERY, 5, 8) == [None, None, None]
    assert cache.page(QUERY, 1) is None
    assert cache.position(QUERY, "1") is None
    assert cache.keys(QUERY) == []
    assert list(cache.bodies(QUERY)) == []


def test_a_page_is_read_back_as_it_was_put(cache: Cache) -> None:
    rows = people(1, 2, 3)
    page = page_of(QUERY, 2, rows, total=8, pages=3)
    assert cache.put_page(USERS, page, rows).result() == Stored(new=3, changed=0, total=3)
    assert cache.page(QUERY, 2) == page
    assert cache.listing(QUERY) == Listing(
        QUERY, held=3, total=8, pages=PageMarks.of(PageMark(2, 3, 3, 1000.0)), page_count=3, complete=False
    )
    assert keys(cache, QUERY, 7) == [None, None, None, "1", "2", "3", None]
    assert cache.position(QUERY, "3") == 5
    assert cache.keys(QUERY) == ["1", "2", "3"]
    window = cache.rows(QUERY, 3, 4)
    assert window[0] is not None
    assert window[0].cells == cells(USERS.columns, rows[0])


def test_a_listing_survives_reopening(path: Path) -> None:
    first = Cache(path)
    put(first, 1, people(1, 2), last=True)
    first.close()
    second = Cache(path)
    assert keys(second, QUERY, 2) == ["1", "2"]
    assert second.notice == ""
    second.close()


def test_complete_when_every_page_to_the_last_is_held(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3), total=7)
    put(cache, 3, people(7), total=7, last=True)
    assert not cache.listing(QUERY).complete
    put(cache, 2, people(4, 5, 6), total=7)
    assert cache.listing(QUERY).complete
    assert cache.listing(QUERY).exact == 7


def test_a_run_that_stopped_early_is_not_complete(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3))
    put(cache, 2, people(4), note="stopped: the cursor did not move")
    listing = cache.listing(QUERY)
    assert not listing.complete
    assert listing.note == "stopped: the cursor did not move"


def test_a_page_replaces_what_stood_there(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3))
    put(cache, 2, people(4, 5, 6))
    put(cache, 1, people(1, 9), at=2000.0)
    assert keys(cache, QUERY, 6) == ["1", "9", None, "4", "5", "6"]
    assert cache.listing(QUERY).held == 5
    assert cache.record(USERS, Address("a", ("users", "2"))) is not None


def test_a_vendor_that_answers_every_page_alike(cache: Cache) -> None:
    rows = people(*range(3000))
    for number in (1, 2, 3):
        assert put(cache, number, rows, size=3000).duplicates == (0 if number == 1 else 3000)
    assert [(mark.first, mark.count) for mark in cache.listing(QUERY).pages] == [(0, 0), (3000, 0), (6000, 3000)]


def test_in_a_chain_of_pages_a_row_stays_where_it_came_first(cache: Cache) -> None:
    chain(cache, 1, 0, people(1, 2, 3))
    assert chain(cache, 2, 3, people(3, 4), last=True).duplicates == 1
    assert keys(cache, Query(("people",)), 5) == ["1", "2", "3", "4", None]
    assert cache.listing(Query(("people",))).complete


def test_pages_beyond_a_smaller_total_are_dropped(cache: Cache) -> None:
    for number in (1, 2, 3):
        put(cache, number, people(*range(number * 3, number * 3 + 3)), total=9, pages=3)
    put(cache, 1, people(3, 4, 5), total=5, pages=2)
    assert [mark.number for mark in cache.listing(QUERY).pages] == [1, 2]
    assert cache.listing(QUERY).held == 6
    put(cache, 1, people(3, 4), last=True)
    assert [mark.number for mark in cache.listing(QUERY).pages] == [1]
    assert cache.listing(QUERY).complete


def test_other_page_sizes_push_old_pages_out(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3))
    put(cache, 2, people(4, 5, 6))
    put(cache, 1, people(1, 2, 3, 7, 8))
    assert keys(cache, QUERY, 6) == ["1", "2", "3", "7", "8", None]


def test_an_empty_page_far_behind_leaves_no_mark(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3), total=3)
    put(cache, 9, [], total=3, last=True)
    assert [mark.number for mark in cache.listing(QUERY).pages] == [1]
    assert cache.listing(QUERY).count == 3


def test_an_empty_page_ends_a_chain(cache: Cache) -> None:
    chain(cache, 1, 0, people(1, 2))
    chain(cache, 2, 2, [], last=True)
    listing = cache.listing(Query(("people",)))
    assert (listing.complete, listing.count) == (True, 2)


def test_an_empty_collection_is_complete(cache: Cache) -> None:
    put(cache, 1, [], total=0, last=True)
    assert cache.listing(QUERY).complete
    assert cache.listing(QUERY).exact == 0


def test_rows_marked_deleted_take_a_place_only_where_asked_for(cache: Cache) -> None:
    rows = [person(1), person(2, archivedAt="2026-01-01"), person(3)]
    hidden, shown = Query(("customers",)), Query(("customers",), archived=True)
    for query in (hidden, shown):
        cache.put_page(EXPORTED, page_of(query, 1, rows, last=True), rows).result()
    assert keys(cache, hidden, 3) == ["1", "3", None]
    assert keys(cache, shown, 3) == ["1", "2", "3"]
    assert cache.listing(hidden).archived == 1
    assert cache.listing(shown).archived == 0
    assert cache.listing(hidden).complete


def test_a_row_marked_deleted_leaves_the_page_it_stood_on(cache: Cache) -> None:
    query = Query(("customers",))
    first, second = people(1, 2), [person(3), person(1, archivedAt="2026-01-01")]
    cache.put_page(EXPORTED, page_of(query, 1, first), first).result()
    cache.put_page(EXPORTED, page_of(query, 2, second, first=2, last=True), second).result()
    assert keys(cache, query, 4) == ["2", None, "3", None]


def test_an_unchanged_listing_is_the_same_object(cache: Cache) -> None:
    put(cache, 1, people(1))
    held = cache.listing(QUERY)
    assert cache.listing(QUERY) is held
    put(cache, 1, people(1), at=2000.0)
    assert cache.listing(QUERY).pages[0].fetched_at == 2000.0


def test_cells_for_other_columns_are_made_anew(cache: Cache) -> None:
    put(cache, 1, people(1))
    newer = replace(USERS, columns=USERS.columns[1:2], label=("id",))
    (row,) = cache.rows(QUERY, 0, 1, resource=newer)
    assert row is not None
    assert row.cells == ("Person 1",)
    (hit,) = cache.find(lambda segments: newer, "a", "person")
    assert (hit.label, hit.row.cells) == ("1", ("Person 1",))
    cache.put_page(newer, page_of(QUERY, 1, people(1)), people(1)).result()
    (row,) = cache.rows(QUERY, 0, 1)
    assert row is not None
    assert row.cells == ("Person 1",)
