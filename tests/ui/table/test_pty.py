"""The same over a real pseudo-terminal, with Textual's own driver."""

from __future__ import annotations

import codecs
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ui.table.terminal import Size, Terminal

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


class Session:
    """A program on a pseudo-terminal, and the terminal that shows it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.terminal = Terminal(SIZE)
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def press(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._descriptor, keys.encode())

    def read(self, until: Callable[[], bool], limit: float = 30.0) -> bytes:
        """What is sent until the terminal is as asked for; what was sent if it is not within `limit` seconds."""
        sent = b""
        deadline = time.monotonic() + limit
        while not until():
            ready, _, _ = select.select([self._descriptor], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                break
            read = os.read(self._descriptor, 65536)
            self.terminal.feed(self._decoder.decode(read))
            sent += read
        return sent

    def settle(self) -> bytes:
        """What is sent until nothing more comes."""
        sent = b""
        while more := self.read(lambda: False, 0.4):
            sent += more
        return sent

    def cursor_on(self, number: int) -> Callable[[], bool]:
        """Whether the row cursor is drawn on the person with `number`, and nowhere else."""
        return lambda: [line[2:6] for line in self.terminal.lines() if "[" in line] == [f"[{number:<3}"]


@contextmanager
def session() -> Iterator[Session]:
    """The program with its first screen up, able to send synchronized updates."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (SIZE[1], SIZE[0]))
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    environ = {**inherited, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environ,
        cwd=Path(__file__).parents[3],
        start_new_session=True,
    )
    os.close(theirs)
    try:
        shown = Session(ours)
        shown.press("\x1b[?2026;2$y")  # the terminal knows synchronized updates
        shown.read(shown.cursor_on(0))
        shown.settle()
        yield shown
    finally:
        program.kill()
        program.wait()
        os.close(ours)


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
