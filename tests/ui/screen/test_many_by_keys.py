"""One change to many marked records by keys: what is counted, what fails and stays marked, stopping, going on later."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.ui.screens.actions import ActionsScreen
from explorer.ui.screens.bulk import BulkScreen
from explorer.ui.screens.change_many import ChangeManyScreen
from explorer.ui.screens.journal import JournalScreen
from explorer.ui.screens.question import QuestionScreen
from tests.fault_server import Reply, Seen, json_reply
from tests.ui.screen.by_keys import (
    SIZE,
    answered,
    back_on_main,
    choose,
    journal_of,
    on_top,
    review_of,
    send,
    until,
    words,
)
from tests.ui.screen.customers import ADA, HOME, Both, Customers
from tests.ui.screen.systems import pane_of, said, settle, shown, type_text

pytestmark = pytest.mark.usefixtures("looked")

NAMES = ("Ada", "Bo", "Cy", "Di")
KEYS = tuple(f"c-{number + 1}" for number in range(len(NAMES)))


@pytest.fixture
def many(both: Both) -> Both:
    """Four customers; it is not allowed to change the archived one, Cy."""
    _, vendor = both
    for number, name in enumerate(NAMES):
        vendor.records[KEYS[number]] = {**ADA, "id": KEYS[number], "firstName": name, "archivedAt": None}
    vendor.records["c-3"]["archivedAt"] = "2026-01-01T00:00:00.000Z"
    answered = vendor.server.otherwise

    def answer(seen: Seen) -> Reply:
        if seen.method == "PATCH" and seen.target.endswith("/c-3"):
            return json_reply({"error": {"code": "ARCHIVED"}}, 400)
        return answered(seen)

    vendor.server.otherwise = answer
    return both


async def marked(pilot: Pilot[None], *names: str) -> None:
    """These rows are marked by the space key."""
    await settle(pilot)
    for name in names:
        await pilot.press("g", "g")
        for _ in range(len(NAMES)):
            if f"{name} " in _cursor_row(pilot):
                break
            await pilot.press("j")
        await pilot.press("space")


def _cursor_row(pilot: Pilot[None]) -> str:
    pane = pane_of(pilot)
    address = pane.cursor_address
    held = pane.repository.held(address) if address is not None else None
    return f"{held.body['firstName']} " if held is not None else ""


async def number_typed(pilot: Pilot[None]) -> ChangeManyScreen:
    """The customer number of all marked ones is chosen to be 7, and not reviewed yet."""
    await choose(pilot, "update")
    screen = await on_top(pilot, ChangeManyScreen)
    await type_text(pilot, "number")
    await pilot.press("enter", "7", "enter")
    return screen


async def number_set(pilot: Pilot[None], count: int) -> None:
    """The customer number of all marked ones is chosen to be 7, and reviewed."""
    await number_typed(pilot)
    await pilot.press("ctrl+r")
    review = await review_of(pilot)
    assert review.wanted == str(count)


async def run_of(pilot: Pilot[None]) -> BulkScreen:
    """The change while it runs."""
    return await on_top(pilot, BulkScreen)


def numbers(vendor: Customers) -> list[Any]:
    return [vendor.records[key]["number"] for key in KEYS]


async def test_what_fails_stays_marked_with_the_reason(many: Both) -> None:
    """W25, W26"""
    systems, vendor = many
    vendor.records["c-3"]["archivedAt"] = None  # archived by somebody else, after it was listed
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await marked(pilot, "Ada", "Cy", "Di")
        assert "3 marked" in words(pilot)
        await number_set(pilot, 3)
        told = words(pilot)
        assert "number 1001 → 7" in told and "c-1" in told and "c-3" in told and "c-4" in told
        assert vendor.writes == []
        await send(pilot)
        await run_of(pilot)
        await until(pilot, lambda: "3 of 3 · 2 done · ✗ 1 failed" in words(pilot))
        told = words(pilot)
        assert "✗ c-3 Cy Field" in told and "ARCHIVED" in told
        assert "The customer that failed stays marked." in told
        await pilot.press("enter")
        await back_on_main(pilot)
        await settle(pilot)
        assert pane_of(pilot).table.marked == ("c-3",)
        assert "1 marked" in words(pilot)
    assert numbers(vendor) == ["7", "1001", "1001", "7"]
    assert len(vendor.writes) == 3
    entries = systems.journal.entries()
    assert [each.state for each in entries] == ["applied", "refused", "applied"]
    assert len({each.batch for each in entries}) == 1 and entries[0].batch
    assert systems.journal.drafts() == []


async def test_stopped_it_is_gone_on_with_from_the_journal_and_does_none_twice(many: Both) -> None:
    """W25"""
    systems, vendor = many
    held = asyncio.Event()
    vendor.answer = Reply(json.dumps({"data": {"succeed": True}}).encode(), wait=held)
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await marked(pilot, "Ada", "Bo", "Di")
        await number_set(pilot, 3)
        await send(pilot)
        await run_of(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1)
        await until(pilot, lambda: "0 of 3 · 0 done · 3 left" in words(pilot) and "now c-1" in words(pilot))
        await pilot.press("s")
        await until(pilot, lambda: "stopping after this one" in words(pilot))
        held.set()
        await until(pilot, lambda: "stopped as you asked" in words(pilot))
        assert "1 of 3 · 1 done · 2 left" in words(pilot)
        assert "Kept with 2 left: J goes on with it, and does none twice." in words(pilot)
        await pilot.press("enter")
        await back_on_main(pilot)
        await settle(pilot)
        assert pane_of(pilot).table.marked == ("c-2", "c-4")
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        await journal_of(pilot)
        assert "2 of 3 records left: number → 7" in words(pilot)
        await pilot.press("f8")
        await on_top(pilot, QuestionScreen)
        left = "1 of 3 had their turn, and stay as they are now; the 2 left will not be changed."
        assert left in words(pilot) and "is lost" not in words(pilot)
        await pilot.press("escape")
        await on_top(pilot, JournalScreen)
        await pilot.press("enter")
        review = await review_of(pilot)
        told = words(pilot)
        assert review.wanted == "2" and "update 2 customers" in told and "type the count, 2," in told
        assert "c-2 Bo Field number 1001 → 7" in told and "c-4 Di Field number 1001 → 7" in told
        assert "c-1 Ada Field" not in told and "/c-1" not in told and "/c-2 {" in told
        await send(pilot)
        await run_of(pilot)
        await until(pilot, lambda: "3 of 3 · 3 done" in words(pilot) and "all done" in words(pilot))
        assert "so already" not in words(pilot)
        await pilot.press("enter")
        await back_on_main(pilot)
        await until(pilot, lambda: "draft" not in shown(pilot))
    assert numbers(vendor) == ["7", "7", "1001", "7"]
    assert len(vendor.writes) == 3


async def ended_in_the_middle(many: Both, *names: str) -> None:
    """The change to those is sent, and explorer ends before the first is answered."""
    systems, vendor = many
    held = asyncio.Event()
    vendor.answer = Reply(json.dumps({"data": {"succeed": True}}).encode(), wait=held)
    app = systems.app(HOME)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await marked(pilot, *names)
        await number_set(pilot, len(names))
        await send(pilot)
        await run_of(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1)
        app.exit(return_code=143)
        held.set()
    vendor.answer = None


async def gone_on_with(pilot: Pilot[None]) -> None:
    """What is left of the change is confirmed once more, and runs."""
    await settle(pilot)
    await journal_of(pilot)
    await pilot.press("enter")
    await send(pilot)
    await run_of(pilot)


async def test_ended_in_the_middle_it_is_gone_on_with_after_a_restart(many: Both) -> None:
    """W25, X18"""
    systems, vendor = many
    await ended_in_the_middle(many, "Ada", "Bo", "Di")
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        assert len(vendor.writes) == 1
        await gone_on_with(pilot)
        await until(pilot, lambda: "3 of 3 · 3 done" in words(pilot) and "all done" in words(pilot))
    assert numbers(vendor) == ["7", "7", "1001", "7"]
    assert sorted(each.target.rpartition("/")[2] for each in vendor.writes) == ["c-1", "c-2", "c-4"]


@pytest.mark.parametrize("there", [True, False])
async def test_gone_on_with_after_a_restart_what_fails_is_marked(many: Both, there: bool) -> None:
    """W25: where its collection is in front, else as soon as it is."""
    systems, vendor = many
    vendor.records["c-3"]["archivedAt"] = None  # archived by somebody else, after it was listed
    await ended_in_the_middle(many, "Ada", "Cy", "Di")
    second = vendor.config.replace("accounts.gormic", "accounts.second").replace('"o"', '"p"')
    systems.config = vendor.config + second
    async with systems.app(HOME if there else "second/customers").run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        await gone_on_with(pilot)
        await until(pilot, lambda: "3 of 3 · 2 done · ✗ 1 failed" in words(pilot))
        await pilot.press("enter")
        await back_on_main(pilot)
        if not there:
            assert pane_of(pilot).table.marked == ()
            await pilot.press("1")
        await settle(pilot)
        assert pane_of(pilot).table.marked == ("c-3",)
        assert "1 marked" in words(pilot)


async def test_another_change_is_refused_before_anything_is_typed_while_one_is_not_through(many: Both) -> None:
    """W25"""
    systems, vendor = many
    held = asyncio.Event()
    vendor.answer = Reply(json.dumps({"data": {"succeed": True}}).encode(), wait=held)
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await marked(pilot, "Ada", "Bo", "Di")
        await number_set(pilot, 3)
        await send(pilot)
        await run_of(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1)
        await pilot.press("s")
        held.set()
        await until(pilot, lambda: "stopped as you asked" in words(pilot))
        await pilot.press("enter")
        await back_on_main(pilot)
        await settle(pilot)
        (kept,) = systems.journal.drafts()
        await choose(pilot, "update")
        refusal = "an earlier change to 3 records of gormic/customers is not through; J goes on with it, or drops it"
        await until(pilot, lambda: refusal in said(pilot))
        await back_on_main(pilot)
        assert systems.journal.drafts() == [kept]
        assert systems.journal.open_elsewhere(kept.identity, kept.segments) is None
    assert len(vendor.writes) == 1


async def test_what_is_typed_for_many_is_a_draft_that_a_restart_brings_back(many: Both) -> None:
    """X18"""
    systems, vendor = many
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await marked(pilot, "Ada", "Di")
        await number_typed(pilot)
        await until(pilot, lambda: [each.typed for each in systems.journal.drafts()] == [{"number": "7"}])
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        await settle(pilot)
        await journal_of(pilot)
        assert "2 of 2 records left: number → 7" in words(pilot)
        await pilot.press("enter")
        await on_top(pilot, ChangeManyScreen)
        assert "Change 2 customers" in words(pilot) and "Ada Field, Di Field" in words(pilot)
        assert vendor.writes == []
        await pilot.press("ctrl+r")
        await send(pilot)
        await run_of(pilot)
        await until(pilot, lambda: "2 of 2 · 2 done" in words(pilot))
        await pilot.press("enter")
        await back_on_main(pilot)
        await until(pilot, lambda: "draft" not in shown(pilot))
    assert numbers(vendor) == ["7", "1001", "1001", "7"]
    assert systems.journal.drafts() == []


async def test_only_f8_throws_away_what_is_typed_for_many(many: Both) -> None:
    systems, vendor = many
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await marked(pilot, "Ada", "Di")
        await number_typed(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        await pilot.press("space", "g", "g")  # Di is not marked any more
        await choose(pilot, "update")
        await until(pilot, lambda: "an earlier change to 2 records" in said(pilot))
        await pilot.press("G", "space")
        await choose(pilot, "update")
        await on_top(pilot, ChangeManyScreen)
        assert "→ 7" in words(pilot)
        await pilot.press("f8")
        assert "What one field is set to is lost." in words(pilot)
        await pilot.press("escape")
        await on_top(pilot, ChangeManyScreen)
        await pilot.press("f8")
        await answered(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: systems.journal.drafts() == [])
        await until(pilot, lambda: "draft" not in shown(pilot))
        await choose(pilot, "update")
        await on_top(pilot, ChangeManyScreen)
        assert "→" not in words(pilot)
        await pilot.press("f8")
        await back_on_main(pilot)
    assert vendor.writes == [] and systems.journal.drafts() == []


@pytest.mark.parametrize("off", ["L", "read_only"])
async def test_while_writing_is_off_nothing_is_done_to_many(many: Both, off: str) -> None:
    systems, vendor = many
    if off == "read_only":
        systems.config = systems.config.replace("[accounts.gormic]", "[accounts.gormic]\nread_only = true")
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await marked(pilot, "Ada", "Bo")
        if off == "L":
            await pilot.press("L")
        await pilot.press("x")
        screen = await on_top(pilot, ActionsScreen)
        await pilot.press("m")
        assert "2 marked customers" in words(pilot)
        assert ("locked in this tab" if off == "L" else "is read-only") in words(pilot)
        await pilot.press("e", "D", "enter")
        assert pilot.app.screen is screen
    assert vendor.writes == []
