"""Editing by keys: what is sent, how often, that it was shown before, and what is said of what became of it."""

from __future__ import annotations

import json

import pytest

from explorer.model.edit import MISSING
from explorer.ui.screens.confirming import ConfirmingScreen
from explorer.ui.widgets.line_input import LineInput
from tests.ui.screen.by_keys import (
    SIZE,
    back_on_main,
    body_shown,
    changed,
    fill,
    form_of,
    go_to,
    opened,
    review_of,
    send,
    until,
    words,
)
from tests.ui.screen.customers import ADA, HOME, RECORD, Both
from tests.ui.screen.systems import said, settle, shown, type_text

pytestmark = pytest.mark.usefixtures("looked", "still")


async def test_w16_w22_w28_what_is_sent_is_what_was_shown_and_once(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await pilot.press("ctrl+r", "ctrl+r", "ctrl+r")
        await review_of(pilot)
        assert "first name Ada → Eve" in words(pilot)
        told, request = body_shown(pilot), next(line for line in shown(pilot).splitlines() if "PATCH" in line)
        assert vendor.writes == []
        await pilot.press("S", "S", "enter", "S")
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
        await settle(pilot)
        assert not any(isinstance(each, ConfirmingScreen) for each in pilot.app.screen_stack)
    (seen,) = vendor.writes
    assert request.split() == [seen.method, f"{vendor.server.url}{seen.target}"]
    assert told == json.loads(seen.body) == {"params": {"id": "c-1", "firstName": "Eve"}}
    assert vendor.ada == ADA | {"firstName": "Eve"}
    assert [entry.state for entry in systems.journal.entries()] == ["applied"]
    assert systems.journal.drafts() == []


async def test_w16_a_typed_confirmation_that_is_sent_twice_deletes_once(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        review = await review_of(pilot)
        await until(pilot, lambda: isinstance(review.focused, LineInput))
        await pilot.press("S", "enter")
        assert "“S” is not c-1: nothing was sent" in words(pilot)
        await pilot.press("backspace")
        await type_text(pilot, "c-1")
        await pilot.press("enter", "enter")
        await back_on_main(pilot)
        await until(pilot, lambda: "applied: delete" in said(pilot))
    assert [each.method for each in vendor.writes] == ["DELETE"]
    assert vendor.records == {}


async def test_w28_a_secret_is_typed_shown_as_stars_and_sent(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "passcode", "canary7")
        assert "canary7" not in shown(pilot)
        await pilot.press("ctrl+r")
        await review_of(pilot)
        assert body_shown(pilot)["params"]["passcode"] == "***"
        assert "canary7" not in shown(pilot)
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: bool(systems.journal.entries()) and systems.journal.entries()[0].finished)
    assert vendor.sent == [{"id": "c-1", "passcode": "canary7"}]


async def test_w20_w21_nothing_changed_is_no_request(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        readings = vendor.readings
        await pilot.press("ctrl+r")
        assert "nothing is changed: there is nothing to send" in words(pilot)
        await fill(pilot, "firstName", "Eve")
        await fill(pilot, "firstName", "Ada")
        await pilot.press("ctrl+r")
        assert "nothing is changed: there is nothing to send" in words(pilot)
        await fill(pilot, "lastName", "Hill")
        await go_to(pilot, "lastName")
        await pilot.press("f3", "ctrl+r")
        assert "nothing is changed: there is nothing to send" in words(pilot)
        assert vendor.readings == readings
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: not systems.journal.drafts())
    assert vendor.writes == []


async def test_w20_what_somebody_else_has_made_so_already_is_no_request(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        vendor.ada["firstName"] = "Eve"
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "nothing would change: nothing is sent" in said(pilot))
    assert vendor.writes == []


async def test_w24_empty_null_and_not_set_are_three_things(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        form = (await form_of(pilot)).form
        await go_to(pilot, "lastName")
        seen = []
        for _ in range(2):
            await pilot.press("f6")
            assert form.line is not None
            seen.append(form._owner.filling.value(form.line.path))
        assert sorted(map(repr, seen)) == ["''", "None"]
        while form._owner.filling.value(("lastName",)) is not None:
            await pilot.press("f6")
        assert "last name null" in words(pilot).replace("[", "").replace("]", "")
        await go_to(pilot, "birthDate")
        while form._owner.filling.value(("birthDate",)) is not None:
            await pilot.press("f6")
        await go_to(pilot, "email")
        await pilot.press("f6")
        assert form._owner.filling.value(("email",)) == ""
        await fill(pilot, "gender", "F")
        await go_to(pilot, "gender")
        while form._owner.filling.value(("gender",)) is not MISSING:
            await pilot.press("f6")
        await pilot.press("ctrl+r")
        await review_of(pilot)
        told = words(pilot)
        assert "last name Field → null" in told
        assert "e-mail ada@example.com → “”" in told
        assert "gender" not in told.partition("Review")[2]
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
    assert vendor.sent == [{"id": "c-1", "lastName": None, "birthDate": None, "email": ""}]


async def test_w14_accepted_but_not_applied_is_loud_and_keeps_the_draft(both: Both) -> None:
    systems, vendor = both
    vendor.applies = False
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await changed(pilot, "firstName", "Eve")
        await until(pilot, lambda: "NOT applied, although it was accepted" in said(pilot))
        assert "accepted, but not applied" in said(pilot)
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
    assert len(vendor.writes) == 1
    assert systems.journal.drafts()[0].typed == {"firstName": "Eve"}


async def test_w19_what_the_vendor_holds_otherwise_is_said(both: Both) -> None:
    systems, vendor = both
    vendor.stores = lambda given: {**given, "firstName": given["firstName"].upper()}
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await changed(pilot, "firstName", "Eve")
        await until(pilot, lambda: "stored as “EVE”" in said(pilot))
        await until(pilot, lambda: "EVE" in shown(pilot))
    assert systems.journal.drafts() == []


async def test_w17_what_others_changed_elsewhere_is_told_kept_and_merged(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        vendor.ada["number"] = "77"
        await pilot.press("ctrl+r")
        await review_of(pilot)
        told = words(pilot).partition("Review")[2]
        assert "Changed meanwhile, and left as it is: number 1001 → 77" in told
        assert body_shown(pilot) == {"params": {"id": "c-1", "firstName": "Eve"}}
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
    assert vendor.ada == ADA | {"firstName": "Eve", "number": "77"}
    assert vendor.sent == [{"id": "c-1", "firstName": "Eve"}]


async def test_w16_w28_a_new_record_is_made_once_and_shown(both: Both) -> None:
    systems, vendor = both
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await fill(pilot, "firstName", "Bo")
        await fill(pilot, "phone", "5550177")
        await fill(pilot, "phoneCallingCode", "1")
        await pilot.press("ctrl+r", "ctrl+r")
        await review_of(pilot)
        told = body_shown(pilot)
        await pilot.press("S", "S")
        await back_on_main(pilot)
        await until(pilot, lambda: "applied: create gormic/customers/c-9" in said(pilot))
        await settle(pilot)
        assert "customers › c-9 Bo" in words(pilot)
    assert [json.loads(each.body) for each in vendor.writes] == [told]
    assert vendor.sent == [{"firstName": "Bo", "phone": "5550177", "phoneCallingCode": "1"}]
