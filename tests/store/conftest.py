"""Caches for the tests of the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.store.cache import Cache
from explorer.store.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a cache file may be created, with its folder."""
    return tmp_path / "cache" / "vendor-0123.sqlite"


@pytest.fixture
def cache(path: Path) -> Iterator[Cache]:
    """A cache on disk; its clock stands at 5000."""
    opened = Cache(path, clock=lambda: 5000.0)
    yield opened
    opened.close()


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    """Where a journal may be created, with its folder."""
    return tmp_path / "state" / "journal.sqlite"


@pytest.fixture
def journal(journal_path: Path) -> Iterator[Journal]:
    """A journal on disk; its clock stands at 5000."""
    opened = Journal(journal_path, clock=lambda: 5000.0)
    yield opened
    opened.close()


@pytest.fixture
def give_away(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Has a path belong to another user, as far as anybody is told."""

    def give(path: Path) -> None:
        for name in ("stat", "lstat"):
            monkeypatch.setattr(Path, name, _of_another_user(getattr(Path, name), path))

    return give


def _of_another_user(told: Callable[..., os.stat_result], path: Path) -> Callable[..., os.stat_result]:
    def tell(each: Path, **options: bool) -> os.stat_result:
        state = told(each, **options)
        return os.stat_result((*state[:4], os.geteuid() + 1, *state[5:10])) if each == path else state

    return tell
