"""Keys one by one, and as fast as a keyboard repeats them."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.bench.running import BenchError, Running

REST: Final = 0.15
"""Seconds without a byte after which a key has done all it does, panes that follow included."""
PATIENCE: Final = 2.0
"""Seconds for a key to show anything."""
_PAUSE: Final = 0.05
"""Seconds without a change after which the next one is another thing."""
REPEAT: Final = 30.0
"""Keys a second while one is held down."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What one key did."""

    first: float
    """Milliseconds until the screen changed."""
    last: float
    """Milliseconds until it changed for the last time."""
    sent: int
    """Bytes to the terminal."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What holding a key down did."""

    bytes_per_key: float
    lag: float
    """Milliseconds from the last key to the last change."""


def one_by_one(program: Running, keys: Sequence[str], seed: int = 7) -> list[Pressed]:
    """Each key when what the one before did is over. Raises BenchError where one shows nothing."""
    # Keys come at any moment of the program's own timers.
    phase = Random(seed)
    return [_press(program, key, 0.02 + phase.random() * 0.05) for key in keys]


def held_down(program: Running, key: str, count: int) -> Repeated:
    """`count` keys at the rate of a keyboard."""
    program.settle(REST)
    program.changes.clear()
    before = program.received
    with _undisturbed():
        began = time.perf_counter()
        for place in range(count):
            program.read_until(began + place / REPEAT)
            program.press(key)
        last = time.perf_counter()
        program.collect(PATIENCE, REST)
    program.show()
    if not program.changes:
        raise BenchError(f"{key} held down shows nothing:\n{program.text()}")
    return Repeated((program.received - before) / count, lag(program.changes, last) * 1000)


def lag(changes: Sequence[float], last_key: float) -> float:
    """Seconds from the last key to the last change that it led to: what follows the cursor after a rest is none."""
    after = [moment for moment in changes if moment > last_key]
    if not after:
        return 0.0
    end = after[0]
    for moment in after:
        if moment - end > _PAUSE:
            break
        end = moment
    return end - last_key


def _press(program: Running, key: str, pause: float) -> Pressed:
    program.settle(pause)
    program.changes.clear()
    before = program.received
    with _undisturbed():
        began = time.perf_counter()
        program.press(key)
        deadline = began + PATIENCE
        # Some hide the cursor at once and draw later: bytes that change nothing are not yet the answer.
        while True:
            program.collect(deadline - time.perf_counter(), REST)
            program.show()
            if program.changes or program.ended or time.perf_counter() > deadline:
                break
    if not program.changes:
        raise BenchError(f"{key} shows nothing:\n{program.text()}")
    first, last = program.changes[0], program.changes[-1]
    return Pressed((first - began) * 1000, (last - began) * 1000, program.received - before)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No garbage is collected here meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
