"""Deleting by keys: where one is afterwards."""

from __future__ import annotations

import pytest

from tests.fault_server import Reply, Seen, json_reply
from tests.ui.screen.by_keys import SIZE, back_on_main, send, until
from tests.ui.screen.customers import ADA, RECORD, Both
from tests.ui.screen.systems import said, screen_of, settle, shown

pytestmark = pytest.mark.usefixtures("looked")


@pytest.mark.parametrize("archives", [False, True])
async def test_a_record_that_is_deleted_is_left(both: Both, archives: bool) -> None:
    systems, vendor = both
    vendor.records["c-2"] = {**ADA, "id": "c-2", "firstName": "Bo"}
    if archives:
        answered = vendor.server.otherwise

        def answer(seen: Seen) -> Reply:
            if seen.method == "DELETE":
                vendor.ada["archivedAt"] = "2026-03-05T10:40:00.000Z"
                return json_reply({"data": {"succeed": True}})
            return answered(seen)

        vendor.server.otherwise = answer
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await send(pilot)
        await until(pilot, lambda: "applied: delete" in said(pilot))
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.record is None
        assert "Ada" not in shown(pilot) and "Bo" in shown(pilot)
