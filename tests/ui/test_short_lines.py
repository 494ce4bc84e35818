"""Lines for which there is little room: what weighs most stays."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from explorer.ui import cells
from explorer.ui.widgets.account_tabs import AccountTabs, TabState
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Sentence

TABS = tuple(TabState(title) for title in ("RepCard", "Repsly", "Assemble", "Gormic"))
RIGHTS: tuple[Sentence, ...] = (
    (("DEMO · personal data masked (M) · writes on ", ""),),
    (("DEMO · masked (M) · writes on ", ""),),
    (("masked (M) ", ""),),
)


class Lines(App[None]):
    """One line of each kind."""

    def compose(self) -> ComposeResult:
        yield AccountTabs()
        yield OneLine(id="line")


@pytest.mark.parametrize(
    ("width", "active", "shown"),
    [
        (
            100,
            2,
            " 1 RepCard   2 Repsly  [3 Assemble]  4 Gormic" + " " * 11 + "DEMO · personal data masked (M) · writes on",
        ),
        (80, 3, " 1 RepCard   2 Repsly   3 Assemble  [4 Gormic]    DEMO · masked (M) · writes on"),
        (60, 3, " 1 RepCard   2 Repsly   3 Assemble  [4 Gormic]   masked (M)"),
        (50, 3, " 2 Repsly   3 Assemble  [4 Gormic]     masked (M)"),
        (50, 0, "[1 RepCard]  2 Repsly   3 Assemble   … masked (M)"),
        (25, 2, "[3 Assemble]… masked (M)"),
    ],
)
async def test_the_tab_in_front_is_always_shown(width: int, active: int, shown: str) -> None:
    async with Lines().run_test(size=(width, 5)) as pilot:
        tabs = pilot.app.query_one(AccountTabs)
        tabs.show_tabs(TABS, active, RIGHTS)
        assert tabs.render_line(0).text.rstrip() == shown


async def test_a_click_on_a_tab_where_the_first_are_left_out() -> None:
    chosen: list[int] = []

    class Clicked(Lines):
        def on_account_tabs_chosen(self, event: AccountTabs.Chosen) -> None:
            chosen.append(event.place)

    async with Clicked().run_test(size=(50, 5)) as pilot:
        pilot.app.query_one(AccountTabs).show_tabs(TABS, 3, RIGHTS)
        await pilot.pause()
        await pilot.click(AccountTabs, offset=(14, 0))
        assert chosen == [2]


async def test_a_cause_stays_before_what_else_is_told() -> None:
    async with Lines().run_test(size=(40, 5)) as pilot:
        line = pilot.app.query_one("#line", OneLine)
        line.show(cells.text("failed: x answered 503."), cells.text("r retry · row 1 of 9"), cells.text("r retry"))
        assert line.render_line(0).text == "failed: x answered 503.          r retry"


async def test_what_stands_there_for_want_of_room_is_new_when_that_alone_is() -> None:
    async with Lines().run_test(size=(40, 5)) as pilot:
        line, cause, more = pilot.app.query_one("#line", OneLine), cells.text("failed: x answered 503."), "·" * 30
        line.show(cause, cells.text(more), cells.text("r retry"))
        line.show(cause, cells.text(more), cells.text("f5 retry"))
        assert line.render_line(0).text == "failed: x answered 503.         f5 retry"


@pytest.mark.parametrize("name", ["👩\u200d👩\u200d👧 b", "క్\u200dష b", "\u200dé\u200dé b", "❤\ufe0f\u200d🔥 b"])
async def test_what_differs_behind_joined_signs_is_drawn(name: str) -> None:
    async with Lines().run_test(size=(40, 5)) as pilot:
        line = pilot.app.query_one("#line", OneLine)
        for age in ("at 1", "at 2", "3 h"):
            line.show(cells.text(name), cells.text(age))
            shown = line.render_line(0)
            assert shown.text.startswith(name) and shown.text.endswith(age) and shown.cell_length == 40
