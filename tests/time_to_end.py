"""How long a process takes to end, the same on a machine that has much else to do."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

PROMISED: Final = 2.0
"""Seconds in which a screen ends."""


class TimeToEnd:
    """Runs from when it is made to the end of `process`.

    Time in which one of its threads, or the one that looks, could have run and had no processor does not count: the
    second number of `/proc/PID/task/TID/schedstat`, in nanoseconds (Linux, scheduler/sched-stats).
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._tasks = Path(f"/proc/{process.pid}/task")
        self._looks = Path(f"/proc/self/task/{threading.get_native_id()}")
        self._pid = process.pid
        self._last: dict[str, int] = {}
        self._look()
        self._first = dict(self._last)
        self._began = self._ended_at = time.monotonic()

    def ended(self) -> bool:
        """Whether it has; asked again and again, and before anybody waits for its exit code."""
        self._look()
        self._ended_at = time.monotonic()
        return os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        waited = sum(last - self._first.get(name, 0) for name, last in self._last.items())
        return self._ended_at - self._began - waited / 1e9

    def _look(self) -> None:
        for task in (self._looks, *self._tasks.iterdir()):
            with suppress(OSError):  # it has just ended
                self._last[task.name] = int((task / "schedstat").read_text().split()[1])
