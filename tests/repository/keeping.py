"""Drafts on a disk that a test holds up, and what it measures with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.model.address import Segments
from explorer.model.errors import StoreError
from explorer.model.journal import Draft
from explorer.repository.drafts import DraftKeeper
from explorer.store.journal import Journal
from tests.store.journal_samples import JOHN, draft
from tests.waiting import LONGEST, in_time

ROOT = Path(__file__).parents[2]
FORM = ("i1", JOHN, "users.update")
BLANK = replace(draft(), typed={})
SLACK = 0.5
"""Seconds a busy machine may add."""
STEP = 0.02
"""Seconds of the waits in which time is counted: what holds the machine up makes them longer, too."""


class Disk(Journal):
    """A journal whose writing can be held up and made to fail."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, clock=lambda: 5000.0)
        self.full = False
        self.free = threading.Event()
        self.free.set()
        self.begun = threading.Event()
        self.kept: list[Draft] = []

    def keep_draft(self, draft: Draft) -> None:
        self.begun.set()
        assert self.free.wait(LONGEST)
        if self.full:
            raise StoreError("the write journal cannot be written: the disk is full or failing")
        super().keep_draft(draft)
        self.kept.append(draft)

    def drop_draft(self, identity: str, segments: Segments, operation: str) -> None:
        if self.full:
            raise StoreError("the write journal cannot be written: the disk is full or failing")
        super().drop_draft(identity, segments, operation)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "state" / "journal.sqlite")
    yield made
    made.close()


@pytest.fixture
def keeper(disk: Disk) -> Iterator[DraftKeeper]:
    made = DraftKeeper(lambda: disk, lambda: None, clock=lambda: 5000.0)
    yield made
    disk.free.set()
    made.close_all()


def name(disk: Journal) -> object:
    """The first name on the disk."""
    found = disk.draft(*FORM)
    return found.typed["firstName"] if found is not None else None


async def until(true: Callable[[], bool]) -> None:
    """Lets time pass until it is so."""
    async with in_time():
        while not true():
            await asyncio.sleep(0.01)
