"""Each key and mouse act of the table."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.events import MouseScrollDown

from explorer.model.display import Row
from explorer.ui.widgets.record_table import RecordTable
from tests.ui.table.people import LABELS, People, TableApp, person

SIZE = (80, 24)
ROWS = 21
"""Lines for rows at that size."""


def held_to(number: int, count: int) -> Row | None:
    """Rows from 50 on are not loaded."""
    return person(number, count) if number < 50 else None


@pytest.mark.parametrize(
    ("start", "keys", "cursor", "top"),
    [
        (0, ["j"], 1, 0),
        (0, ["down", "down", "k"], 1, 0),
        (5, ["up"], 4, 0),
        (0, ["up", "k"], 0, 0),
        (ROWS - 1, ["j"], ROWS, 1),
        (99, ["g", "g"], 0, 0),
        (99, ["home"], 0, 0),
        (0, ["G"], 99, 100 - ROWS),
        (0, ["end"], 99, 100 - ROWS),
        (3, ["ctrl+d"], 13, 10),
        (3, ["ctrl+d", "ctrl+u"], 3, 0),
        (3, ["pagedown"], 24, ROWS),
        (3, ["pagedown", "pageup"], 3, 0),
        (3, ["pageup"], 0, 0),
        (90, ["pagedown"], 99, 100 - ROWS),
    ],
)
async def test_keys_move_the_row_cursor(start: int, keys: list[str], cursor: int, top: int) -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_to(start)
        await pilot.press(*keys)
        assert (app.table.cursor_position, app.table.visible_range) == (cursor, (top, top + ROWS))
        if cursor != start:
            last = app.of(RecordTable.CursorMoved)[-1]
            assert isinstance(last, RecordTable.CursorMoved)
            assert (last.control, last.position, last.key) == (app.table, cursor, str(cursor))
            assert last.row == person(cursor)


@pytest.mark.parametrize(
    ("keys", "column"),
    [
        (["l"], 1),
        (["right", "right"], 2),
        (["l", "l", "h"], 1),
        (["right", "left", "left"], 0),
        (["$"], 19),
        (["$", "l"], 19),
        (["$", "0"], 0),
    ],
)
async def test_keys_move_the_column_cursor(keys: list[str], column: int) -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        current = app.table.cursor_column
        assert current is not None and current.label == LABELS[column]
        last = app.of(RecordTable.ColumnMoved)[-1]
        assert isinstance(last, RecordTable.ColumnMoved) and last.column == current
        header, row = app.lines()[:2]
        assert current.label in header
        assert row[row.index("[") + 1 : row.index("]")].strip() == person(0).cells[column]
        assert f"‹{column + 1} of 20›" in header


async def test_a_key_after_g_is_handed_on() -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "g", "p", "g", "G", "g", "escape", "j")
        sequences = app.of(RecordTable.KeySequence)
        assert [(each.prefix, each.key) for each in sequences if isinstance(each, RecordTable.KeySequence)] == [
            ("g", "p"),
            ("g", "G"),
        ]
        assert app.table.cursor_position == 2
        await pilot.press("g")
        app.set_focus(None)
        await pilot.pause()
        app.table.focus()
        await pilot.press("j")
        assert app.table.cursor_position == 3


async def test_enter_opens_a_loaded_row() -> None:
    app = TableApp(People(range(100), make=held_to))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "enter", "G", "enter")
        opened = app.of(RecordTable.RowOpened)
        assert [(each.position, each.key) for each in opened if isinstance(each, RecordTable.RowOpened)] == [(1, "1")]
        assert app.table.cursor_key is None


@pytest.mark.parametrize("key", ["j", "pagedown", "ctrl+d"])
async def test_going_down_from_the_last_row_is_told(key: str) -> None:
    app = TableApp(People(range(30)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("G")
        assert not app.of(RecordTable.EndReached)
        await pilot.press(key)
        assert len(app.of(RecordTable.EndReached)) == 1
        assert app.table.cursor_position == 29


@pytest.mark.parametrize("keys", [["j", "k", "g", "g", "G", "pagedown", "ctrl+u", "l", "$", "0", "enter"]])
async def test_keys_do_no_harm_without_rows_or_source(keys: list[str]) -> None:
    for source in (People([]), None):
        app = TableApp(source)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*keys)
            assert (app.table.cursor_position, app.table.cursor_key) == (0, None)
            assert app.table.visible_range == (0, 0)
            assert not app.of(RecordTable.RowOpened)


async def test_the_mouse_moves_opens_and_scrolls() -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(RecordTable, offset=(20, 5))
        assert app.table.cursor_position == 4
        assert app.table.cursor_column is not None and app.table.cursor_column.label == "name"
        assert not app.of(RecordTable.RowOpened)
        await pilot.double_click(RecordTable, offset=(20, 7))
        opened = app.of(RecordTable.RowOpened)[-1]
        assert isinstance(opened, RecordTable.RowOpened) and opened.position == 6
        await pilot.click(RecordTable, offset=(5, 0))
        assert app.table.cursor_position == 6
        assert app.table.cursor_column.label == "id"
        await pilot._post_mouse_events([MouseScrollDown] * 3, RecordTable, (5, 5), button=0)
        assert app.table.visible_range == (9, 9 + ROWS)
        assert app.table.cursor_position == 9


def test_every_binding_can_be_found_and_changed() -> None:
    bindings = [each for each in RecordTable.BINDINGS if isinstance(each, Binding)]
    assert len(bindings) == len(RecordTable.BINDINGS)
    assert all(each.id and each.description for each in bindings)
    assert len({each.id for each in bindings}) == len(bindings)
