"""The table follows its records, and asks for no more of them than it shows."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from explorer.model.display import Row
from explorer.model.text import SafeText
from explorer.ui.widgets.record_table import RecordTable
from tests.ui.table.people import People, TableApp, columns, person

SIZE = (80, 24)
ROWS = 21
"""Lines for rows at that size."""


async def test_the_cursor_stays_on_its_record_and_line() -> None:
    source = People(range(100))
    app = TableApp(source)
    async with app.run_test(size=SIZE) as pilot:
        table = app.table
        table.move_to(50)
        await pilot.pause()
        line = table.cursor_position - table.visible_range[0]
        source.numbers = [-3, -2, -1, *range(100)]
        table.source_changed()
        assert (table.cursor_position, table.cursor_key) == (53, "50")
        assert table.cursor_position - table.visible_range[0] == line
        await pilot.pause()
        assert app.lines()[line + 1].split()[0].strip("[") == "50"
        table.set_source(People(range(40, 100)))
        assert (table.cursor_position, table.cursor_key) == (10, "50")
        told = app.of(RecordTable.CursorMoved)
        await pilot.pause()
        assert isinstance(told[-1], RecordTable.CursorMoved) and told[-1].key == "50"


async def test_a_record_that_went_leaves_the_cursor_in_place() -> None:
    source = People(range(100))
    app = TableApp(source)
    async with app.run_test(size=SIZE) as pilot:
        table = app.table
        table.move_to("50")
        source.numbers = [number for number in range(100) if number != 50]
        table.source_changed()
        assert (table.cursor_position, table.cursor_key) == (50, "51")
        source.numbers = range(8)
        table.source_changed()
        assert (table.cursor_position, table.visible_range) == (7, (0, 8))
        await pilot.pause()
        moved = app.of(RecordTable.CursorMoved)[-1]
        assert isinstance(moved, RecordTable.CursorMoved) and (moved.position, moved.key) == (7, "7")
        assert not table.move_to("50")
        table.set_source(People(range(100)), keep_key=False)
        assert (table.cursor_position, table.visible_range) == (0, (0, ROWS))


async def test_a_row_that_gets_loaded_is_told_and_drawn() -> None:
    loaded: set[int] = set()

    def make(number: int, count: int) -> Row | None:
        return person(number, count) if number in loaded else None

    app = TableApp(People(range(40), make=make))
    async with app.run_test(size=SIZE) as pilot:
        table = app.table
        table.move_to(3)
        assert table.cursor_key is None
        loaded.update(range(10))
        table.refresh_rows(0, 10)
        await pilot.pause()
        moved = app.of(RecordTable.CursorMoved)[-1]
        assert isinstance(moved, RecordTable.CursorMoved) and (moved.position, moved.key) == (3, "3")
        assert "p3@example.com" in app.lines()[4]
        assert app.lines()[11].split()[0] == "…"


async def test_other_columns_keep_the_current_one() -> None:
    source = People(range(40))
    app = TableApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "l", "l", "l", "l")
        fewer = People(range(40))
        fewer.columns, fewer.cell_places = (columns()[0], columns()[5], columns()[2]), (0, 5, 2)
        app.table.set_source(fewer)
        assert app.table.cursor_column == columns()[5]
        assert app.lines()[2].split()[:5] == ["1", "│", "active", "p1@example.com"]
        fewer.columns, fewer.cell_places = columns()[:2], (0, 1)
        app.table.set_source(fewer)
        assert app.table.cursor_column == columns()[0]


@pytest.mark.parametrize("count", [1000, 1_000_000])
async def test_only_rows_near_the_window_are_read(count: int) -> None:
    source = People(range(count))
    app = TableApp(source)
    async with app.run_test(size=SIZE) as pilot:
        for key in ("G", "g", "g", *["pagedown"] * 4, *["j"] * 30):
            await pilot.press(key)
        assert all(stop - start <= ROWS + 2 * 16 for start, stop in source.windows)
        assert len(source.windows) <= 12
        last = app.of(RecordTable.WindowChanged)[-1]
        assert isinstance(last, RecordTable.WindowChanged)
        assert (last.start, last.end) == app.table.visible_range


async def test_no_row_is_read_twice_on_the_way_down_and_up() -> None:
    source = People(range(1000))
    app = TableApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["pagedown"] * 4, *["j"] * 30, *["pageup"] * 5)
        read = [row for start, stop in source.windows for row in range(start, stop)]
        assert len(read) == len(set(read)), source.windows


async def test_what_is_kept_does_not_grow() -> None:
    source = People(range(100_000))
    app = TableApp(source)
    async with app.run_test(size=SIZE):
        for _ in range(200):
            app.table.action_page(1)
            app.lines()
        assert len(app.table._cache._rows) <= 1024 and len(app.table._cache._lines) <= 1024
        before = len(source.windows)
        app.lines()
        app.table.action_row(1)
        app.lines()
        assert len(source.windows) == before


async def test_lines_are_drawn_once() -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=SIZE):
        table = app.table
        before = table.render_lines(table.size.region)
        table.action_row(1)
        after = table.render_lines(table.size.region)
        assert [old is new for old, new in zip(before, after, strict=True)] == [
            True,
            False,
            False,
            *[True] * (ROWS - 2),
        ]


async def test_resizing_keeps_both_cursors_in_view() -> None:
    app = TableApp(People(range(100)))
    async with app.run_test(size=(140, 45)) as pilot:
        app.table.move_to(41)
        await pilot.press(*"lllllll")
        for size in ((80, 24), (40, 8), (140, 45), (12, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            first, end = app.table.visible_range
            assert first <= 41 < end
            assert end - first == min(size[1] - 3, 100)
            assert "[" in app.lines()[1 + 41 - first]
            window = app.of(RecordTable.WindowChanged)[-1]
            assert isinstance(window, RecordTable.WindowChanged) and (window.start, window.end) == (first, end)


async def test_messages_that_a_newer_one_replaces_are_not_queued() -> None:
    table = RecordTable()
    moved = RecordTable.CursorMoved(table, 1, "1", None)
    window = RecordTable.WindowChanged(table, 0, 1)
    assert moved.can_replace(RecordTable.CursorMoved(table, 0, "0", None))
    assert window.can_replace(RecordTable.WindowChanged(table, 5, 6))
    assert not moved.can_replace(window) and not window.can_replace(moved)
    assert not moved.can_replace(RecordTable.CursorMoved(RecordTable(), 0, "0", None))


async def test_the_cursor_can_be_told_without_focus_and_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TableApp(People(range(9)))
    async with app.run_test(size=SIZE) as pilot:

        def style_of(line: int) -> tuple[bool, bool, bool]:
            style = next(iter(app.table.render_line(line))).style
            assert style is not None
            return bool(style.reverse), bool(style.bold), bool(style.underline)

        assert style_of(1) == (True, False, False)
        assert style_of(2) == (False, False, False)
        app.set_focus(None)
        await pilot.pause()
        assert style_of(1) == (False, True, True)
        assert "[" not in app.lines()[1]


async def test_changed_and_gone_rows_have_a_style_of_their_own() -> None:
    app = TableApp(People(range(12)))
    async with app.run_test(size=SIZE):
        plain, changed, gone = (next(iter(app.table.render_line(1 + row))).style for row in (1, 3, 5))
        assert len({plain, changed, gone}) == 3


async def test_switching_the_theme_redraws() -> None:
    app = TableApp(People(range(12)))
    async with app.run_test(size=SIZE) as pilot:
        before = next(iter(app.table.render_line(2))).style
        app.theme = "textual-light"
        await pilot.pause()
        after = next(iter(app.table.render_line(2))).style
        assert before != after


async def test_a_table_of_one_column_takes_all_the_room() -> None:
    app = TableApp(People(range(3), 1, lambda number, count: Row(str(number), (SafeText("x" * 60),))))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l")
        assert "x" * 60 in app.lines()[1]
        assert app.query(Static)
