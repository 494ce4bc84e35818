"""Drafts on their way to the disk: in time, in order, past a loop that stands still, a kill and a full disk."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.model.address import Segments
from explorer.model.errors import OpenElsewhere, StoreError
from explorer.model.journal import Draft, Process
from explorer.repository import drafts
from explorer.repository.drafts import KEEP_WITHIN, DraftKeeper
from explorer.store.journal import Journal
from tests.store.journal_samples import JOHN, draft, intent
from tests.waiting import LONGEST, in_time

ROOT = Path(__file__).parents[2]
FORM = ("i1", JOHN, "users.update")
BLANK = replace(draft(), typed={})
SLACK = 0.5
"""Seconds a busy machine may add."""
STEP = 0.02
"""Seconds of the waits in which time is counted: what holds the machine up makes them longer, too."""


class Disk(Journal):
    """A journal whose writing can be held up and made to fail."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, clock=lambda: 5000.0)
        self.full = False
        self.free = threading.Event()
        self.free.set()
        self.begun = threading.Event()
        self.kept: list[Draft] = []

    def keep_draft(self, draft: Draft) -> None:
        self.begun.set()
        assert self.free.wait(LONGEST)
        if self.full:
            raise StoreError("the write journal cannot be written: the disk is full or failing")
        super().keep_draft(draft)
        self.kept.append(draft)

    def drop_draft(self, identity: str, segments: Segments, operation: str) -> None:
        if self.full:
            raise StoreError("the write journal cannot be written: the disk is full or failing")
        super().drop_draft(identity, segments, operation)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "state" / "journal.sqlite")
    yield made
    made.close()


@pytest.fixture
def keeper(disk: Disk) -> Iterator[DraftKeeper]:
    made = DraftKeeper(lambda: disk, lambda: None, clock=lambda: 5000.0)
    yield made
    disk.free.set()
    made.close_all()


def name(disk: Journal) -> object:
    """The first name on the disk."""
    found = disk.draft(*FORM)
    return found.typed["firstName"] if found is not None else None


async def until(true: Callable[[], bool]) -> None:
    """Lets time pass until it is so."""
    async with in_time():
        while not true():
            await asyncio.sleep(0.01)


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


async def test_a_dropped_draft_does_not_come_back(disk: Disk, keeper: DraftKeeper) -> None:
    disk.free.clear()
    keeper.keep(draft(name="under way"))
    assert await asyncio.to_thread(disk.begun.wait, LONGEST)
    keeper.keep(draft(name="behind it"))
    dropping = asyncio.create_task(keeper.drop(draft()))
    await asyncio.sleep(0.01)
    disk.free.set()
    await dropping
    assert keeper.flush()
    assert [each.typed["firstName"] for each in disk.kept] == ["under way"]
    assert disk.drafts() == []


async def test_what_the_disk_did_not_let_go_of_stays_dropped_when_its_form_is_opened_and_left(
    disk: Disk, keeper: DraftKeeper
) -> None:
    keeper.keep(draft(name="Jo"))
    assert keeper.flush()
    disk.full = True
    await keeper.drop(draft())
    assert await keeper.open(BLANK) is None
    await keeper.close(BLANK)
    disk.full = False
    keeper.flush()
    assert disk.drafts() == []


@pytest.mark.parametrize("end", ["close", "drop"])
async def test_a_form_is_done_with_while_every_thread_of_the_loop_is_busy(
    disk: Disk, keeper: DraftKeeper, end: str
) -> None:
    await keeper.open(BLANK)
    keeper.keep(draft(name="Jo"))
    assert keeper.flush()
    free = threading.Event()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    busy = loop.run_in_executor(None, free.wait, LONGEST)
    ending = asyncio.create_task(keeper.drop(draft()) if end == "drop" else keeper.close(draft()))
    await asyncio.sleep(0)
    keeper.keep(draft(("users", "2"), name="typed meanwhile"))
    await until(lambda: len(disk.kept) == 2)
    await until(lambda: [each.process for each in disk.drafts() if each.segments == JOHN] in ([], [None]))
    free.set()
    await asyncio.gather(busy, ending)
    kept = [each.typed["firstName"] for each in disk.drafts()]
    assert sorted(map(str, kept)) == (["typed meanwhile"] if end == "drop" else ["Jo", "typed meanwhile"])


async def test_close_keeps_what_was_typed_and_frees_it(disk: Disk, keeper: DraftKeeper) -> None:
    keeper.keep(draft(name="Jo"))
    await keeper.close(draft(name="not given to keep"))
    found = disk.draft(*FORM)
    assert found is not None
    assert (found.typed["firstName"], found.process) == ("Jo", None)
    opened = await keeper.open(BLANK)
    assert opened is not None
    assert opened.process == disk.process
    assert keeper.status(opened) == drafts.Kept(5000.0)
    keeper.keep(replace(draft(), typed={}))
    await keeper.close(draft())
    assert disk.drafts() == []  # nothing is typed any more


@pytest.mark.parametrize("freed_first", [True, False])
@pytest.mark.parametrize("kept_first", [True, False])
async def test_a_form_that_is_opened_while_the_disk_is_slow_to_close_it_is_open(
    disk: Disk, keeper: DraftKeeper, monkeypatch: pytest.MonkeyPatch, kept_first: bool, freed_first: bool
) -> None:
    closing, free = threading.Event(), threading.Event()
    close_draft = disk.close_draft

    def slowly(*form: Any) -> None:
        if freed_first:
            close_draft(*form)
        closing.set()
        assert free.wait(LONGEST)
        if not freed_first:
            close_draft(*form)

    monkeypatch.setattr(disk, "close_draft", slowly)
    monkeypatch.setattr(drafts, "SETTLE_WITHIN", 0.02)
    await keeper.open(BLANK)
    keeper.keep(draft(name="Jo"))
    assert not kept_first or keeper.flush(LONGEST)
    await keeper.close(draft())
    assert await asyncio.to_thread(closing.wait, LONGEST)
    opening = asyncio.create_task(keeper.open(BLANK))
    await asyncio.wait({opening}, timeout=0.2)
    free.set()
    opened = await opening
    assert opened is not None and opened.typed == draft(name="Jo").typed
    await until(lambda: not keeper.unkept and keeper.flush(LONGEST))
    held = disk.draft(*FORM)
    assert held is not None and held.process == disk.process
    await keeper.close(opened)
    keeper.flush(LONGEST)
    closed = disk.draft(*FORM)
    assert closed is not None and closed.process is None


async def test_what_another_explorer_has_open_is_not_written_over(disk: Disk, keeper: DraftKeeper) -> None:
    """X17"""
    other = Journal(disk._database.file.path, owner=Process(1, "another"))
    running = pytest.MonkeyPatch()
    with running.context() as patch:
        patch.setattr("explorer.store.process.running", lambda process: True)
        other.keep_draft(draft(name="theirs"))
        with pytest.raises(OpenElsewhere):
            await keeper.open(BLANK)
        keeper.keep(draft(name="mine"))
        keeper.flush()
        assert "open in another explorer, pid 1" in keeper.status(draft()).problem
        other.close_draft(*FORM)
        keeper.keep(draft(name="mine, later"))
        assert not keeper.flush()
        assert [(each.typed["firstName"], why) for each, why in keeper.unkept] == [
            ("mine, later", "assemble/users/46485 is open in another explorer, pid 1")
        ]
        await keeper.close(draft())
        assert keeper.unkept and name(disk) == "theirs"
        await keeper.drop(draft())
        assert (keeper.unkept, name(disk)) == ((), "theirs")
        found = await keeper.open(BLANK)
        assert found is not None
        keeper.keep(draft(name="on from theirs"))
        await keeper.close(draft())
        assert name(disk) == "on from theirs"
    other.close()


async def test_a_form_with_nothing_typed_is_held_and_freed(disk: Disk, keeper: DraftKeeper) -> None:
    """X17"""
    other = Journal(disk._database.file.path, owner=Process(1, "another"))
    with pytest.MonkeyPatch().context() as patch:
        patch.setattr("explorer.store.process.running", lambda process: True)
        assert await keeper.open(BLANK) is None
        with pytest.raises(OpenElsewhere):
            other.open_form(BLANK)
        assert disk.drafts() == []
        await keeper.close(BLANK)
        assert other.open_form(BLANK) is None
        other.close_draft(*FORM)
        await keeper.open(BLANK)
        assert keeper.close_all()
        assert other.open_form(BLANK) is None
    other.close()


async def test_what_was_sent_is_not_kept_again(disk: Disk, keeper: DraftKeeper) -> None:
    """Its outcome took the draft away."""
    await keeper.open(BLANK)
    keeper.keep(draft(name="Jo"))
    await keeper.settle(draft())
    assert name(disk) == "Jo"
    entry = disk.begin(replace(intent(), drafted=True))
    disk.full = True
    keeper.keep(draft(name="Jo"))
    disk.finish(entry, "applied")
    disk.full = False
    await keeper.forget(draft())
    assert keeper.flush() and keeper.unkept == ()
    assert disk.drafts() == []


async def test_what_could_not_be_kept_is_thrown_away_and_no_more(disk: Disk, keeper: DraftKeeper) -> None:
    keeper.keep(draft(name="on the disk"))
    await keeper.settle(draft())
    disk.full = True
    keeper.keep(draft(name="not there"))
    await keeper.settle(draft())
    await keeper.forget(draft())
    disk.full = False
    assert keeper.flush()
    kept = disk.draft(*FORM)
    assert kept is not None and (kept.typed["firstName"], kept.process) == ("on the disk", None)


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
