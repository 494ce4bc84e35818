"""The answer to a write is lost: what is known of it is seen everywhere, and nothing is sent again by itself."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.fault_server import Reply, json_reply
from tests.ui.screen.by_keys import (
    SIZE,
    answered,
    back_on_main,
    changed,
    fill,
    form_of,
    journal_of,
    opened,
    send,
    until,
    words,
)
from tests.ui.screen.customers import HOME, RECORD, Both, Waits
from tests.ui.screen.systems import Systems, said, settle, shown

pytestmark = pytest.mark.usefixtures("looked", "still")


@pytest.fixture
def waits(both: Both) -> Waits:
    """Waiting for the next reading takes until it is over."""
    systems, _ = both
    systems.sleep = made = Waits()
    return made


async def lost(pilot: Pilot[None]) -> None:
    """The first name is changed, and the answer lost."""
    await changed(pilot, "firstName", "Eve")
    await until(pilot, lambda: "? outcome unknown: update gormic/customers/c-1" in said(pilot))


async def passed(pilot: Pilot[None], waits: Waits, times: int = 3) -> None:
    """So many times it has been waited for the next reading."""
    for _ in range(times):
        await until(pilot, lambda: waits.waiting)
        waits.over()


def state(systems: Systems) -> str:
    """Of the last write."""
    return systems.journal.entries()[0].state


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("answer", [Reply(reset=True), json_reply({}, 503)], ids=["reset", "503"])
async def test_w05_w07_w10_it_is_read_again_until_it_is_known(
    both: Both, waits: Waits, applied: bool, answer: Reply
) -> None:
    systems, vendor = both
    vendor.answer, vendor.applies = answer, applied
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await lost(pilot)
        await until(pilot, lambda: "1 unknown (J)" in shown(pilot))
        row = next(line for line in shown(pilot).splitlines() if "Field" in line and "1001" in line)
        assert "?" in row.partition("Field")[0]
        await pilot.press("enter")
        await until(pilot, lambda: "? a write of unknown outcome" in words(pilot))
        await journal_of(pilot)
        assert "? unknown" in words(pilot) and "reading again in 2 s" in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
        if applied:
            await passed(pilot, waits, 1)
            await until(pilot, lambda: "✓ verified: it was applied: update gormic/customers/c-1" in said(pilot))
        else:
            await passed(pilot, waits, 2)
            await until(pilot, lambda: waits.seconds == [2.0, 3.0, 10.0])
            assert state(systems) == "unknown"
            waits.over()
            await until(pilot, lambda: "it was not applied; e goes on with the draft" in said(pilot))
        await until(pilot, lambda: "unknown" not in shown(pilot))
        assert len(vendor.writes) == 1
        assert [each.typed for each in systems.journal.drafts()] == ([] if applied else [{"firstName": "Eve"}])
        assert "a bug of ours" not in said(pilot)
        if not applied:
            vendor.answer, vendor.applies = None, True
            screen = await opened(pilot)
            assert screen.filling.typed == {"firstName": "Eve"}
            await pilot.press("ctrl+r")
            await send(pilot)
            await until(pilot, lambda: "✓ applied: update" in said(pilot))
    assert [each.state for each in systems.journal.entries()][1:] == ([] if applied else ["verified not applied"])
    assert vendor.ada["firstName"] == "Eve"


async def test_w06_what_stays_unknown_blocks_a_second_save_until_somebody_says(both: Both, waits: Waits) -> None:
    systems, vendor = both
    vendor.answer = Reply(reset=True)
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await lost(pilot)
        vendor.reads = False
        await passed(pilot, waits)
        await until(pilot, lambda: "it could not be read" in said(pilot))
        assert "1 unknown (J)" in shown(pilot)
        vendor.reads = True
        systems.clock.now += 60
        screen = await opened(pilot)
        await fill(pilot, "number", "7")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "no known outcome" in words(pilot))
        await until(pilot, lambda: not screen.form.editor.locked)
        assert len(vendor.writes) == 1
        await pilot.press("escape")
        await back_on_main(pilot)
        await journal_of(pilot)
        await pilot.press("down", "a")
        await answered(pilot)
        await until(pilot, lambda: state(systems) == "verified applied")
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: "unknown" not in shown(pilot))
        vendor.answer = None
        await opened(pilot)
        await pilot.press("ctrl+r")
        await send(pilot)
        await until(pilot, lambda: "✓ applied: update" in said(pilot))
    assert vendor.sent == [{"id": "c-1", "firstName": "Eve"}, {"id": "c-1", "number": "7"}]


@pytest.mark.parametrize("open_then", [False, True])
async def test_w05_what_was_typed_meanwhile_goes_on_from_what_was_written(
    both: Both, waits: Waits, open_then: bool
) -> None:
    systems, vendor = both
    vendor.answer, vendor.applies = Reply(reset=True), False
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await lost(pilot)
        screen = await opened(pilot)
        await fill(pilot, "firstName", "Evelyn")
        if not open_then:
            await pilot.press("escape")
            await back_on_main(pilot)
        vendor.answer, vendor.applies = None, True
        vendor.ada["firstName"] = "Eve"
        systems.clock.now += 60
        await passed(pilot, waits, 1)
        await until(pilot, lambda: state(systems) == "verified applied")
        if not open_then:
            screen = await opened(pilot)
            assert "Changed at the vendor" not in words(pilot)
            assert "first name is what entry 1 of the journal wrote." in words(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "first name Eve → Evelyn" in words(pilot))
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "✓ applied: update" in said(pilot))
    assert screen.filling.typed == {"firstName": "Evelyn"}
    assert vendor.sent[-1] == {"id": "c-1", "firstName": "Evelyn"}


@pytest.mark.parametrize("key", ["a", "n"])
async def test_w08_a_create_is_never_sent_again_and_its_candidates_are_listed(
    both: Both, waits: Waits, key: str
) -> None:
    systems, vendor = both
    vendor.answer = Reply(reset=True)
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await fill(pilot, "firstName", "Bo")
        await fill(pilot, "phone", "5550177")
        await fill(pilot, "phoneCallingCode", "1")
        await pilot.press("ctrl+r")
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "? outcome unknown" in said(pilot) and "1 unknown (J)" in shown(pilot))
        await passed(pilot, waits, 1)
        await until(pilot, lambda: "it may be gormic/customers/c-9" in said(pilot))
        await settle(pilot)
        await pilot.press("a")
        screen = await form_of(pilot)
        await until(pilot, lambda: "entry 1: its outcome is unknown: look at gormic/customers/c-9" in words(pilot))
        await until(pilot, lambda: "sent as entry 1" in words(pilot) and ", not sent" not in words(pilot))
        await fill(pilot, "firstName", "Bob")
        await until(pilot, lambda: ", not sent" in words(pilot))
        await fill(pilot, "firstName", "Bo")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "entry 1, has no known outcome; settle it first in the journal (J" in words(pilot))
        await until(pilot, lambda: not screen.form.editor.locked)
        await pilot.press("escape")
        await back_on_main(pilot)
        await journal_of(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: "gormic/customers/c-9" in words(pilot))
        await pilot.press(key)
        await answered(pilot)
        wanted = "verified applied" if key == "a" else "verified not applied"
        await until(pilot, lambda: state(systems) == wanted)
        assert [each.entry for each in systems.journal.drafts()] == ([] if key == "a" else [None])
        await pilot.press("escape", "escape")
        await back_on_main(pilot)
        await until(pilot, lambda: "unknown" not in shown(pilot))
    assert len(vendor.writes) == 1


async def test_w03_at_the_next_start_it_is_read_once_and_nothing_is_sent(both: Both, waits: Waits) -> None:
    systems, vendor = both
    vendor.answer = Reply(reset=True)
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await lost(pilot)
    assert state(systems) == "unknown"
    systems.clock.now += 3600
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await passed(pilot, waits, 1)
        await until(pilot, lambda: "✓ verified: it was applied" in said(pilot))
        await until(pilot, lambda: "unknown" not in shown(pilot) and "draft" not in shown(pilot))
    assert len(vendor.writes) == 1
