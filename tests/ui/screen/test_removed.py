"""What arrives while a pane is being removed."""

from __future__ import annotations

import asyncio

from tests.ui.screen.by_keys import SIZE
from tests.ui.screen.systems import Systems, pane_of, settle


async def test_what_arrives_for_a_pane_that_is_being_removed_is_not_shown(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pane = pane_of(pilot)
        removal = asyncio.ensure_future(pane.remove())
        while pane.children:
            await asyncio.sleep(0)
        pane._rows._arrived()
        pane.split._record_arrived()
        pane._tell_status()
        await removal
