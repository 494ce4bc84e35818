"""Getting all (`S`) that breaks off: the reason, and what goes on, stand there until it has all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.api.client import Client
from explorer.model.errors import ServerFault
from explorer.model.listing import SyncReport
from explorer.model.page import PageAnswer
from explorer.repository import Repository
from tests.ui.screen.by_keys import until, words
from tests.ui.screen.systems import Systems, pane_of, settle, shown
from tests.ui.screen.test_everywhere import errand, search_of

USERS = "demo-assemble/users"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], list[str]]:
    """The cursors of pages that fail, and of all pages that were asked for."""
    broken, asked = set[str](), list[str]()
    really: Callable[..., Any] = Client.list

    async def listed(self: Client, resource: Any, operation: Any, query: Any, cursor: Any) -> PageAnswer:
        asked.append(str(cursor))
        if str(cursor) in broken:
            raise ServerFault("demo-assemble answered 503", next_step="the vendor has trouble; try later")
        answer: PageAnswer = await really(self, resource, operation, query, cursor)
        return answer

    monkeypatch.setattr(Client, "list", listed)
    return broken, asked


def status(pilot: Pilot[None]) -> str:
    """The line above the keys."""
    return shown(pilot).splitlines()[-2]


@asynccontextmanager
async def opened(systems: Systems, start: str = USERS, size: tuple[int, int] = (140, 45)) -> AsyncIterator[Pilot[None]]:
    """The first page of Assemble's users, or what else it starts with."""
    async with systems.app(start, only=("demo-assemble",)).run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


@asynccontextmanager
async def broken_off(systems: Systems, broken: set[str], start: str = USERS) -> AsyncIterator[Pilot[None]]:
    """All was asked for, and the third page failed."""
    async with opened(systems, start) as pilot:
        broken.add("3")
        await pilot.press("S")
        await settle(pilot)
        assert "r go on from page 3" in status(pilot)
        yield pilot


@pytest.mark.parametrize(
    "start", [USERS, f"{USERS}?active_on=2026-03-05"], ids=["the collection", "narrowed by the server"]
)
async def test_it_says_why_and_r_goes_on(systems: Systems, failing: tuple[set[str], list[str]], start: str) -> None:
    broken, asked = failing
    async with broken_off(systems, broken, start) as pilot:
        told = "page 3 failed: demo-assemble answered 503"
        assert "! incomplete: 100 of " in status(pilot) and told in status(pilot)
        assert "[1 Assemble !]" in shown(pilot)
        await pilot.press("j", "pagedown")
        await settle(pilot)
        assert told in status(pilot), "rows that come meanwhile do not make up for it"
        await pilot.press("r")
        await settle(pilot)
        assert told in status(pilot)
        broken.clear()
        asked.clear()
        await pilot.press("r")
        await settle(pilot)
        assert asked[0] == "3" and "1" not in asked
        assert pane_of(pilot).state.listing.complete
        assert "incomplete" not in shown(pilot) and "!" not in shown(pilot).splitlines()[0]
        if start == USERS:
            await pilot.press("H")
            await settle(pilot)
            assert "broke off, then read to the end: 100 rows" in shown(pilot)


async def test_one_that_fails_at_once_is_tried_again_as_a_whole(
    systems: Systems, failing: tuple[set[str], list[str]]
) -> None:
    broken, _ = failing
    async with opened(systems, size=(80, 24)) as pilot:
        broken.add("1")
        await pilot.press("S")
        await settle(pilot)
        assert "! failed: demo-assemble answered 503" in status(pilot) and "r retry" in status(pilot)
        broken.clear()
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).state.listing.complete and "failed" not in shown(pilot)


async def test_an_export_that_breaks_off_goes_on_where_it_was(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it brought so far has no pages to go on from."""
    asked: list[str] = []
    really: Callable[..., Any] = Client.list

    async def listed(self: Client, resource: Any, operation: Any, query: Any, cursor: Any) -> PageAnswer:
        if operation.name == "export":
            asked.append(str(cursor))
            if len(asked) == 2:
                raise ServerFault("demo-gormic answered 503", next_step="the vendor has trouble; try later")
        answer: PageAnswer = await really(self, resource, operation, query, cursor)
        return answer

    monkeypatch.setattr(Client, "list", listed)
    async with systems.app("demo-gormic/customers", only=("demo-gormic",)).run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        assert pane_of(pilot).state.listing.held > 0 and not pane_of(pilot).state.listing.complete
        await pilot.press("G")
        await settle(pilot)
        assert "demo-gormic answered 503" in status(pilot) and "page" not in status(pilot).partition("r ")[2]
        await pilot.press("r")
        await settle(pilot)
        assert asked[2] == asked[1] != asked[0]
        assert pane_of(pilot).state.listing.complete and "failed" not in shown(pilot)


async def test_r_does_not_break_it_off(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = asyncio.Event()
    really: Callable[..., Any] = Client.list

    async def listed(self: Client, resource: Any, operation: Any, query: Any, cursor: Any) -> PageAnswer:
        if str(cursor) == "3":
            await goes_on.wait()
        answer: PageAnswer = await really(self, resource, operation, query, cursor)
        return answer

    monkeypatch.setattr(Client, "list", listed)
    async with opened(systems) as pilot:
        await pilot.press("S")
        await until(pilot, lambda: "copying: 100 " in shown(pilot))
        await pilot.press("r")
        goes_on.set()
        await settle(pilot)
        assert pane_of(pilot).state.listing.complete


async def test_a_later_page_that_fails_once_that_one_came_is_told(
    systems: Systems, failing: tuple[set[str], list[str]]
) -> None:
    broken, _ = failing
    async with broken_off(systems, broken) as pilot:
        broken.remove("3")
        broken.add("4")
        for _ in range(4):
            await pilot.press("n")
            await settle(pilot)
        assert "page 4 failed" in status(pilot) and "r go on from page 4" in status(pilot)
        broken.clear()
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).state.listing.complete and "failed" not in shown(pilot)


async def test_paging_to_the_end_makes_up_for_it(systems: Systems, failing: tuple[set[str], list[str]]) -> None:
    broken, _ = failing
    async with broken_off(systems, broken) as pilot:
        broken.clear()
        for _ in range(8):
            await pilot.press("n")
            await settle(pilot)
        assert pane_of(pilot).state.listing.complete and "failed" not in shown(pilot)


async def test_a_copy_that_comes_by_itself_after_one_that_failed_is_no_failure(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Repository.sync
    broken = {"demo-repsly"}

    async def sync(self: Repository, *given: Any) -> SyncReport:
        if self.account.name in broken:
            raise ServerFault("demo-repsly answered 503")
        return await really(self, *given)

    monkeypatch.setattr(Repository, "sync", sync)
    async with systems.app("demo-repsly/users").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert "demo-repsly answered 503" in shown(pilot)
        broken.clear()
        await pilot.press("full_stop")
        await settle(pilot)
        await pilot.press("comma")
        await settle(pilot)
        assert pane_of(pilot).state.listing.complete and "failed" not in shown(pilot)


async def test_what_broke_off_goes_on_with_the_page_that_failed(
    systems: Systems, failing: tuple[set[str], list[str]]
) -> None:
    broken, asked = failing
    async with opened(systems) as pilot:
        screen = await search_of(pilot, "fie")
        broken.add("3")
        await pilot.press("f6")
        await until(pilot, lambda: errand(screen, "get", "demo-assemble").state == "failed")
        assert "page 3 failed" in words(pilot)
        broken.clear()
        asked.clear()
        await pilot.press("f6")
        await until(pilot, lambda: all(each.kind == "search" for each in screen.errands))
        assert asked[0] == "3" and "1" not in asked and "2" not in asked


async def test_what_came_whole_is_not_got_again_by_the_next_f6(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In what changed: while the second of three is on its way."""
    really = Repository.sync
    asked: list[str] = []
    held_up = asyncio.Event()

    async def sync(self: Repository, *given: Any) -> SyncReport:
        asked.append(self.account.name)
        if self.account.name == "demo-assemble" and asked.count("demo-assemble") == 1:
            await held_up.wait()
        return await really(self, *given)

    async with systems.app("demo-gormic/customers").run_test(size=(200, 45)) as pilot:
        for key in ("1", "3", "4"):
            await pilot.press(key)
            await settle(pilot)
        await pilot.press("w", "tab", "tab")
        await until(pilot, lambda: words(pilot).count("held in part") == 3)
        monkeypatch.setattr(Repository, "sync", sync)
        await pilot.press("f6")
        await until(pilot, lambda: asked == ["demo-repcard", "demo-assemble"])
        await pilot.press("f6")
        await until(pilot, lambda: "held in part" not in words(pilot))
        assert asked == ["demo-repcard", "demo-assemble", "demo-assemble", "demo-gormic"]
