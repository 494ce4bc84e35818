"""Typing into a form on a real terminal; the process is killed, hung up or terminated; another one goes on with it."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from explorer.model.json_text import JsonObject
from explorer.store.encoding import load
from tests.demo_vendors import DemoVendors
from tests.ui.table.terminal import Size, Terminal

ROOT = Path(__file__).parents[2]
SIZE: Size = (110, 36)
SECONDS = 30.0
"""How long anything may take on a busy machine."""
RECORD = "demo-assemble/users/234523"


@pytest.fixture(scope="module")
def vendors() -> Iterator[DemoVendors]:
    made = DemoVendors(("--people", "60"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def config(vendors: DemoVendors, tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.touch(0o600)
    file.write_text(vendors.config_text)
    return file


class Explorer:
    """`explorer` on a pseudo-terminal, and what that shows."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int, journal: Path) -> None:
        self.process = process
        self.descriptor = descriptor
        self.raw = b""
        self._journal = journal
        self._terminal = Terminal(SIZE)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def words(self) -> str:
        """All that is shown, in one line with single spaces."""
        return " ".join(" ".join(self._terminal.lines()).split())

    def press(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self.descriptor, keys.encode())

    def until(self, true: Callable[[], bool]) -> None:
        """Show what comes until something is so."""
        self._show(SECONDS, true)
        assert true(), self.words

    def _show(self, seconds: float, true: Callable[[], bool]) -> None:
        """Show what comes until something is so, but not for longer."""
        deadline = time.monotonic() + seconds
        while not true() and time.monotonic() < deadline:
            if select.select([self.descriptor], [], [], 0.02)[0]:
                self._read()

    def shows(self, *texts: str) -> None:
        """Wait until all of `texts` are shown."""
        self.until(lambda: all(each in self.words for each in texts))

    def end(self) -> int:
        """Show what comes until it has ended; its exit code."""
        self.until(lambda: self.process.poll() is not None)
        while select.select([self.descriptor], [], [], 0)[0] and self._read():
            pass
        return self.process.returncode

    def _read(self) -> bool:
        try:
            read = os.read(self.descriptor, 65536)
        except OSError:  # the other side is closed
            return False
        self.raw += read
        self._terminal.feed(self._decoder.decode(read))
        return bool(read)

    def typed(self) -> JsonObject | None:
        """What its draft on the disk holds; None: there is none."""
        try:
            with closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as connection:
                row = connection.execute("SELECT typed FROM draft").fetchone()
        except sqlite3.OperationalError:  # it has not been made yet
            return None
        return load(row[0]) if row else None

    def open_form(self) -> None:
        """Edit the record."""
        self.shows(f"· {RECORD} ·", "all keys")
        self.press("e")
        self.shows(f"Edit {RECORD}", "ctrl+r review")

    def type_first_name(self, text: str) -> None:
        """Into the field that the form begins with; returns as soon as it is on the disk."""
        # What is painted reaches us a little before the form knows that it is painted, and takes keys.
        while f"[{text} " not in self.words:
            self.press(f"\x15{text}")
            self._show(1.0, lambda: f"[{text} " in self.words)
        self.until(lambda: (self.typed() or {}).get("first_name") == text)


@contextmanager
def running(config: Path, *options: str, place: str = RECORD) -> Iterator[Explorer]:
    """One more explorer of the same user, on a terminal of its own."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (SIZE[1], SIZE[0]))
    folders = {f"XDG_{kind}_HOME": str(config.parent / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "--config", str(config), *options, place],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**inherited, **folders, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    try:
        yield Explorer(process, ours, config.parent / "state/explorer/journal.sqlite")
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -9), (signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=lambda each: str(each)
)
def test_what_was_typed_is_there_again(config: Path, number: signal.Signals, code: int) -> None:
    """X01, X02, X03, X18"""
    with running(config) as first:
        before = termios.tcgetattr(first.descriptor)[3]
        first.open_form()
        first.type_first_name("Zed")
        began = time.monotonic()
        first.process.send_signal(number)
        assert first.end() == code
        if number != signal.SIGKILL:
            assert time.monotonic() - began < 10
            assert b"\x1b[?1049l" in first.raw and b"\x1b[?2004l" in first.raw
            after = termios.tcgetattr(first.descriptor)[3]
            assert after == before and after & termios.ICANON and after & termios.ECHO
    with running(config) as second:
        second.shows("1 draft (J)")
        second.press("J")
        second.shows("Write journal", "first name", "go on with it")
        second.press("\r")
        second.shows(f"Edit {RECORD}", "[Zed", "Your draft. Nothing has changed at the vendor since.", "ctrl+r review")
        second.press("\x1b")
        second.shows("1 draft (J)", "all keys")
        assert second.typed() == {"first_name": "Zed"}


def test_what_is_typed_until_the_kill_is_lost_for_half_a_second_at_most(config: Path) -> None:
    """X01"""
    with running(config) as first:
        first.open_form()
        first.type_first_name("Z")
        keys = "abcdefghijklmnopqrstuvwxyz"
        at = []
        for key in keys:
            at.append(time.monotonic())
            first.press(key)
            first.shows(f"[Z{keys[: len(at)]}")
        killed = time.monotonic()
        first.process.kill()
        first.end()
        kept = str((first.typed() or {})["first_name"])
        assert kept == "Z" + keys[: len(kept) - 1]
        old = sum(killed - each > 0.5 for each in at)
        assert len(kept) - 1 >= old


def test_the_second_explorer_of_a_record_is_told_and_takes_over_from_a_dead_one(config: Path) -> None:
    """X17"""
    with ExitStack() as stack:
        first, second = stack.enter_context(running(config)), stack.enter_context(running(config))
        first.open_form()
        first.type_first_name("Zed")
        second.shows(f"· {RECORD} ·", "all keys")
        second.press("e")
        second.shows(f"open in pid {first.process.pid}")
        assert f"Edit {RECORD}" not in second.words
        second.press("J")
        second.shows("Write journal", "first name")
        second.press("\r")
        second.shows(f"it is open in pid {first.process.pid}")
        second.press("\x1b")
        second.shows("all keys")
        first.process.kill()
        first.end()
        second.press("e")
        second.shows("[Zed", "Your draft")


def test_read_only_by_option_sends_and_keeps_nothing(config: Path) -> None:
    with running(config, "--read-only") as explorer:
        explorer.shows(f"· {RECORD} ·", "all keys", "read-only")
        explorer.press("e")
        explorer.shows("“demo-assemble”", "read_only")
        explorer.press("q")
        assert explorer.end() == 0
        assert explorer.typed() is None
