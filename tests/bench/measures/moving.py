"""The cursor in a table: how soon a key is seen, what it sends, what the program needs meanwhile, and at rest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Final

from tests.bench import pressing, programs
from tests.bench.programs import Program
from tests.bench.running import Running
from tests.bench.setting import Note, Setting, Subject

_HELD: Final = 60
"""Keys sent while one is held down."""


def subjects(setting: Setting) -> Sequence[Subject]:
    """explorer with many and few people, and the peers that have a table."""
    peers = setting.peers(programs.VISIDATA, programs.HARLEQUIN)
    return [Subject(each.name, partial(_move, setting, each)) for each in (*setting.explorers(), *peers)]


def _move(setting: Setting, program: Program, note: Note) -> None:
    """Down line by line, page by page, and with the key held down; then rest."""
    with program.ready_to_use() as (running, _):
        program.open_table(running)
        lines = pressing.one_by_one(running, [program.down] * setting.keys)
        note("cursor down", [each.first for each in lines])
        note("cursor down bytes", [each.sent for each in lines])
        pages = pressing.one_by_one(running, [program.page_down] * setting.pages)
        note("page down", [each.first for each in pages])
        note("page down bytes", [each.sent for each in pages])
        held = pressing.held_down(running, program.down, _HELD)
        note("bytes at 30 Hz", [held.bytes_per_key])
        note("lag at 30 Hz", [held.lag])
        _rest(setting.idle_seconds, running, note)
        note("memory", [running.peak_megabytes()])


def _rest(wanted: float, running: Running, note: Note) -> None:
    running.settle(1.0, 10.0)
    sent, used, began = running.received, running.cpu_seconds(), time.perf_counter()
    running.read_until(began + wanted)
    seconds = time.perf_counter() - began
    note("idle bytes", [(running.received - sent) / seconds])
    note("idle processor", [(running.cpu_seconds() - used) / seconds * 100])
