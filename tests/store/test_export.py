"""Local copies made by an incremental export."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import pytest

from explorer.model.errors import StoreError
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.model.page_marks import PageMark, PageMarks
from explorer.store.cache import Cache
from explorer.store.values import Bookmark, Stored
from tests.store.samples import EXPORTED, page_of, people, person

COLLECTION = ("customers",)
QUERY = Query(COLLECTION)
WITH_ARCHIVED = Query(COLLECTION, archived=True)


def put(
    cache: Cache,
    rows: list[JsonObject],
    cursor: str,
    next: str | None,
    bookmark: str | None = None,
    at: float = 1000.0,
) -> Stored:
    """Stores a page that goes on from what is held."""
    mark = cache.whole.bookmark(COLLECTION)
    after = mark.place if mark else None
    return put_after(cache, after, rows, cursor, next, bookmark, at)


def put_after(
    cache: Cache,
    after: str | None,
    rows: list[JsonObject],
    cursor: str,
    next: str | None,
    bookmark: str | None = None,
    at: float = 1000.0,
) -> Stored:
    return cache.whole.put_export(
        EXPORTED, QUERY, rows, after=after, cursor=cursor, next=next, bookmark=bookmark, fetched_at=at
    ).result()


def keys(cache: Cache, query: Query = QUERY) -> list[str | None]:
    return [row.key if row else None for row in cache.rows(query, 0, cache.listing(query).count)]


def test_rows_and_the_way_on_are_kept_together(cache: Cache) -> None:
    assert cache.whole.bookmark(COLLECTION) is None
    assert put(cache, people(1, 2), "0", "2", "b1") == Stored(new=2, changed=0, total=2)
    assert cache.whole.bookmark(COLLECTION) == Bookmark("2", "b1", None)
    listing = cache.listing(QUERY)
    assert (listing.complete, listing.synced_at, listing.held) == (False, None, 2)
    put(cache, people(3), "2", None, at=1100.0)
    assert cache.whole.bookmark(COLLECTION) == Bookmark(None, "b1", 1100.0)
    listing = cache.listing(QUERY)
    assert (listing.complete, listing.synced_at, listing.exact) == (True, 1100.0, 3)
    assert listing.pages == PageMarks.of(PageMark(1, 0, 3, 1100.0))


def test_changed_rows_stay_and_new_ones_come_last(cache: Cache) -> None:
    put(cache, people(1, 2, 3), "0", None, "b1")
    assert put(cache, [person(4), person(2, "Changed")], "b1", None, "b2") == Stored(new=1, changed=1, total=4)
    assert keys(cache) == ["1", "2", "3", "4"]
    assert cache.listing(QUERY).complete


def test_a_page_stored_twice_changes_nothing(cache: Cache) -> None:
    put(cache, people(1, 2), "0", "2")
    assert put(cache, people(1, 2), "0", "2") == Stored(new=0, changed=0, total=2)
    assert keys(cache) == ["1", "2"]


@pytest.mark.parametrize("lose", [lambda cache: cache.upkeep.purge(), lambda cache: cache.drop_pages(QUERY)])
def test_a_page_does_not_go_on_from_what_is_no_longer_held(cache: Cache, lose: Callable[[Cache], Future[None]]) -> None:
    put_after(cache, None, people(1, 2), "0", "2", "b1")
    lose(cache).result()
    with pytest.raises(StoreError, match="emptied"):
        put_after(cache, "2", people(3), "2", None)
    listing = cache.listing(QUERY)
    assert (listing.held, listing.complete, cache.whole.bookmark(COLLECTION)) == (0, False, None)


def test_of_two_runs_the_one_behind_stores_nothing(cache: Cache) -> None:
    put_after(cache, None, people(1, 2), "0", "2")
    with pytest.raises(StoreError, match="another sync"):
        put_after(cache, None, people(1, 2), "0", "2")
    put_after(cache, "2", people(3), "2", None, "b1")
    with pytest.raises(StoreError, match="another sync"):
        put_after(cache, "2", people(3), "2", None, "b1")
    assert keys(cache) == ["1", "2", "3"]
    assert cache.listing(QUERY).complete


def test_a_run_that_stops_early_is_not_whole_and_begins_again_at_the_bookmark(cache: Cache) -> None:
    put(cache, people(1, 2), "0", None, "b1")
    cache.whole.put_export(
        EXPORTED,
        QUERY,
        people(3),
        after="b1",
        cursor="b1",
        next=None,
        bookmark=None,
        fetched_at=1100.0,
        note="stopped: because",
    ).result()
    listing = cache.listing(QUERY)
    assert (listing.held, listing.complete, listing.note) == (3, False, "stopped: because")
    assert cache.whole.bookmark(COLLECTION) == Bookmark(None, "b1", 1000.0)
    put(cache, people(4), "b1", None, "b2")
    assert (cache.listing(QUERY).complete, cache.listing(QUERY).note) == (True, "")


def test_an_empty_last_page_confirms_the_copy(cache: Cache) -> None:
    put(cache, people(1), "0", None, "b1", at=1000.0)
    put(cache, [], "b1", None, None, at=9000.0)
    assert cache.listing(QUERY).synced_at == 9000.0
    assert cache.whole.bookmark(COLLECTION) == Bookmark(None, "b1", 9000.0)


def test_archived_rows_leave_and_come_back(cache: Cache) -> None:
    put(cache, people(1, 2, 3, 4), "0", None)
    put(cache, [person(2, archivedAt="2026"), person(4, archivedAt="2026")], "1", None)
    assert keys(cache) == ["1", "3"]
    assert cache.listing(QUERY).archived == 2
    assert keys(cache, WITH_ARCHIVED) == ["1", "2", "3", "4"]
    assert cache.listing(WITH_ARCHIVED).complete
    put(cache, people(2), "2", None)
    assert keys(cache) == ["1", "3", "2"]
    assert cache.listing(QUERY).archived == 1


def test_a_row_taken_out_leaves_no_gap(cache: Cache) -> None:
    put(cache, people(1, 2, 3, 4), "0", None)
    put(cache, [person(1, archivedAt="2026")], "1", None)
    assert sorted(key or "" for key in keys(cache)) == ["2", "3", "4"]
    assert None not in keys(cache)


def test_pages_seen_before_become_part_of_the_copy(cache: Cache) -> None:
    seen = people(5, 6)
    cache.put_page(EXPORTED, page_of(QUERY, 1, seen), seen).result()
    cache.put_page(EXPORTED, page_of(QUERY, 4, people(7)), people(7)).result()
    put(cache, people(1, 6), "0", None)
    assert keys(cache) == ["5", "6", "7", "1"]
    assert cache.page(QUERY, 1) is None


def test_a_page_fetched_later_does_not_tear_the_copy(cache: Cache) -> None:
    put(cache, people(1, 2, 3, 4, 5), "0", None, "b1")
    fresh = [person(9), person(1, "Changed"), person(3, archivedAt="2026")]
    stored = cache.put_page(EXPORTED, page_of(QUERY, 1, fresh, last=True), fresh).result()
    assert stored == Stored(new=1, changed=2, total=5)
    assert sorted(key or "" for key in keys(cache)) == ["1", "2", "4", "5", "9"]
    assert cache.listing(QUERY).complete
    assert cache.whole.bookmark(COLLECTION) == Bookmark(None, "b1", 1000.0)


def test_a_dropped_copy_takes_its_bookmark_along(cache: Cache) -> None:
    put(cache, people(1, 2), "0", None, "b1")
    cache.drop_pages(QUERY).result()
    assert cache.whole.bookmark(COLLECTION) is None
    assert cache.listing(QUERY).held == 0
    assert not cache.listing(WITH_ARCHIVED).complete
