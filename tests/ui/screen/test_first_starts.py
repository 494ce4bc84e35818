"""What the first starts have of their own: a hint that goes, and a question before a key goes to another host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from explorer.accounts import Accounts
from explorer.config import Config, parse
from explorer.config.files import Folders
from explorer.store.hosts import KnownHosts
from explorer.store.starts import Starts
from explorer.ui.app import ExplorerApp
from explorer.ui.hints import STARTS, hint, worded
from explorer.ui.screens.question import QuestionScreen
from explorer.vendors import discover
from tests.demo_vendors import DemoVendors
from tests.ui.screen.by_keys import until
from tests.ui.screen.systems import Systems, pane_of, settle, shown


def test_each_of_the_first_starts_has_a_hint_and_no_later_one(tmp_path: Path) -> None:
    starts, told = Starts(tmp_path / "new" / "starts"), []
    for _ in range(STARTS + 3):
        told.append(worded(hint(starts.count())))
        starts.add(most=STARTS)
    assert all(told[:STARTS])
    assert not any(told[STARTS:])
    assert max(map(len, told)) < 80
    (tmp_path / "new" / "starts").write_text("nonsense")
    assert hint(starts.count())


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_the_hint_takes_one_line(systems: Systems, size: tuple[int, int]) -> None:
    async with systems.app("demo-repcard", hint=hint(0)).run_test(size=size) as pilot:
        await settle(pilot)
        *_, line, keys = shown(pilot).split("\n")
        assert line.strip() == worded(hint(0)) and "{" not in line
        assert keys.strip().startswith("enter open")


@pytest.fixture
def apps(tmp_path: Path, demo_vendors: DemoVendors) -> Iterator[Callable[[], ExplorerApp]]:
    """Apps on RepCard, whose key was last used with another host."""
    folders = Folders.under(tmp_path)
    account = parse(demo_vendors.config_text, discover()).accounts["demo-repcard"]
    KnownHosts(folders.state / "hosts").keep(replace(account, base_url="https://app.repcard.example/api"))
    with ExitStack() as opened:

        def app() -> ExplorerApp:
            accounts = opened.enter_context(closing(Accounts(Config(), folders, terminal=False)))
            made = ExplorerApp([accounts.repository(account)], journal=accounts.journal)
            accounts.ask_host = made.confirm_host
            return made

        yield app


def asked(pilot: Pilot[None]) -> bool:
    """The question stands on the screen."""
    screen = pilot.app.screen
    return isinstance(screen, QuestionScreen) and screen.painted_at is not None


@pytest.mark.usefixtures("looked")
async def test_another_host_is_asked_about_once(apps: Callable[[], ExplorerApp], demo_vendors: DemoVendors) -> None:
    async with apps().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: asked(pilot))
        await pilot.pause()
        assert "https://app.repcard.example" in shown(pilot)
        assert f"http://127.0.0.1:{demo_vendors.ports[0]}" in shown(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_key
    async with apps().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not isinstance(pilot.app.screen, QuestionScreen)


@pytest.mark.usefixtures("looked")
async def test_a_no_sends_nothing_and_says_what_to_do(apps: Callable[[], ExplorerApp]) -> None:
    async with apps().run_test(size=(140, 45)) as pilot:
        await until(pilot, lambda: asked(pilot))
        await pilot.press("escape")
        await settle(pilot)
        assert not pane_of(pilot).table.cursor_key
        assert "its credentials were last used with https://app.repcard.example" in shown(pilot)
        await pilot.press("r")
        await until(pilot, lambda: asked(pilot))
