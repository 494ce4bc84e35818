"""Errors that nobody foresaw: most end no more than what they happened in, the others end the app in one line."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import explorer
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.ui import following
from explorer.ui.app import BUG
from explorer.ui.following import RecordFollowing
from explorer.ui.screens.columns import ColumnsScreen
from explorer.ui.widgets import line_cache, table_lines
from tests.ui.screen.by_keys import SIZE, until, words
from tests.ui.screen.systems import Systems, pane_of, said, settle, shown

pytestmark = pytest.mark.usefixtures("still")

HOME = "demo-assemble/users"
SECRET = "\x1b]0;top-secret\x07[@click=app.quit]"


def broken(*_: object, **__: object) -> Any:
    raise ZeroDivisionError(SECRET)


async def goes_on(pilot: Pilot[None]) -> None:
    """Keys are answered, and nothing was told that could be a secret."""
    while len(pilot.app.screen_stack) > 1:
        await pilot.press("escape")
    await settle(pilot)
    before = pane_of(pilot).table.cursor_position
    await pilot.press("j")
    await settle(pilot)
    assert pane_of(pilot).table.cursor_position == before + 1
    assert "secret" not in said(pilot) + shown(pilot)
    assert pilot.app.return_code is None


async def test_x15_in_a_worker_it_stands_in_place_of_the_rows(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def load(self: Repository, query: Query, number: int = 1) -> Listing:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(Repository, "load", load)
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "a bug of ours: ZeroDivisionError" in pane_of(pilot).table.empty_message
        assert "secret" not in shown(pilot)


async def test_x15_in_a_worker_of_a_dialog_it_is_told_and_the_app_goes_on(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looking(self: ColumnsScreen) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(ColumnsScreen, "_find_members", looking)
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, ColumnsScreen))
        told = "a bug of ours: ZeroDivisionError in looking: that came to nothing, all else goes on; please report it"
        await until(pilot, lambda: told in said(pilot))
        await goes_on(pilot)


async def test_x15_in_a_timer_it_is_told_and_the_app_goes_on(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(RecordFollowing, "_rested_long", broken)
            await pilot.press("j")
            await until(pilot, lambda: "a bug of ours: ZeroDivisionError in a timer" in said(pilot))
        await goes_on(pilot)


async def test_x15_in_a_task_that_nobody_waits_for_it_is_told(systems: Systems) -> None:
    async def breaks() -> None:
        broken()

    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        forgotten = asyncio.create_task(breaks(), name="what was forgotten")
        await asyncio.wait([forgotten])
        del forgotten
        await until(pilot, lambda: "a bug of ours: ZeroDivisionError in what was forgotten" in said(pilot))
        await goes_on(pilot)


async def test_x15_a_row_that_cannot_be_drawn_says_so_and_the_others_stand(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        third, drawn = pane_of(pilot).table._cache.row(2), table_lines.row_runs
        assert third is not None

        def runs(layout: Any, columns: Any, marks: str, cells: Any, *others: Any) -> Any:
            return broken() if third.key in cells else drawn(layout, columns, marks, cells, *others)

        with monkeypatch.context() as patch:
            patch.setattr(line_cache, "row_runs", runs)
            await pilot.press("j", "j")
            await until(pilot, lambda: "a bug of ours: ZeroDivisionError in drawing a row" in said(pilot))
            await pilot.press("j", "r")
            await until(pilot, lambda: "a bug of ours: ZeroDivisionError: this row cannot be drawn" in shown(pilot))
            await settle(pilot)
            lines = shown(pilot).splitlines()
            assert sum("cannot be drawn" in line for line in lines) == 1
            await goes_on(pilot)


async def test_x15_a_record_that_cannot_be_shown_says_so_and_the_next_one_can(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(following, "fields", broken)
            await pilot.press("enter")
            await until(pilot, lambda: "ZeroDivisionError: it cannot be shown" in words(pilot))
        await pilot.press("escape")
        await goes_on(pilot)


def test_x15_every_worker_hands_its_errors_to_the_one_place() -> None:
    """Textual tells them to nobody where `exit_on_error` is false; and all workers are started by `run_worker`."""
    odd = []
    for file in Path(explorer.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            named = [each.arg for each in node.keywords] if isinstance(node, ast.Call) else []
            imported = [each.name for each in node.names] if isinstance(node, ast.ImportFrom) else []
            if "exit_on_error" in named or (imported and node.module == "textual" and "work" in imported):  # type: ignore[attr-defined]  # it is an import
                odd.append(f"{file.name}:{node.lineno}")  # type: ignore[attr-defined]  # likewise
    assert odd == []


@pytest.mark.parametrize("crash", [broken, lambda: broken(SECRET)], ids=["plain", "with a secret"])
async def test_x13_x14_anything_else_ends_in_one_line_without_values(
    systems: Systems, capfd: pytest.CaptureFixture[str], crash: Callable[[], None]
) -> None:
    app = systems.app("demo-repsly")

    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        app.call_later(crash)

    await app.run_async(headless=True, size=SIZE, auto_pilot=run)
    app._print_error_renderables()
    told = capfd.readouterr().err
    assert app.return_code == BUG
    assert "stopped it: ZeroDivisionError at test_terminal_errors.py:" in " ".join(told.split())
    assert "secret" not in told and "\x1b]" not in told
