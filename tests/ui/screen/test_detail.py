"""The detail pane shows the record of its title and nothing else."""

from __future__ import annotations

from explorer.ui.widgets.column import Column
from tests.ui.screen.systems import Systems, pane_of, settle, shown, type_text

SIZE = (140, 45)


async def test_a_record_that_is_not_there_leaves_nothing_of_the_one_before(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("colon")
        await type_text(pilot, "999999")
        await pilot.press("enter")
        await settle(pilot)
        detail = pane_of(pilot).detail
        assert "999999" in detail.title
        drawn = {line.plain.strip() for column in detail.query(Column) for line in column._lines} - {""}
        assert all(words in detail.text for words in drawn), "every line belongs to this record"


async def test_no_record_shows_no_fields(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485").run_test(size=SIZE) as pilot:
        await settle(pilot)
        detail = pane_of(pilot).detail
        assert any(column._lines for column in detail.query(Column))
        detail.show_entries((), (), keep_cursor=False)
        assert not any(column._lines for column in detail.query(Column))


async def test_the_way_back_is_told_anew_when_the_terminal_grows(systems: Systems) -> None:
    async with systems.app("demo-repcard/users/1466").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "esc table" in shown(pilot)
        await pilot.resize_terminal(*SIZE)
        await settle(pilot)
        assert "esc table" not in shown(pilot) and "z away" in shown(pilot)
