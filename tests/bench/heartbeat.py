"""`python -m tests.bench.heartbeat FILE ARGUMENTS…`: explorer with a timer in its event loop.

At the end FILE holds, as JSON, a moment of `time.perf_counter` and the milliseconds by which the timer came late, for
every time it came: for so long the loop was held by something else.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from explorer.__main__ import main

INTERVAL: Final = 0.005


class Beating(asyncio.DefaultEventLoopPolicy):
    """Makes event loops in which the timer runs."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[tuple[float, float]] = []

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        """One that does nothing else yet."""
        loop = super().new_event_loop()
        loop.call_soon(self._beat, loop, time.perf_counter())
        return loop

    def _beat(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        now = time.perf_counter()
        self.late.append((now, max(0.0, now - due) * 1000))
        loop.call_later(INTERVAL, self._beat, loop, now + INTERVAL)


def beat(file: Path, arguments: Sequence[str]) -> int:
    """Runs explorer; its exit code."""
    policy = Beating()
    asyncio.set_event_loop_policy(policy)
    try:
        return main(arguments)
    finally:
        file.write_text(json.dumps(policy.late), "utf-8")


if __name__ == "__main__":
    sys.exit(beat(Path(sys.argv[1]), sys.argv[2:]))
