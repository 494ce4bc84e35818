"""A driver that keeps what is sent to the terminal, and a terminal that reads it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pyte
from rich.color import ColorSystem
from textual._compositor import LayoutUpdate
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from explorer.ui.fewer_bytes import ShortWrites

Size = tuple[int, int]
"""Columns and lines."""


class _KeepingDriver(HeadlessDriver):
    """Keeps everything written."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self.written: list[str] = []

    def write(self, data: str) -> None:
        self.written.append(data)


class TerminalDriver(ShortWrites, _KeepingDriver):
    """Counts as a real terminal to the app, and writes as on one."""

    @property
    def is_headless(self) -> bool:
        return False


def written(app: App[None]) -> str:
    """What was sent since the last call."""
    driver = app._driver
    assert isinstance(driver, TerminalDriver)
    text = "".join(driver.written)
    driver.written.clear()
    return text


async def drive(app: App[None], body: Callable[[Pilot[Any]], Awaitable[None]], size: Size = (140, 45)) -> None:
    """Run `app` on a `TerminalDriver` of `size` in full colour, and `body` once its first screen stands."""

    async def run(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        await pilot.pause()
        await body(pilot)
        app.exit()

    app.console._color_system = ColorSystem.TRUECOLOR
    await app.run_async(headless=False, mouse=False, size=size, auto_pilot=run)


def drawn_anew(app: App[None]) -> str:
    """All of the screen, as a full repaint sends it."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    return update.render_segments(app.console)


class Terminal:
    """A terminal emulator."""

    def __init__(self, size: Size) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)

    def feed(self, text: str) -> None:
        """Read `text` as a terminal does."""
        self._stream.feed(text)

    def cells(self) -> list[list[Any]]:
        """Each cell with its character and attributes; of a blank those that are seen."""
        screen = self._screen
        return [[_seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]

    def lines(self) -> list[str]:
        """The text of each line."""
        return list(self._screen.display)


def _seen(cell: Any) -> Any:
    drawn = cell.data.strip() or cell.underscore or cell.reverse or cell.strikethrough
    return cell if drawn else (cell.data, cell.bg)
