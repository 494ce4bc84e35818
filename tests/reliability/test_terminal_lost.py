"""Terminals that go away, take nothing, change their size or know little; the real program on a pseudo-terminal."""

from __future__ import annotations

import os
import select
import shlex
import signal
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.demo_vendors import DemoVendors
from tests.explorer_process import RECORD, SIZE, Explorer, in_a_shell, running
from tests.pseudo_terminal import ROOT, Session, started
from tests.time_to_end import PROMISED, TimeToEnd
from tests.waiting import LONGEST

LIST = "demo-assemble/users"
_MODES = (b"1049", b"1000", b"1003", b"1006", b"2004", b"1004")
"""Main screen, mouse, paste and focus: what is switched on has to be switched off."""


def ticks(pid: int | str) -> int:
    """Processor time of a process or a task so far, in hundredths of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a process whose end is due."""
    end = TimeToEnd(process)
    deadline = time.monotonic() + LONGEST
    while not end.ended() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert end.seconds < PROMISED
    return process.wait()


def as_before(session: Session, before: list[Any]) -> bool:
    """The terminal's modes are those of before, on both sides of the line."""
    last = [session.raw.rfind(b"\x1b[?%sh" % mode) < session.raw.rfind(b"\x1b[?%sl" % mode) for mode in _MODES]
    return all(last) and termios.tcgetattr(session.descriptor) == before


def typing(explorer: Explorer) -> None:
    """A form is open, with something in it that is on the disk."""
    explorer.open_form()
    explorer.type_first_name("Zed")


@contextmanager
def hanging_up(explorer: Explorer) -> Iterator[None]:
    """The terminal is closed."""
    os.close(explorer.descriptor)
    try:
        yield
    finally:
        explorer.descriptor = os.open(os.devnull, os.O_RDWR)
        # `started` closes the number that it knows, which is the same one again.


def test_x04_a_closed_terminal_ends_it_and_the_draft_is_kept(config: Path) -> None:
    with running(config) as explorer:
        typing(explorer)
        with hanging_up(explorer):
            assert ended(explorer.process) == 129
        assert explorer.typed() == {"first_name": "Zed"}


def test_x05_without_a_signal_too_it_ends_instead_of_reading_the_end_for_ever(config: Path) -> None:
    """SIGHUP is ignored when it starts, and none comes: the terminal is not its controlling one."""
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (SIZE[1], SIZE[0]))
    folders = {f"XDG_{kind}_HOME": str(config.parent / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", sys.executable, "-m", "explorer", "--config", str(config), RECORD],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **folders, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(theirs)
    explorer = Explorer(process, ours, config.parent / "state/explorer/journal.sqlite")
    try:
        typing(explorer)
        with hanging_up(explorer):
            before = ticks(process.pid)
            assert ended(process) == 129
        assert before  # it ran, and did not end by itself
        assert explorer.typed() == {"first_name": "Zed"}
    finally:
        process.kill()
        process.wait()
        os.close(explorer.descriptor)


def stall(explorer: Explorer) -> None:
    """Read nothing more, and have it draw until it cannot: its loop waits for the terminal, whatever happens."""
    main, quiet = f"{explorer.process.pid}/task/{explorer.process.pid}", 0
    deadline = time.monotonic() + LONGEST
    while quiet < 5 and time.monotonic() < deadline:
        before = ticks(main)
        for width in (180, 181):
            termios.tcsetwinsize(explorer.descriptor, (60, width))
            select.select([], [], [], 0.05)  # for it to draw; nothing can be waited for, because nothing is read
        quiet = quiet + 1 if ticks(main) == before else 0
    assert quiet == 5


def test_x06_while_the_terminal_takes_nothing_drafts_are_on_disk_and_then_all_goes_on(config: Path) -> None:
    with running(config) as explorer:
        typing(explorer)
        explorer.press("\x15Zoe")
        stall(explorer)
        assert explorer.typed() == {"first_name": "Zoe"}
        assert explorer.process.poll() is None
        termios.tcsetwinsize(explorer.descriptor, (SIZE[1], SIZE[0]))
        explorer.settle()
        explorer.shows("[Zoe")
        explorer.press("\x1b")
        explorer.shows("1 draft (J)", "all keys")


def test_x06_requests_that_the_stall_overtook_end_and_later_ones_are_sent(config: Path, vendors: DemoVendors) -> None:
    slow = '[[fault]]\nvendor = "assemble"\nmethod = "GET"\npath = "*/users*"\ncount = 1\ndelay = 0.5\nreset = true\n'
    try:
        with running(config, place=LIST) as explorer:
            explorer.shows("all keys", "row 1 of")
            vendors.faults(slow)
            explorer.press("r")
            explorer.until(lambda: vendors.faults("")[0]["happened"] == 1)
            stall(explorer)  # which takes longer than it takes the vendor to reset the connection
            termios.tcsetwinsize(explorer.descriptor, (SIZE[1], SIZE[0]))
            explorer.settle()
            explorer.until(lambda: "row 1 of" in explorer.words and "checking" not in explorer.words)
            before = vendors.faults("")[0]["met"]
            explorer.press("r")
            explorer.until(lambda: vendors.faults("")[0]["met"] > before)
            explorer.until(lambda: "row 1 of" in explorer.words and "failed" not in explorer.words)
            explorer.press("j")
            explorer.shows("row 2 of")
    finally:
        vendors.faults("# none")


def test_x07_terminated_while_the_terminal_takes_nothing(config: Path) -> None:
    with running(config) as explorer:
        before = termios.tcgetattr(explorer.descriptor)
        typing(explorer)
        stall(explorer)
        explorer.process.send_signal(signal.SIGTERM)
        assert ended(explorer.process) == 143
        assert explorer.end() == 143
        assert as_before(explorer, before)
        assert explorer.typed() == {"first_name": "Zed"}


def test_x08_stopped_and_brought_back(config: Path) -> None:
    with in_a_shell(config, LIST) as (shell, command):
        before = termios.tcgetattr(shell.descriptor)
        shell.press(f"{command}\n")
        shell.shows("all keys", "writes on")
        assert termios.tcgetattr(shell.descriptor) != before
        shell.press("\x1a")
        shell.until(lambda: "Stopped" in shell.words and as_before(shell, before))
        shell.press("echo still $((6 * 7))\n")
        shell.shows("still 42")
        shell.press("fg\n")
        shell.shows("all keys", "row 1 of")
        assert "still 42" not in shell.words
        shell.press("j")
        shell.shows("row 2 of")
        shell.press("q")
        shell.until(lambda: as_before(shell, before) and shell.raw.endswith(b"prompt> "))


def test_x09_ctrl_c_says_what_is_unfinished_and_twice_it_leaves(config: Path) -> None:
    with running(config) as explorer:
        before = termios.tcgetattr(explorer.descriptor)
        typing(explorer)
        explorer.press("\x03")
        explorer.shows("esc leaves this; to quit, ctrl+c once more")
        assert explorer.process.poll() is None
        explorer.press("\x03\x03")
        assert explorer.end() == 130
        assert as_before(explorer, before)
        assert explorer.typed() == {"first_name": "Zed"}


def test_x10_whatever_the_size_the_form_and_its_cursor_stay(config: Path) -> None:
    with running(config) as explorer:
        typing(explorer)
        sizes = [(1, 1), (20, 5), (400, 200), (3, 40), (200, 2), (80, 24)]
        for pause in (0.0, 0.02, 0.2):  # faster than anybody draws, and each of them drawn
            for width, height in sizes:
                termios.tcsetwinsize(explorer.descriptor, (height, width))
                explorer.read(lambda: False, pause)
        termios.tcsetwinsize(explorer.descriptor, (SIZE[1], SIZE[0]))
        explorer.settle()
        explorer.press("ra")
        explorer.until(lambda: (explorer.typed() or {}).get("first_name") == "Zedra")
        explorer.shows("[Zedra", "ctrl+r review")


@pytest.mark.parametrize(
    ("stdin", "environ"),
    [("terminal", {"TERM": "dumb"}), ("terminal", {"TERM": ""}), ("pipe", {})],
    ids=["dumb", "no TERM", "pipe"],
)
def test_x11_where_nothing_can_be_drawn_one_line_says_so(config: Path, stdin: str, environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "explorer", "--config", str(config)]
    if stdin == "pipe":
        ran = subprocess.run(command, input=b"", capture_output=True, cwd=ROOT)
        code, told = ran.returncode, ran.stdout + ran.stderr
    else:
        with started(command, SIZE, environ) as (process, descriptor):
            session = Session(process, descriptor, SIZE)
            code, told = session.end(), session.raw
    assert code == 2
    assert b"\x1b" not in told
    assert told.decode().splitlines() == [
        "explorer: the screen needs a terminal; commands such as explorer list work without one"
    ]


@pytest.mark.parametrize("where", ["/dev/null", "&-"], ids=["sent away", "closed"])
def test_x11_a_screen_that_nobody_would_see_is_not_begun(config: Path, where: str) -> None:
    words = shlex.join([sys.executable, "-m", "explorer", "--config", str(config)])
    with started(["sh", "-c", f"exec {words} 2>{where}"], SIZE) as (process, descriptor):
        session = Session(process, descriptor, SIZE)
        assert (session.end(), session.raw) == (2, b"")


BREAKS = """
import sys
from explorer.__main__ import main
from explorer.ui.app import ExplorerApp

def breaks(self):
    key = "canary-5d17"
    raise RuntimeError(f"with {key} \\x1b]0;title\\x07[bold]")

ExplorerApp.action_help_quit = breaks
sys.exit(main(sys.argv[1:]))
"""


def test_x13_x14_an_error_that_nobody_foresaw_ends_in_one_line_and_a_private_report(config: Path) -> None:
    folders = {f"XDG_{kind}_HOME": str(config.parent / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
    with started([sys.executable, "-c", BREAKS, "--config", str(config), RECORD], SIZE, folders) as (process, ours):
        explorer = Explorer(process, ours, config.parent / "state/explorer/journal.sqlite")
        before = termios.tcgetattr(ours)
        typing(explorer)
        explorer.press("\x03")
        assert explorer.end() == 70
        assert as_before(explorer, before)
    said = explorer.raw.rpartition(b"\x1b[?1004l")[2].decode()
    (report,) = (config.parent / "state/explorer/reports").iterdir()
    assert "RuntimeError" in said and report.name in said.replace("\r\n", "")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    for text in (explorer.raw.decode(), report.read_text()):
        assert "canary-5d17" not in text
    assert "\x1b]" not in said and "Traceback" not in said
    assert explorer.typed() == {"first_name": "Zed"}


_C: dict[str, str] = {"LC_ALL": "C", "LANG": "C"}


@pytest.mark.parametrize(
    "environ",
    [_C, {**_C, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1", "LC_ALL": "de_DE"}],
    ids=["C", "ASCII", "Latin-1"],
)
def test_x12_without_unicode_columns_stay_and_nothing_is_garbled(config: Path, environ: dict[str, str]) -> None:
    folders = {f"XDG_{kind}_HOME": str(config.parent / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
    command = [sys.executable, "-m", "explorer", "--config", str(config), LIST]
    with started(command, SIZE, {**folders, **environ}) as (process, descriptor):
        session = Session(process, descriptor, SIZE)
        session.shows("all keys", "row 1 of", *(["LC_ALL=C.UTF-8"] if environ is not _C else []))
        session.settle()
        lines = session.terminal.lines()
        for number in range(10):
            session.press("j")
            session.shows(f"row {number + 2} of")
        assert b"\\u" not in session.raw and b"\\x" not in session.raw
        rules = {line.index("|") for line in lines[3:12] if "|" in line} | {
            line.index("│") for line in lines[3:12] if "│" in line
        }
        assert len(rules) == 1, lines
        if environ is not _C:
            assert "??" in session.words
        if "PYTHONUTF8" in environ:
            assert session.raw.isascii()
