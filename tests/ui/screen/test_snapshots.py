"""How the screen looks: each state and dialog once, the main ones at both sizes.

After a wanted change: `pytest tests/ui/screen/test_snapshots.py --snapshot-update`, and look at the pictures.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.auth import Challenge
from explorer.model.errors import TimedOut
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.repository import Repository
from tests.ui.pressing import LARGE, SMALL, Compare, pressing
from tests.ui.screen.systems import Systems, screen_of, settle


@pytest.mark.parametrize(
    ("start", "size", "steps"),
    [
        pytest.param("demo-assemble", LARGE, ("j j",), id="main"),
        pytest.param("demo-assemble", SMALL, ("j j",), id="main-small"),
        pytest.param("demo-gormic", LARGE, (), id="archived-hidden"),
        pytest.param("demo-assemble/users/46485", LARGE, ("l l j",), id="record"),
        pytest.param("demo-assemble/users/46485", SMALL, (), id="record-small"),
        pytest.param("demo-assemble/users/46485/touchpoints", LARGE, (), id="under-a-record"),
        pytest.param("demo-repcard/customers", SMALL, (), id="no-list-call"),
        pytest.param("demo-repcard", LARGE, ("slash", "=kim"), id="search-typing"),
        pytest.param("demo-repcard", SMALL, ("slash", "=xqzw", "enter"), id="search-nothing"),
        pytest.param("demo-repcard", LARGE, ("colon", "=demo-repcard/users/14"), id="go-to"),
        pytest.param("demo-repcard", SMALL, ("ctrl+p", "=ne"), id="palette-small"),
        pytest.param("demo-repsly", LARGE, ("question_mark",), id="help"),
        pytest.param("demo-repcard/users/1477", SMALL, ("v",), id="raw-small"),
    ],
)
def test_looks(
    snap_compare: Compare, systems: Systems, start: str, size: tuple[int, int], steps: tuple[str, ...]
) -> None:
    assert snap_compare(systems.app(start), terminal_size=size, run_before=pressing(settle, *steps))


def test_failed(snap_compare: Compare, systems: Systems) -> None:
    assert snap_compare(systems.app(broken=True), terminal_size=SMALL, run_before=pressing(settle))


def test_incomplete(snap_compare: Compare, systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    load = Repository.load

    async def failing(self: Repository, query: Query, number: int = 1) -> Listing:
        if number > 2:
            raise TimedOut("timed out after 30 s", account="demo-assemble")
        return await load(self, query, number)

    monkeypatch.setattr(Repository, "load", failing)
    assert snap_compare(systems.app("demo-assemble"), terminal_size=LARGE, run_before=pressing(settle, "n", "n"))


def test_offline(snap_compare: Compare, systems: Systems) -> None:
    async def fill() -> None:
        async with systems.app("demo-repsly").run_test(size=LARGE) as pilot:
            await settle(pilot)

    asyncio.run(fill())
    assert snap_compare(systems.app("demo-repsly", offline=True), terminal_size=SMALL, run_before=pressing(settle))


def test_loading(snap_compare: Compare, systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(self: Repository, query: Query, number: int = 1) -> Listing:
        await asyncio.Event().wait()
        raise AssertionError

    async def wait(pilot: Pilot[Any]) -> None:
        await pilot.pause()

    monkeypatch.setattr(Repository, "load", endless)
    assert snap_compare(systems.app("demo-assemble"), terminal_size=SMALL, run_before=wait)


def test_second_factor(snap_compare: Compare, systems: Systems) -> None:
    asked: list[asyncio.Future[str]] = []

    async def ask(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        asker = screen_of(pilot).repositories["demo-assemble"].ask
        assert asker is not None
        asked.append(asyncio.ensure_future(asker(Challenge("sms", "Type the code that Assemble sent to your phone."))))
        await pilot.pause()

    assert snap_compare(systems.app("demo-repsly"), terminal_size=SMALL, run_before=ask)


def test_welcome(snap_compare: Compare, systems: Systems) -> None:
    async def wait(pilot: Pilot[Any]) -> None:
        await pilot.pause()

    assert snap_compare(systems.app(only=("none",)), terminal_size=SMALL, run_before=wait)
