"""The user's editor has the terminal when the system ends the explorer that lent it."""

from __future__ import annotations

import signal
import sys
import termios
from pathlib import Path
from shlex import quote

import pytest

from tests.explorer_process import Explorer, running
from tests.time_to_end import PROMISED, TimeToEnd

SAVES_AND_STAYS = """
import os, signal, sys, time, tty
if {stubborn}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
tty.setraw(0)
open(sys.argv[-1], "w").write({saved!r})
print("IN THE EDITOR", os.getpid(), end=" HERE", flush=True)
time.sleep(600)
"""


def lend(explorer: Explorer) -> int:
    """Open the field under the cursor in the editor; its process id."""
    explorer.press("\x1bOS")
    explorer.shows("IN THE EDITOR", "HERE")
    return int(explorer.words.partition("IN THE EDITOR")[2].split()[0])


@pytest.mark.parametrize("stubborn", [False, True], ids=["ends", "ends for nothing but a kill"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=str)
def test_x02_x03_what_the_editor_saved_is_in_the_draft(
    config: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int, stubborn: bool
) -> None:
    script = SAVES_AND_STAYS.format(stubborn=stubborn, saved="Zed")
    monkeypatch.setenv("VISUAL", f"{quote(sys.executable)} -c {quote(script)}")
    with running(config) as first:
        before = termios.tcgetattr(first.descriptor)
        first.open_form()
        first.type_first_name("Zo")
        editor = lend(first)
        end = TimeToEnd(first.process)
        first.process.send_signal(number)
        first.until(end.ended)
        assert end.seconds < PROMISED
        assert first.end() == code
        assert first.typed() == {"first_name": "Zed"}
        assert not Path(f"/proc/{editor}").exists()
        assert termios.tcgetattr(first.descriptor) == before


def test_x02_an_editor_that_was_ended_while_it_saved_empties_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = SAVES_AND_STAYS.format(stubborn=False, saved="")
    monkeypatch.setenv("VISUAL", f"{quote(sys.executable)} -c {quote(script)}")
    with running(config) as first:
        first.open_form()
        first.type_first_name("Zo")
        lend(first)
        first.process.terminate()
        assert first.end() == 143
        assert first.typed() == {"first_name": "Zo"}
