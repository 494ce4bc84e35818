"""The same over a real pseudo-terminal, with Textual's own driver."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.pseudo_terminal import Session, started
from tests.ui.table.terminal import Size

PROGRAM = """
from tests.ui.table.people import People, TableApp

class Program(TableApp):
    BINDINGS = [("R", "repaint", "Send all of the screen")]

    def action_repaint(self) -> None:
        self.screen.refresh()

Program(People(range(100_000))).run()
"""
SIZE: Size = (140, 45)
SCROLL = b"\x1b[3;44r\x1b[3H\x1b[1M\x1b[r"
"""The table's lines move up by one."""


class Shown(Session):
    """The program, and where its row cursor is drawn."""

    def cursor_on(self, number: int) -> Callable[[], bool]:
        """Whether the row cursor is drawn on the person with `number`, and nowhere else."""
        return lambda: [line[2:6] for line in self.terminal.lines() if "[" in line] == [f"[{number:<3}"]


@contextmanager
def session() -> Iterator[Shown]:
    """The program with its first screen up, able to send synchronized updates."""
    with started([sys.executable, "-c", PROGRAM], SIZE, {"COLORTERM": "truecolor"}) as (process, descriptor):
        shown = Shown(process, descriptor, SIZE)
        shown.press("\x1b[?2026;2$y")  # the terminal knows synchronized updates
        shown.read(shown.cursor_on(0))
        shown.settle()
        yield shown


def test_keys_send_little_and_idling_nothing() -> None:
    with session() as shown:
        for number, keys in ((1, "j"), (2, "j"), (1, "k"), (2, "\x1b[B")):
            shown.press(keys)
            sent = shown.read(shown.cursor_on(number))
            assert shown.cursor_on(number)()
            assert len(sent) <= 649
        for number in range(3, 44):
            shown.press("j")
            sent = shown.read(shown.cursor_on(number))
            assert len(sent) <= 649
            assert (SCROLL in sent) == (number > 41)
        assert sent.index(SCROLL) < sent.index(b"\x1b[?2026h")
        shown.settle()
        assert shown.settle() == b""
        before = shown.terminal.cells()
        shown.press("R")
        assert len(shown.settle()) > 5000
        assert shown.terminal.cells() == before
