"""Databases that are damaged, half written, older or newer than this explorer, or in use by another one."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.store import files
from explorer.store.cache import Cache
from explorer.store.database import Database
from explorer.store.database_file import BUSY_SECONDS
from explorer.store.journal import KEPT_SECONDS, Journal
from explorer.store.journal_schema import JOURNAL
from explorer.store.schema import CACHE
from tests.cli.conftest import Run
from tests.store.journal_samples import intent
from tests.store.samples import USERS, page_of, people
from tests.store.test_damage import DAMAGES, QUERY, fill, replace_by_text, use
from tests.store.test_journal_schema import older as older_journal
from tests.store.test_schema import migrate_by, older, version
from tests.waiting import LONGEST

__all__ = ["older", "older_journal"]
ROOT = Path(__file__).parents[2]


def ran(script: str, path: Path) -> str:
    """What `script` prints, run by itself on the database at `path`."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


ROOT = Path(__file__).parents[2]


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


def test_c17_the_cache_of_a_newer_version_is_left_alone(path: Path) -> None:
    Cache(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()
    before = path.read_bytes()
    for _ in range(2):
        cache = Cache(path)
        fill(cache)
        assert cache.listing(QUERY).held == 400
        assert "newer explorer" in cache.notice
        cache.close()
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir() if each != path] == [f"{path.stem}-v{CACHE.version}.sqlite"]


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


def test_c16_a_migration_that_fails_leaves_the_older_tables(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        migrate_by(patch, "CREATE TABLE added (x)", "INSERT INTO nowhere VALUES (1)")
        with pytest.raises(StoreError):
            Cache(older)
    assert version(older) == (CACHE.version, 0)
    cache = Cache(older)
    assert cache.listing(QUERY).held == 2
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


MIGRATED = """
import os, signal, sqlite3, shutil, sys
from pathlib import Path
import explorer.store.database_file as database_file
from explorer.store import files
from explorer.store.journal import Journal
from explorer.store.journal_schema import JOURNAL

sample = Path(sys.argv[1])
connect = database_file._open_uri

def mortal(lives):
    def one(*arguments):
        connection = connect(*arguments)
        def count(statement):
            nonlocal lives
            lives -= 1
            if not lives:
                os.kill(os.getpid(), signal.SIGKILL)
        connection.set_trace_callback(count)
        return connection
    return one

seen = set()
for lives in range(1, 1000):
    path = sample.with_name(f"{lives}.sqlite")
    shutil.copy(sample, path)
    child = os.fork()
    if not child:
        database_file._open_uri = mortal(lives)
        Journal(path).close()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    plain = sqlite3.connect(path)
    version = plain.execute("PRAGMA user_version").fetchone()[0]
    columns = [each[1] for each in plain.execute("PRAGMA table_info(draft)")]
    plain.close()
    seen.add(version)
    assert version in (1, JOURNAL.version), (lives, version)
    assert ("sent" in columns) == ("undoes" in columns) == (version > 1), (lives, version)
    assert {each.stat().st_mode & 0o777 for each in path.parent.glob(f"{lives}.*")} == {0o600}
    journal = Journal(path)
    assert (len(journal.entries()), len(journal.drafts()), journal.notice) == (2, 1, "")
    journal.close()
    files.remove(path)
    for each in files.older_copies(path):
        files.remove(each)
    if os.WIFEXITED(status):
        break
print(seen == {1, JOURNAL.version}, lives > 20)
"""


def test_c16_a_kill_at_any_step_leaves_the_old_tables_or_the_new_ones(older_journal: Path) -> None:
    assert ran(MIGRATED, older_journal) == "True True\n"


def test_c16_the_journal_is_copied_before_its_tables_change(older_journal: Path) -> None:
    journal = Journal(older_journal)
    (copy,) = files.older_copies(older_journal)
    assert (copy.name, stat.S_IMODE(copy.stat().st_mode)) == ("journal.sqlite.v1", 0o600)
    with closing(sqlite3.connect(copy)) as direct:
        assert direct.execute("PRAGMA user_version").fetchone()[0] == 1
        assert direct.execute("SELECT count(*) FROM entry").fetchone()[0] == 2
    journal.expire()
    assert files.older_copies(older_journal) == [copy]
    journal.close()
    again = Journal(older_journal, clock=lambda: copy.stat().st_mtime + KEPT_SECONDS + 1)
    again.expire()
    assert files.older_copies(older_journal) == []
    files.create_older_copy(older_journal, 1)
    again.purge("of another account")
    assert files.older_copies(older_journal) == [], "it holds what is purged"
    again.close()


def test_c16_where_no_copy_can_be_made_the_tables_stay(older_journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, version: int) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "create_older_copy", refuse)
        with pytest.raises(StoreError, match="No space left"):
            Journal(older_journal)
    with closing(sqlite3.connect(older_journal)) as direct:
        assert direct.execute("PRAGMA user_version").fetchone()[0] == 1
    assert JOURNAL.irreplaceable and not CACHE.irreplaceable, "what the cache holds can be fetched again"
