"""Opening what was pasted, and an id alone; a vendor down to the last collection and back: by keys alone."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.ui.screens.main import MainScreen
from tests.ui.screen.by_keys import until, words
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, type_text

SIZES = pytest.mark.parametrize("size", [(140, 45), (80, 24)], ids=["large", "small"])
USER = "demo-assemble/users/46485"


def place(pilot: Pilot[None]) -> str:
    """The address in front."""
    return str(screen_of(pilot).place.address)


async def go(pilot: Pilot[None], text: str, *, paste: bool) -> None:
    """Hand `text` to the go-to line, and go there."""
    if paste:
        pilot.app.post_message(events.Paste(f"{text}\n"))
        await pilot.pause()
    else:
        await pilot.press("colon")
        await type_text(pilot, text)
    await until(pilot, lambda: not isinstance(pilot.app.screen, MainScreen))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
    await settle(pilot)


@SIZES
async def test_a_pasted_url_opens_its_record(systems: Systems, size: tuple[int, int]) -> None:
    async with systems.app("demo-gormic").run_test(size=size) as pilot:
        await settle(pilot)
        await go(pilot, f"{systems.vendors.base_urls['assemble']}/users/46485?include=roles", paste=True)
        assert place(pilot) == USER and "John Smith" in words(pilot)
        await go(pilot, f"{systems.vendors.base_urls['repcard']}/users/1476/details", paste=False)
        assert place(pilot) == "demo-repcard/users/1476"
        await pilot.press("less_than_sign", "less_than_sign")
        await settle(pilot)
        assert place(pilot) == "demo-gormic/customers"


@SIZES
async def test_an_id_alone_is_of_the_collection_in_front(systems: Systems, size: tuple[int, int]) -> None:
    async with systems.app("demo-assemble/users").run_test(size=size) as pilot:
        await settle(pilot)
        await go(pilot, "46485", paste=False)
        assert place(pilot) == USER and pane_of(pilot).detail.has_focus
        assert "John Smith" in words(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert place(pilot) == "demo-assemble/users"
        await go(pilot, "4648500", paste=False)
        assert "4648500" in pane_of(pilot).detail.title + said(pilot), "one that is not there is said"


@SIZES
async def test_a_vendor_down_to_the_last_collection_and_back(systems: Systems, size: tuple[int, int]) -> None:
    async with systems.app("demo-assemble").run_test(size=size) as pilot:
        await settle(pilot)
        await go(pilot, "46485", paste=False)
        way = [place(pilot)]
        for keys in (("g", "t"), ("enter",), ("g", "s")):
            await pilot.press(*keys)
            await settle(pilot)
            way.append(place(pilot))
        touchpoint = way[2].rpartition("/")[2]
        assert way[1:] == [f"{USER}/touchpoints", way[2], f"{way[2]}/sub-touchpoints"] and touchpoint.isdecimal()
        for expected in (*reversed(way[:-1]), "demo-assemble/users"):
            await pilot.press("escape")
            await settle(pilot)
            assert place(pilot) == expected
        assert pane_of(pilot).table.has_focus
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert place(pilot) == USER
