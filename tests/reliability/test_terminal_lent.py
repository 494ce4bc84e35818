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


SHOWS_AND_MENDS = """
import sys
text = open(sys.argv[-1]).read()
open(sys.argv[-1], "w").write(text.replace('"Zed', '"Zed!"'))
"""
WHOLE_CHANGE = "\x1b[1;2S"


def lend(explorer: Explorer, key: str = "\x1bOS") -> int:
    """Open the field under the cursor, or what `key` opens, in the editor; its process id."""
    explorer.press(key)
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


def test_x02_keys_that_arrive_together_open_one_editor(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two at once would share the terminal, and leave the signals of the program to one that has ended."""
    begun = tmp_path / "begun"
    script = f"open({str(begun)!r}, 'a').write('x')\n" + SAVES_AND_STAYS.format(stubborn=False, saved="Zed")
    monkeypatch.setenv("VISUAL", f"{quote(sys.executable)} -c {quote(script)}")
    with running(config) as first:
        first.open_form()
        first.type_first_name("Zo")
        lend(first, f"\x1bOS\x1bOS{WHOLE_CHANGE}")
        first.process.terminate()
        assert first.end() == 143
        assert begun.read_text() == "x"
        assert first.typed() == {"first_name": "Zed"}


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=str)
def test_x02_x03_a_whole_change_that_was_saved_broken_is_gone_on_with(
    config: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    script = SAVES_AND_STAYS.format(stubborn=False, saved='first_name = "Zed')
    monkeypatch.setenv("VISUAL", f"{quote(sys.executable)} -c {quote(script)}")
    with running(config) as first:
        first.open_form()
        first.type_first_name("Zo")
        lend(first, WHOLE_CHANGE)
        first.process.send_signal(number)
        first.end()
        assert first.typed() == {"first_name": "Zo"}
    monkeypatch.setenv("VISUAL", f"{quote(sys.executable)} -c {quote(SHOWS_AND_MENDS)}")
    with running(config) as second:
        second.open_form()
        second.shows("What the editor left cannot be read yet")
        second.press_until("\x1b[B", lambda: "last name [" in second.words)
        second.press(WHOLE_CHANGE)
        second.until(lambda: second.typed() == {"first_name": "Zed!"})
        assert "cannot be read yet" not in second.words
