"""The file that records are written to: a new one that only its owner may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from explorer.model.errors import ExplorerError, UsageError
from explorer.model.text import safe


@contextmanager
def new_file(path: str, *, replace: bool = False, otherwise: str = "") -> Iterator[TextIO]:
    """Opens `path` for text in UTF-8. It goes again when nothing was written to it; what is there is only given up,
    with `replace`, for something that has arrived.

    Raises UsageError, with `otherwise` as the next step, for a file that is there; ExplorerError when it cannot be
    written to the end: then nothing of it stays.
    """
    if replace:
        _refuse_special(path)
    written = f"{path}.{os.getpid()}.new" if replace else path
    try:
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise UsageError(f"{safe(path)} is there already", next_step=otherwise) from None
    except OSError as error:
        raise UsageError(f"{safe(path)} cannot be written: {error.strerror}") from None
    try:
        with open(descriptor, "w", encoding="utf-8", errors="replace", newline="") as stream:
            yield stream
    except OSError as error:
        os.unlink(written)  # it ends in the middle of something
        raise ExplorerError(f"{safe(path)} cannot be written: {error.strerror}") from error
    except BaseException:
        if os.path.getsize(written) == 0:
            os.unlink(written)
        else:
            _replace(written, path)
        raise
    _replace(written, path)


def _refuse_special(path: str) -> None:
    """Raises UsageError for what may stand there and is no plain file: a device, a pipe, a link, a folder."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # nothing is there, or what is says so when it is written
        return
    if not stat.S_ISREG(mode):
        raise UsageError(f"{safe(path)} is no plain file, and is not replaced", next_step="name another file")


def _replace(written: str, path: str) -> None:
    try:
        os.replace(written, path)
    except OSError as error:
        os.unlink(written)
        raise UsageError(f"{safe(path)} cannot be written: {error.strerror}") from None
