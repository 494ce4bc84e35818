"""What a table sends to the terminal: few bytes, and always what leaves the right screen."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from explorer.model.display import Row
from explorer.model.text import SafeText
from explorer.ui.widgets import line_repaint
from tests.ui.table.people import People, TableApp, person
from tests.ui.table.terminal import Size, Terminal, TerminalDriver, drawn_anew, drive, written

SCROLL = re.compile(r"\x1b\[\d+;\d+r\x1b\[\d+H\x1b\[\d+[ML]\x1b\[r")


def app_of(rows: int) -> TableApp:
    return TableApp(People(range(rows)), driver_class=TerminalDriver)


async def cost(pilot: Pilot[Any], act: Callable[[], object]) -> tuple[int, str]:
    """The bytes that `act` sends until the screen is at rest, and as text."""
    written(pilot.app)
    act()
    await pilot.pause()
    await pilot.pause()
    sent = written(pilot.app)
    return len(sent.encode()), sent


async def test_a_move_costs_two_lines() -> None:
    app = app_of(100_000)

    async def body(pilot: Pilot[Any]) -> None:
        table = app.table
        for _ in range(8):
            count, sent = await cost(pilot, partial(table.action_row, 1))
            assert 0 < count <= 649, sent
            assert "\x1b[2J" not in sent and not SCROLL.search(sent)
        typical, _ = await cost(pilot, partial(table.action_row, 1))
        assert typical <= 450
        table.move_to(41)
        for by in (*[1] * 8, *[-1] * 49):
            count, sent = await cost(pilot, partial(table.action_row, by))
            assert 0 < count <= 649, sent
        table.move_to(41)
        await pilot.pause()
        _, sent = await cost(pilot, partial(table.action_row, 1))
        assert len(SCROLL.findall(sent)) == 1
        count, _ = await cost(pilot, partial(table.action_column, 1))
        assert count <= 649
        count, sent = await cost(pilot, partial(table.action_page, 1))
        assert count < 10_000 and not SCROLL.search(sent)

    await drive(app, body)


async def test_what_changes_nothing_sends_nothing() -> None:
    app = app_of(1000)

    async def body(pilot: Pilot[Any]) -> None:
        table = app.table
        table.move_to(500)
        await cost(pilot, lambda: None)
        assert await cost(pilot, lambda: None) == (0, "")
        assert await cost(pilot, lambda: table.set_source(People(range(1000)))) == (0, "")
        assert await cost(pilot, lambda: table.source_changed()) == (0, "")
        assert await cost(pilot, lambda: table.refresh_rows(0, 1000)) == (0, "")
        assert await cost(pilot, table.refresh) == (0, "")
        # Rows before the visible ones: the cursor's row stays on its line.
        assert await cost(pilot, lambda: table.set_source(People(range(-7, 1000)))) == (0, "")
        assert table.cursor_position == 507

    await drive(app, body)


async def test_a_key_is_seen_at_once_and_those_behind_it_in_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of(1000)

    async def body(pilot: Pilot[Any]) -> None:
        table = app.table
        monkeypatch.setattr(line_repaint, "UPDATE_PERIOD", 0.0)
        written(app)
        table.action_row(1)
        assert 0 < len(written(app)) <= 450
        table.action_page(1)
        assert written(app)
        monkeypatch.setattr(line_repaint, "UPDATE_PERIOD", math.inf)
        table.action_row(1)
        assert not written(app)
        await pilot.pause()
        await pilot.pause()
        assert written(app)
        # What others have drawn there since, and not sent yet, is sent first.
        monkeypatch.setattr(line_repaint, "UPDATE_PERIOD", 0.0)
        app.screen._compositor._dirty_regions.add(Region(0, 0, 4, 1))
        table.action_row(1)
        assert not written(app)

    await drive(app, body)


async def test_several_scrolls_before_a_frame_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_repaint, "UPDATE_PERIOD", math.inf)
    app = app_of(1000)

    async def body(pilot: Pilot[Any]) -> None:
        table = app.table

        def rows(*moves: int) -> None:
            for by in moves:
                table.action_row(by)

        table.move_to(41)
        await pilot.pause()
        count, sent = await cost(pilot, lambda: rows(1, 1, 1, 1))
        assert SCROLL.findall(sent) == ["\x1b[3;44r\x1b[3H\x1b[4M\x1b[r"]
        assert count < 5 * 300
        assert await cost(pilot, lambda: rows(-1, -1, 1, 1)) == (0, "")

    await drive(app, body)


class Notice(ModalScreen[None]):
    """A dialog over the table."""

    def compose(self) -> ComposeResult:
        yield Static("a notice")


class Beside(TableApp):
    """The table has a neighbour on its lines."""

    CSS = "Static { height: 1; } #pane { width: 20; height: 1fr; }"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self.table
            yield Static("pane", id="pane")


async def test_the_terminal_is_not_scrolled_under_something_else() -> None:
    async def beside(pilot: Pilot[Any]) -> None:
        table = neighbours.table
        table.move_to(30)
        await pilot.pause()
        count, sent = await cost(pilot, lambda: table.move_to(60))
        assert count and not SCROLL.search(sent)

    neighbours = Beside(People(range(1000)), driver_class=TerminalDriver)
    await drive(neighbours, beside)

    async def covered(pilot: Pilot[Any]) -> None:
        table = app.table
        table.move_to(41)
        await pilot.pause()
        app.notify("something happened")
        await pilot.pause()
        _, sent = await cost(pilot, partial(table.action_row, 1))
        assert sent and not SCROLL.search(sent)
        app.clear_notifications()
        await pilot.pause()
        await app.push_screen(Notice())
        await pilot.pause()
        _, sent = await cost(pilot, partial(table.action_row, 1))
        assert not SCROLL.search(sent)

    app = app_of(1000)
    await drive(app, covered)


Step = tuple[str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("row"), st.integers(-3, 3)),
        st.tuples(st.sampled_from(("half_page", "page")), st.sampled_from((-1, 1))),
        st.tuples(st.just("move_to"), st.integers(0, 60)),
        st.tuples(st.just("column"), st.integers(-2, 2)),
        st.tuples(st.sampled_from(("insert", "remove")), st.integers(1, 12)),
        st.tuples(st.sampled_from(("change", "status", "notify", "calm", "dialog", "line")), st.integers(0, 9)),
        st.tuples(st.sampled_from(("focus", "away", "uncovered", "late")), st.integers(0, 12)),
        st.tuples(st.just("frame"), st.just(0)),
    ),
    min_size=5,
    max_size=40,
)


def renamed(number: int, count: int) -> Row:
    row = person(number, count)
    return Row(row.key, (row.cells[0], SafeText("改名 renamed"), *row.cells[2:]), changed=True)


class Played:
    """Plays steps on a table and compares the terminal after each frame with one that is drawn anew."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.source = People(range(60), 8)
        self.app = TableApp(self.source, driver_class=TerminalDriver)
        self.terminal = Terminal(size)

    async def run(self, steps: list[Step]) -> None:
        async def body(pilot: Pilot[Any]) -> None:
            for name, number in [*steps, ("calm", 0), ("frame", 0)]:
                await self.step(pilot, name, number)

        await drive(self.app, body, self.size)

    async def step(self, pilot: Pilot[Any], name: str, number: int) -> None:
        app, table = self.app, self.app.table
        numbers = list(self.source.numbers)
        if name in ("row", "half_page", "page", "column"):
            getattr(table, f"action_{name}")(number)
        elif name == "move_to":
            table.move_to(number)
        elif name == "insert":
            first = min(numbers, default=0)
            self.source = People([*range(first - number, first), *numbers], 8, self.source.make)
            table.set_source(self.source)
        elif name == "remove":
            self.source.numbers = numbers[number:]
            table.source_changed()
        elif name == "change":
            self.source.make = renamed if self.source.make is person else person
            table.refresh_rows(0, 30 + number)
        elif name == "away":
            table.display = not table.display
        elif name == "focus":
            app.set_focus(table if app.focused is None else None)
        else:
            await self.around(pilot, name, number)

    async def around(self, pilot: Pilot[Any], name: str, number: int) -> None:
        """What happens beside the table."""
        app = self.app
        if name == "status":
            app.query(Static).last().update(f"status {number}")
        elif name == "line":
            tabs = app.screen_stack[0].query(Static).first()
            tabs.display = not tabs.display
        elif name == "notify":
            app.notify(f"notice {number}")
            await pilot.pause()
        elif name == "calm":
            app.clear_notifications()
            if len(app.screen_stack) > 1:
                await app.pop_screen()
        elif name == "dialog" and len(app.screen_stack) == 1:
            await app.push_screen(Notice())
        elif name == "uncovered":  # a frame that sends a part of the table, before the table asked for one
            part = Region(4, 2 + number, 20, 3).intersection(app.screen.size.region)
            app.screen._compositor._dirty_regions.add(part)
            app.screen._compositor_refresh()
        elif (
            name == "late" and app.table.display
        ):  # as within a batch: what has to be sent is known, the frame comes later
            app.screen_stack[0]._compositor.update_widgets({app.table})
        elif name == "frame":
            await pilot.pause()
            await pilot.pause()
            self.terminal.feed(written(app))
            anew = Terminal(self.size)
            anew.feed(drawn_anew(app))
            assert self.terminal.lines() == anew.lines()
            assert self.terminal.cells() == anew.cells()


@settings(max_examples=30)
@given(STEPS, st.sampled_from((0.0, math.inf)))
def test_the_screen_is_what_a_full_repaint_gives(steps: list[Step], period: float) -> None:
    with pytest.MonkeyPatch.context() as patch:  # every key is sent at once, or none
        patch.setattr(line_repaint, "UPDATE_PERIOD", period)
        asyncio.run(Played((64, 16)).run(steps))


@pytest.mark.parametrize(
    "between",
    [
        [("row", 1), ("uncovered", 3)],
        [("row", 1), ("uncovered", 11), ("row", 1), ("uncovered", 2)],
        [("row", -1), ("uncovered", 11), ("row", 1)],
        [("row", 1), ("late", 0), ("row", 1), ("row", 1)],
    ],
)
def test_frames_of_others_come_in_between(between: list[Step]) -> None:
    asyncio.run(Played((64, 16)).run([("move_to", 30), ("frame", 0), *between, ("frame", 0)]))


@pytest.mark.parametrize(
    "steps",
    [
        [("line", 0), ("frame", 0), ("move_to", 34), ("line", 0), ("move_to", 57), ("frame", 0)],
        [("line", 0), ("row", 3), ("frame", 0), ("line", 0), ("row", 3), ("row", 1), ("frame", 0)],
        [("move_to", 30), ("frame", 0), ("away", 0), ("frame", 0), ("row", 1), ("away", 0), ("row", 1), ("frame", 0)],
    ],
)
def test_the_table_moves_while_it_scrolls(steps: list[Step]) -> None:
    asyncio.run(Played((64, 16)).run(steps))


@pytest.mark.parametrize("size", [(20, 4), (4, 3), (140, 45)])
def test_any_size_is_drawn_right(size: Size) -> None:
    steps = [("frame", 0), ("row", 3), ("frame", 0), ("page", 1), ("column", 2), ("row", 1), ("frame", 0), ("line", 0)]
    asyncio.run(Played(size).run([*steps, ("row", -1), ("frame", 0), ("row", 3), ("frame", 0)]))
