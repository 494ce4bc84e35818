"""Columns on a line and text in its cells, whatever the width."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from explorer.model.display import Row
from explorer.model.field import Column, Kind
from explorer.model.text import SafeText, safe
from explorer.ui.signs import ASCII, UNICODE
from explorer.ui.widgets.table_lines import GUTTER, fit, header_parts, lay_out, plain_lines, reveal, row_runs
from tests.ui.table.people import People, TableApp, columns, person

KINDS: list[Kind] = ["text", "integer"]
COLUMNS = st.lists(
    st.builds(
        Column,
        path=st.just("a"),
        label=st.text("ab 姓", max_size=9),
        kind=st.sampled_from(KINDS),
        width=st.integers(1, 40),
    ),
    min_size=1,
    max_size=12,
).map(tuple)
TEXTS = st.one_of(st.none(), st.text(max_size=30).map(safe))


@given(st.text(max_size=30).map(safe), st.integers(0, 20), st.booleans())
def test_text_takes_the_cells_it_is_given(text: SafeText, width: int, right: bool) -> None:
    fitted = fit(text, width, UNICODE, right)
    assert cell_len(fitted) == width
    if cell_len(text) <= width:
        assert fitted.strip(" ") == text.strip(" ")
    elif width:
        assert fitted.endswith("…")


@given(COLUMNS, st.data())
def test_every_line_is_as_wide_as_the_table(shown: tuple[Column, ...], data: st.DataObject) -> None:
    width = data.draw(st.integers(GUTTER + 8, 150))
    first = data.draw(st.integers(1, max(len(shown) - 1, 1)))
    current = data.draw(st.none() | st.integers(0, len(shown) - 1))
    layout = lay_out(shown, first, width)
    ends = [place.x + place.width for place in layout.places]
    assert all(end < place.x for end, place in zip(ends, layout.places[1:], strict=False))
    assert all(place.width > 0 for place in layout.places) and ends[-1] < width
    cells = data.draw(st.lists(TEXTS, min_size=len(shown), max_size=len(shown)))
    runs = row_runs(layout, shown, "~", cells, UNICODE, current)
    assert cell_len("".join(text for text, _ in runs)) == width
    assert all(dim != following for (_, dim), (_, following) in pairwise(runs))
    header = "".join(text for _, text in header_parts(layout, shown, ("a", True), UNICODE))
    assert cell_len(header) == width


@given(COLUMNS, st.integers(50, 150), st.data())
def test_the_current_column_is_shown_whole_if_it_can_be(
    shown: tuple[Column, ...], width: int, data: st.DataObject
) -> None:
    column = data.draw(st.integers(0, len(shown) - 1))
    first = reveal(shown, data.draw(st.integers(1, max(len(shown) - 1, 1))), width, column)
    layout = lay_out(shown, first, width)
    assert column in [place.column for place in layout.places]
    if column:
        alone = lay_out(shown, column, width)
        assert layout.shows_whole(column, shown) == alone.shows_whole(column, shown)


def test_room_goes_to_wide_columns_of_text() -> None:
    shown = (
        *(Column("id", "id", "id", 8), Column("name", "name", "text", 16), Column("n", "n", "integer", 20)),
        *(Column("role", "role", "text", 12), Column("ok", "ok", "bool", 4)),
    )
    widths = [place.width for place in lay_out(shown, 1, 100).places]
    spare = 100 - 4 - 8 - 3 - (16 + 20 + 12 + 4) - 3 * 2
    assert widths == [8, 16 + spare // 2, 20, 12 + spare - spare // 2, 4]


async def test_at_80_cells_the_first_column_stays_and_the_others_scroll() -> None:
    app = TableApp(People(range(50)))
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.lines()
        assert before[0].startswith("   id       │ name")
        assert before[2].startswith("   1        │ 山田太郎          p1@example.com")
        await pilot.press("$")
        after = app.lines()
        assert after[0].startswith("   id       │ ") and "rating" in after[0] and "name" not in after[0]
        assert after[2].startswith("   1        │ ")
        # The place among all columns stands at the end of the header, but never on the current label.
        assert after[0].endswith(" ‹20 of 20› rating ") and before[0].endswith("‹1 of 20›")
        assert all(cell_len(line) == 80 for line in (*before, *after))
        # Rules and columns stand in one place, wide glyphs or not.
        assert len({cell_len(line[: line.index("│")]) for line in after}) == 1
        starts = {cell_len(line[: line.index(f"p{number}@")]) for number, line in enumerate(before[1:])}
        assert len(starts) == 1


async def test_all_columns_in_view_leave_the_header_alone() -> None:
    app = TableApp(People(range(5), 3))
    async with app.run_test(size=(80, 24)):
        assert "of 3" not in app.lines()[0]


@pytest.mark.parametrize(("signs", "missing", "cut"), [(UNICODE, "–", "…"), (ASCII, "-", ">")])
async def test_null_empty_and_long_values_look_different(signs: object, missing: str, cut: str) -> None:
    def make(number: int, count: int) -> Row:
        cells = (SafeText("1"), (None, SafeText(""), SafeText("x" * 90), SafeText("\xa0 "))[number], SafeText("7"))
        return Row(str(number), cells)

    app = TableApp(People(range(4), 4, make), signs=ASCII if signs is ASCII else UNICODE)
    app.source.columns = (*columns(2), Column("n", "n", "integer", 8))  # type: ignore[union-attr] # it has one
    async with app.run_test(size=(60, 10)):
        null, empty, long, blanks = app.lines()[1:5]
        assert null.split("│" if signs is UNICODE else "|")[1].split() == [missing, "7"]
        assert empty.split("│" if signs is UNICODE else "|")[1].split() == ["7"]
        assert "x" + cut in long
        assert ("“\xa0 ”" if signs is UNICODE else '"\xa0 "') in blanks
        if signs is ASCII:
            own = blanks.replace("\xa0", "", 1)  # what the vendor sent is no sign of ours
            assert all(line.isascii() for line in (null, empty, long, own))
        assert len({line.rindex("7") for line in (null, empty, long, blanks)}) == 1
        assert [
            segment.text.strip() for segment in app.table.render_line(1) if segment.style and segment.style.dim
        ] == []


async def test_a_missing_value_is_dim_except_under_the_cursor() -> None:
    app = TableApp(People(range(9)))
    async with app.run_test(size=(140, 24)):
        cursor, plain = app.table.render_line(1), app.table.render_line(4)
        assert person(0).cells[4] is None and person(3).cells[4] is None
        assert len(list(cursor)) == 1
        assert "–" in [segment.text.strip() for segment in plain][1]
        styles = [segment.style for segment in plain]
        assert styles[0] != styles[1]
        style = next(iter(cursor)).style
        assert style is not None and style.reverse


async def test_rows_not_loaded_are_placeholders() -> None:
    app = TableApp(People(range(30), 3, lambda number, count: person(number, count) if number < 5 else None))
    async with app.run_test(size=(80, 24)):
        assert app.lines()[5].split()[:2] == ["4", "│"] and "p4@example.com" in app.lines()[5]
        assert app.lines()[6].split() == ["…", "│", "·", "·"]
        assert cell_len(app.lines()[6]) == 80


async def test_a_row_shows_its_signs() -> None:
    app = TableApp(People(range(12), 3))
    async with app.run_test(size=(80, 24)):
        assert [line[:GUTTER] for line in app.lines()[1:13]].count("~ ") == 2
        assert app.lines()[6].startswith("†  5")
    marked = TableApp(People(range(12), 3), marks=lambda row: "~✎*" if row.key == "2" else "")
    async with marked.run_test(size=(80, 24)):
        assert marked.lines()[3].startswith("~… 2")
        assert marked.lines()[4].startswith("   3")


async def test_the_header_marks_the_order() -> None:
    app = TableApp(People(range(12), 3))
    async with app.run_test(size=(80, 24)):
        app.table.sort = ("name", True)
        assert "name▲" in app.lines()[0]
        app.table.sort = ("name", False)
        assert "name▼" in app.lines()[0]
        app.table.sort = None
        assert "name " in app.lines()[0]


async def test_columns_that_went_before_the_next_paint_have_no_place() -> None:
    app = TableApp(People(range(5), 6))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        before = app.table.column_widths
        app.table.set_source(People(range(5), 2))
        after = app.table.column_widths
        assert len(after) == 2 < len(before) and after.keys() < before.keys()
        await pilot.pause()
        assert app.table.column_widths == after


async def test_no_rows_says_why() -> None:
    app = TableApp(People([], 2))
    async with app.run_test(size=(40, 12)):
        app.table.empty_message = "! failed: repcard answered 401: the key was refused.\nr retry"
        lines = [line.rstrip() for line in app.lines()]
        assert lines[0].split() == ["id", "│", "name"]
        assert lines[1:6] == ["", "   ! failed: repcard answered 401:", "   the key was refused.", "   r retry", ""]
        app.table.empty_message = "nothing matches"
        assert app.lines()[2].rstrip() == "   nothing matches"
        app.table.set_source(People(range(2), 2))
        assert "nothing" not in "".join(app.lines())


@given(st.text("ab 姓\n", max_size=60), st.integers(4, 30))
def test_messages_are_broken_at_blanks(text: str, width: int) -> None:
    lines = plain_lines(text, width)
    assert " ".join(lines).split() == text.split()
    assert all(cell_len(line) <= width or " " not in line.strip() for line in lines)
