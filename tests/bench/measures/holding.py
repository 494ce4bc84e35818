"""How long the event loop is held while a collection is synced and its table scrolled."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from typing import Final

from tests.bench import pressing, programs
from tests.bench.first_time import first_time
from tests.bench.running import BenchError, Running, running
from tests.bench.setting import Note, Setting, Subject

_PLACE: Final = "demo-repcard/users"
_PATIENCE: Final = 900.0


def subjects(setting: Setting) -> Sequence[Subject]:
    """explorer, with a timer in its loop."""
    return [Subject(programs.EXPLORER, partial(_hold, setting.held_people))]


def _hold(count: int, note: Note) -> None:
    with first_time(("--people", str(count))) as user:
        beats = user.folder / "beats"
        command = [sys.executable, "-m", "tests.bench.heartbeat", str(beats), "--config", str(user.config), _PLACE]
        with running(command, user.environ, ("q",)) as program:
            began, ended = _sync_and_scroll(program, count)
        late: list[tuple[float, float]] = json.loads(beats.read_text("utf-8"))
    note("loop held", [milliseconds for moment, milliseconds in late if began <= moment <= ended])
    note("synced in", [(ended - began) * 1000])


def _sync_and_scroll(program: Running, count: int) -> tuple[float, float]:
    """When it was begun and done."""
    program.wait_for(r"row 1 of [\d,]+")
    program.settle(1.0, 10.0)
    began = time.perf_counter()
    program.press("S")
    keys = 0
    while time.perf_counter() < began + _PATIENCE and not program.ended:
        keys += 1
        program.press("down")
        program.read_until(began + keys / pressing.REPEAT)
        if keys % pressing.REPEAT == 0:
            program.show()
            if f"all {count:,} held" in program.text():
                return began, time.perf_counter()
    raise BenchError(f"the sync does not end; the screen:\n{program.text()}")
