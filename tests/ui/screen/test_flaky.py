"""The demo on a bad line: every failure is explained, and `r` gets what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from explorer.model.address import Address
from explorer.model.errors import ExplorerError
from explorer.ui.wording import PaneState
from tests.accounts import accounts_of
from tests.demo_vendors import DemoVendors
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, shown

_TRIES = 30


@pytest.fixture
def flaky(tmp_path: Path) -> Iterator[Systems]:
    vendors = DemoVendors(("--people", "260", "--faults", "flaky"))
    vendors.start()
    try:
        with closing(Systems(vendors, tmp_path)) as made:
            yield made
    finally:
        vendors.stop()


@pytest.mark.parametrize(("width", "there"), [(140, True), (80, True), (70, False)])
async def test_the_faults_are_named_where_the_tabs_leave_room(systems: Systems, width: int, there: bool) -> None:
    async with systems.app(faults="flaky").run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        first = shown(pilot).split("\n")[0]
        assert ("DEMO · faults: flaky · " in first) is there
        assert "DEMO · " in first and "4 Gormic" in first and "…" not in first


def explained(pilot: Pilot[None], error: ExplorerError) -> bool:
    """The whole reason is there to be read."""
    return str(error) in shown(pilot) or str(error) in said(pilot)


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_every_failure_is_explained_and_r_gets_everything(flaky: Systems, size: tuple[int, int]) -> None:
    failures: list[str] = []

    def finished(state: PaneState) -> bool:
        return state.problem is None and state.listing.complete

    async with flaky.app().run_test(size=size) as pilot:
        for account in accounts_of(flaky.vendors.config_text).values():
            screen_of(pilot).go_to(Address(account.name, (account.vendor.resources[0].name,)))
            await settle(pilot)
            for turn in range(_TRIES):
                state = pane_of(pilot).state
                if state.problem is not None:
                    failures.append(str(state.problem.error))
                    assert explained(pilot, state.problem.error), shown(pilot)
                if finished(state):
                    break
                await pilot.press("r" if turn % 2 else "S")
                await settle(pilot)
            assert finished(pane_of(pilot).state), shown(pilot)
            assert pane_of(pilot).state.listing.held > 200
    assert failures
