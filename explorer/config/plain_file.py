"""Reading a file that has to be the user's own, without waiting for anybody."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from explorer.model.errors import ConfigError
from explorer.model.text import safe


def read_plain_file(path: Path, limit: int, *, refused: int, instead: str) -> tuple[bytes, int]:
    """The bytes of a file and its permission bits.

    Raises FileNotFoundError when it is not there, and ConfigError when it is no plain file, larger than `limit` bytes,
    somebody else's, or has one of the permission bits `refused`; `instead` is the argument of chmod that mends that.
    """
    shown = safe(str(path))
    try:
        # A pipe that nobody writes to would block the opening.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(shown) from None
    except OSError as error:
        raise ConfigError(f"{shown} cannot be read: {error.strerror}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"{shown} is no plain file")
        if status.st_uid not in (os.geteuid(), 0):
            raise ConfigError(f"{shown} belongs to another user", next_step="use one of your own")
        if status.st_mode & refused:
            who = "write" if status.st_mode & refused & 0o022 else "read"
            raise ConfigError(f"others may {who} {shown}", next_step=f"run: chmod {instead} {shown}")
        if status.st_size > limit:
            raise ConfigError(f"{shown} is larger than it can be ({limit // 1024:,} KiB)")
        return os.read(descriptor, limit), stat.S_IMODE(status.st_mode)
    finally:
        os.close(descriptor)
