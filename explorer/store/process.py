"""Which explorer is still running."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Final

from explorer.model.journal import Process

PROCESSES: Final = Path("/proc")
"""Where Linux tells about processes, see proc(5)."""

_STATE: Final = 0
_START_TIME: Final = 19
"""Places in `/proc/PID/stat` after the command's name: fields 3 and 22."""


def current() -> Process:
    """This one."""
    return find(os.getpid()) or Process(os.getpid())


def uptime() -> float | None:
    """Seconds since the machine was started, those asleep too: a clock that nobody sets (clock_gettime(2)). None where
    the system does not tell."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else None


def same_boot(one: Process, other: Process) -> bool:
    """Whether the machine was not started anew between the two; False where that is not known."""
    return "/" in one.started and one.started.partition("/")[0] == other.started.partition("/")[0]


def running(process: Process) -> bool:
    """Whether it is still there, and not another one that was given its number.

    A process of another machine that shares the folder counts as ended.
    """
    return find(process.pid) == process


def find(pid: int) -> Process | None:
    """The process that has this number now; None when none has, or it has ended and waits for its parent."""
    if not (PROCESSES / "self").exists():
        return _find_by_signal(pid)
    try:
        boot = (PROCESSES / "sys/kernel/random/boot_id").read_text("ascii").strip()
        told = (PROCESSES / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return None
    fields = told.rpartition(")")[2].split()  # the name in parentheses may hold anything
    if fields[_STATE] in "ZX":
        return None
    return Process(pid, f"{boot}/{fields[_START_TIME]}")


def _find_by_signal(pid: int) -> Process | None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass  # it is there, and another user's
    return Process(pid)
