"""The programs explorer is held against, each installed in an environment of its own.

Apart from explorer's, because they bring click, with which httpx loads a command line of its own, and because each
wants its own Textual. Their versions are dependency groups of `pyproject.toml`, called `bench-` and the name.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.bench.running import BenchError
from tests.pseudo_terminal import ROOT

_SECONDS = 600.0


def installed(scratch: Path, name: str) -> Path:
    """The folder of the peer's commands, installed there where it is not yet. Raises BenchError."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    wanted = groups[f"bench-{name}"]
    folder = scratch / "peers" / name
    stamp = f"{sys.version}\n{wanted}\n"
    mark = folder / "installed"
    if not mark.exists() or mark.read_text("utf-8") != stamp:
        print(f"installing {', '.join(wanted)}", flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--retries", "0", "--timeout", "20", *wanted])
        mark.write_text(stamp, "utf-8")
    return folder / "bin"


def _run(command: list[str]) -> None:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BenchError(f"cannot be installed: {error}") from error
    if ran.returncode:
        said = ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"]
        raise BenchError(f"cannot be installed: {said[-1]}")
