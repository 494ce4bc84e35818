"""The byte gate: everything that is sent to a terminal, held against what we send ourselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from rich.cells import cell_len
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from wcwidth import wcwidth

from explorer.ui.app import ExplorerApp
from explorer.ui.screens.main import MainScreen
from tests.ui.screen.systems import settle, shown
from tests.ui.table.terminal import Size, Terminal, TerminalDriver, drawn_anew, written
from tests.ui.table.test_hostile import FORBIDDEN

SIZE: Final[Size] = (140, 45)
OURS: Final = re.compile(
    r"\x1b\[[\d;]*[mHGrMLX]"  # colours, places, scrolling, erasing (ECMA-48)
    r"|\x1b\[\?(?:25|1000|1003|1004|1006|1015|1049|2004|2026|2048)[hl]"  # what Textual turns on and off
    r"|\x1b\]22;default\x07|\x1b\]52;c;[A-Za-z0-9+/]*={0,2}\x07"  # the pointer's shape, and what a key copies
    r"|\n"
)
BEGINNING: Final = re.compile(r"\x1b\[[<>=]\d*u|\x1b\[c|\x1b\[\?\d+\$p")
"""What the terminal is asked once, and how keys are sent."""
HOSTILE: Final = re.compile(r"[\u2400-\u241f\u2421\ufffd]|\\u[0-9a-f]{4}")
"""What is drawn in the place of a control or of what hides or reorders: no word or sign of our own holds it."""
_BACK: Final = 12
_PATIENCE: Final = 4
"""How often it is looked again while something is on its way that may wait for keys."""


def check(sent: str, where: object) -> None:
    """What was sent to a terminal is our own: no control of anybody else's, nothing hidden."""
    left = OURS.sub("", BEGINNING.sub("", sent))
    assert not FORBIDDEN.search(left), (where, set(FORBIDDEN.findall(left)))


OPENED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "test_r01_a_conflict_its_review_and_outcome": ("ConflictScreen",),
    "test_r01_the_form_and_its_long_texts": ("LongTextScreen",),
    "test_r01_one_change_to_many": ("ChangeManyScreen", "ReviewManyScreen", "BulkScreen"),
    "test_r01_what_is_refused_stands_until_it_is_read": ("NoticeScreen",),
    "test_r01_leaving_with_something_typed": ("LeavingScreen",),
    "test_r01_plain_text": ("PlainTextScreen",),
    "test_r01_a_question_of_the_vendor": ("SignInScreen",),
    "test_r01_the_first_page_and_setting_up": ("WelcomeScreen", "SetUpScreen"),
}
"""Tests to the screens that no command opens by itself: each of them fails when no hostile text was seen on its own."""


class Gate:
    """Looks at everything that is sent to the terminal."""

    def __init__(self, app: ExplorerApp, size: Size = SIZE) -> None:
        self.app = app
        self._size = size
        self.seen: set[type[Screen[Any]]] = set()
        self.met: set[str] = set()
        """Where hostile text was drawn: names of screens, and of the main one's parts."""
        self.pressed = "the start"
        app.driver_class = TerminalDriver

    async def look(self, pilot: Pilot[Any]) -> None:
        """Nothing but our own sequences, no link and no action, and nothing that came to nothing by a bug of ours; on
        a screen's first sight the picture is right, too."""
        await settle(pilot)
        for _ in range(_PATIENCE):
            if all(each.is_finished for each in pilot.app.workers):
                break
            await pilot.pause()
        check(written(self.app), self.pressed)
        for strip in self.app.screen._compositor.render_strips():
            for text, style, _ in strip:
                assert not FORBIDDEN.search(text), (self.pressed, "nothing but the line filter stops it", text)
                assert style is None or style.link is None, self.pressed
                assert style is None or not any(name.startswith("@") for name in style.meta), self.pressed
        assert not self.app.outlived._reports, (self.pressed, list(self.app.outlived._reports))
        self._note_met()
        kind = type(self.app.screen)
        if kind not in self.seen:
            self.seen.add(kind)
            self._compare(pilot)

    def check_opened(self, test: str) -> None:
        """All screens were opened that `test` is there for, and hostile text was drawn on each."""
        assert set(OPENED_BY[test]) <= self.met, (test, self.met)

    def _note_met(self) -> None:
        screen = self.app.screen
        parts: dict[str, Widget] = {type(screen).__name__: screen}
        if isinstance(screen, MainScreen):
            parts = {"table": screen.pane.table, "detail": screen.pane.detail}
        strips = screen._compositor.render_strips()
        for name, widget in parts.items():
            at = widget.region
            lines = (strip.crop(at.x, at.right).text for strip in strips[at.y : at.bottom])
            if any(map(HOSTILE.search, lines)):
                self.met.add(name)

    def _compare(self, pilot: Pilot[Any]) -> None:
        terminal = Terminal(self._size)
        terminal.feed(drawn_anew(self.app))
        lines = terminal.lines()
        right = {at: line for at, line in enumerate(shown(pilot).split("\n")) if _comparable(line)}
        assert len(right) > self._size[1] // 5
        assert {at: lines[at] for at in right} == right, self.pressed

    async def press(self, pilot: Pilot[Any], *keys: str) -> None:
        """Press keys one by one, and look."""
        for key in keys:
            self.pressed = f"{key} on {type(self.app.screen).__name__}"
            await pilot.press(key)
            await self.look(pilot)

    async def back(self, pilot: Pilot[Any]) -> None:
        """To the main screen."""
        for _ in range(_BACK):
            if isinstance(self.app.screen, MainScreen) and not self.app.screen.has_class("-searching"):
                return
            await self.press(pilot, "escape")
        raise AssertionError(f"no way back from {self.app.screen}")


def _comparable(line: str) -> bool:
    """Whether emulator and Textual agree on how wide each letter is: of marks and some scripts they do not."""
    return all(0 < wcwidth(sign) == cell_len(sign) for sign in set(line))
