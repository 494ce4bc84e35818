"""How the search of all systems looks: with everything held, and in part with a server that is down, at both sizes.

After a wanted change: `pytest tests/ui/screen/test_snapshots_everywhere.py --snapshot-update`, and look at them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.ui.screens.everywhere import EverywhereScreen
from tests.ui.screen.by_keys import until
from tests.ui.screen.systems import Systems, settle, type_text

LARGE = (140, 45)
SMALL = (80, 24)
Compare = Callable[..., bool]


async def _search(pilot: Pilot[Any], text: str, *keys: str) -> None:
    await settle(pilot)
    await pilot.press("slash", "slash")
    await until(pilot, lambda: isinstance(pilot.app.screen, EverywhereScreen))
    await type_text(pilot, text)
    screen = pilot.app.screen
    assert isinstance(screen, EverywhereScreen)
    for key in keys:
        await pilot.press(key)
        await until(pilot, lambda: not any(each.state == "under way" for each in screen.errands))
    await until(pilot, lambda: not any(each.group == "search everywhere" for each in pilot.app.workers))
    await pilot.pause()


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
def test_everything_is_held(snap_compare: Compare, systems: Systems, size: tuple[int, int]) -> None:
    async def search(pilot: Pilot[Any]) -> None:
        await _search(pilot, "kim", "f6", "f5", "down", "down")

    assert snap_compare(systems.app("demo-repcard"), terminal_size=size, run_before=search)


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
def test_a_server_is_down(snap_compare: Compare, systems: Systems, size: tuple[int, int]) -> None:
    async def search(pilot: Pilot[Any]) -> None:
        await _search(pilot, "char", "f5", "tab")

    assert snap_compare(systems.app("demo-assemble", broken=True), terminal_size=size, run_before=search)


def test_in_ascii(snap_compare: Compare, systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")

    async def search(pilot: Pilot[Any]) -> None:
        await _search(pilot, "xqzw", "f5")

    assert snap_compare(systems.app("demo-assemble", broken=True), terminal_size=SMALL, run_before=search)
