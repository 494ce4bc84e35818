"""What a process and its children use, as Linux tells it under /proc (proc(5))."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all that descend from it, as far as they still run."""
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        try:
            for thread in Path(f"/proc/{found[-1]}/task").iterdir():
                left += map(int, (thread / "children").read_text().split())
        except OSError:  # it ended meanwhile
            continue
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time of the process and of its children, those that ended included."""
    total = 0.0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[13]) + int(fields[14])) / _TICKS
            # The clock of a process counts in nanoseconds, stat in hundredths: see clock_getcpuclockid(3).
            total += time.clock_gettime((~each << 3) | 2)
        except OSError:
            continue
    return total


def peak_megabytes(pid: int) -> float:
    """The most main memory each of the running ones has had, added up."""
    total = 0
    for each in family(pid):
        try:
            status = Path(f"/proc/{each}/status").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return total / 1024
