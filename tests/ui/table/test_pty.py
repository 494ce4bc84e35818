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
from collections.abc import Iterator
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
FRAME_END = b"\x1b[?2026l"
"""The end of a synchronized update."""


class Session:
    """A program on a pseudo-terminal, and the terminal that shows it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.terminal = Terminal(SIZE)
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def press(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._descriptor, keys.encode())

    def read(self, awaited: bytes, limit: float = 30.0) -> bytes:
        """What is sent until that holds `awaited`; what was sent if that does not come within `limit` seconds."""
        sent = b""
        deadline = time.monotonic() + limit
        while awaited not in sent or not awaited:
            ready, _, _ = select.select([self._descriptor], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                break
            sent += os.read(self._descriptor, 65536)
        self.terminal.feed(self._decoder.decode(sent))
        return sent

    def frame(self) -> bytes:
        """What is sent up to the end of a frame."""
        sent = self.read(FRAME_END)
        assert sent.endswith(FRAME_END)
        return sent


@contextmanager
def session() -> Iterator[Session]:
    """The program with its first screen up, able to send synchronized updates."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (SIZE[1], SIZE[0]))
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
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
        shown.read(b"\x1b[?2026$p")
        shown.press("\x1b[?2026;2$y")
        shown.frame()
        shown.read(b"", 0.5)
        yield shown
    finally:
        program.kill()
        program.wait()
        os.close(ours)


def test_keys_send_little_and_idling_nothing() -> None:
    with session() as shown:
        for keys, scrolled in (("j", False), ("j", False), ("k", False), ("\x1b[B", False)):
            shown.press(keys)
            sent = shown.frame()
            assert len(sent) <= 649
            assert (b"r\x1b[3H" in sent) == scrolled
        for _ in range(41):
            shown.press("j")
            sent = shown.frame()
            assert len(sent) <= 649
        assert sent.startswith(b"\x1b[3;44r\x1b[3H\x1b[1M\x1b[r")
        assert shown.read(b"", 0.5) == b""
        before = shown.terminal.cells()
        shown.press("R")
        assert len(shown.frame()) > 5000
        assert shown.terminal.cells() == before
        assert any("[43 " in line for line in shown.terminal.lines())
