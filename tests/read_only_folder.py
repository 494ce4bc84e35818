"""A folder in which nothing can be made or changed, by the superuser either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final
from unittest.mock import patch

from explorer.store import files

_NOBODY: Final = 65534
_FOLDER: Final = 0o500
_FILE: Final = 0o400
_OPEN_TO_ALL: Final = "/var/tmp"
"""The way to what `mkdtemp` takes otherwise may be the superuser's alone."""


@contextmanager
def folder_of_nobody() -> Iterator[Path]:
    """A folder of the user who is not allowed everything: whoever runs the tests, or nobody, where that is root."""
    folder = Path(mkdtemp(prefix="explorer-test-", dir=_OPEN_TO_ALL))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        rmtree(folder)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in a folder in `folder_of_nobody` can be changed: no file made, none written, and no mode repaired."""
    paths = [folder, *folder.rglob("*")]
    for each in paths:
        each.chmod(_FOLDER if each.is_dir() else _FILE)
    superuser = os.geteuid() == 0
    if superuser:
        for each in paths:
            os.chown(each, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, 0)
    try:
        with patch.multiple(files, _FOLDER_MODE=_FOLDER, _FILE_MODE=_FILE):
            yield
    finally:
        if superuser:
            os.setresuid(0, 0, 0)
        for each in paths:
            os.chown(each, os.geteuid(), -1)
            each.chmod(0o700 if each.is_dir() else 0o600)
