"""Values that a terminal must not see as they are, and values that must not be changed by being looked at."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from explorer.ui.screens.edit import EditScreen
from explorer.ui.screens.long_text import LongTextScreen
from tests.ui.form.forms import FormApp, form_of, settle, shown, type_text
from tests.ui.table.terminal import TerminalDriver, drive, written

HOSTILE = "Al\x1b]52;c;QQ==\x07\u202eecila\x9b31m\x00"


async def go_to(pilot: Pilot[None], place: str) -> EditScreen:
    """Put the cursor on a field."""
    await settle(pilot)
    screen = form_of(pilot)
    assert screen.form.focus_field(place)
    await pilot.pause()
    return screen


async def test_no_control_reaches_the_terminal() -> None:
    """R01-R24: as a value in a line, in the editor, as a key's name, in a dialog."""
    over = {"first_name": HOSTILE, "about_me": f"a\n{HOSTILE}", "attributes": {HOSTILE: {"value": HOSTILE}}}
    app = FormApp(over=over)
    app.driver_class = TerminalDriver
    sent: list[str] = []

    async def body(pilot: Pilot[None]) -> None:
        for place in ("first_name", "about_me", "attributes"):
            await go_to(pilot, place)
            await pilot.press("x", "enter")
            await settle(pilot)
            if isinstance(pilot.app.screen, LongTextScreen):
                await pilot.press("x", "escape")
            await pilot.press("x", "tab")
            await settle(pilot)
        sent.append(written(app))

    await drive(app, body, (140, 45))
    for bad in ("\x1b]52", "\u202e", "\x9b", "\x00", "QQ==\x07"):
        assert bad not in sent[0]


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
