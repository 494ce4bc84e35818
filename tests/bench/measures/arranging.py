"""All people sorted, or narrowed: from the key to the first rows, and how soon that can be taken back meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Final

from tests.bench import programs
from tests.bench.programs import Program
from tests.bench.running import Running
from tests.bench.setting import Note, Setting, Subject

_PATIENCE: Final = 60.0
_SORTED: Final = r"first name▲ +│.*\n.*\n +(?!Bo )\S"
"""The header, and in the second row somebody else than before: the first of all people is the first here, too."""
_HELD: Final = "Clem"
"""What the filter wants of first names."""
_NARROWED: Final = r"first name holds .*\n.*\n +\[?Clém"
_ALL: Final = r"^   first name  .*\n +\[?Ada "


def subjects(setting: Setting) -> Sequence[Subject]:
    """explorer with many people."""
    program = programs.explorer(setting.many_people)
    return [Subject(program.name, partial(_arrange, program))]


def _arrange(program: Program, note: Note) -> None:
    with program.ready_to_use() as (running, _):
        program.open_table(running)
        note("take back a sort", [_take_back(running)])
    with program.ready_to_use() as (running, _):
        program.open_table(running)
        note("sort", [_until(running, "s", _SORTED)])
    with program.ready_to_use() as (running, _):
        program.open_table(running)
        running.press("f")
        running.wait_for("ctrl.r show these rows")
        running.settle(1.0)  # it is seen a little before it takes keys
        running.press("first name")
        running.wait_for(r"\A(?s:(?!.*last name +any))")
        running.press("enter")
        running.wait_for("first name:")
        running.press(_HELD)
        running.wait_for(f"first name: *{_HELD}")
        running.settle(0.3)
        note("filter", [_until(running, "ctrl+r", _NARROWED)])


def _until(running: Running, key: str, pattern: str) -> float:
    began = time.perf_counter()
    running.press(key)
    return (running.wait_for(pattern, _PATIENCE) - began) * 1000


def _take_back(running: Running) -> float:
    """While it sorts."""
    running.press("s")
    running.wait_for("first name▲")
    running.read_until(time.perf_counter() + 0.1)
    return _until(running, "F", _ALL)
