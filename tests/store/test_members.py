"""What records are made of: learned from rows as they come, and told once it is no longer as it was."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.health import Drift
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.store.samples import NOTES, UNLISTED, USERS, page_of, people, person

QUERY = Query(("users",))
MANY = tuple(range(1, 8))


def put(cache: Cache, *rows: JsonObject, at: float, query: Query = QUERY) -> None:
    page = page_of(query, 1, rows, last=True, at=at, size=200)
    cache.put_page(USERS, page, rows).result()


def drifts(cache: Cache) -> tuple[Drift, ...]:
    return cache.health("acme")[0].drifts


def told(cache: Cache) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.path, each.before, each.after) for each in drifts(cache)]


def test_a_first_reading_tells_nothing_and_neither_does_the_same_again(cache: Cache) -> None:
    put(cache, *people(*MANY), person(8, nick="Jo"), at=1000.0)
    put(cache, *people(*MANY), person(8, nick="Jo"), person(9, nick="Al"), at=2000.0)
    assert told(cache) == []
    assert cache.health("acme")[0].first_seen == 1000.0


def test_a_new_member_is_told_with_the_record_it_was_met_in_and_what_it_is_there(cache: Cache) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, *people(1, 2, 3, 4, 5, 6), person(7, pets=[{"name": "Rex"}]), at=2000.0)
    (drift,) = drifts(cache)
    assert (drift.kind, drift.path, drift.after, drift.rows) == ("new", "pets", "list", 7)
    assert (drift.at, drift.record, drift.example) == (2000.0, Address("acme", ("users", "7")), [{"name": "Rex"}])
    put(cache, *people(1, 2, 3, 4, 5, 6), person(7, pets=[{"name": "Rex", "age": 3}]), at=3000.0)
    assert told(cache)[0] == ("new", "pets[].age", "", "number")
    assert drifts(cache)[0].example == 3


def test_another_type_is_told_once_and_null_or_empty_is_none(cache: Cache) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, *people(1, 2, 3, 4, 5), {**person(6), "name": None, "team": []}, person(7, active="yes"), at=2000.0)
    put(cache, *people(1, 2, 3, 4, 5), person(6, active="no"), person(7, active=None), at=3000.0)
    assert told(cache) == [("retyped", "active", "boolean", "text")]


def test_a_member_is_missing_when_every_row_had_it_and_no_row_has_it(cache: Cache) -> None:
    put(cache, *people(*MANY), at=1000.0)
    without = [{name: value for name, value in row.items() if name != "phone"} for row in people(*MANY)]
    put(cache, *without[:6], *people(7), at=2000.0)
    assert told(cache) == [], "one row still has it"
    put(cache, *people(*MANY), at=3000.0)
    with closing(Cache(None)) as other:
        put(other, *people(*MANY), at=1000.0)
        put(other, *without, at=2000.0)
        assert told(other) == [("missing", "phone", "", "")]
        assert (drifts(other)[0].record, drifts(other)[0].example) == (None, MISSING)
        put(other, *without[:6], *people(7), at=3000.0)
        assert [each.again_at for each in drifts(other)] == [3000.0]


def test_a_few_rows_that_lack_a_member_prove_nothing(cache: Cache) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, {"id": 1, "name": "Ada"}, at=2000.0)
    assert told(cache) == []


def test_only_the_topmost_of_what_is_gone_or_new_is_told(cache: Cache) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, *({"id": key, "name": "x", "phone": None, "active": True, "a": {"b": {"c": 1}}} for key in MANY), at=2.0)
    assert sorted(told(cache)) == [("missing", "team", "object", ""), ("new", "a", "", "object")]


def test_rows_of_a_narrowed_list_tell_nothing(cache: Cache) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, person(8, extra=1), at=2000.0, query=replace(QUERY, includes=("extra",)))
    assert told(cache) == []


def test_a_collection_that_is_never_held_whole_is_known_after_a_hundred_rows_and_a_day(cache: Cache) -> None:
    def see(key: int, at: float, **more: int) -> None:
        body = {**person(key), **more}
        cache.put_record(UNLISTED, Address("acme", ("visitors", str(key))), body, fetched_at=at).result()

    for key in range(100):
        see(key, 1000.0)
    see(200, 2000.0, early=1)
    see(201, 1000.0 + 86_400, late=1)
    assert told(cache) == [("new", "late", "", "number")]


def test_collections_under_records_are_one(cache: Cache) -> None:
    for user in range(100):
        query = Query(("users", str(user), "notes"))
        cache.put_page(NOTES, page_of(query, 1, people(user), last=True, at=1000.0), people(user)).result()
    query, row = Query(("users", "3", "notes")), person(300, mood="good")
    cache.put_page(NOTES, page_of(query, 1, [row], last=True, at=200_000.0), [row]).result()
    assert [(each.names, each.path, each.rows) for each in drifts(cache)] == [(("users", "notes"), "mood", 100)]


def test_what_was_seen_stays_seen(cache: Cache, path: Path) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, *people(*MANY), person(8, nick="Jo"), at=2000.0)
    cache.put_drifts_seen([drifts(cache)[0].number]).result()
    with closing(Cache(path)) as other:
        assert [each.seen_at for each in drifts(other)] == [5000.0]
        assert other.health("acme")[0].unseen == 0
    cache.put_drifts_seen([drifts(cache)[0].number], seen=False).result()
    assert cache.health("acme")[0].unseen == 1


@pytest.mark.parametrize("name", ["\ud800", "a.b", "\x00", "[]", "x" * 500])
def test_any_name_of_a_member_will_do(cache: Cache, name: str) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, *people(*MANY), {**person(8), name: {"in": "side"}}, at=2000.0)
    put(cache, *people(*MANY), {**person(8), name: {"in": "other"}}, at=3000.0)
    assert len(drifts(cache)) == 1


def test_members_without_end_are_not_all_kept(cache: Cache) -> None:
    put(cache, *people(*MANY), at=1000.0)
    put(cache, *people(*MANY), {**person(8), **{f"m{number}": 1 for number in range(2000)}}, at=2000.0)
    put(cache, *people(*MANY), {**person(8), **{f"n{number}": 1 for number in range(2000)}}, at=3000.0)
    assert len(drifts(cache)) == 100
