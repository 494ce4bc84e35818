"""Databases that are damaged, half written, or came without what belongs to them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from explorer.store import files
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from tests.cli.conftest import Run
from tests.store.journal_samples import intent
from tests.store.samples import USERS, page_of, people
from tests.store.test_damage import DAMAGES, QUERY, fill, replace_by_text, use


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_c10_a_damaged_file_is_set_aside_and_begun_anew(path: Path, damage: Callable[[Path], None]) -> None:
    before = Cache(path)
    fill(before)
    before.close()
    damage(path)
    cache = Cache(path, clock=lambda: 0.0)
    use(cache)
    copies = list(path.parent.glob("*.corrupt-19700101T000000"))
    assert [stat.S_IMODE(each.stat().st_mode) for each in copies] == [0o600]
    assert cache.notice.count("damaged") == 1
    assert copies[0].name in cache.notice
    fill(cache)
    assert cache.listing(QUERY).held == 400
    use(cache)
    cache.close()
    after = Cache(path)
    assert (after.notice, after.listing(QUERY).held) == ("", 400)
    after.close()


def test_c10_an_empty_file_is_a_new_cache(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    cache = Cache(path)
    fill(cache)
    assert cache.notice == ""
    cache.close()


def test_c10_only_two_damaged_copies_are_kept(path: Path) -> None:
    for _ in range(4):
        Cache(path).close()
        replace_by_text(path)
    Cache(path, clock=lambda: 0.0).close()
    assert len(files.damaged_copies(path)) == 2


def test_c15_sidecars_that_lost_their_database_are_not_read(path: Path) -> None:
    cache = Cache(path)
    fill(cache)
    wal = Path(f"{path}-wal").read_bytes()
    cache.close()
    path.unlink()
    Path(f"{path}-wal").write_bytes(wal)
    Path(f"{path}-wal").chmod(0o600)
    again = Cache(path)
    assert again.listing(QUERY).held == 0
    assert again.notice == ""
    again.close()


def test_c18_a_damaged_cache_in_the_same_folder_changes_nothing(journal: Journal, journal_path: Path) -> None:
    entry = journal.begin(intent())
    cache_path = journal_path.with_name("vendor.sqlite")
    Cache(cache_path).close()
    replace_by_text(cache_path)
    cache = Cache(cache_path)
    assert "damaged" in cache.notice
    cache.close()
    assert journal.entries() == [entry]
    assert journal.notice == ""


def left_open(path: Path, change: Callable[[sqlite3.Connection], object]) -> Path:
    """A copy of the cache at `path` as a kill would leave it, with what `change` does to it before."""
    cache = Cache(path)
    fill(cache)
    with closing(sqlite3.connect(path, isolation_level=None)) as direct:
        change(direct)
        direct.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cache.put_page(USERS, page_of(QUERY, 2, people(999), first=400), people(999)).result()
    copy = path.with_name("left.sqlite")
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    cache.close()
    return copy


def forget_an_index_for_a_while(name: str, meanwhile: str) -> Callable[[sqlite3.Connection], None]:
    """`meanwhile` is done without the index, which comes back as it was before."""

    def change(direct: sqlite3.Connection) -> None:
        kept = direct.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE name = ?", (name,))
        row = kept.fetchone()
        path = direct.execute("PRAGMA database_list").fetchone()[2]
        for statement, values in (
            ("DELETE FROM sqlite_master WHERE name = ?", (name,)),
            (meanwhile, ()),
            ("INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?)", row),
        ):
            with closing(sqlite3.connect(path, isolation_level=None)) as fresh:  # which reads the tables anew
                fresh.execute("PRAGMA writable_schema = ON")
                fresh.execute(statement, values)

    return change


def root_page(path: Path, index: str) -> int:
    with closing(sqlite3.connect(path)) as direct:
        found = direct.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)).fetchone()
    return int(found[0])


@pytest.mark.parametrize("clean", [False, True])
def test_c11_after_an_unclean_end_a_damaged_index_is_looked_for(path: Path, clean: bool) -> None:
    copy = left_open(path, lambda direct: None)
    if clean:
        Cache(copy).close()
    with copy.open("r+b") as file:
        file.seek((root_page(path, "version_until") - 1) * 4096)
        file.write(bytes(4096))
    cache = Cache(copy)
    assert cache.listing(QUERY).held == 401, "nothing that is read meets it"
    cache.upkeep.check().result()
    assert cache.listing(QUERY).held == (401 if clean else 0)
    assert ("damaged" in cache.notice) is not clean
    cache.close()


def test_c11_the_journals_index_is_made_anew_and_nothing_is_lost(journal_path: Path) -> None:
    journal = Journal(journal_path)
    first = journal.begin(intent())
    journal.close()
    added = "INSERT INTO entry SELECT id + 1, {0} FROM entry WHERE id = 1"
    with closing(sqlite3.connect(journal_path)) as direct:
        names = [each[1] for each in direct.execute("PRAGMA table_info(entry)") if each[1] != "id"]
        forget_an_index_for_a_while("entry_unfinished", added.format(", ".join(names)))(direct)
    journal = Journal(journal_path)
    assert journal.notice == "the write journal had a damaged index, which was made anew: nothing is lost"
    assert [each.id for each in journal.entries()] == [2, first.id]
    journal.close()
    again = Journal(journal_path)
    assert again.notice == ""
    again.close()


def test_c11_the_doctor_looks_at_every_index(run: Run) -> None:
    assert run("list", "demo-repcard/users").code == 0
    (copy,) = (Path(os.environ["XDG_CACHE_HOME"]) / "explorer").glob("repcard-*.sqlite")
    with closing(sqlite3.connect(copy)) as direct:
        forget_an_index_for_a_while("record_news", "UPDATE record SET news_at = 1.0")(direct)
    before = copy.read_bytes()
    found = {each["what"]: each for each in run("--offline", "doctor", "--format", "json").json}
    assert found["copy content"]["sign"] == "failed"
    assert "missing from index record_news" in found["copy content"]["found"]
    assert f"rm {copy}" in found["copy content"]["fix"]
    assert copy.read_bytes() == before


@pytest.mark.parametrize("gone", ["-shm", "-wal", "both"])
def test_c15_a_database_that_came_without_its_sidecars_is_read_or_set_aside(path: Path, gone: str) -> None:
    copy = left_open(path, lambda direct: None)
    for suffix in ("-shm", "-wal"):
        if gone in (suffix, "both"):
            Path(f"{copy}{suffix}").unlink()
    cache = Cache(copy)
    use(cache)
    assert cache.listing(QUERY).held == (401 if gone == "-shm" else 400)
    fill(cache)
    assert cache.notice == ""
    cache.close()


def test_c15_the_sidecars_of_another_database_are_not_read_into_it(path: Path) -> None:
    copy = left_open(path, lambda direct: None)
    other = path.with_name("other.sqlite")
    Cache(other).close()
    for suffix in ("-wal", "-shm"):
        shutil.copy(f"{copy}{suffix}", f"{other}{suffix}")
    cache = Cache(other)
    use(cache)
    fill(cache)
    assert cache.listing(QUERY).held == 400
    assert cache.notice.count("damaged") == 1
    cache.close()
