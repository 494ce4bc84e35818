"""The file that records are written to: a new one that only its owner may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import BinaryIO, TextIO, TypeVar

from explorer.model.errors import ExplorerError, UsageError
from explorer.model.text import safe

Stream = TypeVar("Stream", TextIO, BinaryIO)


def new_file(
    path: str, *, replace: bool = False, otherwise: str = "", kept: Callable[[str], None] = lambda place: None
) -> AbstractContextManager[TextIO]:
    """Opens a file for text in UTF-8 that is called `path` once it is whole. Until then it lies beside that under the
    name of a part, and stays there when it breaks off: `kept` hears the place. It goes again when nothing was written
    to it. What is at `path` is only given up with `replace`, also what came there meanwhile.

    Raises UsageError, with `otherwise` as the next step, for a file that is there; ExplorerError when it cannot be
    written to the end: then nothing of it stays.
    """
    return _new(path, _text, replace=replace, otherwise=otherwise, kept=kept)


def new_binary_file(
    path: str, *, replace: bool = False, otherwise: str = "", kept: Callable[[str], None] = lambda place: None
) -> AbstractContextManager[BinaryIO]:
    """As `new_file`, for bytes."""
    return _new(path, _binary, replace=replace, otherwise=otherwise, kept=kept)


def new_folders(path: str) -> list[str]:
    """Makes `path` and what is missing above it, for the owner only. Returns what was made, the innermost first.

    Raises UsageError.
    """
    made: list[str] = []
    missing = [path]
    while (above := os.path.dirname(missing[-1])) and not os.path.lexists(above):
        missing.append(above)
    for each in reversed(missing):
        try:
            os.mkdir(each, 0o700)
        except FileExistsError:
            continue  # what it is shows when something is put into it
        except OSError as error:
            remove_empty(made)
            raise UsageError(f"{safe(each)} cannot be made: {error.strerror}") from None
        made.insert(0, each)
    return made


def remove_empty(folders: list[str]) -> None:
    """Removes those of `folders`, given from the innermost, that hold nothing."""
    with suppress(OSError):
        for each in folders:
            os.rmdir(each)


def _text(descriptor: int) -> TextIO:
    return open(descriptor, "w", encoding="utf-8", errors="replace", newline="")


def _binary(descriptor: int) -> BinaryIO:
    return open(descriptor, "wb")


@contextmanager
def _new(
    path: str,
    opened: Callable[[int], Stream],
    *,
    replace: bool,
    otherwise: str,
    kept: Callable[[str], None],
) -> Iterator[Stream]:
    if replace:
        _refuse_special(path)
    elif os.path.lexists(path):
        raise UsageError(f"{safe(path)} is there already", next_step=otherwise)
    descriptor, part = _new_part(path)
    try:
        with opened(descriptor) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())  # or a power cut may leave the whole's name on an empty file
    except OSError as error:
        os.unlink(part)  # it ends in the middle of something
        raise ExplorerError(f"{safe(path)} cannot be written: {error.strerror}") from error
    except BaseException:
        if os.path.getsize(part) == 0:
            os.unlink(part)
        else:
            kept(part)
        raise
    try:
        (os.replace if replace else _name)(part, path)
    except OSError as error:
        kept(part)
        came = isinstance(error, FileExistsError)
        why = "came meanwhile, and is not replaced" if came else f"cannot be written: {error.strerror}"
        raise UsageError(f"{safe(path)} {why}", next_step=f"{safe(part)} is whole: rename it") from None


def _new_part(path: str) -> tuple[int, str]:
    """Opens what is to be `path`, for its owner only, under a name that nothing has. One of Parquet begins with `_`, so
    that those who read its folder as one leave it out. Raises UsageError."""
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    begun = os.path.join(folder, f"{'_' if ending == '.parquet' else ''}{stem}.part")
    part, number = f"{begun}{ending}", 1
    while True:
        try:
            return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), part
        except FileExistsError:
            number += 1
            part = f"{begun}-{number}{ending}"
        except OSError as error:
            raise UsageError(f"{safe(path)} cannot be written: {error.strerror}") from None


def _name(part: str, path: str) -> None:
    """Gives a file its name. Raises FileExistsError where that is taken, whenever it was."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, such as FAT: an empty file holds the name's place first
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        try:
            os.replace(part, path)
        except OSError:
            os.unlink(path)
            raise
    else:
        os.unlink(part)


def _refuse_special(path: str) -> None:
    """Raises UsageError for what may stand there and is no plain file: a device, a pipe, a link, a folder."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # nothing is there, or what is says so when it is written
        return
    if not stat.S_ISREG(mode):
        raise UsageError(f"{safe(path)} is no plain file, and is not replaced", next_step="name another file")
