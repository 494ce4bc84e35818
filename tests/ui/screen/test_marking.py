"""Marks on real accounts: what is said, what they survive, and when they end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.repository import LocalCopy
from explorer.ui import following
from tests.ui.screen.systems import Systems, pane_of, said, settle, shown
from tests.ui.table.terminal import TerminalDriver, drive, written

SIZE = (140, 45)


async def test_marks_are_counted_in_the_status_line(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        status = len(shown(pilot).splitlines()) - 2
        assert "marked" not in shown(pilot)
        await pilot.press("space", "space")
        assert "2 marked: x actions" in shown(pilot).splitlines()[status]
        await pilot.press("n")
        await settle(pilot)
        assert "2 marked (2 not in view): x actions" in shown(pilot).splitlines()[status]
        await pilot.press("U")
        assert "marked" not in shown(pilot)


async def test_all_are_those_that_are_loaded(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("asterisk")
        await pilot.pause()
        listing = pane_of(pilot).state.listing
        assert listing.total is not None and listing.held < listing.total
        assert f"{listing.held} users marked: all that are loaded, not the {listing.total} there are" in said(pilot)
        assert len(set(pane_of(pilot).table.marked)) == listing.held


@pytest.mark.parametrize("keys", ["U", "space", "gn"], ids=["all unmarked", "one unmarked", "left"])
async def test_how_many_are_marked_is_told_as_long_as_it_is_so(systems: Systems, keys: str) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("asterisk")
        await settle(pilot)
        assert "users marked: all that are loaded" in said(pilot)
        await pilot.press(*([keys] if keys == "space" else keys))
        await settle(pilot)
        assert "users marked: all that are loaded" not in said(pilot)


async def test_they_survive_refresh_record_and_search(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pane = pane_of(pilot)
        await pilot.press("space")
        marked = pane.table.marked
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("n", "escape")
        await settle(pilot)
        assert pane.table.marked == marked
        await pilot.press("slash", *"zzzz", "enter")
        await settle(pilot)
        assert pane.table.marked == marked and "1 marked (1 outside this search)" in shown(pilot)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert pane_of(pilot) is pane and pane.table.marked == marked
        assert any(line.startswith((" *", "*")) for line in shown(pilot).splitlines())


async def test_those_that_a_filter_hides_are_counted_apart(systems: Systems) -> None:
    async with systems.app("demo-repsly/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("asterisk")
        await pilot.press("slash", *"ada", "enter")
        await settle(pilot)
        state = pane_of(pilot).state
        outside = len(pane_of(pilot).table.marked) - state.hits
        assert state.hits and f"{outside} outside this search): x actions" in shown(pilot)


async def test_keys_of_all_rows_are_read_in_threads(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    readers: list[threading.Thread] = []

    def noting(reading: Callable[..., Any]) -> Callable[..., Any]:
        def read(*arguments: Any) -> Any:
            readers.append(threading.current_thread())
            return reading(*arguments)

        return read

    for name in ("keys", "keys_of"):
        monkeypatch.setattr(LocalCopy, name, noting(getattr(LocalCopy, name)))
    async with systems.app("demo-repsly/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"ada", "enter")
        await settle(pilot)
        readers.clear()
        await pilot.press("space", "asterisk")
        await settle(pilot)
        found = len(pane_of(pilot).table.marked)
        assert found == pane_of(pilot).state.hits and f"{found} marked: x" in shown(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert readers and threading.main_thread() not in readers


async def test_few_marks_are_looked_up_one_by_one(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        table = pane_of(pilot).table
        everybody = table.loaded_keys
        await pilot.press("slash", "tab", "1")  # a phone has one
        await settle(pilot)
        found = table.loaded_keys
        assert 50 < len(found) < len(everybody)
        outside = next(key for key in everybody if key not in found)
        monkeypatch.setattr(LocalCopy, "keys_of", None)
        table.mark_only((outside,))
        await pilot.press("enter")
        await settle(pilot)
        assert "1 marked (1 outside this search)" in shown(pilot)


async def test_keys_wait_for_all_to_be_marked(systems: Systems) -> None:
    async with systems.app("demo-repsly/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in ("asterisk", "U", "space"):
            pilot.app.post_message(events.Key(key, {"asterisk": "*", "space": " "}.get(key, key)))
        await settle(pilot)
        assert len(pane_of(pilot).table.marked) == 1


async def test_leaving_the_collection_drops_them_and_says_so(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "space", "g", "n")
        await settle(pilot)
        assert not pane_of(pilot).table.marked
        assert "2 users unmarked: marks end when their collection is left" in said(pilot)
        assert "marked:" not in shown(pilot)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert not pane_of(pilot).table.marked


async def test_what_cannot_be_marked_says_why(systems: Systems) -> None:
    async with systems.app("demo-repcard/customers").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space")
        await pilot.pause()
        assert "mark: there is no customer with an id under the cursor" in said(pilot)


async def test_marking_costs_about_what_a_move_does(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
    monkeypatch.setattr(following, "PAINT_AFTER", 30.0)
    app = systems.app("demo-assemble")
    app.driver_class = TerminalDriver
    costs: dict[str, list[int]] = {"space": [], "shift+down": []}

    async def body(pilot: Pilot[Any]) -> None:
        await pilot.press("j", "space")
        for key, sent in costs.items():
            for _ in range(6):
                await pilot.pause()
                await pilot.pause()
                written(app)
                await pilot.press(key)
                await pilot.pause()
                await pilot.pause()
                sent.append(len(written(app).encode()))

    await drive(app, body, SIZE)
    assert 0 < max(costs["space"]) <= 800 and 0 < max(costs["shift+down"]) <= 800, costs
