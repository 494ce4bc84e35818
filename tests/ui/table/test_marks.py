"""Marks are of records, not of rows: what keys mark, what stays marked, and what it costs."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from explorer.model.display import Row
from explorer.ui.signs import ASCII
from explorer.ui.widgets.marks import Marks
from explorer.ui.widgets.record_table import RecordTable
from tests.ui.table.people import People, TableApp, person
from tests.ui.table.terminal import TerminalDriver, drive, written

SIZE = (80, 24)


def loaded_to_50(number: int, count: int) -> Row | None:
    """Rows from 50 on are not loaded."""
    return person(number, count) if number < 50 else None


def keyless(number: int, count: int) -> Row:
    """The vendor's rows have no id."""
    return Row("", person(number, count).cells)


@pytest.mark.parametrize(
    ("start", "keys", "marked", "cursor"),
    [
        (0, ["space"], "0", 1),
        (0, ["space", "space", "j", "space"], "0 1 3", 4),
        (0, ["space", "k", "space"], "", 1),
        (5, ["space", "g", "g", "space"], "5 0", 1),
        (0, ["shift+down"], "0 1", 1),
        (0, ["shift+down", "shift+down", "shift+down"], "0 1 2 3", 3),
        (0, ["shift+down", "shift+down", "shift+up"], "0 1", 1),
        (5, ["shift+down", "shift+up", "shift+up"], "5 4", 4),
        (5, ["shift+up", "shift+up", "shift+down", "shift+down", "shift+down"], "5 6", 6),
        (0, ["shift+up"], "0", 0),
        (99, ["shift+down"], "99", 99),
        (0, ["shift+down", "j", "shift+down"], "0 1 2 3", 3),
        (2, ["space", "g", "g", *["shift+down"] * 3, "shift+up", "shift+up"], "2 0 1", 1),
        (3, ["space", "U"], "", 4),
        (0, ["shift+down", "U", "shift+down"], "1 2", 2),
    ],
)
async def test_keys_mark(start: int, keys: list[str], marked: str, cursor: int) -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_to(start)
        await pilot.press(*keys)
        assert app.table.marked == tuple(marked.split())
        assert app.table.cursor_position == cursor
        signed = [row[2:].split()[0].strip("[]") for row in app.lines()[1:] if row.startswith("*")]
        assert set(signed) == {key for key in app.table.marked if int(key) in range(*app.table.visible_range)}


async def test_all_marks_what_is_loaded() -> None:
    app = TableApp(People(range(1000), make=loaded_to_50))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "j", "space", "asterisk")
        assert app.table.marked == ("2", *(str(number) for number in range(50) if number != 2))
        assert [each.everything for each in app.of(RecordTable.MarksChanged)] == [False, True]  # type: ignore[attr-defined]  # told holds messages of that kind
        assert app.table.marked_in_view == 21
        await pilot.press("G")
        assert app.table.marked_in_view == 0
        await pilot.press("U")
        assert not app.table.marked


async def test_what_has_no_key_is_not_marked() -> None:
    for source, unloaded in ((People(range(3), make=keyless), False), (People(range(60, 63), make=loaded_to_50), True)):
        app = TableApp(source)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("space", "shift+down", "asterisk")
            refused = app.of(RecordTable.MarkRefused)
            assert [each.unloaded for each in refused if isinstance(each, RecordTable.MarkRefused)] == [unloaded]
            assert (app.table.marked, app.table.cursor_position) == ((), 1)


@pytest.mark.parametrize("source", [People([]), None])
async def test_keys_do_no_harm_without_rows(source: People | None) -> None:
    app = TableApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space", "shift+down", "shift+up", "asterisk", "U")
        assert not app.table.marked


async def test_marks_stay_with_their_records() -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "space", "space")
        app.table.set_source(People(range(-5, 100)))
        assert [line[2:].split()[0].strip("[]") for line in app.lines() if line.startswith("*")] == ["1", "2"]
        app.table.set_source(People(range(50, 100)), keep_key=False)
        assert (app.table.marked, app.table.marked_in_view) == (("1", "2"), 0)
        app.table.set_source(People(range(100)), keep_key=False)
        assert app.table.marked_in_view == 2
        await pilot.press("pagedown", "pagedown")
        assert app.table.marked_in_view == 0


async def test_a_range_goes_on_from_its_record_when_rows_move() -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_to(10)
        await pilot.press("shift+down", "shift+down")
        app.table.set_source(People(range(-5, 100)))
        await pilot.press("shift+up", "shift+up", "shift+up")
        assert app.table.marked == ("10", "9")


async def test_a_mark_stands_before_the_rows_own_sign() -> None:
    people = People([3, 4, 5])
    app = TableApp(people, signs=ASCII)
    async with app.run_test(size=SIZE) as pilot:
        assert [line[:2] for line in app.lines()[1:4]] == ["~ ", "  ", "- "]
        await pilot.press("asterisk")
        assert [line[:2] for line in app.lines()[1:4]] == ["*~", "* ", "*-"]


async def test_marking_a_row_costs_about_what_a_move_does() -> None:
    app = TableApp(People(range(100_000)), driver_class=TerminalDriver)

    async def sent(pilot: Pilot[Any], act: partial[None]) -> int:
        written(app)
        act()
        await pilot.pause()
        await pilot.pause()
        return len(written(app).encode())

    async def body(pilot: Pilot[Any]) -> None:
        table = app.table
        for _ in range(8):
            assert 0 < await sent(pilot, partial(table.action_mark)) <= 649
        for by in (*[1] * 8, *[-1] * 12):
            assert 0 < await sent(pilot, partial(table.action_mark_to, by)) <= 649
        await sent(pilot, partial(table.action_unmark))
        assert await sent(pilot, partial(table.action_unmark)) == 0

    await drive(app, body)


@given(st.integers(0, 9), st.lists(st.sampled_from((-1, 1)), max_size=30), st.sets(st.integers(0, 9)))
def test_a_range_is_what_lies_between_its_ends(start: int, steps: list[int], before: set[int]) -> None:
    people, marks, row = People(range(10)), Marks(), start
    marks.add(str(number) for number in sorted(before))
    for by in steps:
        to = max(min(row + by, 9), 0)
        marks.step(people, row, to)
        row = to
        between = range(min(start, row), max(start, row) + 1)
        assert set(marks.keys) == {str(number) for number in before | set(between)}
