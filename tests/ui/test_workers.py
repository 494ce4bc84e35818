"""How workers begin, and that all begin so."""

from __future__ import annotations

import gc
import re
import warnings
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Static
from textual.worker import WorkerFailed

import explorer
from explorer.ui.workers import run_worker

BEGINS = re.compile(r"\.run_worker\((?![^)]*thread=True)")


async def test_a_worker_that_never_got_its_turn_leaves_nothing_behind() -> None:
    async def work() -> None:
        raise AssertionError("it was given up")

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        async with App[None]().run_test() as pilot:
            run_worker(pilot.app, work, group="test").cancel()
            await pilot.pause()
        gc.collect()
    assert [str(each.message) for each in told if "never awaited" in str(each.message)] == []


async def test_what_comes_when_the_parts_of_its_node_are_gone_is_let_go() -> None:
    async with App[None]().run_test() as pilot:
        node = Static()
        await pilot.app.mount(node)
        await node.remove()

        async def work() -> None:
            node.query_one("#part")

        assert await run_worker(node, work, group="test").wait() is None
    with pytest.raises(WorkerFailed, match="#part"):  # as long as it is there, a part that is missed is a bug
        async with App[None]().run_test() as pilot:
            await pilot.app.mount(node := Static())
            run_worker(node, work, group="test")
            await pilot.pause()


def test_all_workers_begin_in_one_place() -> None:
    sources = Path(explorer.__file__).parent.rglob("*.py")
    assert [each.name for each in sources if BEGINS.search(each.read_text())] == ["workers.py"]
