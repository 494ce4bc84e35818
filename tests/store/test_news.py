"""What is new, changed or gone: noticed when it comes, whatever call brings it, and marked until somebody looked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.model.address import Address, Segments
from explorer.model.changes import Compared, Happened, Version
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.store.encoding import dump
from explorer.store.queries import text_of
from explorer.store.schema import CACHE
from tests.store.samples import EXPORTED, NOTES, USERS, page_of, people, person, resource_of

QUERY = Query(("users",))
ADA = Address("acme", ("users", "1"))
TOUCHED = replace(USERS, volatile=("seen",))


def put(cache: Cache, *rows: JsonObject, at: float = 1000.0, last: bool = True, query: Query = QUERY) -> int:
    page = page_of(query, 1, rows, last=last, at=at)
    return cache.put_page(TOUCHED, page, rows).result().changed


def get(cache: Cache, body: JsonObject, at: float) -> None:
    cache.put_record(TOUCHED, ADA, body, fetched_at=at).result()


def news(cache: Cache, since: float | None, within: Segments = (), limit: int = 1000) -> list[Happened]:
    return cache.news.happened(resource_of, "acme", since, within=within, limit=limit)


def told(cache: Cache, since: float | None = 0.0) -> dict[str, str]:
    return {each.address.key: "new" if each.new else "gone" if each.gone else "changed" for each in news(cache, since)}


def versions(cache: Cache) -> list[tuple[float, float | None, bool]]:
    return [(each.seen_at, each.until, each.whole) for each in cache.versions(ADA)]


def marks(cache: Cache, query: Query = QUERY) -> str:
    rows = cache.rows(query, 0, cache.listing(query).count)
    return "".join("+" if row.new else "~" if row.changed else "." for row in rows if row)


def test_only_what_comes_to_a_whole_collection_is_new(cache: Cache) -> None:
    put(cache, *people(1, 2, 3), last=False)
    cache.put_page(USERS, page_of(QUERY, 2, people(4), last=True), people(4)).result()
    assert told(cache) == {}
    put(cache, *people(1, 2, 9), at=2000.0)
    assert told(cache) == {"9": "new"}
    assert told(cache, 2000.0) == {}


def test_an_export_tells_what_is_new_from_its_second_run_on(cache: Cache) -> None:
    query = Query(("customers",))

    def export(after: str | None, bookmark: str, rows: list[JsonObject], at: float) -> None:
        cache.whole.put_export(
            EXPORTED, query, rows, after=after, cursor="c", next=None, bookmark=bookmark, fetched_at=at
        ).result()

    export(None, "one", people(1, 2), 1000.0)
    assert told(cache) == {}
    export("one", "two", [person(2, "Ada"), person(3)], 2000.0)
    assert told(cache) == {"2": "changed", "3": "new"}


def test_a_record_that_is_forgotten_and_met_again_is_not_new(cache: Cache) -> None:
    put(cache, *people(1, 2))
    cache.upkeep.expire(pages_before=1500.0, records_before=1500.0).result()
    put(cache, *people(1, 2), at=2000.0, last=False)
    assert told(cache) == {}


def test_what_is_gone_is_told_whichever_way_it_went(cache: Cache) -> None:
    put(cache, *people(1, 2, 3))
    cache.forget(ADA).result()
    run = cache.whole.begin_relisting(QUERY).result()
    cache.put_page(USERS, page_of(QUERY, 1, people(3), last=True), people(3), run=run).result()
    cache.whole.finish_relisting(QUERY, run).result()
    assert told(cache, 4999.0) == {"1": "gone", "2": "gone"}
    put(cache, *people(1, 3), at=6000.0)
    assert told(cache, 4999.0) == {"2": "gone"}


def test_a_row_with_fewer_members_than_the_body_is_no_change(cache: Cache) -> None:
    get(cache, person(1, "Ada", phones=["1"], team={"id": 3, "name": "Kent"}), 1000.0)
    for at in (2000.0, 3000.0):
        assert put(cache, person(1, "Ada"), at=at) == 0
        get(cache, person(1, "Ada", phones=["1"], team={"id": 3, "name": "Kent"}), at + 1)
    assert (versions(cache), told(cache)) == ([], {})


def test_what_changes_by_itself_is_no_change_of_the_record(cache: Cache) -> None:
    put(cache, person(1, "Ada", seen="monday"))
    get(cache, person(1, "Ada", seen="monday", born=1815), 1000.0)
    assert put(cache, person(1, "Ada", seen="tuesday"), at=2000.0) == 0
    get(cache, person(1, "Ada", seen="tuesday", born=1815), 2000.0)
    assert (versions(cache), told(cache)) == ([], {})
    held = cache.record(USERS, ADA)
    assert held is not None
    assert held.body["seen"] == "tuesday"


def test_a_change_that_both_calls_tell_is_noticed_once_and_counted_by_the_list_that_brings_it(cache: Cache) -> None:
    put(cache, person(1, "Ada"))
    get(cache, person(1, "Ada", born=1815), 1100.0)
    put(cache, person(1, "Ada King"), at=2000.0)
    get(cache, person(1, "Ada King", born=1815), 2100.0)
    assert versions(cache) == [(1000.0, 2000.0, False)]
    get(cache, person(1, "Ada L.", born=1815), 3000.0)
    assert put(cache, person(1, "Ada L."), at=3100.0) == 1
    assert put(cache, person(1, "Ada L."), at=3200.0) == 0
    assert versions(cache) == [(2100.0, 3000.0, True), (1000.0, 2000.0, False)]
    assert [each.at for each in news(cache, 0.0)] == [3000.0]


def test_what_was_told_before_is_not_told_again_with_the_rest(cache: Cache) -> None:
    put(cache, person(1, "Ada"))
    get(cache, person(1, "Ada", born=1815), 1100.0)
    put(cache, person(1, "Ada King"), at=2000.0)
    get(cache, person(1, "Ada King", born=1816), 3000.0)
    (happened,) = news(cache, 2500.0)
    assert happened.forms == (Compared(person(1, "Ada King", born=1815), person(1, "Ada King", born=1816), whole=True),)


def test_a_change_back_counts_although_the_other_call_told_it_long_ago(cache: Cache) -> None:
    put(cache, person(1, "Ada"))
    get(cache, person(1, "Ada King"), 2000.0)
    get(cache, person(1, "Ada"), 3000.0)
    assert versions(cache) == [(2000.0, 3000.0, True)]


def test_the_form_of_that_moment_is_compared_with_the_present_one(cache: Cache) -> None:
    for at, name in ((1000.0, "Ada"), (2000.0, "Ada King"), (3000.0, "Ada L.")):
        put(cache, person(1, name), at=at)
    for since, name in ((500.0, "Ada"), (1000.0, "Ada"), (2000.0, "Ada King")):
        (happened,) = news(cache, since)
        assert happened.forms == (Compared(person(1, name), person(1, "Ada L."), exact=True),)
    assert news(cache, 3000.0) == []


def test_news_of_a_part(cache: Cache) -> None:
    notes, other = Query(("users", "1", "notes")), Query(("users", "11", "notes"))
    put(cache, *people(1, 11))
    put(cache, person(1, "Ada"), person(11, "Eve"), at=2000.0)
    for query in (notes, other):
        for name in ("a", "b"):
            rows = [person(5, name)]
            cache.put_page(NOTES, page_of(query, 1, rows, last=True, at=3000.0), rows).result()

    def addresses(*within: str) -> list[str]:
        return sorted(str(each.address) for each in news(cache, 0.0, within))

    everything = ["acme/users/1", "acme/users/1/notes/5", "acme/users/11", "acme/users/11/notes/5"]
    assert addresses() == addresses("users") == everything
    assert addresses("users", "1") == everything[:2]
    assert addresses("users", "1", "notes") == everything[1:2]
    assert addresses("user") == addresses("users", "2") == []
    assert [each.at for each in news(cache, 0.0, limit=1)] == [3000.0]


def test_rows_are_marked_until_somebody_has_looked(cache: Cache) -> None:
    put(cache, *people(1, 2))
    put(cache, person(1, "Ada"), *people(2, 3), at=2000.0)
    assert marks(cache) == "..."  # nobody has looked yet: nothing is news to anybody
    cache.news.put_visit(("users",), 1500.0).result()
    assert marks(cache) == "~.+"
    (hit,) = cache.find(resource_of, "acme", "ada")
    assert hit.row.changed
    assert [each.address.key for each in news(cache, None)] == ["1", "3"]
    cache.news.put_visit(("users",), 2000.0).result()
    assert (marks(cache), news(cache, None)) == ("...", [])
    assert cache.news.visited(("users",)) == 2000.0


def test_collections_are_visited_one_by_one(cache: Cache) -> None:
    notes = Query(("users", "1", "notes"))
    for query in (QUERY, notes):
        put(cache, person(1, "a"), query=query)
        put(cache, person(1, "b"), query=query, at=2000.0)
    cache.news.put_visit(("users",), 3000.0).result()
    cache.news.put_visit(("nowhere",), 3000.0).result()
    assert [str(each.address) for each in news(cache, None)] == ["acme/users/1/notes/1"]
    assert cache.news.unvisited() == ["users/1/notes"]
    assert cache.news.visited(("users", "1", "notes")) is None


def test_collections_never_held_whole_are_named(cache: Cache) -> None:
    put(cache, *people(1), last=False)
    assert cache.news.partial() == cache.news.partial(("users",)) == ["users"]
    put(cache, *people(1))
    assert cache.news.partial() == []


def test_what_was_not_held_yet_tells_of_no_earlier_news(cache: Cache) -> None:
    assert cache.news.first_held() == []
    put(cache, *people(1))
    put(cache, *people(1), at=2000.0)
    put(cache, person(1, "a"), query=Query(("users", "1", "notes")), at=3000.0)
    assert cache.news.first_held() == cache.news.first_held(("users",)) == [("users", 1000.0)]
    assert cache.news.first_held(("users", "2")) == [("users", 1000.0)]
    assert cache.news.first_held(("users", "1", "notes")) == [("users/notes", 3000.0)]


def test_as_many_versions_are_kept_as_are_wanted(path: Path) -> None:
    cache = Cache(path, versions_kept=2)
    for count in range(5):
        put(cache, person(1, f"Ada {count}"), at=float(count))
        get(cache, person(1, f"Ada {count}", born=count), float(count))
    assert len(cache.versions(ADA)) == 2
    cache.close()
    fewer = Cache(path, versions_kept=1)
    fewer.upkeep.expire(pages_before=0, records_before=0).result()
    assert len(fewer.versions(ADA)) == 1
    fewer.close()


def test_old_versions_are_let_go(cache: Cache) -> None:
    for count in range(1, 6):
        put(cache, person(1, f"Ada {count}"), at=count * 1000.0)
    cache.upkeep.expire(pages_before=0, records_before=0, versions_before=4000.0).result()
    assert [each.until for each in cache.versions(ADA)] == [5000.0, 4000.0]
    (happened,) = news(cache, 0.0)
    assert happened.forms == (Compared(person(1, "Ada 3"), person(1, "Ada 5"), exact=True),)
    cache.upkeep.expire(pages_before=0, records_before=0, versions_before=6000.0).result()
    assert [each.forms for each in news(cache, 0.0)] == [()]


@pytest.mark.parametrize(("share", "least", "most"), [(1.0, 20, 20), (0.1, 3, 15), (0.0, 0, 0)])
def test_versions_take_no_more_than_their_share_of_the_file(cache: Cache, share: float, least: int, most: int) -> None:
    for count in range(21):
        put(cache, person(1, "é" * 1000 + str(count)), at=float(count))
    cache.upkeep.expire(pages_before=0, records_before=0, versions_share=share).result()
    kept = cache.versions(ADA)
    assert least <= len(kept) <= most
    assert [each.until for each in kept] == [20.0 - place for place in range(len(kept))]


@pytest.mark.parametrize("share", [0.05, 0.25, 0.4])
def test_what_is_left_of_versions_takes_no_more_than_the_share_of_what_is_left(cache: Cache, share: float) -> None:
    """Whatever goes makes the file smaller, and so its share."""
    many = [f"{number}" * 30 for number in range(150)]
    put(cache, *({**person(key), "many": many} for key in range(100, 200)), at=100.0)  # goes, and the room it took
    for count in range(15):
        put(cache, *(person(key, "é" * 500 + str(count)) for key in range(20)), at=1000.0)

    def expire() -> list[int]:
        cache.upkeep.expire(pages_before=0, records_before=500.0, versions_share=share).result()
        return [len(cache.versions(Address("acme", ("users", str(key))))) for key in range(20)]

    assert 0 < sum(left := expire()) < 280
    assert expire() == left


def test_an_older_file_knows_what_was_whole_and_what_is_gone(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(path)) as older:
        for statement in (*CACHE.migrations[0], *CACHE.migrations[1]):
            older.execute(statement)
        for number, name in ((1, "users"), (2, "notes")):
            older.execute("INSERT INTO collection (id, path) VALUES (?, ?)", (number, name))
            text = text_of(Query((name,)))
            older.execute(
                "INSERT INTO query (text, collection, plain, complete) VALUES (?, ?, 1, ?)", (text, number, number == 1)
            )
        older.execute("INSERT INTO record (rid, collection, key, row_at, gone_at) VALUES (1, 1, '1', 1.0, 900.0)")
        older.execute("INSERT INTO raw (rid, row) VALUES (1, ?)", (dump(person(1)),))
        older.execute("INSERT INTO display (rid, layout, label, cells) VALUES (1, 0, '', '[]')")
        older.execute(
            "INSERT INTO version (rid, seen_at, whole, body) VALUES (1, 800.0, 0, ?)", (dump(person(1, "A")),)
        )
        older.execute(f"PRAGMA application_id = {CACHE.application}")
        older.execute("PRAGMA user_version = 2")
        older.commit()
    with closing(Cache(path)) as cache:
        assert told(cache) == {"1": "gone"}
        assert [each.until for each in cache.versions(ADA)] == [800.0]
        for query in (QUERY, Query(("notes",))):
            put(cache, person(7), query=query, last=False)
        assert [str(each.address) for each in news(cache, 0.0) if each.new] == ["acme/users/7"]


def test_a_version_says_how_much_of_the_record_it_is(cache: Cache) -> None:
    wide = Query(("users",), includes=("skills",))
    put(cache, person(1, "Ada", skills=["x"]), query=wide)
    put(cache, person(1, "Ada King"), at=2000.0)
    put(cache, person(1, "Ada L."), at=3000.0)
    assert cache.versions(ADA) == [
        Version(2000.0, 3000.0, person(1, "Ada King"), whole=False, plain=True),
        Version(1000.0, 2000.0, person(1, "Ada", skills=["x"]), whole=False),
    ]


def test_the_news_of_one_record_is_that_of_all_since_the_last_visit(cache: Cache) -> None:
    put(cache, *people(2), at=1000.0)
    put(cache, person(1, "Ada King"), person(2), at=2000.0)
    assert cache.news.happened_to(resource_of, "acme", ADA.segments) is None, "nobody has looked yet"
    cache.news.put_visit(("users",), 1500.0).result()
    (all_news,) = news(cache, None)
    assert cache.news.happened_to(resource_of, "acme", ADA.segments) == all_news
    assert cache.news.happened_to(resource_of, "acme", ("users", "2")) is None
    assert cache.news.happened_to(resource_of, "acme", ("users", "none")) is None
    cache.news.put_visit(("users",), 2500.0).result()
    assert cache.news.happened_to(resource_of, "acme", ADA.segments) is None


def test_what_a_record_did_not_have_is_news_where_the_vendor_leaves_out_what_is_not_set(cache: Cache) -> None:
    """Of one record only structures are left out because nobody asked for them."""
    get(cache, person(1, "Ada"), 1000.0)
    get(cache, person(1, "Ada", title="Countess"), 2000.0)
    assert told(cache, 1500.0) == {"1": "changed"}
    get(cache, person(1, "Ada", title="Countess", skills=[{"id": 1}]), 3000.0)
    assert told(cache, 2500.0) == {}
    get(cache, person(1, "Ada"), 4000.0)
    assert told(cache, 3500.0) == {"1": "changed"}
