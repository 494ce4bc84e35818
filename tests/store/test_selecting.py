"""Narrowing and sorting what is held: by number, by time, by folded text, with what is missing last."""

from __future__ import annotations

import pytest

from explorer.model.arranging import Arrangement
from explorer.model.field import Column
from explorer.model.json_text import JsonObject
from explorer.model.page import Page, Query
from explorer.model.resource import Resource
from explorer.model.view import HeldOrder
from explorer.store.cache import Cache

PEOPLE = Resource(
    name="people",
    title="people",
    singular="person",
    id_name="person_id",
    record="",
    operations=(),
    columns=(
        Column("id", "id", "id"),
        Column("name", "name"),
        Column("age", "age", "number"),
        Column("at", "at", "datetime"),
        Column("phone", "phone", "phone"),
    ),
    label=("name",),
)
QUERY = Query(("people",))
ROWS: list[JsonObject] = [
    {"id": 9, "name": "zoë Kent", "age": 9.5, "at": "2026-03-05T10:00:00+02:00", "phone": "+44 7700 900345"},
    {"id": 10, "name": "Ada", "age": 10, "at": "2026-03-05T09:00:00Z", "phone": "020 7946 0958"},
    {"id": 2, "name": "Élan", "age": None, "at": None, "phone": None},
    {"id": 33, "name": "", "age": -3, "at": "soon", "phone": ""},
    {"id": 1, "name": "eLa", "age": 100, "at": "2026-03-04", "phone": "call 900"},
]


def keep(cache: Cache, query: Query, rows: list[JsonObject], resource: Resource = PEOPLE) -> None:
    """Store `rows` as the one page of `query`."""
    keys = tuple(str(row["id"]) for row in rows)
    page = Page(query, "1", 1, keys, None, len(rows), 1, 0, 5000.0)
    cache.put_page(resource, page, rows).result()


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        ("id", "1 2 9 10 33", "33 10 9 2 1"),
        ("name", "10 1 2 9 33", "9 2 1 10 33"),
        ("age", "33 9 10 1 2", "1 10 9 33 2"),
        ("at", "1 9 10 33 2", "33 10 9 1 2"),
    ],
)
def test_orders(cache: Cache, column: str, up: str, down: str) -> None:
    keep(cache, QUERY, ROWS)
    for descending, keys in ((False, up), (True, down)):
        found = cache.selected(QUERY, PEOPLE, "", Arrangement(order=HeldOrder(column, descending)))
        assert " ".join(found.keys) == keys
        rows = cache.rows_of(found.rids[1:3], PEOPLE)
        assert [row.key for row in rows if row is not None] == keys.split()[1:3]


@pytest.mark.parametrize(
    ("filters", "words", "keys"),
    [
        ((("name", "ELA"),), "", "2 1"),
        ((("name", "ela"), ("id", "2")), "", "2"),
        ((("phone", "07700"),), "", ""),
        ((("phone", "7700-900"),), "", "9"),
        ((("phone", "call"),), "", "1"),
        ((), "kent", "9"),
        ((("name", "z"),), "kent", "9"),
        ((("name", "a"),), "kent", ""),
        ((), "?!", ""),
    ],
)
def test_narrowing(cache: Cache, filters: tuple[tuple[str, str], ...], words: str, keys: str) -> None:
    keep(cache, QUERY, ROWS)
    assert " ".join(cache.selected(QUERY, PEOPLE, words, Arrangement(filters)).keys) == keys


def test_words_look_only_at_what_the_server_narrowed(cache: Cache) -> None:
    keep(cache, QUERY, ROWS)
    narrowed = Query(("people",), filters=(("team", "12"),))
    keep(cache, narrowed, ROWS[1:])
    assert cache.selected(QUERY, PEOPLE, "e", Arrangement()).keys == ("2", "1")
    assert cache.selected(narrowed, PEOPLE, "kent", Arrangement()).keys == ()
    assert cache.selected(Query(("people",), search="x"), PEOPLE, "", Arrangement()).keys == ()


def test_rows_kept_with_other_columns_are_sorted_by_the_present_ones(cache: Cache) -> None:
    before = Resource(
        "people", "people", "person", "person_id", "", (), (Column("age", "age"), Column("name", "name")), ("name",)
    )
    keep(cache, QUERY, ROWS, before)
    found = cache.selected(QUERY, PEOPLE, "", Arrangement((("name", "e"),), HeldOrder("age")))
    assert found.keys == ("9", "1", "2")


def test_a_record_that_is_gone_leaves_its_place_empty(cache: Cache) -> None:
    keep(cache, QUERY, ROWS)
    assert cache.rows_of((4711,), PEOPLE) == [None]
