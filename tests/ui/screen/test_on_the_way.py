"""Between the key that starts something and the screen it leads to: what is said, and whom keys are for."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.ui.screens import flow, writing
from explorer.ui.screens.actions import ActionsScreen
from explorer.ui.screens.confirming import ConfirmingScreen
from explorer.ui.screens.edit import EditScreen
from tests.accounts import accounts_of
from tests.fault_server import Reply, Seen
from tests.ui.screen.by_keys import (
    SIZE,
    back_on_main,
    form_of,
    on_top,
    review_of,
    send,
    until,
    words,
)
from tests.ui.screen.customers import ADA, HOME, RECORD, Both, Customers
from tests.ui.screen.systems import pane_of, said, screen_of, settle, shown

pytestmark = pytest.mark.usefixtures("looked")


@pytest.fixture
def slow(both: Both, monkeypatch: pytest.MonkeyPatch) -> tuple[Both, asyncio.Event]:
    """Three customers; one that is asked for is told when the event is set."""
    monkeypatch.setattr(flow, "SHOW_AFTER", 0.001)
    _, vendor = both
    for number, name in ((2, "Bo"), (3, "Cy")):
        vendor.records[f"c-{number}"] = {**ADA, "id": f"c-{number}", "firstName": name}
    gate, answered = asyncio.Event(), vendor.server.otherwise

    def answer(seen: Seen) -> Reply:
        reply = answered(seen)
        single = seen.method == "GET" and "/c-" in seen.target
        return Reply(reply.body, reply.status, reply.headers, wait=gate) if single else reply

    vendor.server.otherwise = answer
    return both, gate


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """All keys are there before the first has done its work."""
    for key in keys:
        pilot.app.post_message(events.Key(key, {"slash": "/"}.get(key, key if len(key) == 1 else None)))
    await pilot.pause()


def asked(vendor: Customers, key: str) -> bool:
    return any(each.target.endswith(f"/{key}") for each in vendor.server.seen)


async def reading(pilot: Pilot[None], vendor: Customers, key: str = "c-1") -> None:
    """The vendor was asked, and the line of keys says so."""
    await until(pilot, lambda: asked(vendor, key) and f"esc stops it reading {HOME}/{key}…" in words(pilot))


async def test_a_form_that_takes_long_to_open_says_so_and_keys_wait_for_nobody(
    slow: tuple[Both, asyncio.Event],
) -> None:
    (systems, vendor), gate = slow
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: bool(pane_of(pilot).table.cursor_key))
        before = screen_of(pilot).place
        await burst(pilot, "e", "slash", *"smith", "j", "L", "Q", "3", "minus")
        await reading(pilot, vendor)
        pilot.app.post_message(events.Paste("https://example.com"))
        await pilot.pause()
        assert screen_of(pilot).place == before and "writes on" in words(pilot)
        assert pilot.app.screen is screen_of(pilot) and not screen_of(pilot).has_class("-searching")
        gate.set()
        screen = await form_of(pilot)
        assert screen.filling.typed == {} and systems.journal.drafts() == []
        await pilot.press("escape")
        await back_on_main(pilot)
        await pilot.press("j")
        assert pane_of(pilot).cursor_address != before.record and pane_of(pilot).table.cursor_position == 1
        assert "reading" not in words(pilot)


async def test_escape_stops_what_is_on_its_way(slow: tuple[Both, asyncio.Event]) -> None:
    (systems, vendor), gate = slow
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: bool(pane_of(pilot).table.cursor_key))
        await pilot.press("e")
        await reading(pilot, vendor)
        await pilot.press("escape")
        await until(pilot, lambda: "stopped: nothing was changed" in said(pilot) and "reading" not in words(pilot))
        gate.set()
        await settle(pilot)
        assert pilot.app.screen is screen_of(pilot)
        await pilot.press("e")
        await form_of(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
    assert systems.journal.drafts() == []
    identity = accounts_of(systems.config)["gormic"].identity
    assert systems.journal.open_elsewhere(identity, RECORD.segments) is None


async def test_another_place_is_not_covered_by_what_was_meant_for_this_one(slow: tuple[Both, asyncio.Event]) -> None:
    (systems, vendor), gate = slow
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: bool(pane_of(pilot).table.cursor_key))
        await pilot.press("e")
        await reading(pilot, vendor)
        main = screen_of(pilot)
        main.go_to(RECORD.collection.child("c-2"))
        gate.set()
        await settle(pilot)
        assert pilot.app.screen is main and main.place.record is not None and main.place.record.key == "c-2"


async def test_keys_behind_a_choice_are_for_what_it_leads_to(
    slow: tuple[Both, asyncio.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`x D - S S`: a deletion is prepared, nothing is got, no place is gone to; also while a thread loads what that
    takes."""
    (systems, vendor), gate = slow
    waited_for: list[str] = []
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: bool(pane_of(pilot).table.cursor_key))
        before = screen_of(pilot).place
        monkeypatch.setattr(writing, "_load", lambda: waited_for.append(screen_of(pilot).stage.words))
        await pilot.press("x")
        await on_top(pilot, ActionsScreen)
        await burst(pilot, "D", "S", "minus", "L")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        await burst(pilot, "S", "minus", "L", "enter")
        await reading(pilot, vendor)
        assert screen_of(pilot).place == before and "writes on" in words(pilot)
        assert waited_for and all(waited_for)
        exports = sum("export" in each.target for each in vendor.server.seen)
        gate.set()
        review = await review_of(pilot)
        assert isinstance(review, ConfirmingScreen) and review.prepared.operation.name == "delete"
        await pilot.press("escape")
        await back_on_main(pilot)
        await pilot.press("j")
        assert pane_of(pilot).table.cursor_position == 1
        assert sum("export" in each.target for each in vendor.server.seen) == exports


async def test_while_it_is_sent_keys_act_again(slow: tuple[Both, asyncio.Event]) -> None:
    (systems, vendor), gate = slow
    gate.set()
    sent = asyncio.Event()
    vendor.answer = Reply(b'{"data": {"succeed": true}}', wait=sent)
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await send(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1)
        await back_on_main(pilot)
        await pilot.press("j")
        assert pane_of(pilot).table.cursor_position == 1
        await pilot.press("e")
        await until(pilot, lambda: "delete is not through yet" in said(pilot))
        assert not isinstance(pilot.app.screen, EditScreen)
        sent.set()
        await until(pilot, lambda: "applied: delete" in said(pilot))
        assert "Ada" not in shown(pilot)
