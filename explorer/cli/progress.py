"""A line for each sync that is under way, on a terminal; nothing anywhere else."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import Final, TextIO

from explorer.cli.layout import cut
from explorer.model.address import Address
from explorer.model.listing import SyncProgress
from explorer.model.text import safe

_BAR_WIDTH: Final = 24
_FRAME_SECONDS: Final = 0.1
_UP: Final = "\x1b[{}A"
_ERASE: Final = "\x1b[J"


class ProgressLines:
    """Drawn over and over at the same place, at most ten times a second, and gone at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """On `stream`, standard error by default."""
        self._stream = stream or sys.stderr
        self._on = self._stream.isatty() and (os.environ.get("TERM") or "dumb") != "dumb"
        self._states: dict[Address, SyncProgress] = {}
        self._drawn = 0
        self._next_frame = 0.0

    def update(self, address: Address, progress: SyncProgress) -> None:
        """Shows how far the sync of `address` is."""
        self._states[address] = progress
        if self._on and time.monotonic() >= self._next_frame:
            self._next_frame = time.monotonic() + _FRAME_SECONDS
            self._draw()

    def done(self, address: Address) -> None:
        """Takes the line of `address` away."""
        self._states.pop(address, None)
        if self._on:
            self._draw()

    def clear(self) -> None:
        """Takes all lines away."""
        self._states.clear()
        if self._on:
            self._draw()

    def _draw(self) -> None:
        width = shutil.get_terminal_size().columns - 1
        lines = [cut(_line(address, progress), width) + "\n" for address, progress in self._states.items()]
        up = _UP.format(self._drawn) if self._drawn else ""
        self._stream.write(f"{up}\r{_ERASE}{''.join(lines)}")
        self._stream.flush()
        self._drawn = len(lines)


def _line(address: Address, progress: SyncProgress) -> str:
    name = f"{safe(str(address)):32}"
    if not progress.total:
        return f"{name} {progress.rows:,} rows"
    part = min(progress.rows / progress.total, 1.0)
    bar = "#" * round(part * _BAR_WIDTH)
    return f"{name} [{bar:-<{_BAR_WIDTH}}] {progress.rows:,} of {progress.total:,}"
