"""Records by address, in the forms they were seen in."""

from __future__ import annotations

import pytest

from explorer.model.address import Address
from explorer.model.changes import Version
from explorer.model.display import cells
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.store.schema import VERSIONS_LIMIT
from explorer.store.values import Stored
from tests.store.samples import NOTES, SKILLS, UNLISTED, USERS, page_of, people, person

QUERY = Query(("users",))
ADA = Address("acme", ("users", "1"))


def put(cache: Cache, *rows: JsonObject, at: float = 1000.0) -> Stored:
    return cache.put_page(USERS, page_of(QUERY, 1, rows, last=True, at=at), rows).result()


def get(cache: Cache, body: JsonObject, at: float) -> None:
    cache.put_record(USERS, ADA, body, fetched_at=at).result()


def test_a_record_is_held_by_its_row_then_by_its_body(cache: Cache) -> None:
    assert cache.record(USERS, ADA) is None
    row, body = person(1, "Ada"), person(1, "Ada", born="1815")
    put(cache, row)
    assert cache.record(USERS, ADA) == Held(ADA, row, 1000.0, whole=False)
    get(cache, body, 2000.0)
    assert cache.record(USERS, ADA) == Held(ADA, body, 2000.0, whole=True, row=row, row_fetched_at=1000.0)


def test_a_record_never_listed_is_held_by_its_body(cache: Cache) -> None:
    get(cache, person(1, "Ada"), 2000.0)
    assert cache.record(USERS, ADA) == Held(ADA, person(1, "Ada"), 2000.0, whole=True)
    assert put(cache, person(1, "Ada")) == Stored(new=0, changed=0, total=1)


def test_an_equal_row_is_only_confirmed(cache: Cache) -> None:
    put(cache, person(1, "Ada"))
    reordered = dict(reversed(person(1, "Ada").items()))
    assert put(cache, reordered, at=3000.0) == Stored(new=0, changed=0, total=1)
    held = cache.record(USERS, ADA)
    assert held is not None
    assert (held.fetched_at, list(held.body)) == (3000.0, list(person(1)))
    assert cache.versions(ADA) == []


def test_a_changed_row_leaves_its_earlier_form(cache: Cache) -> None:
    put(cache, person(1, "Ada"))
    assert put(cache, person(1, "Ada L."), at=2000.0).changed == 1
    put(cache, person(1, "Ada King"), at=3000.0)
    assert cache.versions(ADA) == [
        Version(2000.0, 3000.0, person(1, "Ada L."), whole=False, plain=True),
        Version(1000.0, 2000.0, person(1, "Ada"), whole=False, plain=True),
    ]


def test_the_oldest_versions_are_let_go(cache: Cache) -> None:
    for count in range(VERSIONS_LIMIT + 5):
        put(cache, person(1, f"Ada {count}"), at=float(count))
    seen = cache.versions(ADA)
    assert [each.seen_at for each in seen] == [float(count) for count in range(VERSIONS_LIMIT + 3, 3, -1)]


def test_fewer_includes_are_no_change_of_a_body(cache: Cache) -> None:
    get(cache, person(1, "Ada", phones=["1"]), 1000.0)
    get(cache, person(1, "Ada"), 2000.0)
    assert cache.versions(ADA) == []
    get(cache, person(1, "Ada L."), 3000.0)
    assert cache.versions(ADA) == [Version(2000.0, 3000.0, person(1, "Ada"), whole=True)]


def test_text_and_number_of_one_key_are_one_record(cache: Cache) -> None:
    assert put(cache, person(7), person("7")).total == 1
    assert put(cache, person("07")).new == 1


def test_what_only_the_parent_embeds_is_held_too(cache: Cache) -> None:
    skill = {"id": 4, "name": "Driving"}
    get(cache, person(1, "Ada", skills={"data": [skill]}), 2000.0)
    address = Address("acme", ("users", "1", "skills", "4"))
    assert cache.record(SKILLS, address) == Held(address, skill, 2000.0, whole=False)
    assert cache.record(SKILLS, Address("acme", ("users", "1", "skills", "5"))) is None


def test_records_of_a_collection_without_a_list_are_listed_as_seen(cache: Cache) -> None:
    for key in ("5", "3", "5"):
        address = Address("acme", ("visitors", key))
        cache.put_record(UNLISTED, address, person(key), fetched_at=float(key)).result()
    query = Query(("visitors",))
    listing = cache.listing(query)
    assert (listing.held, listing.count, listing.complete) == (2, 2, False)
    assert [row.key for row in cache.rows(query, 0, 2) if row] == ["5", "3"]


def test_keys_are_completed_with_labels(cache: Cache) -> None:
    put(cache, person(10, "Ada"), person(11, "Bob\x1b[31m"), person(2, "Eve"))
    assert cache.keys_by_prefix(("users",), "1") == [("10", "Ada"), ("11", "Bob␛[31m")]
    assert cache.keys_by_prefix(("users",), "", limit=2) == [("10", "Ada"), ("11", "Bob␛[31m")]
    assert cache.keys_by_prefix(("nowhere",), "1") == []


def test_children_are_counted_where_all_are_held(cache: Cache) -> None:
    notes, filtered = Query(("users", "1", "notes")), Query(("users", "1", "skills"), search="x")
    deeper, other = Query(("users", "1", "notes", "8", "files")), Query(("users", "11", "notes"))
    cache.put_page(NOTES, page_of(notes, 1, people(1, 2, 3)), people(1, 2, 3)).result()
    for query in (filtered, deeper, other):
        cache.put_page(NOTES, page_of(query, 1, people(1), last=True), people(1)).result()
    assert cache.child_counts(("users", "1")) == {}
    cache.put_page(NOTES, page_of(notes, 2, people(4), last=True), people(4)).result()
    assert cache.child_counts(("users", "1")) == {"notes": 4}


def test_bodies_come_in_order_however_many(cache: Cache) -> None:
    rows = people(*range(1200))
    cache.put_page(USERS, page_of(QUERY, 1, rows, last=True), rows).result()
    found = list(cache.bodies(QUERY))
    assert [key for key, _ in found] == [str(number) for number in range(1200)]
    assert found[700][1] == rows[700]


@pytest.mark.parametrize(
    "wide", [Query(("users",), includes=("skills",)), Query(("users",), filters=(("firstVisit", "1"),))]
)
def test_members_that_only_some_queries_ask_for_are_no_change(cache: Cache, wide: Query) -> None:
    def put_wide(row: JsonObject) -> Stored:
        return cache.put_page(USERS, page_of(wide, 1, [row], last=True), [row]).result()

    asked, own = person(1, "Ada", skills=["x"]), person(1, "Ada")
    put_wide(asked)
    for _ in range(2):
        assert put(cache, own) == Stored(new=0, changed=0, total=1)
        assert put_wide(asked) == Stored(new=0, changed=0, total=1)
    assert [row for _, row in cache.bodies(wide)] == [asked]
    assert [row for _, row in cache.bodies(QUERY)] == [own]
    assert cache.versions(ADA) == []


def test_a_change_that_a_wider_row_shows_is_one_of_the_record(cache: Cache) -> None:
    wide = Query(("users",), includes=("skills",))
    put(cache, person(1, "Ada"))
    row = person(1, "Ada L.", skills=["x"])
    assert cache.put_page(USERS, page_of(wide, 1, [row], last=True), [row]).result().changed == 1
    assert [row for _, row in cache.bodies(QUERY)] == [person(1, "Ada L.")]
    assert [each.body for each in cache.versions(ADA)] == [person(1, "Ada")]
    assert put(cache, person(1, "Ada L.")).changed == 0
    assert put(cache, person(1, "Ada L.", nickname="A")).changed == 1


def test_a_filtered_row_like_the_record_is_not_kept_twice(cache: Cache) -> None:
    filtered = Query(("users",), filters=(("team", "3"),))
    put(cache, person(1, "Ada"))
    for row in (person(1, "Ada", skills=["x"]), person(1, "Ada")):
        cache.put_page(USERS, page_of(filtered, 1, [row], last=True), [row]).result()
    put(cache, person(1, "Ada L."))
    assert [row for _, row in cache.bodies(filtered)] == [person(1, "Ada L.")]


def test_what_was_not_set_is_shown_as_soon_as_a_filtered_row_tells_it(cache: Cache) -> None:
    """The vendor leaves out what is not set."""
    filtered, row = Query(("users",), filters=(("team", "3"),)), person(1, "Ada", phone="+44 7700 900345")
    put(cache, {name: value for name, value in row.items() if name != "phone"})
    cache.put_page(USERS, page_of(filtered, 1, [row], last=True), [row]).result()
    for query in (filtered, QUERY):
        (shown,) = cache.rows(query, 0, 1)
        assert shown is not None and shown.cells == cells(USERS.columns, row)
