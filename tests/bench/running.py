"""A program that runs on a pseudo-terminal, and when its screen changed.

A moment is when bytes were read from the terminal. They are parsed while nothing more is to be read: how fast the
emulator is tells in no figure.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from tests.bench import keys, processes
from tests.bench.terminal import Size, Terminal
from tests.pseudo_terminal import started

SIZE: Final[Size] = (140, 45)
_SLICE: Final = 1024
"""Bytes parsed between two looks for more."""
_END_SECONDS: Final = 5.0


class BenchError(Exception):
    """Something could not be measured; the text says why."""


class Running:
    """The program and its terminal."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int, began: float) -> None:
        self.process = process
        self.began = began
        self.received = 0
        """Bytes so far."""
        self.changes: list[float] = []
        """The moments in which the screen changed, since this was last cleared."""
        self.ended = False
        self._descriptor = descriptor
        os.set_blocking(descriptor, False)
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._terminal = Terminal(SIZE)
        self._unread: deque[tuple[float, bytes]] = deque()
        self._last = began

    def text(self) -> str:
        """What is shown, line by line."""
        return "\n".join(self._terminal.lines())

    def press(self, *pressed: str) -> None:
        """Sends keys."""
        self.write(b"".join(keys.sent(key, self._terminal.application_keys) for key in pressed))

    def paste(self, text: str) -> None:
        """As a terminal does in bracketed paste mode."""
        self.write(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def write(self, data: bytes) -> None:
        """Sends bytes."""
        while data:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:
                self._read(0.002)
            except OSError:
                self.ended = True
                return

    def wait_for(self, pattern: str, seconds: float = 60.0) -> float:
        """The moment when the screen came to match `pattern`. Raises BenchError."""
        wanted = re.compile(pattern, re.MULTILINE)
        deadline = time.perf_counter() + seconds
        if not self._unread and wanted.search(self.text()):
            return time.perf_counter()
        while time.perf_counter() < deadline and not (self.ended and not self._unread):
            if self._read(0.0 if self._unread else 0.05) or not self._unread:
                continue
            at = self._unread[0][0]
            if self._parse_slice() and wanted.search(self.text()):
                return at
        what = "the program ended" if self.ended else "it did not come"
        raise BenchError(f"waited for {pattern!r}, and {what}\n{self.text()}".rstrip())

    def settle(self, quiet: float, most: float = 5.0) -> None:
        """Reads until nothing has come for `quiet` seconds, but not for longer than `most`, and shows it all."""
        begun = time.perf_counter()
        while not self.ended:
            now = time.perf_counter()
            left = min(max(self._last, begun) + quiet, begun + most) - now
            if left <= 0:
                break
            if not self._read(0.0 if self._unread else left) and self._unread:
                self._parse_slice()
        self.show()

    def collect(self, first: float, quiet: float) -> None:
        """Reads without showing: `first` seconds for anything to come, then until nothing came for `quiet` seconds."""
        begun = time.perf_counter()
        while not self.ended:
            came = self._last > begun
            left = (self._last + quiet if came else begun + first) - time.perf_counter()
            if left <= 0:
                return
            self._read(left)

    def read_until(self, moment: float) -> None:
        """Reads without showing until `moment`."""
        while (left := moment - time.perf_counter()) > 0 and not self.ended:
            self._read(left)

    def show(self) -> None:
        """Parses all that was read."""
        while self._unread:
            self._parse_slice()

    def cpu_seconds(self) -> float:
        """Of it and its children."""
        return processes.cpu_seconds(self.process.pid)

    def peak_megabytes(self) -> float:
        """Of it and its children."""
        return processes.peak_megabytes(self.process.pid)

    def end(self, quit_keys: Sequence[str]) -> None:
        """Quits it as a user does; what does not end so is killed by who started it."""
        for key in quit_keys:
            self.press(key)
            self.settle(0.2, 1.0)
        deadline = time.perf_counter() + _END_SECONDS
        while self.process.poll() is None and time.perf_counter() < deadline:
            if not self._read(0.02):
                time.sleep(0.005)
            self._unread.clear()

    def _read(self, seconds: float) -> bool:
        if self.ended or not self._poll.poll(max(seconds, 0.0) * 1000):
            return False
        data = b""
        with suppress(OSError):  # the other side has closed it
            data = os.read(self._descriptor, 1 << 16)
        if not data:
            self.ended = True
            return False
        self._last = time.perf_counter()
        self.received += len(data)
        self._unread.append((self._last, data))
        return True

    def _parse_slice(self) -> bool:
        """Whether the screen has changed."""
        at, data = self._unread.popleft()
        if data[_SLICE:]:
            self._unread.appendleft((at, data[_SLICE:]))
        if answers := self._terminal.feed(data[:_SLICE]):
            self.write(answers)
        changed = self._terminal.changed()
        if changed:
            self.changes.append(at)
        return changed


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str], quit_keys: Sequence[str]) -> Iterator[Running]:
    """`command` on a terminal of its own, until the block ends."""
    began = time.perf_counter()
    with started(command, SIZE, {"COLORTERM": "truecolor", **environ}) as (process, descriptor):
        program = Running(process, descriptor, began)
        yield program
        program.end(quit_keys)
