"""The main views on a terminal of 80x24 in 16 colours, with NO_COLOR, and where the locale has ASCII only; masked, too.

After a wanted change: `pytest tests/ui/screen/test_snapshots_looks.py --snapshot-update`, and look at the pictures.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot

from explorer.model.outcome import Prepared
from explorer.ui.screens import review as review_screen
from explorer.ui.screens.review import request_lines
from tests.ui.pressing import SMALL, Compare
from tests.ui.screen.by_keys import fill, form_of, journal_of, opened, review_of, until, words
from tests.ui.screen.systems import Systems, settle, type_text

RECORD = "demo-assemble/users/46485"
_TERMINALS = {
    "16-colours": {"COLORTERM": "", "TERM": "linux"},
    "no-color": {"NO_COLOR": "1"},
    "ascii": {"LC_ALL": "C"},
}


async def form(pilot: Pilot[Any]) -> None:
    """A form with a change and an error."""
    await opened(pilot)
    await fill(pilot, "preferred_name", "Jo")
    await fill(pilot, "dob", "1985-13-01")
    await form_of(pilot)


async def review(pilot: Pilot[Any]) -> None:
    """A review of one change."""
    await opened(pilot)
    await fill(pilot, "preferred_name", "Jo")
    await pilot.press("ctrl+r")
    await review_of(pilot)


async def journal(pilot: Pilot[Any]) -> None:
    """The journal with a draft."""
    await opened(pilot)
    await fill(pilot, "preferred_name", "Jo")
    await pilot.press("escape")
    await settle(pilot)
    await journal_of(pilot)


async def help_here(pilot: Pilot[Any]) -> None:
    """The keys of a form."""
    await opened(pilot)
    await pilot.press("f1")
    await settle(pilot)


async def filter_form(pilot: Pilot[Any]) -> None:
    """The filter form with a value that is wrong."""
    await settle(pilot)
    await pilot.press("f")
    await until(pilot, lambda: getattr(pilot.app.screen, "painted_at", None) is not None)
    await type_text(pilot, "active on")
    await pilot.press("enter")
    await type_text(pilot, "2026-13-01")
    await pilot.press("enter")
    await settle(pilot)


async def columns(pilot: Pilot[Any]) -> None:
    """The choice of columns, one hidden."""
    await settle(pilot)
    await pilot.press("c")
    await settle(pilot)
    await pilot.press("j", "space")
    await settle(pilot)


async def narrowed(pilot: Pilot[Any]) -> None:
    """Rows narrowed, sorted and marked."""
    await settle(pilot)
    await pilot.press("slash")
    await type_text(pilot, "smith")
    await pilot.press("enter")
    await settle(pilot)
    await pilot.press("space", "s")
    await settle(pilot)


async def everywhere(pilot: Pilot[Any]) -> None:
    """The search of all systems, with a hit."""
    await settle(pilot)
    await pilot.press("slash", "slash")
    await type_text(pilot, "smith")
    await until(pilot, lambda: "demo-assemble/users/46485" in words(pilot))
    await settle(pilot)


_VIEWS: dict[str, tuple[str, Callable[[Pilot[Any]], Awaitable[None]]]] = {
    "main": ("demo-assemble", settle),
    "record": (RECORD, settle),
    "form": (RECORD, form),
    "review": (RECORD, review),
    "journal": (RECORD, journal),
    "filter": ("demo-assemble", filter_form),
    "columns": ("demo-assemble", columns),
    "narrowed": ("demo-assemble", narrowed),
    "everywhere": (RECORD, everywhere),
}


def _without_port(prepared: Prepared, width: int) -> list[Content]:
    """The demo vendors listen where there is room."""
    return request_lines(replace(prepared, url=re.sub(r":\d+/", "/", prepared.url)), width)


@pytest.mark.parametrize("terminal", _TERMINALS)
@pytest.mark.parametrize("view", _VIEWS)
def test_looks(
    snap_compare: Compare, systems: Systems, view: str, terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in _TERMINALS[terminal].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(review_screen, "request_lines", _without_port)
    start, steps = _VIEWS[view]
    assert snap_compare(systems.app(start), terminal_size=SMALL, run_before=steps)


def test_masked(snap_compare: Compare, systems: Systems) -> None:
    assert snap_compare(systems.app(RECORD, masked=True), terminal_size=(140, 45), run_before=settle)


def test_help_in_a_form(snap_compare: Compare, systems: Systems) -> None:
    assert snap_compare(systems.app(RECORD), terminal_size=SMALL, run_before=help_here)
