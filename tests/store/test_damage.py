"""Files that are damaged, or not ours to write."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.model.page import Query
from explorer.store import files
from explorer.store.cache import Cache
from tests.store.samples import USERS, page_of, person, resource_of

QUERY = Query(("users",))
ROWS = [person(number, f"Person {number} " + "x" * 300) for number in range(400)]


def fill(cache: Cache) -> None:
    cache.put_page(USERS, page_of(QUERY, 1, ROWS, last=True), ROWS).result()


def garble_header(path: Path) -> None:
    path.write_bytes(b"\xde\xad\xbe\xef" * 25 + path.read_bytes()[100:])


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3 + 17)


def replace_by_text(path: Path) -> None:
    path.write_text("this is not a database\n" * 500)


def replace_by_other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE something_else (x)")
    other.close()
    path.chmod(0o600)


def garble_all_but_the_first_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(path.stat().st_size - 4096))


def garble_texts(path: Path) -> None:
    data = path.read_bytes()
    assert b"Person" in data
    path.write_bytes(data.replace(b'"Person', b'\xff"Perso').replace(b'"name"', b'"name}'))


DAMAGES = [
    garble_header,
    truncate,
    replace_by_text,
    replace_by_other_database,
    garble_all_but_the_first_page,
    garble_texts,
]


def use(cache: Cache) -> None:
    """Every kind of reading, for one of them to meet the damage."""
    cache.listing(QUERY)
    cache.rows(QUERY, 0, 400)
    list(cache.bodies(QUERY))
    cache.find(resource_of, "a", "person")
    cache.upkeep.collections()


@pytest.mark.parametrize("reading", [True, False])
def test_damage_met_while_running(path: Path, reading: bool) -> None:
    cache = Cache(path)
    fill(cache)
    other = Cache(path)  # keeps what was written in the file, not in memory
    with sqlite3.connect(path) as direct:
        direct.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    direct.close()
    garble_all_but_the_first_page(path)
    if reading:
        use(cache)
        assert cache.listing(QUERY).held == 0
    fill(cache)
    assert cache.listing(QUERY).held == 400
    assert cache.notice.count("damaged") == 1
    # The other one goes over to the new file, and does not set that aside.
    assert other.listing(QUERY).held == 400
    assert other.notice == ""
    other.close()
    cache.close()
    assert len(files.damaged_copies(path)) == 1


def test_many_threads_meet_damage_and_one_sets_it_aside(path: Path) -> None:
    before = Cache(path)
    fill(before)
    before.close()
    garble_all_but_the_first_page(path)
    cache = Cache(path)
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(20):
                use(cache)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    fill(cache)
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(files.damaged_copies(path)) == 1
    assert cache.listing(QUERY).held == 400
    cache.close()


def test_a_cache_deleted_meanwhile_is_begun_anew(cache: Cache, path: Path) -> None:
    fill(cache)
    for each in path.parent.iterdir():
        each.unlink()
    assert cache.listing(QUERY).held == 0
    fill(cache)
    assert cache.listing(QUERY).held == 400
    assert path.exists()


def test_on_a_disk_that_takes_no_writes_reading_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Cache(path)
    fill(before)
    before.close()

    def refuse(path: Path) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(files, "prepare", refuse)
    cache = Cache(path)
    assert "it is read-only; what it holds can be read, what comes is not kept" in cache.notice
    assert cache.listing(QUERY).held == 400
    use(cache)
    size = path.stat().st_size
    fill(cache)
    assert cache.listing(QUERY).held == 400 and path.stat().st_size == size
    cache.close()
    with pytest.raises(StoreError, match="it is read-only"):
        Cache(path.with_name("new.sqlite"))
