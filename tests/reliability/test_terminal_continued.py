"""Stopped and continued by others, started in the background, quit by signal; the real program on a pseudo-terminal."""

from __future__ import annotations

import signal
import termios
from pathlib import Path

import pytest

from tests.explorer_process import in_a_shell, running
from tests.reliability.test_terminal_lost import LIST, as_before

_CLEARED = "\x1b[?1049l\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[?25h\x1b[2J"
"""What a shell that has the terminal meanwhile makes of it: its own modes, nothing of ours on it."""
_STOPS = (signal.SIGSTOP, signal.SIGTSTP)


def state(pid: int) -> str:
    """What a process does, as one letter: `T` is stopped (Linux, `/proc/PID/stat`)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_x08_stopped_by_another_it_has_its_modes_again_and_gives_back_those_of_the_terminal(config: Path) -> None:
    with running(config, place=LIST) as explorer:
        before = termios.tcgetattr(explorer.descriptor)
        explorer.shows("all keys", "row 1 of")
        explorer.settle()
        ours = termios.tcgetattr(explorer.descriptor)
        explorer.process.send_signal(signal.SIGSTOP)
        termios.tcsetattr(explorer.descriptor, termios.TCSANOW, before)
        explorer.terminal.feed(_CLEARED)
        assert "row 1 of" not in explorer.words
        explorer.process.send_signal(signal.SIGCONT)
        explorer.shows("all keys", "row 1 of")
        assert termios.tcgetattr(explorer.descriptor) == ours
        explorer.settle()
        explorer.press("j")
        explorer.shows("row 2 of")
        explorer.press("q")
        assert explorer.end() == 0
        assert as_before(explorer, before)


def test_x08_in_the_foreground_again_it_is_drawn_anew(config: Path) -> None:
    with running(config, place=LIST) as explorer:
        before = termios.tcgetattr(explorer.descriptor)
        explorer.shows("all keys", "row 1 of")
        explorer.settle()
        explorer.process.send_signal(signal.SIGTSTP)
        explorer.until(lambda: termios.tcgetattr(explorer.descriptor) == before)
        explorer.settle()
        explorer.terminal.feed(_CLEARED)
        assert "row 1 of" not in explorer.words
        explorer.process.send_signal(signal.SIGCONT)
        explorer.shows("all keys", "row 1 of")
        explorer.press("q")
        assert explorer.end() == 0
        assert as_before(explorer, before)


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([signal.SIGCONT, signal.SIGTERM], 143),
        ([signal.SIGSTOP, signal.SIGCONT, signal.SIGHUP], 129),
        ([signal.SIGTERM, signal.SIGCONT], 143),  # as systemd does, for what is stopped
        ([signal.SIGTSTP, signal.SIGCONT, signal.SIGTERM, signal.SIGCONT], 143),
        ([signal.SIGQUIT], 131),
    ],
    ids=lambda each: " ".join(one.name for one in each) if isinstance(each, list) else str(each),
)
def test_x08_however_it_ends_then_the_terminal_is_as_before(
    config: Path, signals: list[signal.Signals], code: int
) -> None:
    with running(config, place=LIST) as explorer:
        before = termios.tcgetattr(explorer.descriptor)
        explorer.shows("all keys", "row 1 of")
        explorer.settle()
        for number in signals:
            explorer.process.send_signal(number)
            if number in _STOPS:  # in one burst Python has handlers run by number: SIGTSTP's would stop it last
                explorer.until(lambda: state(explorer.process.pid) == "T")
        assert explorer.end() == code
        assert as_before(explorer, before)


def test_x08_started_in_the_background_it_waits_for_the_terminal(config: Path) -> None:
    with in_a_shell(config, LIST) as (shell, command):
        before = termios.tcgetattr(shell.descriptor)
        shell.press(f"{command} & wait; jobs\n")
        shell.shows("Stopped")
        shell.press("fg\n")
        shell.shows("all keys", "row 1 of")
        shell.press("q")
        shell.until(lambda: as_before(shell, before) and shell.raw.endswith(b"prompt> "))
