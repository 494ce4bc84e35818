"""What is to be done once is done, however late, and not when it was called off."""

from __future__ import annotations

import asyncio
import time
from functools import partial

import pytest
from textual.app import App
from textual.widgets import Static

from explorer.ui.later import call_later, unless_left
from tests.waiting import in_time


async def test_it_is_done_though_the_machine_does_something_else_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = iter(range(100))
    async with App[None]().run_test() as pilot:
        monkeypatch.setattr("textual._time.get_time", lambda: time.monotonic() + next(readings, 100))
        done = asyncio.Event()
        call_later(pilot.app, 0.001, done.set)
        async with in_time():
            await done.wait()


async def test_what_is_called_off_while_it_waits_for_its_turn_is_not_done() -> None:
    async with App[None]().run_test() as pilot:
        done: list[str] = []
        held, begun = asyncio.Event(), asyncio.Event()

        async def busy() -> None:
            begun.set()
            await held.wait()

        pilot.app.call_next(busy)
        await begun.wait()
        handles = [call_later(pilot.app, 0, partial(done.append, text)) for text in ("first", "second")]
        await asyncio.sleep(0.01)
        handles[0].cancel()
        held.set()
        await pilot.pause()
    assert done == ["second"]


async def test_nothing_is_done_on_a_screen_that_ends() -> None:
    async with App[None]().run_test() as pilot:
        done: list[str] = []
        screen, over = pilot.app.screen, asyncio.Event()
        call_later(screen, 0, partial(done.append, "late"))
        pilot.app.exit()
        asyncio.get_running_loop().call_later(0.001, screen.call_next, over.set)
        async with in_time():
            await over.wait()
    assert not done


async def test_what_others_call_does_nothing_once_its_screen_is_left() -> None:
    async with App[None]().run_test() as pilot:
        done: list[str] = []
        left, stays = Static(), Static()
        await pilot.app.mount(left, stays)
        calls = [unless_left(left, done.append), unless_left(stays, done.append)]
        removal = left.remove()
        for call, text in zip(calls, ("while it goes", "as it stays"), strict=True):
            call(text)
        await removal
        calls[0]("after it went")
    calls[1]("after the program")
    assert done == ["as it stays"]
