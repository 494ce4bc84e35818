"""Apps on demo vendors, with clock, time zone and locale held still."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from explorer.api import transport
from explorer.model.journal import Process
from explorer.ui import following, notifying
from explorer.ui.screens import confirming, question
from tests.demo_vendors import DemoVendors, demo_vendors, fresh_demo_vendors
from tests.fault_server import fault_server
from tests.ui.screen.customers import Both, customers
from tests.ui.screen.journal_scene import Scene
from tests.ui.screen.systems import Systems
from tests.waiting import LONGEST

__all__ = ["demo_vendors", "fresh_demo_vendors"]


def held_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times are UTC, signs are Unicode, the detail follows at once, and what is said stands until it was looked for
    and a connection is waited for, however slow the machine is."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr(following, "PAINT_AFTER", 0.001)
    monkeypatch.setattr(following, "FETCH_AFTER", 0.002)
    monkeypatch.setattr(notifying, "SAID_SECONDS", 600.0)
    monkeypatch.setattr(transport, "CONNECT_SECONDS", LONGEST)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from held_still(monkeypatch)


@pytest.fixture
def systems(demo_vendors: DemoVendors, tmp_path: Path) -> Iterator[Systems]:
    """All four vendors, shared with other tests: read only."""
    with closing(Systems(demo_vendors, tmp_path)) as made:
        yield made


@pytest.fixture
def own_systems(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> Iterator[Systems]:
    """Vendors that this test may stop or change."""
    with closing(Systems(fresh_demo_vendors, tmp_path)) as made:
        yield made


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    """A vendor whose answers a test writes down, and apps on it."""
    async with customers(tmp_path) as made:
        yield made


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to look at a review or a question for a while."""
    monkeypatch.setattr(confirming, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(question, "LOOK_SECONDS", 0.0)


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """A journal and the screen on it; a question takes its keys at once."""
    monkeypatch.setattr(question, "LOOK_SECONDS", 0.0)
    async with fault_server() as server:
        made = Scene(server, tmp_path)
        yield made
        made.waiting.set()
        await made.watch.close()
        for each in made.repositories.values():
            await each.close()
        made.journal.close()


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    """Another explorer, which runs."""
    other = Process(4711, "another")
    monkeypatch.setattr("explorer.store.process.running", lambda process: process == other)
    yield other
