"""Small files of the user's own that are replaced as a whole: after a crash the old or the new one is there."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700


def replace(path: Path, text: str, *, mode: int = _MODE) -> None:
    """Puts a file with `text`, readable by its owner only from its first byte on, in place of what is at `path`; on
    disk when this returns. `mode` is what it has when it is whole. The folder is made where it is missing.
    Raises OSError, and leaves what was there."""
    path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            if mode != _MODE:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path, limit: int = 4096) -> str:
    """The text of such a file, at most `limit` bytes; empty when it is not there. Raises OSError, for a link, too."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return ""
    with open(descriptor, "rb") as file:
        return file.read(limit).decode("utf-8", "replace")
