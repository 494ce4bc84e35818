"""What a process uses, and whether it stays flat."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GROWTH: Final = 1.2
"""How much memory there may be at the end, by what there was after a third of the time."""
MORE_FILES: Final = 4
MORE_TASKS: Final = 4
"""How many more there may be: kept connections and timers come and go."""
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Use:
    """What the process uses at one moment."""

    memory: int
    """Bytes in main memory."""
    files: int
    tasks: int

    @classmethod
    def now(cls) -> Use:
        """At this moment, garbage not counted."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(pages * _PAGE, len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks()))

    def __str__(self) -> str:
        return f"{self.memory / 2**20:.0f} MiB, {self.files} files, {self.tasks} tasks"


def objections(uses: Sequence[Use]) -> list[str]:
    """Where the last third of `uses` is above the second one; the first one is for warming up."""
    third = len(uses) // 3
    if not third:
        return ["it was too short to be measured"]
    before, after = uses[third : 2 * third], uses[-third:]
    found = []
    first, last = max(each.memory for each in uses[: third + 1]), min(each.memory for each in after)
    if last > GROWTH * first:
        found.append(f"memory grew from {first / 2**20:.0f} to {last / 2**20:.0f} MiB")
    if max(each.files for each in after) > max(each.files for each in before) + MORE_FILES:
        found.append(f"open files: {[each.files for each in uses]}")
    if max(each.tasks for each in after) > max(each.tasks for each in before) + MORE_TASKS:
        found.append(f"tasks: {[each.tasks for each in uses]}")
    return found
