"""Databases that several explorers use at once, or whose explorer is killed."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.store.cache import Cache
from explorer.store.database import Database
from explorer.store.database_file import BUSY_SECONDS
from explorer.store.schema import CACHE
from tests.reliability.script import ran
from tests.store.samples import USERS, page_of, people
from tests.store.test_damage import QUERY, fill


def test_c08_another_one_that_never_ends_writing_is_reported(
    cache: Cache, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cache)
    monkeypatch.setattr("explorer.store.database_file.BUSY_SECONDS", 0.05)
    impatient = Cache(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="written by another explorer"):
        impatient.put_page(USERS, page_of(QUERY, 2, people(999)), people(999)).result()
    assert impatient.listing(QUERY).held == 400
    other.execute("ROLLBACK")
    other.close()
    impatient.put_page(USERS, page_of(QUERY, 2, people(999), first=400), people(999)).result()
    impatient.close()
    assert cache.listing(QUERY).held == 401


def test_c08_what_comes_after_it_waited_in_vain_waits_no_longer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write on the screen is several here, and the user waits for all of them."""
    monkeypatch.setattr("explorer.store.database_file.BUSY_SECONDS", 1.5)
    cache = Cache(path)
    fill(cache)

    def put() -> None:
        cache.put_page(USERS, page_of(QUERY, 2, people(999), first=400), people(999)).result()

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for _ in range(4):
            with pytest.raises(StoreError, match="written by another explorer"):
                put()
        assert 1.4 < time.monotonic() - began < 5.0
        other.execute("ROLLBACK")
        put()
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreError, match="written by another explorer"):
            put()
        assert time.monotonic() - began > 1.4
    cache.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.store.soundness import problem_in
from tests.store.samples import *

path, query, begun = Path(sys.argv[1]), Query(("customers",)), 0

def write(told):
    cache = Cache(path)
    for number in range(begun, 10**6):
        rows = people(*range(number * 5, number * 5 + 5))
        cache.whole.put_export(
            EXPORTED, query, rows, after=str(number) if number else None, cursor=str(number), next=str(number + 1),
            bookmark=None, fetched_at=1.0,
        ).result()
        os.write(told, b"%d\\n" % number)

for life in range(25):
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        write(theirs)
    os.close(theirs)
    with open(ours, "rb", buffering=0) as told:
        acknowledged = b""
        while acknowledged.count(b"\\n") <= life % 4:
            acknowledged += told.read(64)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged += told.read()
    last = int(acknowledged.split()[-1])
    cache = Cache(path)
    begun = int(cache.whole.bookmark(("customers",)).cursor)
    # The page after the last acknowledged one may be there as well, whole and with its cursor, or not at all.
    assert begun in (last + 1, last + 2), (begun, last)
    assert [key for key, _ in cache.bodies(query)] == [str(number) for number in range(begun * 5)]
    assert cache.notice == ""
    cache.close()
    assert problem_in(path, seconds=5) == ""
print("lived", life + 1)
"""


def test_c07_what_was_acknowledged_outlives_25_kills(path: Path) -> None:
    assert ran(KILLED, path) == "lived 25\n"


async def test_c08_a_write_that_waits_holds_up_nobody_else(cache: Cache, path: Path) -> None:
    fill(cache)
    assert BUSY_SECONDS == 5.0
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.wrap_future(cache.put_page(USERS, page_of(QUERY, 2, people(999), first=400), people(999)))
        for _ in range(50):
            await asyncio.sleep(0)
            assert cache.listing(QUERY).held == 400
        assert not waiting.done()
        other.execute("ROLLBACK")
    await waiting
    assert cache.listing(QUERY).held == 401


def test_c09_a_transaction_that_writes_has_its_lock_before_it_reads(path: Path) -> None:
    database = Database(path, lambda: 0.0, CACHE)

    def read_then_write(connection: sqlite3.Connection) -> int:
        before = connection.execute("SELECT count(*) FROM collection").fetchone()[0]
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO collection (path) VALUES ('theirs')")
        connection.execute("INSERT INTO collection (path) VALUES ('ours')")
        return int(before)

    assert database.write(read_then_write) == 0
    database.close()
