"""Local search."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from explorer.model.address import Address
from explorer.model.display import cells
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.store.matching import all_matching, expressions, search_text
from tests.store.samples import NOTES, USERS, page_of, person, resource_of

QUERY = Query(("users",))


@pytest.fixture
def filled(cache: Cache) -> Cache:
    rows = [
        person(1, "Zoë Müller", phone="+49 (30) 901820-11"),
        person(2, "ANN O'Brien", phone="(555) 010-2222"),
        person(3, "Søren Þór", email="soren@example.com"),
        person(4, "王小明"),
        person(5, "राम कुमार", phone="٠٣٠١٢٣"),
        person(6, "Annika Straße", team={"name": "North 2024-05"}),
    ]
    cache.put_page(USERS, page_of(QUERY, 1, rows, last=True), rows).result()
    note = [{"id": 9, "name": "Call Ann back"}]
    cache.put_page(NOTES, page_of(Query(("users", "1", "notes")), 1, note, last=True), note).result()
    return cache


def found(cache: Cache, text: str, **options: Any) -> list[str]:
    return [str(hit.address) for hit in cache.find(resource_of, "acme", text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("muller", [1]),
        ("ZOE MÜL", [1]),
        ("o'brien", [2]),
        ("brien ann", [2]),
        ("strasse", [6]),
        ("soren thor", [3]),
        ("SØREN", [3]),
        ("小明", [4]),
        ("王", [4]),
        ("कुमार", [5]),
        ("90182", [1]),
        ("9018", [1]),
        ("+49 30 901820", [1]),
        ("30901820-11", [1]),
        ("5550102222", [2]),
        ("555 010 22 22", [2]),
        ("555-01", [2]),
        ("030123", [5]),
        ("2024-05", [6]),
        ("ann brien 555-010", [2]),
        ("ann kent zoe", []),
        ("xyz", []),
        ("", []),
        ("  -- \x00 * ", []),
        ("\ue000", []),
    ],
)
def test_every_word_has_to_begin_one(filled: Cache, text: str, expected: list[int]) -> None:
    assert found(filled, text, collection=("users",)) == [f"acme/users/{key}" for key in expected]
    assert filled.found_count(text, ("users",)) == len(expected)


@pytest.mark.parametrize(
    "text", ['"', "a AND b", "NEAR(a b)", "ann*", "-ann", "(", "text:ann", "^ann", "{a}", "a" * 5000]
)
def test_what_fts_would_take_for_syntax_is_only_text(filled: Cache, text: str) -> None:
    filled.find(resource_of, "acme", text)
    filled.find(resource_of, "acme", f"{text} ann " * 60)


def test_a_hit_says_all_that_a_line_shows(filled: Cache) -> None:
    (hit,) = filled.find(resource_of, "acme", "þor")
    row = next(body for key, body in filled.bodies(QUERY) if key == "3")
    assert hit.address == Address("acme", ("users", "3"))
    assert (hit.label, hit.row.key, hit.row.cells) == ("Søren Þór", "3", cells(USERS.columns, row))
    assert (hit.row.gone, hit.fetched_at) == (False, 1000.0)


@pytest.mark.parametrize(
    ("held", "typed"),
    [
        ("+44 7700 900345", ("07700 900345", "+44 7700 900345", "7700-900345", "0044 7700 900345", "447700900345")),
        ("07700 900345", ("07700900345", "+44 7700 900345", "+44 (0)7700 900345", "7700 900345", "447700900345")),
        ("+44 (0)7700 900345", ("07700 900345", "+447700900345", "(0)7700")),
        ("(555) 010-2222", ("+1 555 010 2222", "15550102222", "5550102222", "ann 010 2222")),
        ("+49 30 90182011", ("030 90182011", "030-9018", "0049 30 9018")),
        ("+353 87 1234567", ("+353 871234567", "0871234567", "567", "234567", "087 123")),
    ],
)
def test_a_number_is_found_however_it_is_written(held: str, typed: tuple[str, ...], cache: Cache) -> None:
    rows = [person(1, "Ann Brien", phone=held), person(2, "Bob", phone="+7 495 000 11 22")]
    cache.put_page(USERS, page_of(QUERY, 1, rows, last=True), rows).result()
    assert {text: found(cache, text) for text in typed} == {text: ["acme/users/1"] for text in typed}


def test_names_come_first(cache: Cache) -> None:
    rows = [
        person(1, "Bob", team={"name": "Smith & Sons"}),
        person(2, "Ann Smithson"),
        person(3, "Joe Smith", phone="+44 7700 900345"),
        person(4, "Kim", email="smith@example.com"),
    ]
    cache.put_page(USERS, page_of(QUERY, 1, rows, last=True), rows).result()
    assert [(hit.address.key, hit.rank) for hit in cache.find(resource_of, "acme", "smith")] == [
        ("3", 1),
        ("2", 2),
        ("1", 3),
    ]
    assert found(cache, "smith", limit=2) == ["acme/users/3", "acme/users/2"]
    assert found(cache, "smi 345") == ["acme/users/3"]


def test_what_holds_an_email_as_it_is_written_comes_before_those_who_share_its_words(cache: Cache) -> None:
    strangers = [person(n, "Ada Kent", team={"name": f"ada9{n} kent{n}@example.com"}) for n in range(1, 60)]
    own = person(60, "Zoë Müller", team={"name": "Ada@Example.com"})
    cache.put_page(USERS, page_of(QUERY, 1, [*strangers, own], last=True), [*strangers, own]).result()
    for text in ("ada@example.com", " ADA@example.com ", "ada@exampl", "ada@"):
        hits = cache.find(resource_of, "acme", text, limit=8)
        assert [hit.address.key for hit in hits[:2]] == ["60", "1"], text
        assert len(hits) == 8 and hits[0].rank < hits[1].rank
    assert found(cache, "ada@example.com", collection=("users",), limit=1) == ["acme/users/60"]
    assert found(cache, "ada@example.com", collection=("teams",)) == []
    assert cache.found_count("ada@example.com") == 60


def test_all_collections_or_one(filled: Cache) -> None:
    assert found(filled, "ann") == ["acme/users/2", "acme/users/1/notes/9", "acme/users/6"]
    assert found(filled, "ann", collection=("users", "1", "notes")) == ["acme/users/1/notes/9"]
    assert found(filled, "ann", collection=("users", "2", "notes")) == []
    assert found(filled, "ann", limit=1) == ["acme/users/2"]
    assert filled.found_count("ann") == 3
    assert filled.found_count("ann", at_most=2) == 2


@pytest.mark.parametrize(
    "text",
    [
        *("anna", "annabel", "annabel7", "annab kent", "kent north", "person-1", "smithers", "smithers annab"),
        *("smithers kent", "annabel12 smithers", "5550", "555 01 02", "+1 555 010", "0155501", "zzz anna", "annb"),
    ],
)
def test_the_first_of_many_are_those_that_the_whole_index_has_first(cache: Cache, text: str) -> None:
    """However frequent the words are, and whether their frequency lasts."""
    rows = [
        person(
            each,
            f"{'Annabel' if each % 3 else 'Annette'}{each} {'Smithers' if each > 1500 or each % 90 == 0 else 'Smidt'}",
            phone=f"+1 555 010 {each:04}" if each % 2 else f"+1 555 9{each:06}",
            team={"name": "Kentish North" if each < 600 else "Kensington"},
        )
        for each in range(1, 2001)
    ]
    cache.put_page(USERS, page_of(QUERY, 1, rows, last=True), rows).result()
    narrow_first = expressions(text, 1)
    with sqlite3.connect(":memory:") as plain:
        plain.execute("CREATE VIRTUAL TABLE search USING fts5 (text, tokenize = 'ascii')")
        plain.executemany(
            "INSERT INTO search (rowid, text) VALUES (?, ?)",
            [(number, search_text(USERS, 1, [row])) for number, row in enumerate(rows, 1)],
        )
        for limit in (1, 50, 700):
            expected: dict[int, None] = {}
            for expression in narrow_first:
                found_whole = plain.execute(
                    "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid LIMIT ?",
                    (all_matching(expression), limit),
                )
                expected |= dict.fromkeys(rid for (rid,) in found_whole)
            hits = cache.find(resource_of, "acme", text, limit=limit, collection=("users",))
            assert [hit.row.rid for hit in hits] == list(expected)[:limit]


def test_a_changed_record_is_found_by_its_new_words_alone(filled: Cache) -> None:
    row = person(1, "Zoë Schmidt")
    filled.put_page(USERS, page_of(QUERY, 1, [row], last=True), [row]).result()
    assert found(filled, "müller") == []
    assert found(filled, "schmidt") == ["acme/users/1"]


def test_words_of_a_body_are_found_as_well_as_those_of_the_row(filled: Cache) -> None:
    address = Address("acme", ("users", "1"))
    filled.put_record(USERS, address, person(1, "Zoë", phone="777 0000"), fetched_at=2000.0).result()
    assert found(filled, "muller 7770000") == ["acme/users/1"]
    row = person(1, "Zoë Schmidt")
    filled.put_page(USERS, page_of(QUERY, 1, [row]), [row]).result()
    assert found(filled, "schmidt 7770000") == ["acme/users/1"]


def test_what_is_gone_is_found_and_says_so(filled: Cache) -> None:
    run = filled.whole.begin_relisting(QUERY).result()
    filled.put_page(USERS, page_of(QUERY, 1, [person(1)], last=True), [person(1)], run=run).result()
    filled.whole.finish_relisting(QUERY, run).result()
    (hit,) = filled.find(resource_of, "acme", "brien")
    assert hit.row.gone


def test_a_row_without_an_id_is_found_under_its_collection(cache: Cache) -> None:
    rows = [person(None, "Nobody")]
    cache.put_page(USERS, page_of(QUERY, 1, rows), rows).result()
    (hit,) = cache.find(resource_of, "acme", "nobody")
    assert (str(hit.address), hit.row.key) == ("acme/users", "")


def test_hits_of_a_resource_no_longer_declared_are_left_out(cache: Cache) -> None:
    query = Query(("retired",))
    cache.put_page(USERS, page_of(query, 1, [person(1, "Ann")]), [person(1, "Ann")]).result()
    assert found(cache, "ann") == []
