"""A record, its form, the palette and help: from the key to the whole of it on the screen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

from tests.bench import programs
from tests.bench.programs import Program
from tests.bench.running import Running
from tests.bench.setting import Note, Setting, Subject

_TABLE: Final = "enter open +/ find"
"""What the last line says as long as the table has the keys."""


@dataclass(frozen=True, slots=True)
class _Opened:
    what: str
    key: str
    shows: str
    """What is there only when all of it is."""


_WHAT: Final = (
    _Opened("record", "enter", "enter go in"),
    _Opened("form", "e", r"ctrl\+r review"),
    _Opened("palette", "ctrl+p", "go to: >"),
    _Opened("help", "?", "Help in the table"),
)


def subjects(setting: Setting) -> Sequence[Subject]:
    """explorer with many people."""
    program = programs.explorer(setting.many_people)
    return [Subject(program.name, partial(_open_all, setting, program))]


def _open_all(setting: Setting, program: Program, note: Note) -> None:
    phase = Random(11)
    with program.ready_to_use() as (running, _):
        program.open_table(running)
        for _ in range(setting.openings):
            running.press("down")
            running.settle(0.2 + phase.random() * 0.05)
            for each in _WHAT:
                note(f"open {each.what}", [_open(running, each)])


def _open(running: Running, opened: _Opened) -> float:
    """Milliseconds. The table is there again afterwards."""
    began = time.perf_counter()
    running.press(opened.key)
    came = running.wait_for(opened.shows, 10.0)
    running.settle(0.2)
    running.press("escape")
    running.wait_for(_TABLE, 10.0)
    running.settle(0.2)
    return (came - began) * 1000
