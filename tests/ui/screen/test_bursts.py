"""Keys that come faster than the screen follows them: all are read before the first has done its work."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.ui.history import Sought
from explorer.ui.screens.bookmark import BookmarkScreen
from explorer.ui.screens.everywhere import EverywhereScreen
from explorer.ui.screens.export import ExportScreen
from explorer.ui.screens.export_run import ExportRunScreen
from explorer.ui.screens.go import GoScreen
from explorer.ui.screens.help import KeysHelpScreen
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.search_line import SearchLine
from tests.ui.screen.by_keys import until, words
from tests.ui.screen.systems import Systems, pane_of, screen_of, settle

SIZE = (140, 45)


async def _burst(pilot: Pilot[None], *keys: str) -> None:
    """Hand over `keys` at once, as a terminal does after a stall, and wait until nothing is on its way."""
    for key in keys:
        character = {"slash": "/", "colon": ":"}.get(key, key if len(key) == 1 else None)
        pilot.app.post_message(events.Key(key, character))
    await settle(pilot)


async def test_enter_twice_goes_once(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, "colon", *"1476", "enter", "enter")
        assert not isinstance(pilot.app.screen, GoScreen)
        assert str(screen_of(pilot).place.address) == "demo-repcard/users/1476"


async def test_a_dialog_is_left_once(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, "colon", "escape", "escape", "escape")
        assert pilot.app.screen is screen_of(pilot)


@pytest.mark.parametrize("keys", ["313", "242", "3r"])
async def test_a_tab_before_it_is_mounted(keys: str, systems: Systems) -> None:
    async with systems.app().run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, *keys)
        assert screen_of(pilot).place.account == ("demo-repsly" if "2" in keys else "demo-assemble")
        assert pane_of(pilot).table.has_focus and pane_of(pilot).table.cursor_key


async def test_a_tab_that_is_mounted_late_takes_no_keys(systems: Systems) -> None:
    async with systems.app().run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, "3", "1")
        assert screen_of(pilot).place.account == "demo-repcard"
        assert pane_of(pilot).table.has_focus
        await _burst(pilot, "j")
        assert pane_of(pilot).table.cursor_position == 1


async def test_enter_opens_nothing_of_a_tab_that_was_left(systems: Systems) -> None:
    async with systems.app().run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, "3", "enter")
        assert str(screen_of(pilot).place.address) == "demo-assemble/users"


@pytest.mark.parametrize("before", ["enter", "3"])
async def test_a_search_right_after(before: str, systems: Systems) -> None:
    """Opening a record or a tab, which takes a while, does not take the focus from the words that follow."""
    async with systems.app().run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, before, "slash", *"smith")
        screen = screen_of(pilot)
        assert screen.query_one(SearchLine).query_one(LineInput).value == "smith"
        assert pane_of(pilot).state.held_search == "smith"
        await _burst(pilot, "escape")
        assert not screen.query_one(SearchLine).display and not pane_of(pilot).state.held_search
        assert screen.place.account == ("demo-assemble" if before == "3" else "demo-repcard")
        assert screen.focused in (pane_of(pilot).table, pane_of(pilot).detail)


@pytest.mark.parametrize("turns", [4, 5, 6, 8])
async def test_the_search_of_all_systems_left_at_once(turns: int, systems: Systems) -> None:
    """What is found, counted and said after that is shown nowhere."""
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in ("slash", "slash", "a"):
            pilot.app.post_message(events.Key(key, "/" if key == "slash" else key))
        for _ in range(turns):
            await asyncio.sleep(0)
        await _burst(pilot, "escape")
        assert pilot.app.screen is screen_of(pilot)


async def test_a_key_before_a_dialog_has_its_parts(systems: Systems) -> None:
    """Keys that act wherever the focus is are looked up before the dialog has had its turn."""
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        main = screen_of(pilot)
        new = EverywhereScreen({}, Sought(), unsent={}, signs=main.signs, clock=systems.clock)
        waiting = pilot.app.push_screen(new)
        assert pilot.app.screen is new and not new.children
        for key in ("down", "tab", "escape"):
            await pilot.app._check_bindings(key, priority=True)
        await waiting
        await settle(pilot)
        await _burst(pilot, "escape")
        assert screen_of(pilot) is main


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (("backspace", *"6", "enter"), "demo-repcard/users/1476"),
        (("left", "delete", "end", *"6", "enter", "j"), "demo-repcard/users/1476"),
    ],
)
async def test_what_is_typed_behind_a_mistake_comes_behind_it(
    keys: Sequence[str], found: str, systems: Systems
) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, "colon", *"147x", *keys)
        assert str(screen_of(pilot).place.address) == found


async def test_a_search_is_for_what_stood_there_at_enter(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, "slash", *"smitx", "backspace", *"h", "enter", "j")
        place = screen_of(pilot).place
        assert "smith" in (place.query.search, place.held_search) and not screen_of(pilot).query_one(SearchLine).display


async def test_a_dialog_that_is_ended_while_help_lies_over_it(systems: Systems) -> None:
    """An `enter` or what a thread brings may be on its way then."""
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await _burst(pilot, "b")
        below = pilot.app.screen
        assert isinstance(below, BookmarkScreen)
        await _burst(pilot, "f1")
        above = pilot.app.screen
        assert isinstance(above, KeysHelpScreen)
        below.end("first")
        below.end("second")
        assert above.is_active
        await _burst(pilot, "escape")
        assert screen_of(pilot).is_active
        assert list(screen_of(pilot).keeping.kept.views) == ["first"]


async def test_an_export_is_called_what_stood_there_at_enter(
    systems: Systems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen))
        await pilot.press("tab", "ctrl+u")
        await _burst(pilot, *"team", "enter", "j", "j")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportRunScreen) and "enter close" in words(pilot))
        assert [each.name for each in tmp_path.glob("team*")] == ["team"]
