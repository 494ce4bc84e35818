"""`explorer demo` in a real pseudo-terminal: it opens, and however it ends, nothing is left behind."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from explorer.config import parse
from explorer.vendors import discover
from tests.waiting import LONGEST


@dataclass(slots=True)
class Terminal:
    """A program in a pseudo-terminal of 80x24."""

    process: subprocess.Popen[bytes]
    descriptor: int
    folder: Path
    """Where its temporary files are."""
    shown: bytes = b""

    def wait_for(self, text: bytes) -> None:
        """Reads until `text` was written to the terminal."""
        deadline = time.monotonic() + LONGEST
        while text not in self.shown:
            ready, _, _ = select.select([self.descriptor], [], [], max(deadline - time.monotonic(), 0))
            assert ready, self.shown[-2000:]
            self.shown += os.read(self.descriptor, 65536)

    def end(self) -> int:
        """Reads on until the program has ended; its exit code."""
        deadline = time.monotonic() + LONGEST
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self.descriptor], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.descriptor, 65536)
                except OSError:  # the other side is closed
                    break
        return self.process.wait(LONGEST)

    def close(self) -> None:
        """Closes the terminal, as its window does."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    @property
    def vendors(self) -> list[int]:
        """The processes that serve this demo."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    environment = (entry / "environ").read_bytes()
                    command = (entry / "cmdline").read_bytes()
                except OSError:  # it has ended meanwhile, or is another user's
                    continue
                if f"TMPDIR={self.folder}".encode() in environment and b"explorer.demo" in command:
                    found.append(int(entry.name))
        return found


@contextmanager
def _terminal(folder: Path, *arguments: str) -> Iterator[Terminal]:
    folder.mkdir()
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TMPDIR": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8"},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # closing the terminal then sends SIGHUP
    )
    os.close(theirs)
    terminal = Terminal(process, ours, folder)
    try:
        yield terminal
    finally:
        process.kill()
        process.wait()
        terminal.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    with _terminal(tmp_path / "tmp", "demo", "--people", "60") as terminal:
        yield terminal


def _until(condition: Callable[[], bool]) -> None:
    """Waits for another process to do what it is about to."""
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline
        select.select([], [], [], 0.02)


def test_it_opens_with_real_rows_and_quits_without_a_trace(demo: Terminal) -> None:
    demo.wait_for(b"Owner")
    assert demo.vendors
    os.write(demo.descriptor, b"q")
    assert demo.end() == 0
    assert not list(demo.folder.iterdir()) and not demo.vendors


def test_a_termination_is_as_clean(demo: Terminal) -> None:
    demo.wait_for(b"Owner")
    before = termios.tcgetattr(demo.descriptor)
    demo.process.send_signal(signal.SIGTERM)
    assert demo.end() == 143
    assert not list(demo.folder.iterdir()) and not demo.vendors
    lines = termios.tcgetattr(demo.descriptor)[3]
    assert lines & termios.ICANON and lines & termios.ECHO and not before[3] & termios.ICANON


def test_further_signals_do_not_disturb_the_cleaning_up(demo: Terminal) -> None:
    demo.wait_for(b"Owner")
    demo.process.send_signal(signal.SIGTERM)
    demo.wait_for(b"\x1b[?1049l")  # the screen is gone, and what it stood on is being put away
    while demo.process.poll() is None:
        demo.process.send_signal(signal.SIGHUP)
        demo.process.send_signal(signal.SIGINT)
        select.select([], [], [], 0.005)
    assert demo.process.returncode == 143
    assert not list(demo.folder.iterdir()) and not demo.vendors


@pytest.mark.parametrize("seen", [b"\x1b[?1049h", b"Owner"])
def test_closing_the_terminal_leaves_nothing_behind(demo: Terminal, seen: bytes) -> None:
    demo.wait_for(seen)
    demo.close()
    assert demo.process.wait(LONGEST) == 129
    assert not list(demo.folder.iterdir()) and not demo.vendors


def test_the_plain_screen_gives_the_terminal_back(tmp_path: Path, config_file: Path) -> None:
    with _terminal(tmp_path / "tmp", "--config", str(config_file)) as terminal:
        terminal.wait_for(b"Owner")
        terminal.process.send_signal(signal.SIGTERM)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.end() == 143
        assert b"\x1b[?1049l" in terminal.shown
        assert termios.tcgetattr(terminal.descriptor)[3] & termios.ICANON


def test_the_vendors_end_even_when_it_is_killed(demo: Terminal) -> None:
    demo.wait_for(b"Owner")
    assert demo.vendors
    demo.process.kill()
    _until(lambda: not demo.vendors)


def test_serving_alone_prints_a_ready_config(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "demo", "--serve", "--people", "20"],
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or "org-1" not in lines[-1]:
        lines.append(process.stdout.readline())
    config = parse("".join(lines), discover())
    assert config.demo and len(config.accounts) == 4 and not config.problems
    process.send_signal(signal.SIGINT)
    assert process.wait(LONGEST) == 0
    process.stdout.close()
