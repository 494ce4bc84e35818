"""The byte gate for the screens that no command opens by itself: what leads to each, and hostile texts in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from explorer.demo.people.hostile import hostile_texts
from explorer.model.auth import Challenge
from explorer.ui.screens.actions import ActionsScreen
from explorer.ui.screens.bulk import BulkScreen
from explorer.ui.screens.change_many import ChangeManyScreen
from explorer.ui.screens.leaving import LeavingScreen
from explorer.ui.screens.long_text import LongTextScreen
from explorer.ui.screens.question import NoticeScreen
from explorer.ui.screens.set_up import SetUpScreen
from explorer.ui.screens.sign_in import SignInScreen
from tests.fault_server import json_reply
from tests.reliability.gate import HOSTILE, OPENED_BY, SIZE, Gate, check
from tests.ui.form.forms import FormApp
from tests.ui.form.forms import form_of as form_in
from tests.ui.form.forms import settle as settled
from tests.ui.screen import tour
from tests.ui.screen.by_keys import back_on_main, fill, on_top, opened, review_of, send, until, words
from tests.ui.screen.customers import ADA, HOME, RECORD, Both
from tests.ui.screen.systems import Systems, screen_of, settle, shown
from tests.ui.screen.test_snapshots_set_up import new_accounts
from tests.ui.table.terminal import TerminalDriver, drive, written

pytestmark = pytest.mark.usefixtures("still", "looked")

TRICK: Final = "Al\x1b]52;c;QQ==\x07\u202eecila\x9b31m\x00[@click=app.quit]x[/]\u200b"
TEXTS: Final = [each.text for each in hostile_texts() if len(each.text) < 200]


def hostile_record(key: str) -> dict[str, Any]:
    """A customer with every text in one of its fields."""
    names = ("firstName", "lastName", "internalNote", "email")
    return {**ADA, "id": key} | {name: "".join(TEXTS[at :: len(names)]) for at, name in enumerate(names)}


@pytest.fixture
def gate(request: pytest.FixtureRequest) -> Callable[[Any], Gate]:
    """Makes the gate of an app; its test has to open what it is there for."""
    made: list[Gate] = []

    def make(app: Any) -> Gate:
        made.append(Gate(app))
        request.addfinalizer(lambda: made[0].check_opened(request.node.originalname))
        return made[0]

    return make


def test_r01_every_screen_of_this_kind_has_its_test() -> None:
    assert set(OPENED_BY) <= set(globals())


async def test_r01_the_form_and_its_long_texts() -> None:
    text = "Al\x1b]52;c;QQ==\x07\u202eecila\x9b31m\x00"
    app = FormApp(over={"first_name": text, "about_me": f"a\n{text}", "attributes": {text: {"value": text}}})
    app.driver_class = TerminalDriver
    opened: list[str] = []

    async def body(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for place in ("first_name", "about_me", "attributes"):
            assert form_in(pilot).form.focus_field(place)
            await pilot.pause()
            await pilot.press("x", "enter")
            await settled(pilot)
            assert HOSTILE.search(shown(pilot)), place
            opened.append(type(pilot.app.screen).__name__)
            if isinstance(pilot.app.screen, LongTextScreen):
                await pilot.press("x", "escape")
            await pilot.press("x", "tab")
            await settled(pilot)
        check(written(app), "the form")

    await drive(app, body, SIZE)
    assert "LongTextScreen" in opened


@pytest.mark.usefixtures("looked")
async def test_r01_a_conflict_its_review_and_outcome(both: Both) -> None:
    systems, vendor = both
    texts = [each.text for each in hostile_texts() if len(each.text) < 200]
    names = ("firstName", "lastName", "internalNote", "email")
    vendor.ada.update({name: "".join(texts[at :: len(names)]) for at, name in enumerate(names)})
    views: list[str] = []
    met: set[str] = set()

    def look(view: str, sent: str, shown: str) -> None:
        check(sent, view)
        views.append(view)
        if HOSTILE.search(shown):
            met.add(view)

    await tour.walk(systems.app(HOME), vendor, look, SIZE)
    assert "journal entry" in views
    assert {"conflict", "review", "outcome", "delete"} <= met


async def test_r01_one_change_to_many(both: Both, gate: Callable[[Any], Gate]) -> None:
    systems, vendor = both
    vendor.records = {key: hostile_record(key) for key in ("c-1", "c-2", "c-3")}
    vendor.applies, vendor.answer = False, json_reply({"error": {"code": TRICK}}, 400)
    app = systems.app(HOME)
    held = gate(app)

    async def body(pilot: Pilot[Any]) -> None:
        await held.press(pilot, "space", "j", "space", "x")
        screen = await on_top(pilot, ActionsScreen)
        offer = next(each for each in screen.offers if each.operation == "update")
        await held.press(pilot, offer.key)
        await on_top(pilot, ChangeManyScreen)
        await pilot.press(*"internal note", "enter")
        app.post_message(Paste(TRICK))
        await held.press(pilot, "enter", "ctrl+r")
        review = await review_of(pilot)
        await held.look(pilot)
        assert review.wanted == "2"
        await send(pilot)
        await on_top(pilot, BulkScreen)
        await until(pilot, lambda: "failed" in words(pilot))
        await held.look(pilot)
        await held.press(pilot, "down", "pagedown", "enter")
        await back_on_main(pilot)

    await drive(app, body, SIZE)
    assert len(vendor.writes) == 2


async def test_r01_what_is_refused_stands_until_it_is_read(both: Both, gate: Callable[[Any], Gate]) -> None:
    systems, vendor = both
    vendor.records["c-1"] = hostile_record("c-1")
    vendor.applies, vendor.answer = False, json_reply({"message": TRICK, "error": {"code": TRICK}}, 400)
    app = systems.app(str(RECORD))
    held = gate(app)

    async def body(pilot: Pilot[Any]) -> None:
        await held.press(pilot, "D")
        await send(pilot)
        await on_top(pilot, NoticeScreen)
        await held.look(pilot)

    await drive(app, body, SIZE)


async def test_r01_leaving_with_something_typed(both: Both, gate: Callable[[Any], Gate]) -> None:
    systems, vendor = both
    vendor.records["c-1"] = hostile_record("c-1")
    app = systems.app(HOME)
    held = gate(app)

    async def body(pilot: Pilot[Any]) -> None:
        await opened(pilot)
        await fill(pilot, "number", "7")
        await held.press(pilot, "escape")
        await held.back(pilot)
        await until(pilot, lambda: bool(systems.journal.drafts()))
        await held.press(pilot, "q")
        await on_top(pilot, LeavingScreen)
        await held.look(pilot)

    await drive(app, body, SIZE)


async def test_r01_plain_text(both: Both, gate: Callable[[Any], Gate]) -> None:
    systems, vendor = both
    vendor.records = {key: hostile_record(key) for key in ("c-1", "c-2")}
    app = systems.app(HOME)
    held = gate(app)

    async def body(pilot: Pilot[Any]) -> None:
        for keys in ((), ("enter",)):
            await held.press(pilot, *keys)
            await screen_of(pilot).action_command("plain-text")
            await held.look(pilot)
            await held.press(pilot, "down", "pagedown", "right", "escape")

    await drive(app, body, SIZE)


async def test_r01_a_question_of_the_vendor(both: Both, gate: Callable[[Any], Gate]) -> None:
    systems, _ = both
    app = systems.app(HOME)
    held = gate(app)

    async def body(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        ask = screen_of(pilot).repositories["gormic"].ask
        assert ask is not None
        asked = asyncio.ensure_future(ask(Challenge("sms", "".join(TEXTS))))
        await on_top(pilot, SignInScreen)
        await held.look(pilot)
        app.post_message(Paste(TRICK))
        await held.press(pilot, "1", "enter")
        assert (await asked).endswith("1")

    await drive(app, body, SIZE)


async def test_r01_the_first_page_and_setting_up(systems: Systems, gate: Callable[[Any], Gate]) -> None:
    app = systems.app(only=("none",), notices=TEXTS[:20], new_accounts=new_accounts(TRICK))
    held = gate(app)

    async def body(pilot: Pilot[Any]) -> None:
        await held.look(pilot)
        await pilot.press("enter")
        await on_top(pilot, SetUpScreen)
        await held.look(pilot)
        await held.press(pilot, "j", "j", "enter", "enter")
        app.post_message(Paste(TRICK))
        await held.press(pilot, *["enter"] * 6)
        await until(pilot, lambda: "check the key" in words(pilot))
        await held.look(pilot)

    await drive(app, body, SIZE)
