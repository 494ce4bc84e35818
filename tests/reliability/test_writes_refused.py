"""What is refused, by the vendor or before anything is sent: why is said, what was typed is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.ui.screens.edit import EditScreen
from tests.demo_vendors import DemoVendors
from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply
from tests.ui.screen.by_keys import (
    SIZE,
    back_on_main,
    fill,
    form_of,
    opened,
    review_of,
    send,
    until,
    words,
)
from tests.ui.screen.customers import ADA, RECORD, Both
from tests.ui.screen.systems import Systems, said, screen_of, settle, shown

pytestmark = pytest.mark.usefixtures("looked", "still")

JANE = {"id": 7, "first_name": "Jane", "last_name": "Smith", "preferred_name": None, "dob": "1985-01-01"}
ONE = "assemble/users/7"


@pytest.fixture
async def assemble(tmp_path: Path) -> AsyncIterator[tuple[Systems, FaultServer]]:
    """An organisation of one, and apps on it; what it says to a write is `play`ed when it comes."""

    def answer(seen: Seen) -> Reply:
        return json_reply({"data": JANE if "/7" in seen.target else [JANE]})

    async with fault_server() as server:
        server.otherwise = answer
        config = f'[accounts.assemble]\nvendor = "assemble"\nbase_url = "{server.url}"\nauth = {{ token = "t" }}\n'
        systems = Systems(DemoVendors(), tmp_path, config=config)
        yield systems, server
        systems.close()


def refusing(server: FaultServer, reply: Reply) -> None:
    """From now on writes are answered with `reply`."""
    reading = server.otherwise
    server.otherwise = lambda seen: reading(seen) if seen.method == "GET" else reply


async def sent_and_back(pilot: Pilot[None]) -> EditScreen:
    """Review and send; the form comes back."""
    await pilot.press("ctrl+r")
    await send(pilot)
    screen = await form_of(pilot)
    await until(pilot, lambda: not screen.form.editor.locked)
    return screen


async def kept(pilot: Pilot[None], systems: Systems, typed: dict[str, Any]) -> None:
    """What was typed is a draft after the form is closed."""
    await pilot.press("escape")
    await back_on_main(pilot)
    await until(pilot, lambda: [each.process for each in systems.journal.drafts()] == [None])
    assert [each.typed for each in systems.journal.drafts()] == [typed]


async def test_w11_a_refusal_stands_on_its_fields_and_the_rest_of_it_above(
    assemble: tuple[Systems, FaultServer],
) -> None:
    systems, server = assemble
    async with systems.app(ONE).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "first_name", "Jo")
        await fill(pilot, "dob", "1985-01-02")
        errors = {"wizard": ["Too [red]low[/]."], "dob": ["Too young."], "first_name": ["Too short.", "Taken."]}
        refusing(server, json_reply({"message": "The given data was invalid.", "errors": errors}, 422))
        screen = await sent_and_back(pilot)
        told = words(pilot)
        assert screen.form.line is not None and screen.form.line.place == "first_name"
        assert "Assemble about “wizard”: Too [red]low[/]." in told
        assert "! Too short. Taken." in told
        assert "! Too young." in told
        assert "The given data was invalid." in told
        assert "2 errors" in told
        await fill(pilot, "first_name", "Joanna")
        assert "! Too short" not in words(pilot) and "! Too young." in words(pilot)
        refusing(server, json_reply({"data": JANE}))
        await kept(pilot, systems, {"first_name": "Joanna", "dob": "1985-01-02"})
    assert [each.state for each in systems.journal.entries()] == ["refused"]


async def test_w11_a_refusal_of_a_part_stands_on_it(own_systems: Systems) -> None:
    app = own_systems.app("demo-assemble/users/234523/roles", only=["demo-assemble"])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await fill(pilot, "role.id", "241")
        await fill(pilot, "team.id", "999999")
        await fill(pilot, "start", "2020-01-01")
        screen = await sent_and_back(pilot)
        assert screen.form.line is not None and screen.form.line.place == "team.id"
        assert "no such id" in words(pilot)


async def test_w11_a_refusal_that_names_no_field_stands_above(both: Both) -> None:
    systems, vendor = both
    vendor.applies, vendor.answer = False, json_reply({"error": {"code": "PHONE_EXISTS"}}, 400)
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "phone", "+15550101")
        screen = await sent_and_back(pilot)
        assert "PHONE_EXISTS" in words(pilot)
        assert "Kept on this server" in words(pilot)
        vendor.applies, vendor.answer = True, None
        await pilot.press("ctrl+r")
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
        assert screen not in pilot.app.screen_stack
    assert [each.state for each in systems.journal.entries()] == ["applied", "refused"]
    assert systems.journal.drafts() == []


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "the key or the organisation is missing or wrong"), (403, "answered 403")],
)
async def test_w12_without_the_right_to_it_the_draft_is_kept(both: Both, status: int, told: str) -> None:
    systems, vendor = both
    vendor.applies, vendor.answer = False, json_reply({"error": {"code": "X"}}, status)
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await sent_and_back(pilot)
        assert told in words(pilot)
        await kept(pilot, systems, {"firstName": "Eve"})
    assert {each.state for each in systems.journal.entries()} == {"refused"}


async def test_w11_the_last_emergency_contact_cannot_be_deleted(own_systems: Systems) -> None:
    app = own_systems.app("demo-assemble/users/234523/emergency-contacts/3213", only=["demo-assemble"])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await send(pilot)
        await until(pilot, lambda: "it is the last emergency contact, which cannot be deleted" in words(pilot))
        await until(pilot, lambda: getattr(pilot.app.screen, "painted_at", None) is not None)
        await pilot.press("enter")
        await back_on_main(pilot)
        assert own_systems.journal.entries()[0].state == "refused"


@pytest.mark.parametrize("when", ["before the review", "during the review", "at the vendor"])
async def test_w13_a_record_that_is_gone_keeps_the_draft(both: Both, when: str) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        screen = await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        if when == "before the review":
            vendor.records.clear()
        await pilot.press("ctrl+r")
        if when == "during the review":
            await review_of(pilot)
            vendor.records.clear()
            systems.clock.now += 60
        elif when == "at the vendor":
            await review_of(pilot)
            vendor.answer = json_reply({}, 404)
        if when != "before the review":
            await send(pilot)
        await until(pilot, lambda: pilot.app.screen is screen and not screen.form.editor.locked)
        assert "gormic/customers/c-1 is gone" in words(pilot)
        await kept(pilot, systems, {"firstName": "Eve"})
    assert len(vendor.writes) == (when == "at the vendor")


async def test_w13_what_is_gone_already_counts_as_deleted(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await review_of(pilot)
        vendor.records.clear()
        systems.clock.now += 60
        await send(pilot)
        await until(pilot, lambda: "it was gone already" in said(pilot))
    assert vendor.writes == []


async def test_w13_what_is_gone_before_it_is_asked_about_is_said_to_be_and_left(both: Both) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        vendor.records.clear()
        await pilot.press("D")
        await until(pilot, lambda: "gormic/customers/c-1 is gone already: nothing was sent" in said(pilot))
        await back_on_main(pilot)
        await settle(pilot)
        assert screen_of(pilot).place.record is None
        assert "Ada" not in shown(pilot)
    assert vendor.writes == []


def _read_only(text: str) -> str:
    return text.replace('vendor = "gormic"', 'vendor = "gormic"\nread_only = true')


@pytest.mark.parametrize(
    ("config", "options", "keys", "told"),
    [
        (_read_only, {}, (), "account “gormic” is read-only"),
        (str, {}, ("L",), "writes are locked in this tab"),
        (str, {"offline": True}, (), "nothing can be written offline"),
    ],
    ids=["read_only", "locked", "offline"],
)
async def test_w12_while_writing_is_off_each_key_says_why(
    both: Both, config: Callable[[str], str], options: dict[str, Any], keys: tuple[str, ...], told: str
) -> None:
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE) as pilot:  # so that there is something to look at offline
        await settle(pilot)
    systems.config = config(systems.config)
    async with systems.app(str(RECORD), **options).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await _each_key_says(pilot, told)
        assert "writes on" not in shown(pilot)
        if not keys:
            await _lock_says(pilot, told)
        if keys:
            await pilot.press(*keys)
            await opened(pilot)
    assert vendor.writes == []
    assert vendor.records == {"c-1": ADA}


async def test_w12_a_vendor_without_writes_says_so(systems: Systems) -> None:
    async with systems.app("demo-repsly/users", only=["demo-repsly"]).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await _each_key_says(pilot, "Repsly is read-only: its API has no call that writes")
        await _lock_says(pilot, "Repsly is read-only: its API has no call that writes")
        assert "read-only API" in shown(pilot)


async def _lock_says(pilot: Pilot[None], told: str) -> None:
    """What is off for another reason can neither be locked nor unlocked."""
    pilot.app.clear_notifications()
    await pilot.press("L", "L")
    await until(pilot, lambda: told in said(pilot))
    assert "in this tab" not in said(pilot)


async def _each_key_says(pilot: Pilot[None], told: str) -> None:
    def on_main() -> bool:
        return pilot.app.screen is screen_of(pilot)

    for key in ("e", "a", "D"):
        pilot.app.clear_notifications()
        await pilot.pause()
        await pilot.press(key)
        await until(pilot, lambda: told in said(pilot))
        assert on_main()
    pilot.app.clear_notifications()
    await pilot.press("x")
    await until(
        pilot, lambda: told in said(pilot) or (pilot.app.screen is not screen_of(pilot) and told in words(pilot))
    )
    if not on_main():
        for key in ("e", "a", "D", "enter"):
            await pilot.press(key)
            assert not on_main()
        await pilot.press("escape")
        await back_on_main(pilot)
