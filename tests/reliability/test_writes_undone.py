"""Taking a write back from the journal: what it asks for, what it refuses in words, and what it restores."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from explorer.ui.screens.conflict import ConflictScreen
from explorer.ui.screens.edit import EditScreen
from explorer.ui.screens.journal import JournalScreen
from tests.ui.screen.by_keys import (
    SIZE,
    back_on_main,
    body_shown,
    changed,
    fill,
    form_of,
    journal_of,
    on_top,
    opened,
    put,
    review_of,
    send,
    until,
    words,
)
from tests.ui.screen.customers import ADA, RECORD, Both
from tests.ui.screen.systems import Systems, said, settle, shown

pytestmark = pytest.mark.usefixtures("looked", "still")

_REP = "demo-repcard/users/26682"
_NEEDED = ("roleName=sales", "officeName=Corporate Office", "teamName=office team")


async def applied(pilot: Pilot[None], name: str, text: str) -> None:
    """One field is changed, and the vendor has taken it."""
    await changed(pilot, name, text)
    await until(pilot, lambda: "applied: update" in said(pilot))
    pilot.app.clear_notifications()
    await settle(pilot)


async def test_w27_a_change_is_taken_back_once(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await applied(pilot, "firstName", "Eve")
        vendor.ada["number"] = "77"
        await journal_of(pilot)
        await pilot.press("u")
        await review_of(pilot)
        assert "undo of entry 1: 1 change to gormic/customers/c-1" in words(pilot)
        assert body_shown(pilot) == {"params": {"id": "c-1", "firstName": "Ada"}}
        assert len(vendor.writes) == 1
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
        await journal_of(pilot)
        await pilot.press("down", "u")
        await until(pilot, lambda: "entry 1 is taken back already, by entry 2" in words(pilot))
        assert isinstance(pilot.app.screen, JournalScreen)
    assert vendor.ada == ADA | {"number": "77"}
    assert len(vendor.writes) == 2


async def test_w27_what_somebody_has_changed_since_is_not_written_over(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await applied(pilot, "firstName", "Eve")
        vendor.ada["firstName"] = "Noor"
        await journal_of(pilot)
        await pilot.press("u")
        await until(pilot, lambda: "was changed by someone else" in said(pilot) or "Changed by someone" in shown(pilot))
        assert "what of before is still wanted can be edited in" in said(pilot) and "save" not in said(pilot)
    assert len(vendor.writes) == 1 and vendor.ada["firstName"] == "Noor"


async def test_w27_what_cannot_be_taken_back_says_why(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await review_of(pilot)
        assert "back: Gormic has no call that restores a deleted customer." in words(pilot)
        await send(pilot)
        await until(pilot, lambda: "applied: delete" in said(pilot))
        await settle(pilot)
        await journal_of(pilot)
        await pilot.press("u")
        await until(pilot, lambda: "! There is no way back: Gormic has no call that restores" in words(pilot))
        await pilot.press("enter")
        await pilot.pause()
        assert "There is no way back" in words(pilot)
    assert len(vendor.writes) == 1


@pytest.mark.parametrize("off", ["L", "read_only"])
async def test_w27_while_writing_is_off_nothing_is_taken_back(both: Both, off: str) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await applied(pilot, "firstName", "Eve")
    if off == "read_only":
        systems.config = systems.config.replace("[accounts.gormic]", "[accounts.gormic]\nread_only = true")
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        if off == "L":
            await pilot.press("L")
        await journal_of(pilot)
        await pilot.press("u")
        why = "writes are locked in this tab" if off == "L" else "account “gormic” is read-only"
        await until(pilot, lambda: why in words(pilot))
        assert isinstance(pilot.app.screen, JournalScreen)
        assert "u undo" not in words(pilot) or off == "read_only"
    assert len(vendor.writes) == 1


async def test_w27_while_writing_is_off_a_draft_is_not_gone_on_with_and_the_journal_says_why(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: [each.process for each in systems.journal.drafts()] == [None])
        await pilot.press("L")
        await journal_of(pilot)
        assert "go on with it" not in words(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "! writes are locked in this tab; L unlocks them" in words(pilot))
        assert isinstance(pilot.app.screen, JournalScreen)
        await pilot.press("escape", "L")
        await journal_of(pilot)
        await pilot.press("enter")
        await form_of(pilot)
    assert vendor.writes == []


async def test_w27_what_no_reading_restores_is_asked_for(own_systems: Systems) -> None:
    app = own_systems.app(_REP, only=["demo-repcard"])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await put(pilot, ("jobTitle=Lead", *_NEEDED))
        await pilot.press("ctrl+r")
        await review_of(pilot)
        assert "role" in words(pilot).partition("PUT")[2]
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied: update" in said(pilot) or "accepted: update" in said(pilot))
        before = own_systems.journal.entries()[0].before["jobTitle"]
        await settle(pilot)

        await opened(pilot)  # a draft of the same form is not written over by the undo
        await fill(pilot, "lastName", "Draft")
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: [each.process for each in own_systems.journal.drafts()] == [None])
        await journal_of(pilot)
        await pilot.press("down", "u")
        await until(pilot, lambda: "has a draft, which its undo would replace" in said(pilot))
        await back_on_main(pilot)
        assert own_systems.journal.drafts()[0].typed["lastName"] == "Draft"
        await opened(pilot)
        await pilot.press("f8", "y")
        await back_on_main(pilot)
        await until(pilot, lambda: own_systems.journal.drafts() == [])

        await journal_of(pilot)
        await pilot.press("u")
        screen = await form_of(pilot)
        assert isinstance(screen, EditScreen) and screen.filling.value(("jobTitle",)) == before
        assert "Undo of entry 1: what no reading tells has to be filled in: role." in words(pilot)
        await fill(pilot, "jobTitle", "Another")
        await fill(pilot, "jobTitle", str(before))
        await pilot.press("escape")  # it takes the entry back after it was reopened, too
        await back_on_main(pilot)
        await until(pilot, lambda: [each.undoes for each in own_systems.journal.drafts()] == [1])
        await journal_of(pilot)
        assert "takes entry 1 back" in words(pilot)
        await pilot.press("enter")
        screen = await form_of(pilot)
        assert "It takes entry 1 back." in words(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "1 error: role" in words(pilot))
        assert screen.form.line is not None and screen.form.line.place == "roleName"
        await fill(pilot, "roleName", "sales")
        await pilot.press("ctrl+r")
        await review_of(pilot)
        assert "undo of entry 1" in words(pilot) and "Stays as it is" not in words(pilot)
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: len(own_systems.journal.entries()) == 2)
        await until(pilot, lambda: own_systems.journal.entries()[0].finished)
    newest, first = own_systems.journal.entries()
    assert (newest.undoes, first.undone_by) == (1, 2)
    assert newest.after is not None and newest.after["jobTitle"] == before


async def test_w27_what_a_later_write_of_ours_has_changed_is_not_said_to_be_somebody_elses(
    own_systems: Systems,
) -> None:
    app = own_systems.app(_REP, only=["demo-repcard"])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        for title in ("Lead", "Chief"):
            await opened(pilot)
            await put(pilot, (f"jobTitle={title}", *_NEEDED))
            await pilot.press("ctrl+r")
            await send(pilot)
            await back_on_main(pilot)
            await until(pilot, lambda: all(each.finished for each in own_systems.journal.entries()))
            await settle(pilot)
        before = own_systems.journal.entries()[1].before["jobTitle"]
        await journal_of(pilot)
        await pilot.press("down", "u")
        await form_of(pilot)
        await fill(pilot, "roleName", "sales")
        await pilot.press("ctrl+r")
        await on_top(pilot, ConflictScreen)
        assert "Changed by entry 2 of the journal since demo-repcard/users/26682" in words(pilot)
        assert f"before now yours ▸ job title Lead Chief {before}" in words(pilot)
        assert "someone else" not in words(pilot) and "theirs" not in words(pilot)
