"""Reading a whole listing anew."""

from __future__ import annotations

import pytest

from explorer.model.address import Address
from explorer.model.errors import StoreError
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.store.values import Stored
from tests.store.samples import EXPORTED, USERS, page_of, people, person

QUERY = Query(("users",))


def put(cache: Cache, number: int, rows: list[JsonObject], run: int | None, last: bool = False) -> None:
    cache.put_page(USERS, page_of(QUERY, number, rows, last=last), rows, run=run).result()


def begin(cache: Cache, query: Query = QUERY) -> int:
    return cache.whole.begin_relisting(query).result()


def finish(cache: Cache, run: int, complete: bool = True) -> Stored:
    return cache.whole.finish_relisting(QUERY, run, complete=complete).result()


def keys(cache: Cache) -> list[str | None]:
    return [row.key if row else None for row in cache.rows(QUERY, 0, cache.listing(QUERY).count)]


def gone(cache: Cache, key: str) -> float | None:
    held = cache.record(USERS, Address("a", ("users", key)))
    assert held is not None
    return held.gone_at


def fill(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3), None)
    put(cache, 2, people(4, 5, 6), None)
    put(cache, 3, people(7), None, last=True)


def test_rows_not_met_again_are_gone(cache: Cache) -> None:
    fill(cache)
    run = begin(cache)
    put(cache, 1, people(1, 3, 4), run)
    put(cache, 2, [person(6, "Changed"), person(8)], run, last=True)
    assert finish(cache, run) == Stored(new=1, changed=1, total=5, gone=3, complete=True)
    assert keys(cache) == ["1", "3", "4", "6", "8"]
    assert [gone(cache, key) for key in "257"] == [5000.0] * 3
    assert gone(cache, "4") is None
    listing = cache.listing(QUERY)
    assert (listing.complete, listing.synced_at) == (True, 5000.0)


def test_a_record_that_comes_back_is_no_longer_gone(cache: Cache) -> None:
    fill(cache)
    run = begin(cache)
    put(cache, 1, people(1), run, last=True)
    finish(cache, run)
    put(cache, 1, people(1, 2), None, last=True)
    assert gone(cache, "2") is None
    assert gone(cache, "3") == 5000.0


def test_rows_that_left_a_page_before_the_run_are_gone(cache: Cache) -> None:
    fill(cache)
    put(cache, 1, people(1, 3), None, last=True)  # 2 is gone from the listing, the pages behind as well
    elsewhere = Query(("users",), filters=(("former", "1"),))
    cache.put_page(USERS, page_of(elsewhere, 1, people(8), last=True), people(8)).result()
    cache.put_record(USERS, Address("a", ("users", "9")), person(9), fetched_at=1000.0).result()
    for expected in (5, 0):
        run = begin(cache)
        put(cache, 1, people(1, 3), run, last=True)
        assert finish(cache, run).gone == expected
    assert [gone(cache, key) for key in "24567"] == [5000.0] * 5
    # These were never seen in the whole listing, which cannot tell of them.
    assert [gone(cache, key) for key in "89"] == [None, None]


def test_a_run_that_broke_off_marks_nothing(cache: Cache) -> None:
    fill(cache)
    run = begin(cache)
    put(cache, 1, people(1, 2), run)
    assert finish(cache, run, complete=False).gone == 0
    assert gone(cache, "7") is None
    assert cache.listing(QUERY).synced_at is None


def test_a_run_with_a_page_missing_marks_nothing(cache: Cache) -> None:
    fill(cache)
    run = begin(cache)
    put(cache, 1, people(1, 2, 3), run)
    put(cache, 3, people(7), run, last=True)
    stored = finish(cache, run)
    assert (stored.gone, stored.complete) == (0, False)
    assert gone(cache, "4") is None


def test_a_later_run_makes_an_earlier_one_void(cache: Cache) -> None:
    fill(cache)
    first, second = begin(cache), begin(cache)
    with pytest.raises(StoreError, match="another sync"):
        put(cache, 1, people(9), first)
    with pytest.raises(StoreError, match="another sync"):
        finish(cache, first)
    put(cache, 1, people(1), second, last=True)
    assert finish(cache, second).gone == 6
    with pytest.raises(StoreError):
        put(cache, 1, people(1), second)


def test_a_run_that_rows_moved_past_marks_none_gone(cache: Cache) -> None:
    fill(cache)
    for total, expected in ((6, 0), (5, 2)):
        run = begin(cache)
        put(cache, 1, people(1, 2, 3), run)
        rows = people(5, 6)
        cache.put_page(USERS, page_of(QUERY, 2, rows, total=total, last=True), rows, run=run).result()
        assert finish(cache, run).gone == expected
    assert (gone(cache, "4"), gone(cache, "7")) == (5000.0, 5000.0)


def test_a_filtered_listing_loses_rows_but_marks_none_gone(cache: Cache) -> None:
    query = Query(("users",), filters=(("team", "3"),))
    cache.put_page(USERS, page_of(query, 1, people(1, 2), last=True), people(1, 2)).result()
    run = begin(cache, query)
    cache.put_page(USERS, page_of(query, 1, people(1), last=True), people(1), run=run).result()
    assert cache.whole.finish_relisting(query, run).result().gone == 1
    assert cache.listing(query).held == 1
    assert gone(cache, "2") is None


def test_a_duplicate_within_one_run_does_not_spoil_it(cache: Cache) -> None:
    run = begin(cache)
    put(cache, 1, people(1, 2, 3), run)
    put(cache, 2, people(3, 4), run, last=True)
    assert finish(cache, run) == Stored(new=4, changed=0, total=4, complete=True)
    assert cache.listing(QUERY).complete


def test_a_copy_made_by_an_export_gives_way_to_pages(cache: Cache) -> None:
    query = Query(("customers",))
    cache.whole.put_export(
        EXPORTED, query, people(1, 2), after=None, cursor="0", next=None, bookmark="b", fetched_at=1000.0
    ).result()
    run = cache.whole.begin_relisting(query).result()
    assert cache.whole.bookmark(("customers",)) is None
    cache.put_page(EXPORTED, page_of(query, 1, people(2), last=True), people(2), run=run).result()
    assert cache.whole.finish_relisting(query, run).result() == Stored(0, 0, 1, gone=1, complete=True)
