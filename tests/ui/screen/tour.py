"""A walk through every view, by keys, on a terminal that keeps what it is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from explorer.ui.app import ExplorerApp
from explorer.ui.screens.actions import ActionsScreen
from explorer.ui.screens.conflict import ConflictScreen
from explorer.ui.screens.main import MainScreen
from tests.ui.screen.by_keys import (
    back_on_main,
    fill,
    journal_of,
    on_top,
    opened,
    review_of,
    send,
    until,
)
from tests.ui.screen.customers import Customers
from tests.ui.screen.systems import settle, shown
from tests.ui.table.terminal import TerminalDriver, drawn_anew, drive, written

SIZE = (80, 24)
Look = Callable[[str, str, str], None]
"""Is given a view's name, what the terminal was sent for it, and what stands there."""


async def walk(app: ExplorerApp, vendor: Customers, look: Look, size: tuple[int, int] = SIZE) -> None:
    """Go through table, detail, raw, go-to, search, help, actions, form, conflict, review, outcome and journal of the
    one customer there is, whose number is changed meanwhile; its views are handed to `look` one by one."""
    app.driver_class = TerminalDriver

    async def body(pilot: Pilot[Any]) -> None:
        async def seen(view: str) -> None:
            await pilot.pause()
            await pilot.pause()
            look(view, written(app) + drawn_anew(app), shown(pilot))

        await settle(pilot)
        await seen("table")
        for view, keys, back in _BRIEF:
            await pilot.press(*keys)
            await settle(pilot)
            await seen(view)
            await pilot.press(*back)
            await settle(pilot)
        await pilot.press("x")
        await on_top(pilot, ActionsScreen)
        await seen("actions")
        await pilot.press("escape")
        await back_on_main(pilot)
        await _write(pilot, vendor, seen)

    await drive(app, body, size)


_BRIEF = (
    ("detail", ("enter",), ()),
    ("raw", ("v",), ("escape",)),
    ("back in the table", ("escape",), ()),
    ("go-to an id", ("colon", "c"), ("escape",)),
    ("search everywhere", ("colon", "slash", "slash", "1", "0", "0", "1"), ("escape",)),
    ("search", ("slash", "1", "0", "0", "1"), ("escape",)),
    ("health", ("H",), ("escape",)),
    ("help", ("question_mark",), ("escape",)),
    ("palette", ("ctrl+p", "m", "a"), ("escape",)),
    ("toast", ("less_than_sign",), ()),
)
"""Views, the keys that lead there, and those that lead back."""


async def _write(pilot: Pilot[Any], vendor: Customers, seen: Callable[[str], Awaitable[None]]) -> None:
    await opened(pilot)
    await seen("form")
    await pilot.press(*["down"] * 8)
    await seen("form further down")
    await fill(pilot, "number", "7")
    vendor.ada["number"] = "8"
    await pilot.press("ctrl+r")
    await on_top(pilot, ConflictScreen)
    await seen("conflict")
    await pilot.press("m", "enter")
    await review_of(pilot)
    await seen("review")
    await send(pilot)
    await back_on_main(pilot)
    await settle(pilot)
    await seen("outcome")
    await journal_of(pilot)
    await seen("journal")
    await pilot.press("enter")
    await seen("journal entry")
    await pilot.press("escape", "escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
    await pilot.press("D")
    await review_of(pilot)
    await seen("delete")
    await pilot.press("escape")
    await back_on_main(pilot)
