"""Journals that are damaged, gone, or not ours, and who may read them."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.store import files
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from tests.filling_disk import filling_disk
from tests.store.journal_samples import JOHN, draft, intent
from tests.store.test_damage import (
    garble_all_but_the_first_page,
    garble_header,
    replace_by_other_database,
    replace_by_text,
    truncate,
)


def fill(journal: Journal) -> None:
    for number in range(60):
        journal.begin(intent(("users", str(number))))
    journal.keep_draft(draft())


def replace_by_a_cache(path: Path) -> None:
    files.remove(path)
    Cache(path).close()


def garble_texts(path: Path) -> None:
    data = path.read_bytes()
    assert b'{"firstName"' in data
    path.write_bytes(data.replace(b'{"firstName"', b'{"firstName\xff'))


@pytest.mark.parametrize(
    "damage",
    [
        garble_header,
        truncate,
        replace_by_text,
        replace_by_other_database,
        replace_by_a_cache,
        garble_all_but_the_first_page,
        garble_texts,
    ],
    ids=lambda each: each.__name__,
)
def test_a_damaged_journal_is_set_aside_and_that_is_said(journal_path: Path, damage: Callable[[Path], None]) -> None:
    before = Journal(journal_path)
    fill(before)
    before.close()
    damage(journal_path)
    damaged = journal_path.read_bytes()
    journal = Journal(journal_path, clock=lambda: 0.0)
    journal.unfinished()
    entry = journal.begin(intent())
    (copy,) = files.damaged_copies(journal_path)
    assert copy.read_bytes() == damaged
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert journal.notice.startswith("the write journal was damaged and is begun anew")
    assert "no longer listed" in journal.notice
    assert copy.name in journal.notice
    assert journal.entries() == [entry]
    journal.close()
    after = Journal(journal_path)
    assert (after.notice, after.entries()) == ("", [entry])
    after.close()


def test_damage_is_met_when_the_journal_is_opened_not_when_it_is_needed(journal_path: Path) -> None:
    before = Journal(journal_path)
    fill(before)
    before.close()
    garble_all_but_the_first_page(journal_path)
    journal = Journal(journal_path)
    assert "damaged" in journal.notice
    journal.close()


def test_no_damaged_copy_is_ever_removed_but_by_a_purge(journal_path: Path) -> None:
    for _ in range(5):
        Journal(journal_path).close()
        replace_by_text(journal_path)
    journal = Journal(journal_path)
    assert len(files.damaged_copies(journal_path)) == 5
    journal.purge("i1")
    assert len(files.damaged_copies(journal_path)) == 5
    journal.purge()
    assert files.damaged_copies(journal_path) == []
    journal.close()


def test_a_journal_deleted_meanwhile_is_begun_anew_and_that_is_said(journal: Journal, journal_path: Path) -> None:
    journal.begin(intent())
    for each in journal_path.parent.iterdir():
        each.unlink()
    assert journal.blocking("i1", JOHN) is None
    assert "the write journal was removed" in journal.notice
    entry = journal.begin(intent())
    other = Journal(journal_path)
    assert other.entries() == [entry]
    other.close()


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_nobody_else_can_read_it(journal_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        journal = Journal(journal_path)
        fill(journal)
        modes = {stat.S_IMODE(each.stat().st_mode) for each in journal_path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {0o600}
    assert stat.S_IMODE(journal_path.parent.stat().st_mode) == 0o700
    journal.close()


def test_a_link_is_refused_and_not_followed(journal_path: Path, tmp_path: Path) -> None:
    journal_path.parent.mkdir(mode=0o700)
    journal_path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="is a link"):
        Journal(journal_path)
    assert not (tmp_path / "elsewhere").exists()


def test_another_users_file_is_refused(journal_path: Path, give_away: Callable[[Path], None]) -> None:
    Journal(journal_path).close()
    give_away(journal_path)
    with pytest.raises(StoreError, match="belongs to another user"):
        Journal(journal_path)


def test_on_a_disk_that_takes_no_writes_nothing_is_begun(journal_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Journal(journal_path)
    fill(before)
    before.close()

    def refuse(path: Path) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(files, "prepare", refuse)
    journal = Journal(journal_path)
    assert "the write journal" in journal.notice
    assert "it is read-only" in journal.notice
    assert len(journal.entries()) == 60
    assert len(journal.drafts()) == 1
    with pytest.raises(StoreError, match="it is read-only"):
        journal.begin(intent())
    with pytest.raises(StoreError, match="it is read-only"):
        journal.keep_draft(draft())
    journal.close()
    with pytest.raises(StoreError, match="closed"):
        journal.entries()


def test_on_a_disk_without_room_for_anything_it_can_be_read(journal_path: Path) -> None:
    before = Journal(journal_path)
    fill(before)
    before.close()
    with filling_disk(0):
        journal = Journal(journal_path)
        assert "the disk is full or failing; what it holds can be read" in journal.notice
        assert len(journal.entries()) == 60
        journal.close()


def test_a_journal_that_was_emptied_is_missed(journal_path: Path) -> None:
    before = Journal(journal_path)
    assert before.notice == ""
    fill(before)
    before.close()
    os.truncate(journal_path, 0)
    os.utime(journal_path, (0, 0))
    journal = Journal(journal_path)
    assert journal.notice.startswith("the write journal was empty and is begun anew: its drafts and writes")
    journal.close()


@pytest.mark.parametrize("network", [False, True])
def test_a_commit_waits_for_the_disk(journal_path: Path, monkeypatch: pytest.MonkeyPatch, network: bool) -> None:
    monkeypatch.setattr(files, "on_network", lambda path: network)
    settings: list[tuple[object, ...]] = []
    journal = Journal(journal_path)
    for using in (journal._database.write, journal._database.read):
        settings.append(
            using(
                lambda connection: tuple(
                    connection.execute(f"PRAGMA {name}").fetchone()[0]
                    for name in ("synchronous", "journal_mode", "secure_delete")
                )
            )
        )
    assert settings == [(3, "delete" if network else "wal", 1)] * 2
    journal.begin(intent())
    journal.close()


def test_without_a_path_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    journal = Journal(None)
    entry = journal.begin(intent())
    assert journal.entries() == [entry]
    assert journal.purge().kept == 1
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_the_journal_of_a_newer_version_is_left_alone(journal_path: Path) -> None:
    Journal(journal_path).close()
    with sqlite3.connect(journal_path) as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()
    before = journal_path.read_bytes()
    journal = Journal(journal_path)
    journal.begin(intent())
    assert "newer explorer" in journal.notice
    journal.close()
    assert journal_path.read_bytes() == before
