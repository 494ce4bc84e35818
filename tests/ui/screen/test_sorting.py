"""Sorting by keys: what is held in part and in full, by the column under the cursor, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.text import fold
from tests.ui.screen.by_keys import SIZE, until, words
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, type_text

USERS = "demo-assemble/users"


def app_of(systems: Systems, **options: Any) -> Any:
    """The program on Assemble's users."""
    return systems.app(USERS, only=("demo-assemble",), **options)


def names(pilot: Pilot[None]) -> list[str]:
    """The names in all rows that can be shown, from the top."""
    rows = pane_of(pilot)._rows.rows
    return [row.cells[1] or "" for row in rows.window(0, rows.count) if row is not None]


async def sorted_by_name(pilot: Pilot[None], *keys: str) -> None:
    """Put the column cursor on the name, and press keys."""
    await settle(pilot)
    await pilot.press("0", "l", *keys)
    await settle(pilot)


async def test_what_is_held_in_part_is_said_to_be_so_and_in_full_after_all_is_there(systems: Systems) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await sorted_by_name(pilot, "s")
        told = words(pilot)
        assert "name▲ of 100 held, not all 177 S get all first · F clear" in told
        assert "of 100 · 100 held · not all 177 · as of" in told
        assert len(names(pilot)) == 100
        await pilot.press("S")
        await until(pilot, lambda: "name▲ of all 177 held" in words(pilot))
        await settle(pilot)
        found = names(pilot)
        assert len(found) == 177 and found == sorted(found, key=fold)
        assert "get all first" not in words(pilot)


async def test_again_is_the_other_way_and_again_is_no_more_and_the_cursor_goes_to_the_first_row(
    systems: Systems,
) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = names(pilot)[:100]
        await pilot.press("j", "j", "j", "space", "k")
        row = pane_of(pilot).table.cursor_position
        marked = pane_of(pilot).table.marked
        await sorted_by_name(pilot, "s")
        assert names(pilot) == sorted(before, key=fold)
        assert "name▲" in words(pilot)
        assert row == 3 and pane_of(pilot).table.cursor_position == 0 and pane_of(pilot).table.marked == marked
        await pilot.press("s")
        await settle(pilot)
        assert names(pilot) == sorted(before, key=fold, reverse=True)
        assert "name▼ of 100 held" in words(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert names(pilot)[:100] == before and "▼" not in words(pilot) and "F clear" not in words(pilot)
        assert pane_of(pilot).table.cursor_position == 0 and pane_of(pilot).table.marked == marked
        await pilot.press("less_than_sign")
        await settle(pilot)
        assert "name▼ of 100 held" in words(pilot) and names(pilot)[0] == max(before, key=fold)
        await pilot.press("less_than_sign", "less_than_sign")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_position == row, "it is where it was left"


async def test_one_key_clears_search_order_and_all(systems: Systems) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("F")
        await until(pilot, lambda: "nothing narrows or sorts these rows" in said(pilot))
        await pilot.press("slash")
        await type_text(pilot, "a")
        await pilot.press("tab", "enter")
        await sorted_by_name(pilot, "s")
        assert "search “a” in what is held here · name▲ of 100 held" in words(pilot)
        found = names(pilot)
        assert 0 < len(found) < 100 and found == sorted(found, key=fold)
        await pilot.press("F")
        await settle(pilot)
        place = screen_of(pilot).place
        assert not place.arranged and place.query.collection == ("users",)
        assert "F clear" not in words(pilot) and "row" in words(pilot)


async def test_the_signs_have_an_ascii_form(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    async with app_of(systems).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert "name^" in words(pilot)
