"""Members of held records, counted over every form of them."""

from __future__ import annotations

from dataclasses import replace

from explorer.model.address import Address
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.store.samples import NOTES, USERS, page_of, person

PLAIN = Query(("users",))


def _put(cache: Cache, *rows: dict[str, object], query: Query = PLAIN) -> None:
    cache.put_page(USERS, page_of(query, 1, rows, last=True), rows).result()


def test_values_are_counted_the_most_frequent_first(cache: Cache) -> None:
    _put(cache, person(1, office="B"), person(2, office="A"), person(3, office="A"), person(4, office=None), person(5))
    assert cache.counted(("users",), ("office", "office")) == [("A", "A", 2), ("B", "B", 1)]
    assert cache.counted(("users",), ("office", "office"), limit=1) == [("A", "A", 2)]
    assert sum(count for *_, count in cache.counted(("users",), ("office", "office"), forms=2)) == 2


def test_two_members_are_counted_together(cache: Cache) -> None:
    _put(cache, person(1, office="A", city="X"), person(2, office="A", city="Y"), person(3, office="A"))
    found = {(one, other) for one, other, _ in cache.counted(("users",), ("office", "city"))}
    assert found == {("A", "X"), ("A", "Y"), ("A", None)}


def test_every_form_of_a_record_counts(cache: Cache) -> None:
    _put(cache, person(1))
    _put(cache, person(1, roles=[{"id": 7}]), query=replace(PLAIN, includes=("roles",)))
    assert cache.counted(("users",), ("roles", "roles")) == [([{"id": 7}], [{"id": 7}], 1)]
    cache.put_record(USERS, Address("a", ("users", "1")), person(1, roles=[]), fetched_at=2.0).result()
    assert [one for one, *_ in cache.counted(("users",), ("roles", "roles"))] == [[], [{"id": 7}]]


def test_a_record_that_is_gone_does_not_count(cache: Cache) -> None:
    _put(cache, person(1, office="A"), person(2, office="B"))
    cache.forget(Address("a", ("users", "1"))).result()
    assert cache.counted(("users",), ("office", "office")) == [("B", "B", 1)]


def test_a_collection_below_is_counted_over_all_its_parents(cache: Cache) -> None:
    for user in ("1", "2"):
        rows = [{"id": 1, "name": "Hello", "team": {"id": 3}}]
        query = Query(("users", user, "notes"))
        cache.put_page(NOTES, page_of(query, 1, rows, last=True), rows).result()
    assert cache.counted(("users", "notes"), ("team", "team")) == [({"id": 3}, {"id": 3}, 2)]
    assert cache.counted(("notes",), ("team", "team")) == cache.counted(("users",), ("team", "team")) == []


def test_what_sqlite_cannot_keep_as_text_comes_out_as_it_was(cache: Cache) -> None:
    names = {"lone \ud800 half", "nul \x00 inside", '"quoted"', "ſtraße"}
    _put(cache, *(person(number, office=name) for number, name in enumerate(names)))
    assert {one for one, *_ in cache.counted(("users",), ("office", "office"))} == names
    assert cache.notice == ""
