"""What is too old, and what has to go."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from explorer.model.address import Address
from explorer.model.errors import StoreError
from explorer.model.listing import CollectionInfo
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.store.samples import EXPORTED, UNLISTED, USERS, page_of, people, person, resource_of

QUERY = Query(("users",))
EXPORT = Query(("customers",))


def put(cache: Cache, number: int, *keys: int, at: float, last: bool = False) -> None:
    rows = people(*keys)
    cache.put_page(USERS, page_of(QUERY, number, rows, at=at, last=last), rows).result()


def held(cache: Cache, key: int) -> bool:
    return cache.record(USERS, Address("a", ("users", str(key)))) is not None


def test_old_pages_go_before_their_records(cache: Cache) -> None:
    put(cache, 1, 1, 2, 3, at=100.0)
    put(cache, 2, 4, at=900.0, last=True)
    assert cache.upkeep.expire(pages_before=500.0, records_before=50.0).result() == 0
    listing = cache.listing(QUERY)
    assert ([mark.number for mark in listing.pages], listing.held, listing.complete) == ([2], 1, False)
    assert held(cache, 1)
    assert cache.upkeep.expire(pages_before=500.0, records_before=500.0).result() == 3
    assert not held(cache, 1)
    assert held(cache, 4)
    assert cache.find(resource_of, "a", "person") == cache.find(resource_of, "a", "person 4")


def test_a_record_on_a_page_that_stays_stays(cache: Cache) -> None:
    put(cache, 1, 1, at=100.0)
    assert cache.upkeep.expire(pages_before=50.0, records_before=500.0).result() == 0
    assert cache.rows(QUERY, 0, 1) != [None]


def test_a_listing_whose_first_page_is_on_its_way_stays(cache: Cache) -> None:
    """Another explorer that starts meanwhile forgets what is old."""
    run = cache.whole.begin_relisting(QUERY).result()
    assert cache.upkeep.expire(pages_before=500.0, records_before=500.0).result() == 0
    cache.whole.finish_relisting(QUERY, run, complete=False).result()


def test_a_synced_copy_stays_until_its_last_confirmation_is_old(cache: Cache) -> None:
    def export(keys: list[int], at: float) -> None:
        mark = cache.whole.bookmark(("customers",))
        after = mark.place if mark else None
        cache.whole.put_export(
            EXPORTED, EXPORT, people(*keys), after=after, cursor="0", next=None, bookmark=f"b{at}", fetched_at=at
        ).result()

    export([1, 2], 100.0)
    export([3], 800.0)
    assert cache.upkeep.expire(pages_before=1000.0, records_before=500.0).result() == 0
    assert cache.listing(EXPORT).complete
    assert cache.upkeep.expire(pages_before=1000.0, records_before=900.0).result() == 3
    assert cache.listing(EXPORT).held == 0
    assert cache.whole.bookmark(("customers",)) is None


def test_an_export_that_broke_off_expires_with_its_bookmark(cache: Cache) -> None:
    cache.whole.put_export(
        EXPORTED, EXPORT, people(1), after=None, cursor="0", next="1", bookmark="b", fetched_at=100.0
    ).result()
    assert cache.upkeep.expire(pages_before=500.0, records_before=50.0).result() == 0
    assert cache.whole.bookmark(("customers",)) is not None
    assert cache.upkeep.expire(pages_before=500.0, records_before=500.0).result() == 1
    assert cache.whole.bookmark(("customers",)) is None


def test_a_relisted_copy_stays_as_a_whole(cache: Cache) -> None:
    run = cache.whole.begin_relisting(QUERY).result()
    cache.put_page(USERS, page_of(QUERY, 1, people(1), at=100.0, last=True), people(1), run=run).result()
    cache.whole.finish_relisting(QUERY, run).result()  # confirmed at 5000, by the cache's clock
    assert cache.upkeep.expire(pages_before=4000.0, records_before=4000.0).result() == 0
    assert cache.listing(QUERY).complete
    assert cache.upkeep.expire(pages_before=6000.0, records_before=6000.0).result() == 1


def test_records_seen_one_by_one_expire_one_by_one(cache: Cache) -> None:
    for key, at in ((1, 100.0), (2, 900.0), (3, 200.0)):
        address = Address("a", ("visitors", str(key)))
        cache.put_record(UNLISTED, address, person(key), fetched_at=at).result()
    assert cache.upkeep.expire(pages_before=800.0, records_before=500.0).result() == 2
    query = Query(("visitors",))
    assert cache.listing(query).count == 1
    assert [row.key if row else None for row in cache.rows(query, 0, 2)] == ["2", None]


def test_collections_tell_how_much_is_held(cache: Cache) -> None:
    assert cache.upkeep.collections() == [] and not cache.upkeep.holds_records()
    put(cache, 1, 1, 2, at=100.0)
    cache.put_record(USERS, Address("a", ("users", "1")), person(1), fetched_at=300.0).result()
    cache.whole.put_export(
        EXPORTED, EXPORT, people(1), after=None, cursor="0", next=None, bookmark=None, fetched_at=400.0
    ).result()
    assert cache.upkeep.collections() == [
        CollectionInfo("customers", 1, 400.0, 400.0, 400.0),
        CollectionInfo("users", 2, 100.0, 300.0, None),
    ]
    assert cache.upkeep.holds_records()


def test_a_purge_says_when_another_one_keeps_the_old_content(
    cache: Cache, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.store.database_file.BUSY_SECONDS", 0.05)
    impatient = Cache(path)
    put(impatient, 1, 1, 2, at=100.0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM record").fetchone()
    with pytest.raises(StoreError, match="another explorer"):
        impatient.upkeep.purge().result()
    other.close()
    impatient.upkeep.purge().result()
    impatient.close()
