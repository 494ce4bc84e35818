"""Whatever is stored in whatever order, the cache stays of one piece."""

from __future__ import annotations

import sqlite3

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from explorer.model.address import Address
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.store.cache import Cache
from tests.store.samples import CHAIN, EXPORTED, UNLISTED, USERS, page_of, person, resource_of

SIZE = 3
NAMES = ("ada", "bob", "zoë", "王小明", "o'brien")

keys = st.integers(0, 14)
names = st.sampled_from(NAMES)
batches = st.lists(st.tuples(keys, names, st.booleans()), max_size=SIZE)


def rows_of(batch: list[tuple[int, str, bool]]) -> list[JsonObject]:
    return [person(key, name, archivedAt="2026" if archived else None) for key, name, archived in batch]


class CacheMachine(RuleBasedStateMachine):
    """A numbered listing, a chain of pages, an export and records by address, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.cache = Cache(None)
        self.now = 1000.0
        self.rows: dict[tuple[str, str], JsonObject] = {}
        self.run: int | None = None

    def teardown(self) -> None:
        self.cache.close()

    def remember(self, resource: Resource, rows: list[JsonObject]) -> None:
        self.now += 1
        for row in rows:
            self.rows[resource.name, str(row["id"])] = row

    @rule(number=st.integers(1, 4), batch=batches, last=st.booleans(), total=st.none() | st.integers(0, 12))
    def numbered_page(self, number: int, batch: list[tuple[int, str, bool]], last: bool, total: int | None) -> None:
        rows = rows_of(batch)
        self.remember(USERS, rows)
        page = page_of(Query(("users",)), number, rows, size=SIZE, total=total, last=last, at=self.now)
        self.cache.put_page(USERS, page, rows, run=self.run).result()

    @rule(number=st.integers(1, 4), batch=batches, last=st.booleans())
    def chained_page(self, number: int, batch: list[tuple[int, str, bool]], last: bool) -> None:
        query = Query(("people",))
        before = self.cache.page(query, number - 1)
        if number > 1 and before is None:
            return
        rows = rows_of(batch)
        self.remember(CHAIN, rows)
        first = before.first + len(before.keys) if before else 0
        self.cache.put_page(CHAIN, page_of(query, number, rows, first=first, last=last, at=self.now), rows).result()

    @rule(batch=batches, end=st.booleans())
    def export_page(self, batch: list[tuple[int, str, bool]], end: bool) -> None:
        rows = rows_of(batch)
        self.remember(EXPORTED, rows)
        cursor = str(self.now)
        mark = self.cache.whole.bookmark(("customers",))
        self.cache.whole.put_export(
            EXPORTED,
            Query(("customers",)),
            rows,
            after=mark.place if mark else None,
            cursor=cursor,
            next=None if end else cursor,
            bookmark=cursor,
            fetched_at=self.now,
        ).result()

    @rule(number=st.integers(1, 3), batch=batches)
    def page_of_the_exported(self, number: int, batch: list[tuple[int, str, bool]]) -> None:
        rows = rows_of(batch)
        self.remember(EXPORTED, rows)
        page = page_of(Query(("customers",)), number, rows, size=SIZE, at=self.now)
        self.cache.put_page(EXPORTED, page, rows).result()

    @rule(key=keys, name=names)
    def record(self, key: int, name: str) -> None:
        row = person(key, name)
        self.remember(UNLISTED, [row])
        self.cache.put_record(UNLISTED, Address("a", ("visitors", str(key))), row, fetched_at=self.now).result()

    @precondition(lambda self: self.run is None)
    @rule()
    def begin(self) -> None:
        self.run = self.cache.whole.begin_relisting(Query(("users",))).result()

    @precondition(lambda self: self.run is not None)
    @rule(complete=st.booleans())
    def finish(self, complete: bool) -> None:
        assert self.run is not None
        self.cache.whole.finish_relisting(Query(("users",)), self.run, complete=complete).result()
        self.run = None

    @precondition(lambda self: self.run is None)
    @rule(query=st.sampled_from([Query((name,)) for name in ("users", "people", "customers")]))
    def drop(self, query: Query) -> None:
        self.cache.drop_pages(query).result()

    @precondition(lambda self: self.run is None)
    @rule(age=st.integers(0, 10))
    def expire(self, age: int) -> None:
        before = self.now - age
        self.cache.upkeep.expire(pages_before=before, records_before=before).result()
        for name, key in list(self.rows):
            if self.cache.record(resource_of((name,)), Address("a", (name, key))) is None:
                del self.rows[name, key]

    @invariant()
    def listings_are_dense_and_counted(self) -> None:
        queries = [Query((name,)) for name in ("users", "people", "customers", "visitors")]
        for query in (*queries, Query(("customers",), archived=True)):
            listing = self.cache.listing(query)
            window = self.cache.rows(query, 0, 60)
            standing = [row.key for row in window if row]
            assert len(standing) == len(set(standing)) == listing.held
            assert listing.held == sum(mark.count for mark in listing.pages)
            end = 0
            for mark in listing.pages:
                assert mark.first >= end
                end = mark.first + mark.count
                assert all(window[mark.first : end])
            assert listing.held == sum(1 for _ in self.cache.bodies(query))
            assert all(self.cache.position(query, row.key) == place for place, row in enumerate(window) if row)
            if listing.complete and query.collection != ("customers",):
                assert [mark.number for mark in listing.pages] == list(range(1, len(listing.pages) + 1))
            if not query.archived and query.collection == ("customers",):
                for key in standing:
                    assert self.rows["customers", key]["archivedAt"] is None

    @invariant()
    def every_record_is_held_and_found_by_every_word(self) -> None:
        for (name, key), row in self.rows.items():
            address = Address("a", (name, key))
            held = self.cache.record(resource_of((name,)), address)
            assert held is not None
            assert held.body == row
            for word in (row["name"], key):
                hits = self.cache.find(resource_of, "a", word, collection=(name,))
                assert address in [hit.address for hit in hits]

    @invariant()
    def no_table_holds_what_others_lack(self) -> None:
        def count(connection: sqlite3.Connection) -> None:
            for table, column in (("raw", "rid"), ("display", "rid"), ("sort_key", "rid"), ("search", "rowid")):
                odd = f"SELECT {column} FROM {table} EXCEPT SELECT rid FROM record"
                assert connection.execute(odd).fetchall() == []
                lacking = f"SELECT rid FROM record EXCEPT SELECT {column} FROM {table}"
                assert connection.execute(lacking).fetchall() == []
            for table in ("listing", "version"):
                assert connection.execute(f"SELECT rid FROM {table} EXCEPT SELECT rid FROM record").fetchall() == []
            for table in ("listing", "page", "unseen"):
                assert connection.execute(f"SELECT query FROM {table} EXCEPT SELECT id FROM query").fetchall() == []
            connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")

        self.cache._file.database.write(count)


TestCache = CacheMachine.TestCase
TestCache.settings = settings(max_examples=60, stateful_step_count=20)
