"""What the form keeps of texts that it cannot show, of refusals, and what has to be typed before anything is sent."""

from __future__ import annotations

import pytest

from tests.ui.form.forms import FormApp, settle, shown
from tests.ui.form.test_hostile import HOSTILE, go_to


async def test_w23_what_a_line_cannot_show_stays_raw_unless_somebody_says_so() -> None:
    async with FormApp(over={"first_name": HOSTILE}).run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "first_name")
        await pilot.press("x")
        assert not screen.filling.typed
        assert "it holds what cannot be shown" in shown(pilot) and "right-to-left override" in shown(pilot)
        await pilot.press("y", "tab", "z")
        assert "first_name" not in screen.filling.typed
        await go_to(pilot, "first_name")
        await pilot.press("enter", "enter", "!")
        assert screen.filling.typed["first_name"] == "Al]52;c;QQ==ecila31m!"


@pytest.mark.parametrize("text", ["a\r\nb", "a\nb\u2028c", "a\x0bb\x85c", "a\r\nb\nc", "tab\there"])
async def test_w22_an_untouched_text_is_never_sent(text: str) -> None:
    async with FormApp(over={"about_me": text}).run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "about_me")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape", "tab")
        await settle(pilot)
        assert not screen.filling.typed
