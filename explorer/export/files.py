"""The file that records are written to: a new one that only its owner may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from typing import BinaryIO, TextIO, TypeVar

from explorer.model.errors import ExplorerError, UsageError
from explorer.model.text import safe

Stream = TypeVar("Stream", TextIO, BinaryIO)


def new_file(
    path: str, *, replace: bool = False, otherwise: str = "", kept: Callable[[str], None] = lambda place: None
) -> AbstractContextManager[TextIO]:
    """Opens `path` for text in UTF-8. It goes again when nothing was written to it; what is there is only given up,
    with `replace`, for something that is whole. `kept` hears where what arrived is when it broke off: beside such a
    file, else at `path`.

    Raises UsageError, with `otherwise` as the next step, for a file that is there; ExplorerError when it cannot be
    written to the end: then nothing of it stays.
    """
    return _new(path, _text, replace=replace, aside=replace, otherwise=otherwise, kept=kept)


def new_binary_file(
    path: str, *, replace: bool = False, otherwise: str = "", kept: Callable[[str], None] = lambda place: None
) -> AbstractContextManager[BinaryIO]:
    """As `new_file`, for bytes. Until it is closed it has another name: nobody finds a file without its end."""
    return _new(path, _binary, replace=replace, aside=True, otherwise=otherwise, kept=kept)


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
    aside: bool,
    otherwise: str,
    kept: Callable[[str], None],
) -> Iterator[Stream]:
    """`aside`: it is written under another name until it is whole."""
    if replace:
        _refuse_special(path)
    elif os.path.lexists(path):
        raise UsageError(f"{safe(path)} is there already", next_step=otherwise)
    folder, name = os.path.split(path)
    written = os.path.join(folder, f".{name}.{os.getpid()}.new") if aside else path
    try:
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise UsageError(f"{safe(path)} is there already", next_step=otherwise) from None
    except OSError as error:
        raise UsageError(f"{safe(path)} cannot be written: {error.strerror}") from None
    try:
        with opened(descriptor) as stream:
            yield stream
    except OSError as error:
        os.unlink(written)  # it ends in the middle of something
        raise ExplorerError(f"{safe(path)} cannot be written: {error.strerror}") from error
    except BaseException:
        if os.path.getsize(written) == 0:
            os.unlink(written)
        else:
            place = _beside(path) if aside and os.path.lexists(path) else path
            _replace(written, place)
            kept(place)
        raise
    _replace(written, path)


def _beside(path: str) -> str:
    """Where a part stays whose whole was to replace `path`: under a name that nothing has. One of Parquet begins with
    `_`, so that those who read its folder as one leave it out."""
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    begun = os.path.join(folder, f"{'_' if ending == '.parquet' else ''}{stem}.part")
    place = f"{begun}{ending}"
    for number in count(2):
        if not os.path.lexists(place):
            break
        place = f"{begun}-{number}{ending}"
    return place


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
