"""How long a test waits for what has to come, and what it says of the program when that does not come."""

from __future__ import annotations

import asyncio
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any, Final

LONGEST: Final = 120.0
"""Seconds until a wait is given up. Only what never comes may take so long, on however busy a machine."""


@asynccontextmanager
async def in_time(told: Callable[[], str] = str) -> AsyncIterator[None]:
    """Give up what is done here after `LONGEST`: AssertionError with what is `told` then, and with what every task and
    thread is doing at that moment."""
    reports: list[str] = []
    loop = asyncio.get_running_loop()
    # Before the limit cancels anything: a task that is cancelled does not tell any more what it waited for.
    report = loop.call_later(LONGEST, lambda: reports.append(f"{told()}\n\n{under_way()}"))
    try:
        async with asyncio.timeout_at(report.when()):
            yield
    except TimeoutError:
        if not reports:
            raise
        raise AssertionError(f"it did not come to that within {LONGEST:.0f} s: {reports[0]}") from None
    finally:
        report.cancel()


def under_way() -> str:
    """What every task of the running loop waits for and what every other thread does (innermost call first)."""
    tasks = [f"{each!r}\n{_stack(_awaited(each.get_coro()))}" for each in asyncio.all_tasks()]
    names = {each.ident: each.name for each in threading.enumerate()}
    others = [each for each in sys._current_frames().items() if each[0] != threading.get_ident()]
    threads = [f"thread {names.get(key)}\n{_stack(traceback.walk_stack(frame))}" for key, frame in others]
    return "\n".join((*tasks, *threads))


def _awaited(waits: Any) -> Iterator[tuple[FrameType, int]]:
    while waits is not None:
        frame = getattr(waits, "cr_frame", None) or getattr(waits, "gi_frame", None) or getattr(waits, "ag_frame", None)
        if frame is not None:
            yield frame, frame.f_lineno
        waits = getattr(waits, "cr_await", None) or getattr(waits, "gi_yieldfrom", None)


def _stack(frames: Iterable[tuple[FrameType, int]]) -> str:
    return "".join(traceback.StackSummary.extract(frames).format())
