"""Columns by keys: shown, ordered, sized, asked for, and found again after a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.config.views_file import ViewsFile
from explorer.model.chosen_columns import ChosenColumns
from explorer.model.kept_views import keep_columns
from explorer.ui.keeping import Keeping
from explorer.ui.screens.columns import ColumnsScreen
from explorer.ui.widgets.lines import Lines
from tests.ui.screen.by_keys import SIZE, back_on_main, until, words
from tests.ui.screen.systems import Systems, pane_of, said, settle

USERS = "demo-assemble/users"
KEY = "assemble/users"


@pytest.fixture
def file(tmp_path: Path) -> ViewsFile:
    """Where the columns are kept."""
    return ViewsFile(tmp_path / "config")


def app_of(systems: Systems, file: ViewsFile, **options: Any) -> Any:
    """The program on Assemble's users, as it starts."""
    return systems.app(USERS, only=("demo-assemble",), keeping=Keeping(file, file.read()[0]), **options)


async def choosing(pilot: Pilot[None]) -> ColumnsScreen:
    """The dialog, opened by its key, with all there is to choose from."""
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, ColumnsScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ColumnsScreen)
    await until(pilot, lambda: bool(screen._found))
    return screen


async def on_column(pilot: Pilot[None], path: str) -> None:
    """Put the cursor on a column."""
    screen = pilot.app.screen
    assert isinstance(screen, ColumnsScreen)
    await pilot.press("g", *["j"] * screen._paths.index(path))
    assert screen._current == path


def paths(pilot: Pilot[None]) -> list[str]:
    """The columns that the table shows."""
    return [each.path for each in pane_of(pilot)._rows.rows.columns]


async def test_columns_and_their_order_are_found_again_after_a_restart(systems: Systems, file: ViewsFile) -> None:
    async with app_of(systems, file).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await choosing(pilot)
        await on_column(pilot, "role_name")
        await pilot.press("space")
        assert "role_name" not in paths(pilot)  # at once, behind the dialog
        await on_column(pilot, "team_name")
        await pilot.press("K", "K", "K")
        await on_column(pilot, "title")
        await pilot.press("shift+up", "minus", "minus")
        assert paths(pilot)[:2] == ["team_name", "id"]
        await pilot.press("enter")
        await back_on_main(pilot)
        await settle(pilot)
        chosen = paths(pilot)
    assert chosen == ["team_name", "id", "display_name", "title", "status.name", "can_manage"]
    async with app_of(systems, file).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert paths(pilot) == chosen
        title = next(each for each in pane_of(pilot)._rows.rows.columns if each.path == "title")
        assert title.exact and title.width == pane_of(pilot).table.column_widths["title"] < 6
        assert "team │ id name ti… status can manage" in words(pilot)
        await choosing(pilot)
        await pilot.press("0", "enter")
        await back_on_main(pilot)
        await until(pilot, lambda: paths(pilot)[0] == "id")
    assert not file.read()[0].columns


async def test_escape_leaves_the_columns_as_they_were(systems: Systems, file: ViewsFile) -> None:
    async with app_of(systems, file).run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = paths(pilot)
        await choosing(pilot)
        await pilot.press("space", "J")
        assert paths(pilot) != before
        await pilot.press("escape")
        await back_on_main(pilot)
        assert paths(pilot) == before
    assert not file.path.exists()


async def test_a_column_of_an_include_says_what_it_costs_and_asks_for_it(systems: Systems, file: ViewsFile) -> None:
    async with app_of(systems, file).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await choosing(pilot)
        await on_column(pilot, "roles.display_name")
        assert "all roles: asks for include=roles with every page" in words(pilot)
        await pilot.press("space", *["K"] * 20)
        row = pane_of(pilot)._rows.rows.row(0)
        assert row is not None and row.cells[-1] == "…"  # nobody knows yet
        await pilot.press("enter")
        await back_on_main(pilot)
        await until(pilot, lambda: pane_of(pilot).place.query.includes == ("roles",))
        await settle(pilot)
        row = pane_of(pilot)._rows.rows.row(0)
        assert row is not None and row.cells[-1] not in ("…", None)
        await choosing(pilot)
        await pilot.press("0", "enter")
        await back_on_main(pilot)
        await until(pilot, lambda: pane_of(pilot).place.query.includes == ())


async def test_a_member_that_is_no_column_is_shown_and_masked(systems: Systems, file: ViewsFile) -> None:
    app = systems.app("demo-repsly/users", only=("demo-repsly",), keeping=Keeping(file))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await choosing(pilot)
        await on_column(pilot, "Address1")
        assert "a member of the rows, read from what the vendor sent" in words(pilot)
        await pilot.press("space", *["K"] * 40, "enter")
        await back_on_main(pilot)
        await settle(pilot)
        bodies = pane_of(pilot).repository.bodies(pane_of(pilot).place.query)
        address = next(str(each["Address1"]) for each in bodies if each.get("Address1"))
        assert paths(pilot)[0] == "Address1"
        assert address in words(pilot)
        await pilot.press("slash")
        await pilot.press(*address.split()[-1][:4].casefold())
        await settle(pilot)
        assert address in words(pilot)  # also among what a search finds
        await pilot.press("escape", "M")
        await settle(pilot)
        assert address not in words(pilot)


async def test_finding_a_column_goes_on_when_the_terminal_has_the_focus_again(
    systems: Systems, file: ViewsFile
) -> None:
    async with app_of(systems, file).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = await choosing(pilot)
        await pilot.press("slash", "n")
        field = screen.focused
        pilot.app.post_message(events.AppBlur())
        await until(pilot, lambda: screen.focused is None)
        await pilot.pause()
        pilot.app.post_message(events.AppFocus())
        await until(pilot, lambda: screen.focused is field)
        await pilot.press("a", "down")
        found = screen._current
        assert "name" in found.casefold() and "find: na" in words(pilot) and "2 of " in words(pilot)
        screen.query_one(Lines).focus()  # as a click does
        await until(pilot, lambda: "find: " not in words(pilot))
        await pilot.press("down", "up", "enter")
        await back_on_main(pilot)


async def test_a_table_keeps_one_column(systems: Systems, file: ViewsFile) -> None:
    await asyncio.to_thread(file.change, keep_columns(KEY, ChosenColumns(("id",))))
    async with app_of(systems, file).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert paths(pilot) == ["id"]  # chosen, so it is shown where there is little room, too
        await choosing(pilot)
        await pilot.press("space")
        assert "a table has one column at least" in words(pilot)
        assert paths(pilot) == ["id"]


async def test_where_nothing_can_be_written_the_choice_is_kept_until_the_end(systems: Systems, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    async with app_of(systems, ViewsFile(tmp_path / "taken")).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await choosing(pilot)
        await pilot.press("space", "enter")
        await back_on_main(pilot)
        await until(pilot, lambda: "columns until the end:" in said(pilot))
        assert "cannot be written" in said(pilot)
        assert paths(pilot)[0] == "display_name"
