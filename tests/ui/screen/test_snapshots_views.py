"""How the columns and the saved views look, at both sizes.

After a wanted change: `pytest tests/ui/screen/test_snapshots_views.py --snapshot-update`, and look at the pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.kept_views import KeptViews
from explorer.ui.keeping import Keeping
from tests.ui.screen.systems import Systems, settle
from tests.ui.screen.test_columns import choosing, on_column
from tests.ui.screen.test_task_saved_view import listed

LARGE = (140, 45)
SMALL = (80, 24)
USERS = "demo-assemble/users"
KEPT = KeptViews(
    views={
        "kent-volunteers": f"{USERS}?columns=id,display_name,team_name&~role_name=Volunteer&~team_name=Kent",
        "left": "old-assemble/users?search=smith",
        "smiths": f"{USERS}?search=smith",
        "touchpoints-of-john": f"{USERS}/46485/touchpoints",
    }
)


async def columns(pilot: Pilot[Any]) -> None:
    """The columns, one of them asked for by an include."""
    await settle(pilot)
    await choosing(pilot)
    await on_column(pilot, "roles.display_name")
    await pilot.press("space", *["K"] * 7)
    await settle(pilot)


async def bookmarks(pilot: Pilot[Any]) -> None:
    """The saved views, one of which cannot be opened."""
    await settle(pilot)
    await listed(pilot)


@pytest.mark.parametrize("size", [pytest.param(LARGE, id="large"), pytest.param(SMALL, id="small")])
@pytest.mark.parametrize("way", [columns, bookmarks])
def test_looks(
    systems: Systems, snap_compare: Callable[..., bool], size: tuple[int, int], way: Callable[..., Any]
) -> None:
    app = systems.app(USERS, only=("demo-assemble",), keeping=Keeping(kept=KEPT))
    assert snap_compare(app, terminal_size=size, run_before=way)


def test_ascii(systems: Systems, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    app = systems.app(USERS, only=("demo-assemble",), keeping=Keeping(kept=KEPT))
    assert snap_compare(app, terminal_size=SMALL, run_before=columns)
