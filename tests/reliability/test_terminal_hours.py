"""A short form of hours: `python -m tests.soak` is the long one."""

from __future__ import annotations

import asyncio
import gc
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.screen.by_keys import SIZE
from tests.ui.screen.systems import Systems, settle

pytestmark = pytest.mark.usefixtures("still")


def used() -> tuple[int, int, int]:
    """Open files, tasks, and memory in KiB."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    memory = int(status.partition("VmRSS:")[2].split()[0])
    return len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks()), memory


async def refreshed(pilot: Pilot[None], times: int) -> tuple[int, int, int]:
    """What is used after so many refreshes, each with a look into a record, a dialog and another collection."""
    for _ in range(times):
        for keys in (("r",), ("G", "enter"), ("escape", "question_mark"), ("escape", "2"), ("1", "g", "g")):
            await pilot.press(*keys)
        await settle(pilot)
    return used()


async def test_x16_refreshes_and_looks_leave_nothing_behind(systems: Systems) -> None:
    # Each thread that reads keeps a connection, and a pool of several begins the last of them who knows when.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    async with systems.app("demo-repcard/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        files, tasks, memory = await refreshed(pilot, 3)
        for _ in range(2):
            later = await refreshed(pilot, 3)
        assert later[0] <= files + 4 and later[1] <= tasks + 4
        assert later[2] < memory * 1.2
