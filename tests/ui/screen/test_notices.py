"""Where it is said what happened: at the top, so that it covers titles and never what is read or done below, nor what
the main screen's first line says of unfinished things."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen

from tests.ui.screen.by_keys import fill, opened, review_of, until
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import said, settle, shown

pytestmark = pytest.mark.usefixtures("looked")
WORDS = "the record has changed while you looked: this is what would be sent now"


def lines(pilot: Pilot[None]) -> list[str]:
    return shown(pilot).splitlines()


@pytest.mark.parametrize("size", [(80, 24), (140, 45), (60, 15)])
@pytest.mark.parametrize("where", ["table", "form", "review", "journal"])
async def test_what_is_told_stands_in_the_first_lines(both: Both, size: tuple[int, int], where: str) -> None:
    systems, _ = both
    app = systems.app(HOME)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        if where in ("form", "review"):
            await opened(pilot)
        if where == "review":
            await fill(pilot, "firstName", "Eve")
            await pilot.press("ctrl+r")
            await review_of(pilot)
        if where == "journal":
            await pilot.press("J")
            await until(pilot, lambda: "nothing was written yet" in shown(pilot))
        await pilot.pause()
        before = lines(pilot)
        app.say(WORDS)
        await until(pilot, lambda: "the record has changed" in shown(pilot))
        after = lines(pilot)
        allowed = 1 if size[0] >= len(WORDS) + 3 else 2
        changed = [place for place, line in enumerate(after) if line != before[place]]
        first = 1 if where == "table" else 0
        assert changed == list(range(first, first + allowed)), shown(pilot)


async def test_one_thing_is_told_once_and_not_over_what_is_opened_after_it(both: Both) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        for _ in range(2):
            pilot.app.post_message(Key("escape", None))
        await until(pilot, lambda: "this is the top" in said(pilot))
        assert said(pilot).count("this is the top") == 1
        for key, title in (("f", "Filter"), ("Y", "the mouse selects")):
            await pilot.press(key)
            await until(pilot, partial(lambda title: title in shown(pilot), title))
            await until(pilot, lambda: not said(pilot))
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            await pilot.press("escape")
            await until(pilot, lambda: "this is the top" in said(pilot))


async def test_what_was_told_before_is_on_no_screen_once_a_dialog_has_opened(both: Both) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        main = pilot.app.screen
        for key in ("f", "e", "c", "x", "Y"):
            await pilot.press("escape")
            await until(pilot, lambda: "this is the top" in said(pilot))
            await pilot.press(key)
            await until(pilot, lambda: pilot.app.screen is not main)
            await until(pilot, lambda: not any(map(told_on, pilot.app.screen_stack)))
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is main)


async def test_what_a_dialog_cleared_can_be_told_again(both: Both) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        main = pilot.app.screen
        for _ in range(3):
            await pilot.press("escape")
            await until(pilot, lambda: "this is the top" in shown(pilot))
            await pilot.press("question_mark")
            await until(pilot, lambda: pilot.app.screen is not main)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is main and not main.query("ToastHolder"))


def told_on(screen: Screen[Any]) -> bool:
    """Something that is told stands on it."""
    return any(rack.display and rack.query("Toast") for rack in screen.query("ToastRack"))
