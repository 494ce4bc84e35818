"""A dialog that is left while a thread reads for it: what the thread brings comes when its parts are gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.worker import NoActiveWorker, get_current_worker

from explorer.ui.screens.dialog import Dialog
from tests.ui.screen.by_keys import until
from tests.ui.screen.systems import Systems, screen_of, settle

TURNS = 20
"""Of the event loop: more than it takes from a result to what it is shown on."""


def _is_for_dialog() -> bool:
    try:
        return isinstance(get_current_worker().node, Dialog)
    except NoActiveWorker:
        return False


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Holds what a thread found for a dialog until the dialog's parts are removed; tells what has happened."""
    told: list[str] = []
    gone = asyncio.Event()
    in_thread = asyncio.to_thread

    async def to_thread(work: Callable[..., Any], *args: Any) -> Any:
        found = await in_thread(work, *args)
        if not told and _is_for_dialog():
            told.append("reads")
            await gone.wait()
            told.append("late")
        return found

    async def parts_are_gone(dialog: Dialog[Any]) -> None:
        gone.set()
        for _ in range(TURNS):
            await asyncio.sleep(0)

    monkeypatch.setattr(asyncio, "to_thread", to_thread)
    monkeypatch.setattr(Dialog, "on_unmount", parts_are_gone, raising=False)
    return told


@pytest.mark.parametrize("keys", ["J", "w", "H", "c", "//"])
async def test_it_is_let_go(keys: str, late: list[str], systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press(*keys.replace("/", "slash ").split() if "/" in keys else keys)
        await until(pilot, lambda: late == ["reads"])
        await pilot.press("escape")
        await settle(pilot)
        assert pilot.app.screen is screen_of(pilot)
    assert late == ["reads", "late"]
