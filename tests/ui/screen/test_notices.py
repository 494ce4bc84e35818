"""Where it is said what happened: at the top, so that it covers titles and never what is read or done below, nor what
the main screen's first line says of unfinished things."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.ui.screen.by_keys import fill, opened, review_of, until
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import settle, shown

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
