"""Keys that come faster than the screen follows them: all are read before the first has done its work."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from explorer.ui.screens.go import GoScreen
from tests.ui.screen.systems import Systems, screen_of, settle

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
