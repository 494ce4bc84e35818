"""Databases that an older explorer or a newer one has written."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.store import files
from explorer.store.cache import Cache
from explorer.store.journal import KEPT_SECONDS, Journal
from explorer.store.journal_schema import JOURNAL
from explorer.store.schema import CACHE
from tests.reliability.script import ran
from tests.store.test_damage import QUERY, fill
from tests.store.test_journal_schema import older as older_journal
from tests.store.test_schema import migrate_by, older, version

__all__ = ["older", "older_journal"]


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


def test_c16_a_migration_that_fails_leaves_the_older_tables(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        migrate_by(patch, "CREATE TABLE added (x)", "INSERT INTO nowhere VALUES (1)")
        with pytest.raises(StoreError):
            Cache(older)
    assert version(older) == (CACHE.version, 0)
    cache = Cache(older)
    assert cache.listing(QUERY).held == 2
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
