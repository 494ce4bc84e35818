"""Times are UTC, signs are Unicode."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.repository.drafts import DraftKeeper
from explorer.store.journal import Journal


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The time zone and the colours do not depend on where the tests run."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.delenv("NO_COLOR", raising=False)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A journal on disk."""
    made = Journal(tmp_path / "journal.sqlite")
    yield made
    made.close()


@pytest.fixture
def keeper(journal: Journal) -> Iterator[DraftKeeper]:
    """Keeps drafts in it."""
    made = DraftKeeper(lambda: journal, lambda: None)
    yield made
    made.close_all()
