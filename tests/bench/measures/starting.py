"""From the start of the process to the first screen that can be used."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tests.bench import programs
from tests.bench.programs import Program
from tests.bench.setting import Note, Setting, Subject


def subjects(setting: Setting) -> Sequence[Subject]:
    """explorer with many and few people, the floor, and all peers."""
    peers = setting.peers(programs.VISIDATA, programs.HARLEQUIN, programs.POSTING)
    return [Subject(each.name, partial(_start, each)) for each in (*setting.explorers(), programs.hello(), *peers)]


def _start(program: Program, note: Note) -> None:
    with program.ready_to_use() as (_, milliseconds):
        note("ready", [milliseconds])
