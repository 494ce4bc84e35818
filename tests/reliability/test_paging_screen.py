"""Rows that come in another order, or for another question, while somebody looks at them."""

from __future__ import annotations

import pytest

from explorer.model.errors import ServerFault
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.repository import Repository
from tests.ui.screen.by_keys import SIZE, fill, opened, review_of, until, words
from tests.ui.screen.customers import ADA, HOME, Both
from tests.ui.screen.systems import Systems, pane_of, settle, shown

pytestmark = pytest.mark.usefixtures("still", "looked")


async def test_g11_what_came_is_incomplete_and_r_goes_on(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    load = Repository.load

    async def failing(self: Repository, query: Query, number: int = 1) -> Listing:
        if number > 2:
            raise ServerFault("demo-assemble answered 503", account="demo-assemble", next_step="try again later")
        return await load(self, query, number)

    monkeypatch.setattr(Repository, "load", failing)
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("n", "n")
        await settle(pilot)
        status = shown(pilot).splitlines()[-2]
        assert "! incomplete: 100 of" in status and "page 3 failed (demo-assemble answered 503)" in status
        assert "r go on from page 3" in status
        monkeypatch.setattr(Repository, "load", load)
        await pilot.press("r")
        await settle(pilot)
        assert "incomplete" not in shown(pilot) and pane_of(pilot).table.cursor_key


async def test_g17_selection_and_edit_stay_with_their_record_in_another_order(both: Both) -> None:
    systems, vendor = both
    for number, name in ((2, "Bo"), (3, "Cy")):
        vendor.records[f"c-{number}"] = {**ADA, "id": f"c-{number}", "firstName": name}
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j", "space", "k")
        table = pane_of(pilot).table
        assert (table.cursor_key, table.cursor_position, set(table.marked)) == ("c-2", 1, {"c-2"})
        vendor.records = dict(reversed(vendor.records.items()))
        vendor.records["c-0"] = {**ADA, "id": "c-0", "firstName": "Zo"}
        vendor.records = dict(sorted(vendor.records.items(), key=lambda each: each[1]["firstName"], reverse=True))
        await pilot.press("r")
        await until(pilot, lambda: "Zo" in shown(pilot))
        await settle(pilot)
        assert (table.cursor_key, table.cursor_position, set(table.marked)) == ("c-2", 2, {"c-2"})
        await opened(pilot)
        await fill(pilot, "firstName", "Bob")
        vendor.records = dict(reversed(vendor.records.items()))
        await pilot.press("ctrl+r")
        await review_of(pilot)
        assert "gormic/customers/c-2" in words(pilot)
        await pilot.press("S")
        await until(pilot, lambda: len(vendor.writes) == 1)
        await settle(pilot)
        assert {key: each["firstName"] for key, each in vendor.records.items()} == {
            "c-0": "Zo",
            "c-1": "Ada",
            "c-2": "Bob",
            "c-3": "Cy",
        }
