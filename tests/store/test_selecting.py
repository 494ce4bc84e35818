"""Narrowing and sorting what is held: by number, by time, by folded text, with what is missing last."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import chain, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.model.arranging import Arrangement, arranged_rows
from explorer.model.errors import Stopped
from explorer.model.field import Column
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.page import Page, Query
from explorer.model.resource import Resource
from explorer.model.view import HeldOrder
from explorer.store import database, selecting
from explorer.store.cache import Cache
from explorer.store.schema import SORT_KEYS

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


def selected(cache: Cache, query: Query, words: str, arrangement: Arrangement) -> str:
    """The keys of what is shown, in order."""
    return " ".join(cache.keys_of(cache.selected(query, PEOPLE, words, arrangement).rids))


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
        assert " ".join(cache.keys_of(found.rids)) == keys
        rows = cache.rows_of(found.rids[1:3], PEOPLE)
        assert [row.key for row in rows if row is not None] == keys.split()[1:3]
        places = [found.place_of(rid) for rid in found.rids]
        assert places == list(range(5)) and found.place_of(max(found.rids) + 1) is None


@pytest.mark.parametrize(
    ("filters", "words", "keys"),
    [
        ((("name", "ELA"),), "", "2 1"),
        ((("name", "ela"), ("id", "2")), "", "2"),
        ((("phone", "07700"),), "", ""),
        ((("phone", "7700-900"),), "", "9"),
        ((("phone", "call"),), "", "1"),
        ((("phone", ""),), "", "2 33"),
        ((("name", ""), ("age", "-3")), "", "33"),
        ((("at", ""),), "", "2"),
        ((), "kent", "9"),
        ((("name", "z"),), "kent", "9"),
        ((("name", "a"),), "kent", ""),
        ((), "?!", ""),
    ],
)
def test_narrowing(cache: Cache, filters: tuple[tuple[str, str], ...], words: str, keys: str) -> None:
    keep(cache, QUERY, ROWS)
    assert selected(cache, QUERY, words, Arrangement(filters)) == keys


def test_words_look_only_at_what_the_server_narrowed(cache: Cache) -> None:
    keep(cache, QUERY, ROWS)
    narrowed = Query(("people",), filters=(("team", "12"),))
    keep(cache, narrowed, ROWS[1:])
    assert selected(cache, QUERY, "e", Arrangement()) == "2 1"
    assert selected(cache, narrowed, "kent", Arrangement()) == ""
    assert selected(cache, narrowed, "ada", Arrangement()) == "10"
    assert selected(cache, Query(("people",), search="x"), "", Arrangement()) == ""


def forget_sort_keys(cache: Cache) -> None:
    """As of rows that an older explorer has kept."""
    cache._file.write(lambda connection: connection.execute("DELETE FROM sort_key").rowcount).result()


def test_rows_are_sorted_and_narrowed_by_what_is_kept_for_that(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(cache, QUERY, ROWS)
    looked_at: list[str | None] = []
    monkeypatch.setattr(selecting, "order_key", lambda cell, kind: looked_at.append(cell))
    monkeypatch.setattr(Arrangement, "tests", lambda self, resource: [looked_at.append])
    arrangement = Arrangement((("name", "E"),), HeldOrder("at"))
    assert selected(cache, QUERY, "", arrangement) == "1 9 2" and not looked_at
    forget_sort_keys(cache)
    assert not selected(cache, QUERY, "", arrangement) and len(looked_at) == len(ROWS)


def test_what_rows_are_sorted_by_is_kept_when_they_are_listed_again_as_they_were(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(cache, QUERY, ROWS)
    forget_sort_keys(cache)
    keep(cache, QUERY, ROWS)
    monkeypatch.setattr(selecting, "order_key", lambda cell, kind: None)
    assert selected(cache, QUERY, "", Arrangement(order=HeldOrder("name"))) == "10 1 2 9 33"


def test_a_resource_may_have_more_columns_than_are_kept_to_be_sorted_by(cache: Cache) -> None:
    more = [Column(f"more_{number}", f"more {number}") for number in range(SORT_KEYS)]
    wide = replace(PEOPLE, columns=(*PEOPLE.columns, *more))
    last = more[-1].path
    keep(cache, QUERY, [{**row, last: f"É {place % 3}"} for place, row in enumerate(ROWS)], wide)
    found = cache.selected(QUERY, wide, "", Arrangement((("name", "e"), (last, "e")), HeldOrder(last, True)))
    assert " ".join(cache.keys_of(found.rids)) == "2 1 9"


def test_rows_kept_with_other_columns_are_sorted_by_the_present_ones(cache: Cache) -> None:
    before = Resource(
        "people", "people", "person", "person_id", "", (), (Column("age", "age"), Column("name", "name")), ("name",)
    )
    keep(cache, QUERY, ROWS, before)
    assert selected(cache, QUERY, "", Arrangement((("name", "e"),), HeldOrder("age"))) == "9 1 2"


TEXTS = st.text(st.sampled_from('aAbÉé\u0301ßſıK0127٣%_"\\ \x00\n:-T[]{},王'), max_size=6)
TIMES = st.sampled_from(("2026-03-05", "2026-03-05T10:00:00+02:00"))
VALUES = st.one_of(st.none(), TEXTS, st.integers(-20, 2000), TIMES)
PATHS = ("name", "age", "at", "phone", "other")


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), max_size=8),
    filters=st.lists(st.tuples(st.sampled_from(PATHS), TEXTS), max_size=2),
    order=st.none() | st.builds(HeldOrder, st.sampled_from(("id", *PATHS)), st.booleans()),
)
def test_whatever_the_rows_hold_the_same_is_shown_as_of_rows_that_are_not_kept(
    rows: list[tuple[JsonValue, ...]], filters: list[tuple[str, str]], order: HeldOrder | None
) -> None:
    held: list[JsonObject] = [
        {"id": number, "name": name, "age": age, "at": at, "phone": phone, "other": f"{phone} {age}"}
        for number, (name, age, at, phone) in enumerate(rows, 1)
    ]
    arrangement = Arrangement(tuple(filters), order)
    with closing(Cache(None)) as cache:
        keep(cache, QUERY, held)
        expected = " ".join(str(row["id"]) for row in arranged_rows(PEOPLE, held, "", arrangement))
        assert selected(cache, QUERY, "", arrangement) == expected
        forget_sort_keys(cache)
        assert selected(cache, QUERY, "", arrangement) == expected


@pytest.mark.parametrize("order", [None, HeldOrder("name"), HeldOrder("age", True)])
def test_of_many_rows_the_first_are_told_before_all_are_known(
    cache: Cache, monkeypatch: pytest.MonkeyPatch, order: HeldOrder | None
) -> None:
    monkeypatch.setattr(selecting, "_MANY", 300)
    keep(cache, QUERY, [{"id": number, "name": f"P{number * 7 % 300}", "age": number} for number in range(1, 301)])
    told: list[list[str]] = []
    found = cache.selected(
        QUERY,
        PEOPLE,
        "",
        Arrangement((("name", "p"),), order),
        on_first=lambda first: told.append(list(map(str, first.rids))),
    )
    assert told == [list(map(str, found.rids[:100]))] and len(found) == 300


def test_a_look_that_is_stopped_ends_at_once(cache: Cache) -> None:
    keep(cache, QUERY, [{"id": number, "name": f"P{number}"} for number in range(1, 3001)])
    arrangement = Arrangement((("name", "none"),), HeldOrder("age"))
    with pytest.raises(Stopped):
        cache.selected(QUERY, PEOPLE, "", arrangement, stopped=lambda: True)
    assert not cache.selected(QUERY, PEOPLE, "", arrangement).rids


def test_a_look_at_rows_kept_with_other_columns_can_be_stopped_at_any_moment(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_STEPS", 20)
    before = replace(PEOPLE, columns=PEOPLE.columns[:2])
    keep(cache, QUERY, [{"id": number, "name": f"P{number}"} for number in range(1, 101)], before)
    for looks in range(1, 60):
        stopped = chain(repeat(False, looks), repeat(True)).__next__
        with pytest.raises(Stopped):
            cache.selected(QUERY, PEOPLE, "", Arrangement((("age", "9"),)), stopped=stopped)


def test_what_goes_wrong_with_the_first_rows_is_told_as_it_is(cache: Cache) -> None:
    """As where nobody waits for them any more, because the program is ending."""
    keep(cache, QUERY, [{"id": number, "name": f"P{number}"} for number in range(1, 301)])

    def closed(first: selecting.Selected) -> None:
        raise RuntimeError("Event loop is closed")

    arrangement = Arrangement((("name", "p"),))
    with pytest.raises(RuntimeError, match="Event loop is closed"):
        cache.selected(QUERY, PEOPLE, "", arrangement, on_first=closed)
    assert len(cache.selected(QUERY, PEOPLE, "", arrangement)) == 300


def test_a_record_that_is_gone_leaves_its_place_empty(cache: Cache) -> None:
    keep(cache, QUERY, ROWS)
    assert cache.rows_of((4711,), PEOPLE) == [None]
