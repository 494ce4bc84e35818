"""Somebody else changes the field that is being edited: whose value it shall be is asked, nothing is sent before."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from explorer.ui.screens.conflict import ConflictScreen
from explorer.ui.screens.edit import EditScreen
from explorer.ui.screens.review import ReviewScreen
from explorer.ui.widgets.one_line import OneLine
from tests.ui.screen.by_keys import (
    SIZE,
    back_on_main,
    body_shown,
    fill,
    form_of,
    on_top,
    opened,
    review_of,
    send,
    until,
    words,
)
from tests.ui.screen.customers import ADA, RECORD, Both, Customers
from tests.ui.screen.systems import said, settle

pytestmark = pytest.mark.usefixtures("looked", "still")


async def conflict_of(pilot: Pilot[None]) -> ConflictScreen:
    """The question, as soon as it takes keys."""
    return await on_top(pilot, ConflictScreen)


def below(pilot: Pilot[None]) -> str:
    """What the form says in its last line but one, whatever lies over it."""
    form = next(each for each in pilot.app.screen_stack if isinstance(each, EditScreen))
    return form.query_one("#review", OneLine).shown


async def in_conflict(pilot: Pilot[None], vendor: Customers, **theirs: str) -> None:
    """First name and number are typed, and others have made something else of `theirs`."""
    await opened(pilot)
    await fill(pilot, "firstName", "Eve")
    await fill(pilot, "number", "7")
    vendor.ada.update(theirs)
    await pilot.press("ctrl+r")
    await conflict_of(pilot)


async def test_w18_mine_is_sent_after_a_review_from_theirs_to_mine(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await in_conflict(pilot, vendor, firstName="Noor", lastName="Hill", updatedBy="1")
        told = words(pilot).partition("Changed by someone else")[2]
        assert "gormic/customers/c-1 · Ada Field" in told
        assert "before theirs yours ▸ first name Ada Noor Eve" in told
        assert "Kept: theirs, you did not touch them last name Field → Hill" in told
        await pilot.press("enter", "S", "ctrl+r")
        await conflict_of(pilot)
        assert "not sent yet" in below(pilot) and "…" not in below(pilot)
        assert "choose t or m for first name first" in said(pilot)
        assert vendor.writes == []
        await pilot.press("m", "enter")
        await review_of(pilot)
        assert "first name Noor → Eve" in words(pilot)
        assert "Changed meanwhile, and left as it is: last name Field → Hill" in words(pilot)
        assert "not sent yet" in below(pilot) and "…" not in below(pilot)
        assert body_shown(pilot) == {"params": {"id": "c-1", "firstName": "Eve", "number": "7"}}
        assert vendor.writes == []
        systems.clock.now += 1
        await pilot.press("escape")
        screen = await form_of(pilot)
        await until(pilot, lambda: not screen.form.editor.locked)
        assert "· Noor Hill" in words(pilot)
        assert [each.content for each in screen.form.lines if each.place == "updatedBy"] == ["1"]
        await pilot.press("ctrl+r")
        await review_of(pilot)
        assert "Changed meanwhile, and left as it is: last name Field → Hill" in words(pilot)
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
    assert vendor.sent == [{"id": "c-1", "firstName": "Eve", "number": "7"}]
    assert vendor.ada == ADA | {"firstName": "Eve", "number": "7", "lastName": "Hill", "updatedBy": "1"}


async def test_w18_theirs_stays_and_the_rest_is_sent(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await in_conflict(pilot, vendor, firstName="Noor")
        await pilot.press("t", "enter")
        await review_of(pilot)
        assert body_shown(pilot) == {"params": {"id": "c-1", "number": "7"}}
        await pilot.press("escape")
        screen = await form_of(pilot)
        await until(pilot, lambda: not screen.form.editor.locked)
        assert screen.filling.value(("firstName",)) == "Noor" and screen.filling.changed == ("number",)
        await pilot.press("ctrl+r")
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
    assert vendor.ada == ADA | {"firstName": "Noor", "number": "7"}


async def test_w18_w20_when_all_is_theirs_nothing_is_sent(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await in_conflict(pilot, vendor, firstName="Noor", number="8")
        await pilot.press("T", "enter")
        await until(pilot, lambda: "theirs is taken: nothing of yours is left to send" in said(pilot))
        screen = await form_of(pilot)
        await until(pilot, lambda: not screen.form.editor.locked)
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: not systems.journal.drafts())
    assert vendor.writes == []


async def test_w18_editing_leads_to_the_field_with_all_three_values(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await in_conflict(pilot, vendor, firstName="Noor", number="8")
        await pilot.press("j", "e")
        screen = await form_of(pilot)
        await until(pilot, lambda: not screen.form.editor.locked)
        assert screen.form.line is not None and screen.form.line.place == "number"
        assert screen.form.editor.value == "7" and "theirs: 8 · yours: 7" in words(pilot)
        assert vendor.writes == []
        await fill(pilot, "number", "78")
        await pilot.press("ctrl+r")
        await conflict_of(pilot)
        assert "number" not in words(pilot).partition("Changed by someone else")[2].partition("Kept")[0]
        await pilot.press("m", "enter")
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
    assert vendor.sent == [{"id": "c-1", "firstName": "Eve", "number": "78"}]


async def test_w18_leaving_the_question_leaves_everything_as_it_is(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await in_conflict(pilot, vendor, firstName="Noor")
        await pilot.press("m", "escape")
        screen = await form_of(pilot)
        await until(pilot, lambda: not screen.form.editor.locked)
        assert screen.filling.typed == {"firstName": "Eve", "number": "7"}
        await pilot.press("ctrl+r")
        await conflict_of(pilot)
        assert "1 to choose" in words(pilot)
        await pilot.press("escape")
        await form_of(pilot)
        await until(pilot, lambda: not screen.form.editor.locked)
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: "Noor" in words(pilot))
    assert vendor.writes == []


@pytest.mark.parametrize("name", ["firstName", "lastName"])
async def test_w17_w18_what_changes_while_one_looks_is_noticed_before_it_is_sent(both: Both, name: str) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await pilot.press("ctrl+r")
        await review_of(pilot)
        systems.clock.now += 60
        vendor.ada[name] = "Noor"
        await send(pilot)
        if name == "firstName":
            await conflict_of(pilot)
            assert vendor.writes == []
            await pilot.press("m", "enter")
            await review_of(pilot)
            assert "first name Noor → Eve" in words(pilot)
            await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
    assert vendor.sent == [{"id": "c-1", "firstName": "Eve"}]
    assert vendor.ada == ADA | {name: "Noor"} | {"firstName": "Eve"}


async def test_w18_what_was_changed_since_it_was_seen_is_deleted_only_on_a_word(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        vendor.ada["lastName"] = "Hill"
        await pilot.press("D")
        await conflict_of(pilot)
        assert "last name Field Hill" in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
        assert vendor.writes == []
        await settle(pilot)
        assert "last name Hill" in words(pilot)
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen | ReviewScreen))
        if isinstance(pilot.app.screen, ConflictScreen):
            await conflict_of(pilot)
            await pilot.press("m")
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied: delete" in said(pilot))
    assert [each.method for each in vendor.writes] == ["DELETE"]
