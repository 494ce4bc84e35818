"""A program on a real pseudo-terminal, and what that shows."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.ui.table.terminal import Size, Terminal
from tests.waiting import LONGEST

ROOT: Final = Path(__file__).parents[1]
_SETTLED_SECONDS: Final = 0.4


class Session:
    """A process on a pseudo-terminal, which is its controlling one, and the terminal that shows what it sends."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int, size: Size) -> None:
        self.process = process
        self.descriptor = descriptor
        """Our end: the terminal's."""
        self.raw = b""
        """All that was sent so far."""
        self.terminal = Terminal(size)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def words(self) -> str:
        """All that is shown, in one line with single spaces."""
        return " ".join(" ".join(self.terminal.lines()).split())

    def press(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self.descriptor, keys.encode())

    def read(self, true: Callable[[], bool], seconds: float = LONGEST) -> bytes:
        """Show what comes until something is so, but not for longer; what came."""
        before = len(self.raw)
        deadline = time.monotonic() + seconds
        while not true() and (left := deadline - time.monotonic()) > 0:
            # Something can also come true without a byte: the process ends, a file is there.
            if select.select([self.descriptor], [], [], min(left, 0.02))[0] and not self._take():
                break
        return self.raw[before:]

    def settle(self) -> bytes:
        """Show what comes until nothing more does; what came."""
        sent = b""
        while more := self.read(lambda: False, _SETTLED_SECONDS):
            sent += more
        return sent

    def until(self, true: Callable[[], bool]) -> None:
        """Show what comes until something is so; fails if it is not in time."""
        deadline = time.monotonic() + LONGEST
        while not true() and time.monotonic() < deadline:
            self.read(true, 1.0)
        assert true(), self.words

    def press_until(self, keys: str, true: Callable[[], bool]) -> None:
        """Type `keys`, and once more each second until something is so.

        For a form or a dialog that has just come: what is painted reaches us a little before it knows that it is
        painted, and takes keys.
        """
        pressed_at = 0.0

        def now() -> bool:
            nonlocal pressed_at
            if not true() and time.monotonic() - pressed_at > 1.0:
                self.press(keys)
                pressed_at = time.monotonic()
            return true()

        self.until(now)

    def shows(self, *texts: str) -> None:
        """Wait until all of `texts` are shown."""
        self.until(lambda: all(each in self.words for each in texts))

    def end(self) -> int:
        """Show what comes until it has ended; its exit code."""
        self.until(lambda: self.process.poll() is not None)
        while select.select([self.descriptor], [], [], 0)[0] and self._take():
            pass
        return self.process.returncode

    def _take(self) -> bool:
        try:
            taken = os.read(self.descriptor, 65536)
        except OSError:  # the other side is closed
            return False
        self.raw += taken
        self.terminal.feed(self._decoder.decode(taken))
        return bool(taken)


@contextmanager
def started(
    command: Sequence[str], size: Size, environ: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`command` on a pseudo-terminal of its own, and our end of that; killed in the end.

    `environ` is added to ours.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (size[1], size[0]))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(environ or {})},
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)
