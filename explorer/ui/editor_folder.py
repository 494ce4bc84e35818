"""Folders for the user's editor: gone when it ends, and those of an explorer that was killed with the next start."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

_PREFIX: Final = "explorer-edit-"


@contextmanager
def editor_folder() -> Iterator[Path]:
    """A new folder for us alone (0700), locked for as long as this process needs it. Raises OSError."""
    with TemporaryDirectory(prefix=_PREFIX, dir=_root()) as name, _locked(Path(name)):
        yield Path(name)


def remove_left_folders() -> None:
    """Removes those of ours that no living process has locked."""
    for each in Path(_root()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another's, in use, or just removed
            if each.lstat().st_uid == os.geteuid():
                with _locked(each):
                    rmtree(each)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _root() -> str:
    """The user's own folder that ends with the session, where there is one (XDG base directories)."""
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    return own if os.path.isabs(own) and os.access(own, os.W_OK) else gettempdir()
