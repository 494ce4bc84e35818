"""Searching and sorting what is held here, with the thread that looks held up: what keys hit, and what is said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.errors import ServerFault, Stopped, StoreError
from explorer.repository import Repository
from tests.ui.screen.by_keys import SIZE, until, words
from tests.ui.screen.systems import Systems, pane_of, screen_of, settle, shown, type_text


@contextmanager
def held_up(pilot: Pilot[None]) -> Iterator[None]:
    """What is looked for in the account in front is found after the block only."""
    repository = pane_of(pilot).repository
    selected, goes_on = repository.selected, threading.Event()

    def late(*wanted: Any, **named: Any) -> Any:
        while not goes_on.wait(0.005):
            if named["stopped"]():
                raise Stopped
        return selected(*wanted, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repository, "selected", late)
        try:
            yield
        finally:
            goes_on.set()


async def searched(pilot: Pilot[None], text: str) -> None:
    """Type words to search for here, and wait for what is found."""
    await settle(pilot)
    await pilot.press("slash", "tab")
    await type_text(pilot, text)
    await settle(pilot)


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_after_enter_keys_hit_what_was_found_while_it_was_typed(systems: Systems, key: str) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await searched(pilot, "zuniga")
        pane = pane_of(pilot)
        found = pane.table.cursor_key
        assert found is not None and pane.state.hits == 1
        with held_up(pilot):
            await pilot.press("enter")
            assert pane.table.has_focus and pane.table.loaded_keys == (found,)
            await pilot.press(key)
        await settle(pilot)
        record = pane.place.record
        assert (record is not None and record.key == found) if key == "enter" else pane.table.marked == (found,)


async def test_until_words_are_found_there_is_no_row_for_a_key_to_hit(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pane = pane_of(pilot)
        with held_up(pilot):
            await pilot.press("slash", "tab", *"zuniga", "enter")
            await until(pilot, lambda: pane.table.has_focus)
            await pilot.press("space", "enter")
            assert pane.table.cursor_key is None and not pane.table.marked and pane.place.record is None
            assert "looking" in shown(pilot) and "none" not in shown(pilot)
        await settle(pilot)
        assert pane.state.hits == 1 and pane.table.cursor_key == pane.table.loaded_keys[0]


async def test_a_cursor_that_was_moved_meanwhile_stays_on_its_record(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await searched(pilot, "a")
        pane = pane_of(pilot)
        await pilot.press("enter")
        with held_up(pilot):
            pane.read_again()  # as when rows arrive
            await pilot.press("j", "j", "j", "j")
            key = pane.table.cursor_key
        await settle(pilot)
        assert pane.table.cursor_position == 4 and pane.table.cursor_key == key
        with held_up(pilot):
            await pilot.press("s", "j")
            key = pane.table.cursor_key
        await settle(pilot)
        assert pane.state.arrangement.order is not None and pane.table.cursor_key == key
        with held_up(pilot):
            await pilot.press("s")
        await settle(pilot)
        assert pane.table.cursor_position == 0, "nobody moved it: the first row is what one sorts for"


async def test_back_at_a_search_the_cursor_is_where_it_was_left_unless_it_is_moved(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await searched(pilot, "a")
        pane = pane_of(pilot)
        await pilot.press("enter", "j", "j", "j")
        key = pane.table.cursor_key
        await pilot.press("escape")
        await settle(pilot)
        with held_up(pilot):
            await pilot.press("left_square_bracket", "j")
            assert screen_of(pilot).place.held_search and pane.table.cursor_key is None
        await settle(pilot)
        assert pane.table.cursor_key == key and pane.table.cursor_position == 3


async def test_escape_ends_a_look_at_once(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j", "j", "j")
        pane = pane_of(pilot)
        with held_up(pilot):
            await pilot.press("slash", "k", "i")
            assert pane.state.selecting
            await pilot.press("escape")
            assert not pane.state.selecting and "looking" not in shown(pilot)
        await settle(pilot)
        assert pane.table.cursor_position == 3 and "looking" not in shown(pilot)
        await pilot.press("slash", "a")
        await settle(pilot)
        assert pane.state.hits > 3 and pane.table.cursor_position == 0


def cannot_be_read(*wanted: Any, **named: Any) -> Any:
    """A cache that is broken."""
    raise StoreError("the cache cannot be read", next_step="free some disk space")


async def test_what_is_held_that_cannot_be_searched_either_is_told(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unanswered(*wanted: Any) -> Any:
        raise ServerFault("RepCard answered 503")

    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        monkeypatch.setattr(Repository, "load", unanswered)
        monkeypatch.setattr(Repository, "selected", cannot_be_read)
        monkeypatch.setattr(Repository, "find", cannot_be_read)
        await pilot.press("slash", "k", "enter")
        await settle(pilot)
        told = words(pilot)
        assert "! failed: RepCard answered 503. r retry" in told
        assert "what is held cannot be searched either: the cache cannot be read; free some disk space" in told
        monkeypatch.undo()
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).state.problem is None and pane_of(pilot).state.listing.held


async def test_a_look_that_fails_is_told_and_not_tried_over_and_over(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def selected(*wanted: Any, **named: Any) -> Any:
        tries.append(wanted[2])
        cannot_be_read()

    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(Repository, "selected", selected)
            await pilot.press("slash", "tab", "k", "enter")
            await settle(pilot)
            told = words(pilot)
            assert "! failed: the cache cannot be read. free some disk space r retry" in told and "none in" not in told
            assert 1 <= len(tries) <= 2
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).state.hits and pane_of(pilot).state.problem is None
