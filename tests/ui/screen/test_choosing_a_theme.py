"""A theme is seen while one chooses, left with escape, kept with enter; what is wrong with one is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from explorer.model.errors import ConfigError
from explorer.ui.screens.main import MainScreen
from explorer.ui.screens.theme import ThemeScreen
from explorer.ui.theme import packaged_folder
from explorer.ui.widgets.lines import Lines
from tests.ui.screen.by_keys import until
from tests.ui.screen.systems import Systems, said, settle, shown


async def choosing(pilot: Pilot[None]) -> None:
    """Open the choice from the palette."""
    await settle(pilot)
    await pilot.press("ctrl+p", *"theme", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ThemeScreen))
    await pilot.pause()


async def test_the_style_sheet_is_read_once_for_the_first_frame(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Stylesheet] = []
    really = Stylesheet.reparse

    def reparse(self: Stylesheet) -> None:
        read.append(self)
        really(self)

    monkeypatch.setattr(Stylesheet, "reparse", reparse)
    async with systems.app("demo-repsly").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not read
        await choosing(pilot)
        await pilot.press("down")
        await until(pilot, lambda: bool(read))


async def test_it_is_shown_while_choosing_and_kept(systems: Systems) -> None:
    kept: list[str] = []

    def keep(name: str) -> str:
        kept.append(name)
        return "config.toml"

    async with systems.app("demo-repsly", keep_theme=keep).run_test(size=(80, 24)) as pilot:
        await choosing(pilot)
        assert pilot.app.theme == "dusk"
        await pilot.press("down")
        await until(pilot, lambda: pilot.app.theme != "dusk")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        assert (pilot.app.theme, kept) == ("dusk", [])
        await choosing(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: bool(kept))
        await until(pilot, lambda: f"{kept[0]}, kept in config.toml" in said(pilot))
        assert kept == [pilot.app.theme] != ["dusk"]


async def test_a_broken_file_is_named_and_what_cannot_be_kept_too(systems: Systems, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("primary = 7")

    def keep(name: str) -> str:
        raise ConfigError("config.toml cannot be written: Permission denied")

    app = systems.app("demo-repsly", keep_theme=keep, theme="mine", theme_folders=(packaged_folder(), tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "primary has to be a colour" in said(pilot)
        assert pilot.app.theme == "dusk"
        await choosing(pilot)
        assert "! theme" in shown(pilot)
        failed = pilot.app.screen.query_one("#failed", Lines)
        assert "primary has to be a colour" in " ".join(failed.text.split())
        assert all(len(line) < failed.size.width for line in failed.text.splitlines())
        assert failed.size.height == len(failed.text.splitlines())
        await pilot.press("end", "enter")
        await until(pilot, lambda: "until the end: config.toml cannot be written" in said(pilot))


async def test_without_colours_there_is_nothing_to_choose(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with systems.app("demo-repsly").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("T")
        await until(pilot, lambda: "NO_COLOR is set" in said(pilot))
        assert pilot.app.theme == "mono"
