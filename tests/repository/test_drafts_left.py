"""Drafts of forms that are closed, dropped, sent, opened again, or open elsewhere."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from explorer.model.errors import OpenElsewhere
from explorer.model.journal import Process
from explorer.repository import drafts
from explorer.repository.drafts import DraftKeeper
from explorer.store.journal import Journal
from tests.repository.keeping import BLANK, FORM, Disk, disk, keeper, name, until
from tests.store.journal_samples import JOHN, draft, intent
from tests.waiting import LONGEST

__all__ = ["disk", "keeper"]


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
