"""Narrowing by the filter form, with keys alone: by a related record's name, by every kind of value, and here."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.ui.screens.filter import FilterScreen
from tests.ui.screen.by_keys import SIZE, back_on_main, on_top, until, words
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, type_text

USERS = "demo-assemble/users"


def app_of(systems: Systems, start: str = USERS, **options: Any) -> Any:
    """The program on one collection."""
    return systems.app(start, only=(start.partition("/")[0],), **options)


async def form_of(pilot: Pilot[None]) -> FilterScreen:
    """The form, opened by its key."""
    await pilot.press("f")
    return await on_top(pilot, FilterScreen)


async def narrowed_to_kent(pilot: Pilot[None], typed: str, offered: str) -> None:
    """In the form, on the line of the team: what is typed of its name is enough."""
    await pilot.press("down", "enter")
    await type_text(pilot, typed)
    await until(pilot, lambda: offered in words(pilot))
    await pilot.press("enter")
    await until(pilot, lambda: "Kent (45541)" in words(pilot))
    await pilot.press("ctrl+r")
    await back_on_main(pilot)
    await settle(pilot)
    assert screen_of(pilot).place.query.filters == (("team", "45541"),)
    assert "team Kent (45541)" in words(pilot)


async def test_by_a_related_records_name(systems: Systems) -> None:
    """All that is typed is the team's name: its id is known from a user of it that was opened."""
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "kent")
        await pilot.press("tab", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape", "F")
        await settle(pilot)
        await form_of(pilot)
        await type_text(pilot, "team")
        await narrowed_to_kent(pilot, "kent", "Kent = 45541")
        assert "F clear" in words(pilot)
        assert 0 < pane_of(pilot).state.listing.held < 177
        await form_of(pilot)
        await until(pilot, lambda: "Kent (45541)" in words(pilot))
        await pilot.press("escape")
        await back_on_main(pilot)
        await pilot.press("F")
        await settle(pilot)
        assert not screen_of(pilot).place.arranged and "users 177" in words(pilot)
        await pilot.press("less_than_sign")
        await settle(pilot)
        assert "team Kent (45541)" in words(pilot)


@pytest.mark.parametrize("size", [SIZE, (80, 24)])
async def test_by_a_name_that_only_listed_rows_tell(systems: Systems, size: tuple[int, int]) -> None:
    """Rows name teams without their ids: one is read from a user in the team that is meant, and only then."""
    async with app_of(systems).run_test(size=size) as pilot:
        await settle(pilot)
        form = await form_of(pilot)
        await type_text(pilot, "team")
        assert form.current is not None and form.current.held  # its values have names
        await narrowed_to_kent(pilot, "ken", "Kent its id is not held")
        await form_of(pilot)
        await type_text(pilot, "team")
        await pilot.press("down", "enter", "ctrl+u")
        await type_text(pilot, "nobodys")
        await pilot.press("enter")
        await until(pilot, lambda: "nothing held is called so" in words(pilot))


@pytest.mark.parametrize("key", ["tab", "ctrl+r"])
async def test_once_the_id_of_a_name_is_read_it_goes_on_as_asked(systems: Systems, key: str) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        form = await form_of(pilot)
        await type_text(pilot, "team")
        await pilot.press("down", "enter")
        await type_text(pilot, "ken")
        await until(pilot, lambda: "Kent its id is not held" in words(pilot))
        await pilot.press(key)
        if key == "tab":  # and one more
            await until(pilot, lambda: form.typed == "45541, ")
            await pilot.press("escape", "ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.query.filters == (("team", "45541"),)


async def test_offline_no_id_is_read(systems: Systems) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
    async with app_of(systems, offline=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await form_of(pilot)
        await type_text(pilot, "team")
        await pilot.press("down", "enter")
        await type_text(pilot, "ken")
        await until(pilot, lambda: "Kent its id is not held" in words(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "the id of “Kent” is not held, and offline no vendor is asked" in words(pilot))


async def test_what_is_not_taken_is_said_in_words_and_mended(systems: Systems) -> None:
    async with app_of(systems).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await form_of(pilot)
        await type_text(pilot, "active on")
        await pilot.press("enter")
        await type_text(pilot, "2026-13-01")
        await pilot.press("enter")
        assert "“active_on” takes a date as year-month-day" in words(pilot)
        await pilot.press("ctrl+u")
        await type_text(pilot, "2026-03-05")
        await pilot.press("enter")
        await type_text(pilot, "lat")
        await pilot.press("enter")
        await type_text(pilot, "51.5")
        await pilot.press("enter", "ctrl+r")
        assert "“lat” needs “long” beside it" in words(pilot)
        await type_text(pilot, "lat")
        await pilot.press("f3", "ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.query.filters == (("active_on", "2026-03-05"),)
        await form_of(pilot)
        await pilot.press("f8", "escape")
        await back_on_main(pilot)
        assert screen_of(pilot).place.query.filters == (("active_on", "2026-03-05"),)


async def test_what_the_server_cannot_filter_is_looked_for_among_the_rows_held_here(systems: Systems) -> None:
    async with app_of(systems, "demo-repsly/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        total = pane_of(pilot).state.listing.held
        await form_of(pilot)
        told = words(pilot)
        assert "Repsly cannot narrow users: only rows held here can be" in told
        assert f"in the rows held here: all {total}" in told and "asked of the server" not in told
        await type_text(pilot, "e-mail")
        await pilot.press("enter")
        await type_text(pilot, "xqzw")
        await pilot.press("ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        assert f"none of the {total} matches" in words(pilot) and "“xqzw”" in words(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not screen_of(pilot).place.arranged and pane_of(pilot).state.row == 0


async def test_none_in_a_part_is_not_none_and_orders_can_be_chosen_by_name(systems: Systems) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await form_of(pilot)
        await type_text(pilot, "any words")
        await pilot.press("enter")
        await type_text(pilot, "xqzw")
        await pilot.press("enter")
        await type_text(pilot, "order")
        await pilot.press("enter")
        await type_text(pilot, "asc")
        await pilot.press("enter", "ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.query.sort == "ascending"
        told = words(pilot)
        assert "ascending (by the server) · search “xqzw” in what is held here" in told
        assert "∅ none in " in told and " of 177 held S get all and search" in told
        await pilot.press("S")
        await until(pilot, lambda: "none of the 177 matches “xqzw”" in words(pilot))


async def test_archived_rows_are_shown_by_it(systems: Systems) -> None:
    async with app_of(systems, "demo-gormic/customers").run_test(size=SIZE) as pilot:
        await settle(pilot)
        hidden = pane_of(pilot).state.listing.archived
        assert hidden and f"{hidden} archived hidden" in words(pilot)
        await form_of(pilot)
        await type_text(pilot, "archived")
        await pilot.press("down", "enter", "down", "enter", "ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.query.archived and "archived shown" in words(pilot)
        assert pane_of(pilot).state.listing.held and "archived hidden" not in words(pilot)


async def test_ids_are_offered_by_the_names_in_list_rows_and_a_name_is_no_id(systems: Systems) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        form = await form_of(pilot)
        await type_text(pilot, "sids")
        await pilot.press("enter")
        await until(pilot, lambda: "Active = 1" in words(pilot))
        await pilot.press("escape")
        await type_text(pilot, "team")
        await until(pilot, lambda: form.current is not None and form.current.label == "team")
        await pilot.press("down")
        told = "team ids, or their names as rows held here tell them"
        await until(pilot, lambda: words(pilot).count(told) == 2)  # and said of the current one
        await pilot.press("enter")
        await until(pilot, lambda: told in words(pilot))
        await type_text(pilot, "xqzw")
        await until(pilot, lambda: not form.is_looking)
        await pilot.press("enter")
        assert "! team: nothing held is called so; type an id, or take “team” of the rows held here" in words(pilot)
        assert form.field is not None and form.field.label == "team"
        await pilot.press("ctrl+u")
        await type_text(pilot, "45541")
        await pilot.press("enter", "ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.query.filters == (("team", "45541"),)


async def test_what_rows_have_only_when_asked_for_is_asked_for_to_narrow_by(systems: Systems) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await form_of(pilot)
        await type_text(pilot, "all roles")
        await pilot.press("enter")
        await type_text(pilot, "volunteer")
        await pilot.press("enter", "ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        state = pane_of(pilot).state
        assert screen_of(pilot).place.query.includes == ("roles",)
        assert 0 < state.hits <= state.listing.held
        await pilot.press("escape")
        await settle(pilot)
        assert screen_of(pilot).place.query.includes == ()
        assert "filters cleared: [ brings back what they showed" in said(pilot)
        await pilot.press("less_than_sign")
        await settle(pilot)
        assert screen_of(pilot).place.query.includes == ("roles",) and pane_of(pilot).state.hits
