"""How the filter form looks: its fields, and the values of one, at both sizes.

After a wanted change: `pytest tests/ui/screen/test_snapshots_filter.py --snapshot-update`, and look at the pictures.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.ui.screen.systems import Systems, settle, type_text
from tests.ui.screen.test_filtering import form_of

Compare = Callable[..., bool]


@pytest.mark.parametrize("size", [pytest.param((140, 45), id="large"), pytest.param((80, 24), id="small")])
@pytest.mark.parametrize("field", ["", "view"], ids=["fields", "values"])
def test_looks(snap_compare: Compare, systems: Systems, size: tuple[int, int], field: str) -> None:
    async def asked(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await form_of(pilot)
        if field:
            await type_text(pilot, field)
            await pilot.press("enter")
        await settle(pilot)
        await pilot.pause()

    start = "demo-assemble/users?active_on=2026-03-05&~team_name=Kent"
    assert snap_compare(systems.app(start, only=("demo-assemble",)), terminal_size=size, run_before=asked)
