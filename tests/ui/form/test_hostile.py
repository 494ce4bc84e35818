"""Values that a terminal must not see as they are, and values that must not be changed by being looked at."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from explorer.ui.screens.edit import EditScreen
from explorer.ui.screens.long_text import LongTextScreen
from tests.ui.form.forms import FormApp, form_of, settle, shown, type_text

HOSTILE = "Al\x1b]52;c;QQ==\x07\u202eecila\x9b31m\x00"


async def go_to(pilot: Pilot[None], place: str) -> EditScreen:
    """Put the cursor on a field."""
    await settle(pilot)
    screen = form_of(pilot)
    assert screen.form.focus_field(place)
    await pilot.pause()
    return screen


async def test_line_endings_stay_of_their_kind() -> None:
    """W22"""
    async with FormApp("note").run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "body")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LongTextScreen)
        await pilot.press("enter")
        await type_text(pilot, "c")
        await pilot.press("escape")
        await settle(pilot)
        assert screen.filling.value(("body",)) == "a\r\nb\r\nc"
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("backspace", "backspace", "escape")
        await settle(pilot)
        assert not screen.filling.typed


async def test_line_endings_of_several_kinds_are_told() -> None:
    """W22"""
    async with FormApp("note", over={"body": "a\r\nb\nc"}).run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "body")
        await pilot.press("enter")
        await settle(pilot)
        assert "its line endings are of 2 kinds" in shown(pilot)
        await pilot.press("x", "f3", "escape")
        await settle(pilot)
        assert not screen.filling.typed


async def test_what_is_pasted_is_one_line_without_controls() -> None:
    async with FormApp().run_test() as pilot:
        screen = await go_to(pilot, "first_name")
        pilot.app.post_message(events.Paste(f" {HOSTILE}\nBob\tX\n"))
        await settle(pilot)
        assert screen.filling.value(("first_name",)) == "JohnAl]52;c;QQ==ecila31m Bob X"
