"""Narrowing by the filter form, with keys alone: by a related record's name, by every kind of value, and here."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from explorer.ui.screens.filter import FilterScreen
from tests.ui.screen.by_keys import SIZE, back_on_main, until, words
from tests.ui.screen.systems import Systems, pane_of, screen_of, settle, type_text

USERS = "demo-assemble/users"


def app_of(systems: Systems, start: str = USERS, **options: Any) -> Any:
    """The program on one collection."""
    return systems.app(start, only=(start.partition("/")[0],), **options)


async def form_of(pilot: Pilot[None]) -> FilterScreen:
    """The form, opened by its key."""
    await pilot.press("f")
    await until(pilot, lambda: isinstance(pilot.app.screen, FilterScreen))
    screen = pilot.app.screen
    assert isinstance(screen, FilterScreen)
    await until(pilot, lambda: screen.painted_at is not None)
    await pilot.pause()
    return screen


async def chosen(pilot: Pilot[None], field: str, value: str, offered: str = "") -> None:
    """Choose a field by its name, and a value that is offered."""
    await type_text(pilot, field)
    await pilot.press("enter")
    await pilot.press("ctrl+u")
    await type_text(pilot, value)
    await until(pilot, lambda: (offered or value) in words(pilot))
    await pilot.press("enter")


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
        await pilot.press("enter")
        await type_text(pilot, "kent")
        await until(pilot, lambda: "Kent = 45541" in words(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "Kent (45541)" in words(pilot))
        await pilot.press("ctrl+r")
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.query.filters == (("team", "45541"),)
        assert "team Kent (45541)" in words(pilot) and "F clear" in words(pilot)
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
