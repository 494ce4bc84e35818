"""Tokens on disk: private, whole, and changed by one process at a time."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from explorer.api import signing
from explorer.api.tokens import FileTokens
from explorer.model.auth import Token
from explorer.model.errors import StoreError
from tests.api.conftest import PEOPLE, Rig, operation
from tests.api.signed import SIGNED, Vendor
from tests.waiting import LONGEST, in_time

GET = operation("get")


def test_a_token_is_kept_until_it_is_cleared(tmp_path: Path) -> None:
    store = FileTokens(tmp_path / "tokens", "ab12")
    assert store.load() is None
    for token in (Token("t1", 5.5), Token("t2")):
        store.save(token)
        assert FileTokens(tmp_path / "tokens", "ab12").load() == token
    assert FileTokens(tmp_path / "tokens", "other").load() is None
    store.clear()
    store.clear()
    assert store.load() is None


def test_files_and_folder_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "tokens"
    folder.mkdir(mode=0o755)
    old = os.umask(0)
    try:
        store = FileTokens(folder, "ab12")
        store.save(Token("t1"))
        release = store.try_lock()
    finally:
        os.umask(old)
    assert release is not None
    release()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "ab12.json": 0o600,
        "ab12.lock": 0o600,
    }
    (folder / "ab12.json").chmod(0o644)
    assert store.load() == Token("t1")
    assert stat.S_IMODE((folder / "ab12.json").stat().st_mode) == 0o600


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text('{"value": "planted", "expires_at": null}')
    (tmp_path / "ab12.json").symlink_to(tmp_path / "target")
    store = FileTokens(tmp_path, "ab12")
    with pytest.raises(StoreError):
        store.load()
    store.save(Token("mine"))
    assert store.load() == Token("mine")
    assert "planted" in (tmp_path / "target").read_text()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"value": "x"}', '{"value": "x", "expires_at": "soon"}', "\xff"])
def test_a_file_that_makes_no_sense_holds_no_token(tmp_path: Path, text: str) -> None:
    (tmp_path / "ab12.json").write_text(text, "latin-1")
    assert FileTokens(tmp_path, "ab12").load() is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = FileTokens(tmp_path / "file" / "tokens", "ab12")
    with pytest.raises(StoreError) as caught:
        store.save(Token("canary"))
    assert "canary" not in str(caught.value)
    with pytest.raises(StoreError):
        store.try_lock()


def _hold(folder: str, locked: multiprocessing.synchronize.Event, done: multiprocessing.synchronize.Event) -> None:
    release = FileTokens(Path(folder), "ab12").try_lock()
    assert release is not None
    locked.set()
    done.wait(LONGEST)


async def test_another_process_waits_and_a_dead_one_does_not_block(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    locked, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(tmp_path), locked, done))
    other.start()
    try:
        assert await asyncio.to_thread(locked.wait, LONGEST)
        store = FileTokens(tmp_path, "ab12")
        assert store.try_lock() is None
        other.kill()
        await asyncio.to_thread(other.join)
        release = store.try_lock()
        assert release is not None
        release()
    finally:
        other.kill()
        other.join()


async def test_two_processes_refresh_once(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients stand for two processes: they share nothing but the files."""
    monkeypatch.setattr(signing, "LOCK_SECONDS", math.inf)  # a turn of the loop counts as a wait: the disk takes many
    made = Vendor(rig)
    made.valid = "old"
    FileTokens(tmp_path, "ab12").save(Token("old", 1.0))
    clients = [rig.client(SIGNED, tokens=FileTokens(tmp_path, "ab12")) for _ in range(2)]
    async with in_time():
        await asyncio.gather(*(client.get(PEOPLE, GET, ("people", "1")) for client in clients))
    assert sorted(made.calls) == ["/people/1", "/people/1", "/refresh"]
    assert FileTokens(tmp_path, "ab12").load() == Token("t1")


async def test_where_none_can_be_kept_one_is_good_for_the_run(rig: Rig, tmp_path: Path) -> None:
    made = Vendor(rig)
    (tmp_path / "file").write_text("")

    class Full(FileTokens):
        """Of a disk that takes nothing, and lets go of nothing."""

        def load(self) -> Token | None:
            return Token("old", 1.0)

    client = rig.client(SIGNED, tokens=Full(tmp_path / "file" / "tokens", "ab12"))
    for _ in range(2):
        await client.get(PEOPLE, GET, ("people", "1"))
    assert made.calls == ["/login", "/people/1", "/people/1"]
    with pytest.raises(StoreError, match="cannot be locked"):
        await client.sign_in()


async def test_a_sign_in_waits_for_another_process_but_not_for_ever(rig: Rig, tmp_path: Path) -> None:
    Vendor(rig)
    client = rig.client(SIGNED, tokens=FileTokens(tmp_path, "ab12"))
    release = FileTokens(tmp_path, "ab12").try_lock()
    assert release is not None
    with pytest.raises(StoreError, match="another explorer is signing in to acme"):
        await client.get(PEOPLE, GET, ("people", "1"))
    assert rig.server.seen == []
    release()
    await client.get(PEOPLE, GET, ("people", "1"))
