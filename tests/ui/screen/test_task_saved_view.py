"""A saved view by keys alone, opened from the command line; and the list of saved views."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.__main__ import main
from explorer.config.views_file import ViewsFile
from explorer.folders import Folders
from explorer.model.kept_views import keep_view
from explorer.model.view import parse
from explorer.ui.keeping import Keeping
from explorer.ui.screens.bookmark import BookmarkScreen
from explorer.ui.screens.bookmarks import BookmarksScreen
from explorer.ui.screens.go import GoScreen
from tests.ui.screen.by_keys import SIZE, answered, back_on_main, until, words
from tests.ui.screen.systems import Systems, pane_of, said, settle, type_text
from tests.ui.screen.test_columns import choosing, on_column, paths

USERS = "demo-assemble/users"
SMALL = (80, 24)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def file() -> ViewsFile:
    """The user's own."""
    return ViewsFile(Folders.of_user().config)


@pytest.fixture
def command(systems: Systems, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on the same vendors: exit code, output, talk."""
    config = tmp_path / "config.toml"
    config.touch(0o600)
    config.write_text(systems.vendors.config_text)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--config", str(config), *arguments])
        return code, *capsys.readouterr()

    return run


def app_of(systems: Systems, file: ViewsFile, start: str = USERS, **options: Any) -> Any:
    """The program on Assemble's users, as it starts."""
    return systems.app(start, only=("demo-assemble",), keeping=Keeping(file, file.read()[0]), **options)


async def saved_as(pilot: Pilot[None], name: str) -> None:
    """Save the view in front by its key."""
    await pilot.press("b")
    await until(pilot, lambda: isinstance(pilot.app.screen, BookmarkScreen))
    await pilot.pause()
    await type_text(pilot, name)
    await pilot.press("enter")


async def listed(pilot: Pilot[None]) -> BookmarksScreen:
    """The list, opened by its key."""
    await pilot.press("B")
    await until(pilot, lambda: isinstance(pilot.app.screen, BookmarksScreen))
    screen = pilot.app.screen
    assert isinstance(screen, BookmarksScreen)
    await settle(pilot)
    return screen


@pytest.mark.parametrize("size", [SIZE, SMALL])
async def test_a_saved_view_opened_from_the_command_line(
    systems: Systems, file: ViewsFile, command: Command, size: tuple[int, int]
) -> None:
    async with app_of(systems, file).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("slash", "s", "m", "i", "enter")
        await until(pilot, lambda: pane_of(pilot).place.query.search == "smi")
        await settle(pilot)
        await choosing(pilot)
        for path in ("role_name", "can_manage"):
            await on_column(pilot, path)
            await pilot.press("space")
        await on_column(pilot, "team_name")
        await pilot.press("K", "K", "K", "enter")
        await back_on_main(pilot)
        await settle(pilot)
        chosen = paths(pilot)
        found = pane_of(pilot).table.loaded_keys
        account = pane_of(pilot).repository.account
        await saved_as(pilot, "the smiths")
        await until(pilot, lambda: "explorer @the-smiths opens it" in said(pilot))
    assert len(found) > 1 and chosen[0] == "team_name"
    code, out, _ = await asyncio.to_thread(command, "list", "@the-smiths", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert list(rows[0]) == chosen
    assert {row["id"] for row in rows} == set(found)
    view = parse(file.read()[0].views["the-smiths"], {"demo-assemble": account})
    async with app_of(systems, file).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("0", "colon")
        await until(pilot, lambda: isinstance(pilot.app.screen, GoScreen))
        await type_text(pilot, "@smit")
        await settle(pilot)
        assert "@the-smiths" in words(pilot)
        await pilot.press("tab", "enter")
        await back_on_main(pilot)
        await settle(pilot)
        assert pane_of(pilot).place.columns == view.columns == tuple(chosen)
        assert pane_of(pilot).table.loaded_keys == found


async def test_what_is_narrowed_and_sorted_here_is_printed_so(
    systems: Systems, file: ViewsFile, command: Command
) -> None:
    file.change(
        keep_view("mine", f"{USERS}?columns=id,team_name&~role_name=volunteer&~sort=team_name:down", instead=False)
    )
    code, out, err = await asyncio.to_thread(command, "list", "@mine", "--all", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    async with app_of(systems, file).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        await listed(pilot)
        await pilot.press("enter")
        await back_on_main(pilot)
        await until(pilot, lambda: len(pane_of(pilot).table.loaded_keys) == len(rows))
        assert list(pane_of(pilot).table.loaded_keys) == [row["id"] for row in rows]
    assert code == 0 and 1 < len(rows) < 177
    assert f"{len(rows)} of the 177 rows that were read" in err


async def test_an_unknown_name_names_the_nearest(file: ViewsFile, command: Command) -> None:
    file.change(keep_view("kent-volunteers", USERS, instead=False))
    code, _, err = await asyncio.to_thread(command, "list", "@kent-volunteer")
    assert code == 2 and "did you mean @kent-volunteers?" in err
    code, _, err = await asyncio.to_thread(command, "list", f"{USERS}?teem=12")
    assert code == 2 and "team" in err


async def test_another_view_of_that_name_is_replaced_only_after_asking(
    systems: Systems, file: ViewsFile, looked: None
) -> None:
    file.change(keep_view("mine", f"{USERS}?search=smith", instead=False))
    async with app_of(systems, file).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await saved_as(pilot, "mine")
        await until(pilot, lambda: "Replace the saved view?" in words(pilot))
        await until(pilot, lambda: getattr(pilot.app.screen, "painted_at", None) is not None)
        await pilot.press("escape")
        await until(pilot, lambda: "nothing was saved" in said(pilot))
        assert file.read()[0].views["mine"] == f"{USERS}?search=smith"
        await saved_as(pilot, "mine")
        await answered(pilot)
        await until(pilot, lambda: file.read()[0].views["mine"] == USERS)


async def test_the_list_finds_renames_deletes_and_says_what_is_broken(systems: Systems, file: ViewsFile) -> None:
    for name, text in (
        ("gone", "acme/users?search=x"),
        ("leeds", f"{USERS}?~team_name=Leeds"),
        ("smith", f"{USERS}?search=smith"),
    ):
        file.change(keep_view(name, text, instead=False))
    async with app_of(systems, file).run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = await listed(pilot)
        file.change(keep_view("other", USERS, instead=False))  # another explorer
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, BookmarksScreen)
        assert "there is no account “acme”" in words(pilot)
        await pilot.press("slash", *"smi", "enter")
        assert [each.name for each in screen._found] == ["smith"]
        await pilot.press("r", "ctrl+u", *"leeds", "enter")
        await until(pilot, lambda: "there is a saved view “@leeds” already" in words(pilot))
        await pilot.press("r", "ctrl+u", *"jones", "enter")
        await until(pilot, lambda: "@smith is @jones now" in words(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: [each.name for each in screen._found] == ["gone", "jones", "leeds", "other"])
        await pilot.press("g", "D", *"no", "enter")
        await until(pilot, lambda: "@gone stays" in words(pilot))
        await pilot.press("D", *"yes", "enter")
        await until(pilot, lambda: "@gone is deleted" in words(pilot))
        assert list(file.read()[0].views) == ["leeds", "jones", "other"]
        await pilot.press("M", "escape")
        await back_on_main(pilot)
        await pilot.press("M")
        await listed(pilot)
        assert "Leeds" not in words(pilot) and "team_name" in words(pilot)
