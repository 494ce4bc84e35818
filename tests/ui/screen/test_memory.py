"""Dialogs that come and go leave nothing behind."""

from __future__ import annotations

import gc

from textual._styles_cache import StylesCache
from textual.pilot import Pilot

from tests.ui.screen.systems import Systems, settle


async def test_what_was_drawn_of_a_dialog_goes_with_it(systems: Systems) -> None:
    async def visit(pilot: Pilot[None], times: int) -> int:
        for _ in range(times):
            for key in ("H", "question_mark"):
                await pilot.press(key)
                await settle(pilot)
                await pilot.press("escape")
                await settle(pilot)
        gc.collect()
        return sum(isinstance(each, StylesCache) for each in gc.get_objects())

    async with systems.app().run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        first = await visit(pilot, 1)
        assert await visit(pilot, 3) <= first
