"""What the whole screen sends to the terminal: few bytes per key, none when idle, and always the right screen."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.drivers.linux_driver import LinuxDriver
from textual.pilot import Pilot

from explorer.ui import following
from explorer.ui.fewer_bytes import ShortWrites
from explorer.ui.screens.help import HelpScreen
from explorer.ui.screens.main import MainScreen
from tests.demo_vendors import DemoVendors
from tests.explorer_process import RECORD, running
from tests.ui.screen.by_keys import back_on_main, on_top
from tests.ui.screen.systems import Systems, pane_of, settle, shown
from tests.ui.table.terminal import Terminal, TerminalDriver, drawn_anew, drive, written

SIZE = (140, 45)
SCROLL = re.compile(r"\x1b\[\d+;\d+r\x1b\[\d+H\x1b\[\d+[ML]\x1b\[r")


async def test_cursor_down(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
    monkeypatch.setattr(following, "PAINT_AFTER", 30.0)
    app = systems.app("demo-assemble")
    app.driver_class = TerminalDriver
    terminal = Terminal(SIZE)
    moves: list[int] = []
    paints: list[int] = []

    async def sent(pilot: Pilot[Any]) -> int:
        await pilot.pause()
        await pilot.pause()
        text = written(app)
        terminal.feed(text)
        return len(text.encode())

    async def body(pilot: Pilot[Any]) -> None:
        pane = pane_of(pilot)
        await pilot.press("j")
        pane.split.following.paint()
        await sent(pilot)
        for _ in range(10):
            await pilot.press("j")
            moves.append(await sent(pilot))
            pane.split.following.paint()
            paints.append(await sent(pilot))
        assert await sent(pilot) == 0
        whole = Terminal(SIZE)
        whole.feed(drawn_anew(app))
        right = shown(pilot).splitlines()
        # Of some scripts the emulator has another idea of how wide a letter is: there nothing can be compared.
        agreed = [place for place, line in enumerate(whole.lines()) if line == right[place]]
        assert len(agreed) > 30
        assert [terminal.lines()[place] for place in agreed] == [right[place] for place in agreed]

    await drive(app, body, SIZE)
    assert max(moves) <= 649, moves
    assert max(paints) <= 500, paints


async def test_a_key_that_is_held_down_scrolls_for_little(systems: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the status line; the detail pane follows when the key is let go."""
    async with systems.app("demo-gormic").run_test(size=SIZE) as pilot:
        await settle(pilot)
    monkeypatch.setattr(following, "PAINT_AFTER", 30.0)
    app = systems.app("demo-gormic")
    app.driver_class = TerminalDriver
    sent: list[int] = []

    async def body(pilot: Pilot[Any]) -> None:
        await pilot.press(*"j" * 28)
        await pilot.pause()
        await pilot.pause()
        assert SCROLL.search(written(app))
        for _ in range(20):
            await pilot.press("j")
            await pilot.pause()
            await pilot.pause()
            text = written(app)
            assert SCROLL.search(text)
            sent.append(len(text.encode()))

    await drive(app, body, SIZE)
    assert sum(sent) / len(sent) <= 627, sent


def test_nothing_is_sent_while_idle(demo_vendors: DemoVendors, tmp_path: Path) -> None:
    """By the whole program, with its timers."""
    config = tmp_path / "config.toml"
    config.touch(0o600)
    config.write_text(demo_vendors.config_text)
    with running(config) as explorer:
        explorer.shows(f"· {RECORD} ·", "all keys")
        explorer.settle()
        explorer.settle()
        assert explorer.read(lambda: False, 2.0) == b""


async def test_the_line_about_elsewhere_sends_its_own_cells_only(systems: Systems) -> None:
    app = systems.app("demo-repcard", only=("demo-repcard",))
    app.driver_class = TerminalDriver
    sent: list[int] = []

    async def body(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        pane = pane_of(pilot)
        record = pane.cursor_address
        assert record is not None
        written(app)
        for words in ("Gormic", "", "Gormic 9f3c same phone", "Gormic 9f3c same phone", ""):
            pane.split.show_elsewhere(record, ((words, ""),), ())
            await pilot.pause()
            await pilot.pause()
            sent.append(len(written(app).encode()))

    await drive(app, body, SIZE)
    first, _, came, stayed, went = sent  # the first time the whole line is drawn
    assert 0 < first <= 250 and 0 < came <= 200 and 0 < went <= 200 and stayed == 0, sent


async def test_the_screen_is_not_styled_again_when_a_dialog_over_it_ends(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[MainScreen] = []
    really = MainScreen.update_node_styles

    def update_node_styles(self: MainScreen, animate: bool = True) -> None:
        styled.append(self)
        really(self, animate)

    async with systems.app("demo-repcard", only=("demo-repcard",)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        monkeypatch.setattr(MainScreen, "update_node_styles", update_node_styles)
        await pilot.press("question_mark")
        await on_top(pilot, HelpScreen)
        await pilot.press("escape")
        await back_on_main(pilot)
        await settle(pilot)
        assert not styled


def test_the_program_writes_with_the_driver_that_saves_bytes(systems: Systems) -> None:
    driver = systems.app("demo-repcard").driver_class
    assert issubclass(driver, LinuxDriver)
    assert next(each for each in driver.__mro__ if "write" in vars(each)) is ShortWrites


def test_first_paint_needs_no_heavy_library() -> None:
    """Importing the app brings neither HTTP nor pydantic, the demo's server or a vendor's record types."""
    code = "import sys, explorer.ui.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = (
        "httpx",
        "pydantic",
        "starlette",
        "hypercorn",
        "explorer.demo",
        "explorer.vendors",
        "explorer.model.validate",
    )
    assert not [name for name in loaded if name.startswith(heavy)]
