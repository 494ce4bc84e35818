"""Scripts that a test runs in a process of its own, to be killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.waiting import LONGEST

ROOT = Path(__file__).parents[2]


def ran(script: str, path: Path) -> str:
    """What `script` prints, run by itself on the database at `path`."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
