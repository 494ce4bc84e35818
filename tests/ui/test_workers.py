"""How workers begin, and that all begin so."""

from __future__ import annotations

import gc
import re
import warnings
from pathlib import Path

from textual.app import App

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


def test_all_workers_begin_in_one_place() -> None:
    sources = Path(explorer.__file__).parent.rglob("*.py")
    assert [each.name for each in sources if BEGINS.search(each.read_text())] == ["workers.py"]
