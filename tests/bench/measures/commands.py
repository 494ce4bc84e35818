"""Whole commands, from start to exit."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from tests.bench import people, programs
from tests.bench.first_time import explorer_command
from tests.bench.running import BenchError
from tests.bench.setting import Note, Setting, Subject

_AT_ONCE: Final = 5
"""Runs of each command in one round."""


def subjects(setting: Setting) -> Sequence[Subject]:
    """The floor, the least that explorer does, and a list of what is held."""
    made = setting.many_people
    explorer = explorer_command(made.config)
    listing = (*explorer, "--offline", "list", people.PLACE)
    return [
        Subject(programs.PYTHON, partial(_run, "run", (sys.executable, "-c", "pass"), {})),
        Subject(programs.EXPLORER, partial(_run, "version", (explorer[0], "--version"), {})),
        Subject(programs.EXPLORER, partial(_run, "list", listing, made.environ)),
    ]


def _run(measure: str, command: Sequence[str], environ: Mapping[str, str], note: Note) -> None:
    for _ in range(_AT_ONCE):
        began = time.perf_counter()
        ran = subprocess.run(command, capture_output=True, env={**os.environ, **environ})
        milliseconds = (time.perf_counter() - began) * 1000
        if ran.returncode:
            raise BenchError(f"{' '.join(command)} fails: {ran.stderr.decode().strip()}")
        note(measure, [milliseconds])
