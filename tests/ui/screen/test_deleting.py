"""Deleting by keys: what is asked before, that it is sent once, and where one is afterwards."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from explorer.ui.screens.question import NoticeScreen
from explorer.ui.screens.review import ReviewScreen
from tests.accounts import accounts_of
from tests.fault_server import Reply, Seen, json_reply
from tests.reliability.test_writes_conflicts import conflict_of
from tests.ui.screen.by_keys import SIZE, back_on_main, on_top, review_of, send, until, words
from tests.ui.screen.customers import ADA, HOME, RECORD, Both
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


async def on_a_row(both: Both, pilot: Pilot[None]) -> None:
    """The cursor on a row of the list, which tells less than the record; more was not read."""
    _, vendor = both
    await until(pilot, lambda: vendor.readings > 0)  # the one after a rest, which is refused
    await settle(pilot)
    vendor.reads = True


@pytest.fixture
def listing(both: Both) -> Both:
    """Lists tell the names only, and single customers cannot be read until a test says so."""
    _, vendor = both
    vendor.reads, answered = False, vendor.server.otherwise

    def answer(seen: Seen) -> Reply:
        if seen.method == "GET" and seen.target.partition("?")[0].endswith("/customers"):
            row = {name: vendor.ada[name] for name in ("id", "firstName", "lastName")}
            return json_reply({"data": {"users": [row]}})
        return answered(seen)

    vendor.server.otherwise = answer
    return both


async def test_what_a_row_does_not_tell_is_no_change_by_somebody_else(listing: Both) -> None:
    systems, vendor = listing
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await on_a_row(listing, pilot)
        await pilot.press("D")
        assert isinstance(await review_of(pilot), ReviewScreen)
        await send(pilot)
        await until(pilot, lambda: "applied: delete" in said(pilot))
    assert [each.method for each in vendor.writes] == ["DELETE"]


async def test_what_a_row_tells_is_what_was_seen(listing: Both) -> None:
    systems, vendor = listing
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await on_a_row(listing, pilot)
        vendor.ada["lastName"] = "Hill"
        await pilot.press("D")
        await conflict_of(pilot)
        assert "as you saw it now ▸ last name Field Hill m delete it as it is now" in words(pilot), "and no other field"
    assert vendor.writes == []


async def test_what_was_changed_from_here_since_names_the_entry(both: Both) -> None:
    """The vendor took it, and could not be read after: the record is held as it was before."""
    systems, vendor = both
    repository = systems.repository(accounts_of(systems.config)["gormic"])
    prepared = await repository.saving.propose(RECORD, "update", {"lastName": "Hill"})
    vendor.reads = False
    assert (await repository.saving.send(prepared)).state == "accepted"
    await repository.close()
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await on_a_row(both, pilot)
        await pilot.press("D")
        await conflict_of(pilot)
        assert "Changed by entry 1 of the journal since gormic/customers/c-1" in words(pilot)
        assert "last name Field Hill" in words(pilot)
    assert [each.method for each in vendor.writes] == ["PATCH"]


async def test_why_a_delete_is_refused_stands_until_it_was_read_and_it_is_not_sent_again(both: Both) -> None:
    systems, vendor = both
    vendor.applies, vendor.answer = False, json_reply({}, 404)
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await send(pilot)
        await on_top(pilot, NoticeScreen)
        pilot.app.clear_notifications()
        await until(pilot, lambda: "Not done: delete gormic/customers/c-1" in words(pilot))
        assert "gormic answered 404 to customers.delete" in words(pilot)
        await pilot.press("escape")
        assert screen_of(pilot).place.record == RECORD
        await back_on_main(pilot)
    assert [each.method for each in vendor.writes] == ["DELETE"]
