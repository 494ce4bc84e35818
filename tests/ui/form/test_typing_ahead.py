"""Keys and pastes that come faster than screens are painted: where they go, and what they do not do."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.model.edit import MISSING
from explorer.ui.hidden_text import SUBSTITUTE
from explorer.ui.screens.long_text import LongTextScreen
from tests.ui.form.forms import FormApp, form_of, settle, shown, type_text


def at_once(pilot: Pilot[None], *keys: str) -> None:
    """All keys before anything is done about the first, as they come over a slow line."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("first", [(), ("enter",)])
async def test_text_typed_on_text_of_several_lines_is_for_it_from_its_first_key_on(first: tuple[str, ...]) -> None:
    async with FormApp("note", field="body").run_test() as pilot:
        await settle(pilot)
        at_once(pilot, *first, *"Hello")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LongTextScreen)
        await type_text(pilot, "!")
        assert form_of(pilot).filling.value(("body",)) == "a\r\nbHello!"


async def test_a_list_of_ids_is_typed_in_its_line() -> None:
    async with FormApp("skills").run_test() as pilot:
        await settle(pilot)
        at_once(pilot, *", 88, 9")
        await settle(pilot)
        assert form_of(pilot).filling.value(("skills",)) == [45, 88, 9]


async def test_keys_meant_for_a_review_land_in_no_field_that_an_error_leads_to() -> None:
    async with FormApp("new user").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_text(pilot, "Al")
        at_once(pilot, "ctrl+r", "S", "S")
        await settle(pilot)
        screen = form_of(pilot)
        assert screen.form.line is not None and screen.form.line.place == "last_name"
        assert screen.filling.value(("last_name",)) is MISSING
        await type_text(pilot, "B")
        assert screen.filling.value(("last_name",)) == "B"


async def test_a_paste_keeps_its_order_and_says_what_was_left_out() -> None:
    text = f"xx{SUBSTITUTE}[31myy\nzz"
    async with FormApp("note", field="body").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        pilot.app.post_message(events.Paste(text))
        await settle(pilot)
        assert isinstance(pilot.app.screen, LongTextScreen)
        assert "left out of what was pasted: an escape" in shown(pilot)
        assert form_of(pilot).filling.value(("body",)) == "a\r\nbxx[31myy\r\nzz"
        await pilot.press("escape")
        screen = form_of(pilot)
        assert screen.form.focus_field("subject")
        pilot.app.post_message(events.Paste(text))
        await settle(pilot)
        assert screen.filling.value(("subject",)) == "Callxx[31myy zz"
        assert screen.form.line is not None and screen.form.line.place == "subject"
        assert "left out of what was pasted: an escape" in shown(pilot)


async def test_no_key_of_the_form_is_named_below_a_dialog() -> None:
    async with FormApp(field="about_me").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert "ctrl+r" in shown(pilot) and "f6" in shown(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "ctrl+r" not in shown(pilot) and "f6" not in shown(pilot) and "f3" in shown(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "ctrl+r" in shown(pilot) and "f6" in shown(pilot)
