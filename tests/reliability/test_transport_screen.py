"""What the screen does while requests hang, are left, or cannot be sent at all."""

from __future__ import annotations

import asyncio

import pytest

from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.ui.screens.help import HelpScreen
from tests.fault_server import Reply
from tests.ui.screen.by_keys import SIZE, fill, opened, send, until, words
from tests.ui.screen.customers import HOME, RECORD, Both
from tests.ui.screen.systems import Systems, pane_of, said, settle, shown

pytestmark = pytest.mark.usefixtures("still", "looked")


async def test_t14_the_screen_moves_while_fifty_reads_hang(both: Both) -> None:
    systems, vendor = both
    gate = asyncio.Event()
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        repository = pane_of(pilot).repository
        most = repository.account.vendor.parallel
        before = len(vendor.server.seen)
        vendor.server.otherwise = lambda seen: Reply(b'{"data": {"user": {"id": "c-2"}}}', wait=gate)
        places = [RECORD.collection.child(f"c-{number}") for number in range(10, 60)]
        reads = [asyncio.create_task(repository.get(place)) for place in places]
        await until(pilot, lambda: len(vendor.server.seen) == before + most)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, HelpScreen))
        assert len(vendor.server.seen) == before + most, "no more were sent"
        gate.set()
        await asyncio.gather(*reads, return_exceptions=True)
        assert vendor.server.at_once == most
        await settle(pilot)


async def test_t15_g18_leaving_lets_go_of_what_nobody_waits_for(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Query] = []
    dropped: list[Query] = []

    async def endless(self: Repository, query: Query, number: int = 1) -> Listing:
        begun.append(query)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            dropped.append(query)
            raise
        raise AssertionError

    monkeypatch.setattr(Repository, "load", endless)
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("4")
        await pilot.pause()
        assert dropped == [Query(("users",))]
        assert begun[-1] == Query(("customers",))


async def test_t28_offline_what_is_held_stands_with_its_age(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
    async with systems.app("demo-assemble", offline=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "DEMO · offline" in shown(pilot)
        assert "offline: as of 10:40" in shown(pilot).splitlines()[-2]
        await pilot.press("j", "enter")
        await settle(pilot)
        assert pane_of(pilot).place.record is not None
        await pilot.press("2")
        await settle(pilot)
        assert pane_of(pilot).table.empty_message == "offline: no users are held here"
        told = shown(pilot)
        assert "retry" not in told and "go online" not in told


async def test_t15_no_late_row_arrives_in_another_place(both: Both) -> None:
    systems, vendor = both
    answered, gate = vendor.server.otherwise, asyncio.Event()
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        vendor.server.otherwise = lambda seen: Reply(b'{"data": {"users": [{"id": "late"}]}}', wait=gate)
        before = len(vendor.server.seen)
        await pilot.press("r")
        await until(pilot, lambda: len(vendor.server.seen) > before)
        pane_of(pilot).leave()
        await until(pilot, lambda: not [each for each in pilot.app.workers if each.group == "pages"])
        assert not gate.is_set(), "its answer was not waited for"
        vendor.server.otherwise = answered
        gate.set()
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_key == "c-1"
        assert "late" not in shown(pilot)


async def test_t16_a_write_goes_on_although_nobody_waits_for_it(both: Both) -> None:
    systems, vendor = both
    gate = asyncio.Event()
    vendor.answer = Reply(b'{"data": {"succeed": true}}', wait=gate)
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await send(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1)
        await pilot.press("escape")
        await pilot.press("e")
        await until(pilot, lambda: "delete is not through yet" in said(pilot))
        gate.set()
        await until(pilot, lambda: "applied: delete" in said(pilot))
        assert [each.state for each in systems.journal.entries()] == ["applied"]
        assert len(vendor.writes) == 1


async def test_t28_what_is_typed_without_a_network_stays_a_draft_and_is_not_sent_later(both: Both) -> None:
    systems, vendor = both
    answered = vendor.server.otherwise
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
    systems.clock.now += 3600
    vendor.server.otherwise = lambda seen: Reply(reset=True)
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "Ada" in shown(pilot))
        await settle(pilot)
        assert "failed" in words(pilot) and "as of 10:40" in words(pilot)
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "closed the connection" in said(pilot) or "closed the connection" in words(pilot))
        await pilot.press("escape", "escape")
    assert vendor.writes == []
    vendor.server.otherwise = answered
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("J")
        await until(pilot, lambda: "draft" in words(pilot) and RECORD.key in words(pilot))
    assert vendor.writes == []
    assert vendor.ada["firstName"] == "Ada"
