"""How often the screen was opened: somebody who is new gets a hint."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from explorer.store import private_file


class Starts:
    """A number in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def count(self) -> int:
        """Starts before this one, as far as it can be told."""
        try:
            text = private_file.read(self._file, 16).strip()
        except OSError:
            return 0
        return int(text) if text.isascii() and text.isdecimal() else 0

    def add(self, *, most: int) -> None:
        """Count this one, up to `most`. Where the disk takes nothing, hints stay."""
        count = self.count()
        if count < most:
            with suppress(OSError):
                private_file.replace(self._file, f"{count + 1}\n")
