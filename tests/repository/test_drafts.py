"""Drafts on their way to the disk: in time, in order, past a loop that stands still, a kill and a full disk."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from explorer.repository import drafts
from explorer.repository.drafts import DraftKeeper
from explorer.store.journal import Journal
from tests.repository.keeping import BLANK, FORM, ROOT, SLACK, STEP, Disk, disk, keeper, name, until
from tests.store.journal_samples import draft
from tests.waiting import LONGEST

__all__ = ["disk", "keeper"]

KEEP_WITHIN = 0.25
"""Seconds after the first key that is not on the disk, until it is."""


def test_a_key_is_on_the_disk_in_time_while_the_loop_stands_still(disk: Disk, keeper: DraftKeeper) -> None:
    """X06"""

    async def stalled() -> None:
        keeper.keep(draft(name="J"))
        keeper.keep(draft(name="Jo"))
        waits = 0
        while not disk.kept:
            time.sleep(STEP)  # nothing else of the loop runs meanwhile
            waits += 1
            assert waits * STEP < KEEP_WITHIN + SLACK

    asyncio.run(stalled())
    assert [each.typed["firstName"] for each in disk.kept] == ["Jo"]


async def test_typing_on_and_on_is_kept_from_the_first_key_on(disk: Disk, keeper: DraftKeeper) -> None:
    number = 0
    while len(disk.kept) < 2:
        number += 1
        keeper.keep(draft(name=str(number)))
        await asyncio.sleep(STEP)
        assert number * STEP < 2 * KEEP_WITHIN + 2 * SLACK
    assert len(disk.kept) < number


@pytest.mark.parametrize("keys", [30, 70])
def test_a_kill_loses_half_a_second_at_most(tmp_path: Path, keys: int) -> None:
    """X01"""
    path = tmp_path / "state" / "journal.sqlite"
    script = """
import sys, time
from pathlib import Path
from explorer.store.journal import Journal
from explorer.repository.drafts import DraftKeeper
from tests.store.journal_samples import draft
journal = Journal(Path(sys.argv[1]))
keeper = DraftKeeper(lambda: journal, lambda: None)
while True:
    now = time.monotonic()
    keeper.keep(draft(name=str(now)))
    print(now, flush=True)
    time.sleep(0.01)
"""
    typist = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert typist.stdout is not None
    typed = [typist.stdout.readline() for _ in range(keys)]
    typist.send_signal(signal.SIGKILL)
    typed += typist.stdout.read().splitlines(keepends=True)
    typist.communicate(timeout=LONGEST)
    journal = Journal(path)
    found = journal.open_draft(*FORM)
    journal.close()
    assert found is not None
    kept = float(str(found.typed["firstName"]))
    lost = sum(float(each) > kept for each in typed if each.endswith("\n"))
    assert lost * 0.01 < 0.5


async def test_what_cannot_be_kept_stays_and_is_tried_again(
    disk: Disk, keeper: DraftKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "RETRY_AFTER", 0.01)
    disk.full = True
    keeper.keep(draft(name="Jo"))
    assert not keeper.flush()
    assert "the disk is full" in keeper.status(draft()).problem
    assert [(each.typed["firstName"], "disk is full" in why) for each, why in keeper.unkept] == [("Jo", True)]
    await keeper.close(draft())
    assert await keeper.open(BLANK) == draft(name="Jo")  # from memory
    disk.full = False
    await until(lambda: name(disk) == "Jo")
    await until(lambda: keeper.status(draft()) == drafts.Kept(5000.0))
    assert keeper.unkept == ()


async def test_the_screen_is_told_in_the_loop(disk: Disk) -> None:
    told: list[int] = []
    keeper = DraftKeeper(lambda: disk, lambda: told.append(threading.get_ident()), clock=lambda: 7000.0)
    keeper.keep(draft())
    await until(lambda: bool(told))
    assert set(told) == {threading.get_ident()}
    assert keeper.status(draft()) == drafts.Kept(7000.0)
    keeper.close_all()


async def test_after_the_end_nothing_is_written(disk: Disk, keeper: DraftKeeper) -> None:
    keeper.keep(draft(name="last"))
    keeper.keep(draft(("users", "2")))
    assert keeper.close_all()
    assert [each.process for each in disk.drafts()] == [None, None]
    assert not [each for each in threading.enumerate() if each.name == "drafts"]
    keeper.keep(draft(name="too late"))
    keeper.flush()
    await keeper.drop(draft())
    assert name(disk) == "last"


def test_the_end_of_the_program_waits_for_the_disk_and_not_for_ever(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from explorer.model.errors import StoreError
from explorer.store.journal import Journal
from explorer.repository.drafts import DraftKeeper
from tests.store.journal_samples import draft
journal = Journal(Path(sys.argv[1]))
def broken():
    raise StoreError("full")
DraftKeeper(lambda: journal, lambda: None).keep(draft(name="kept"))
DraftKeeper(broken, lambda: None).keep(draft(("users", "2")))
"""
    path = tmp_path / "state" / "journal.sqlite"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    journal = Journal(path)
    assert name(journal) == "kept"
    journal.close()


def test_flush_may_interrupt_what_it_waits_for(disk: Disk, keeper: DraftKeeper) -> None:
    """X02: the handler of a signal runs wherever the main thread stands, here in the middle of `keep`."""

    def interrupted(number: int, frame: object) -> None:
        assert keeper.flush()

    before = signal.signal(signal.SIGUSR1, interrupted)
    try:
        with keeper._changed:
            keeper.keep(draft(name="Jo"))
            signal.raise_signal(signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert name(disk) == "Jo"
