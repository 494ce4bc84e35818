"""Loading, empty, failed, incomplete and offline never look alike; one failing account shows it in its own tab only."""

from __future__ import annotations

import asyncio

import pytest

from explorer.model.auth import Challenge
from explorer.model.errors import SignInNeeded
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.ui.screens.sign_in import SignInScreen
from explorer.ui.screens.welcome import WelcomeScreen
from tests.ui.screen.by_keys import on_top
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, shown, type_text

SIZE = (140, 45)


async def test_loading_then_rows(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = asyncio.Event()
    load = Repository.load

    async def gated(self: Repository, query: Query, number: int = 1) -> Listing:
        await gate.wait()
        return await load(self, query, number)

    monkeypatch.setattr(Repository, "load", gated)
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert pane_of(pilot).table.empty_message == "loading page 1…"
        assert "[3 Assemble …]" in shown(pilot) and "loading page 1…" in shown(pilot).splitlines()[-2]
        gate.set()
        await settle(pilot)
        assert "loading" not in shown(pilot)
        gate.clear()
        systems.clock.now += 120
        await pilot.press("r")
        await pilot.pause()
        assert "checking…" in shown(pilot).splitlines()[-2]
        assert pane_of(pilot).table.cursor_key, "what is held stays in sight meanwhile"
        gate.set()
        await settle(pilot)


async def test_a_failing_account_shows_it_in_its_own_tab(systems: Systems) -> None:
    async with systems.app(broken=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "! failed: demo-repcard answered 401" in pane_of(pilot).table.empty_message
        assert "r retry" in shown(pilot) and "[1 RepCard !]" in shown(pilot)
        await pilot.press("3")
        await settle(pilot)
        told = shown(pilot)
        assert "failed" not in told and "1 RepCard !" in told and pane_of(pilot).table.cursor_key


async def test_vendors_go_and_come_back(own_systems: Systems) -> None:
    async with own_systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        own_systems.vendors.stop()
        own_systems.clock.now += 120
        await pilot.press("r")
        await settle(pilot)
        status = shown(pilot).splitlines()[-2]
        assert "! failed: demo-assemble" in status and "r retry" in status and "as of 10:40" in status
        assert pane_of(pilot).table.cursor_key
        await pilot.press("4")
        await settle(pilot)
        assert "! failed" in pane_of(pilot).table.empty_message
        own_systems.vendors.start()
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_key and "failed" not in shown(pilot)


async def test_refreshing_asks_a_vendor_that_is_left_alone(own_systems: Systems) -> None:
    async with own_systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        own_systems.vendors.stop()
        for _ in range(4):
            await pilot.press("r")
            await settle(pilot)
        assert "! failed" in shown(pilot)
        own_systems.vendors.start()
        await pilot.press("r")
        await settle(pilot)
        assert "! failed" not in shown(pilot)


async def test_empty(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        for _ in range(20):
            await pilot.press("g", "t")
            await settle(pilot)
            if not pane_of(pilot).state.listing.held:
                break
            await pilot.press("escape", "n", "escape")
            await settle(pilot)
        assert pane_of(pilot).table.empty_message == "no touchpoints: the collection is empty"
        assert "touchpoints 0" in shown(pilot)


async def test_archived_rows_are_hidden_and_counted(systems: Systems) -> None:
    async with systems.app("demo-gormic").run_test(size=SIZE) as pilot:
        await settle(pilot)
        listing = pane_of(pilot).state.listing
        assert listing.archived and f"{listing.archived} archived hidden" in shown(pilot).splitlines()[-2]


async def test_a_second_factor_is_asked_for(systems: Systems) -> None:
    app = systems.app("demo-repcard")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        ask = screen_of(pilot).repositories["demo-assemble"].ask
        assert ask is not None
        asked = asyncio.ensure_future(ask(Challenge("sms", "The code from the SMS [b]\x1b[31m")))
        await on_top(pilot, SignInScreen)
        assert "The code from the SMS [b]␛[31m" in shown(pilot)
        await type_text(pilot, "123456")
        await pilot.press("enter")
        assert await asked == "123456"
        asked = asyncio.ensure_future(ask(Challenge("sms", "Once more")))
        await on_top(pilot, SignInScreen)
        await pilot.press("escape")
        with pytest.raises(SignInNeeded):
            await asked


async def test_welcome(systems: Systems) -> None:
    app = systems.app(only=("none",), notices=["the config is empty"])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, WelcomeScreen)
        assert "explorer demo" in shown(pilot) and "explorer config init" in shown(pilot)
        assert "the config is empty" in shown(pilot)
        await pilot.press("q")
    assert app.return_code == 0


async def test_background_and_notices(systems: Systems) -> None:
    ran: list[bool] = []
    app = systems.app("demo-repsly", background=lambda: ran.append(True), notices=["the cache was rebuilt [/]"])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert ran == [True]
        assert "the cache was rebuilt [/]" in said(pilot)
