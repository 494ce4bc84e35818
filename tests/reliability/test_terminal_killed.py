"""Typing into a form on a real terminal; the process is killed, hung up or terminated; another one goes on with it."""

from __future__ import annotations

import signal
import termios
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.explorer_process import RECORD, running
from tests.time_to_end import PROMISED, TimeToEnd


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -9), (signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=lambda each: str(each)
)
def test_x01_x02_x03_x18_what_was_typed_is_there_again(config: Path, number: signal.Signals, code: int) -> None:
    with running(config) as first:
        before = termios.tcgetattr(first.descriptor)[3]
        first.open_form()
        first.type_first_name("Zed")
        end = TimeToEnd(first.process)
        first.process.send_signal(number)
        first.until(end.ended)
        assert end.seconds < PROMISED
        assert first.end() == code
        if number != signal.SIGKILL:
            assert b"\x1b[?1049l" in first.raw and b"\x1b[?2004l" in first.raw
            after = termios.tcgetattr(first.descriptor)[3]
            assert after == before and after & termios.ICANON and after & termios.ECHO
    with running(config) as second:
        second.shows("1 draft (J)")
        second.press("J")
        second.shows("Write journal", "first name", "go on with it")
        second.press("\r")
        second.shows(f"Edit {RECORD}", "[Zed", "Your draft. Nothing has changed at the vendor since.", "ctrl+r review")
        second.press_until("\x1b", lambda: "1 draft (J)" in second.words and "all keys" in second.words)
        assert second.typed() == {"first_name": "Zed"}


def test_x01_half_a_second_of_typing_is_lost_at_most(config: Path) -> None:
    with running(config) as first:
        first.open_form()
        first.type_first_name("Z")
        keys = "abcdefghijklmnopqrstuvwxyz"
        at = []
        slowest = 0.0
        for key in keys:
            at.append(time.monotonic())
            first.press(key)
            first.shows(f"[Z{keys[: len(at)]}")
            slowest = max(slowest, time.monotonic() - at[-1])
        killed = time.monotonic()
        first.process.kill()
        first.end()
        kept = str((first.typed() or {})["first_name"])
        assert kept == "Z" + keys[: len(kept) - 1]
        old = sum(killed - each > 0.5 + slowest for each in at)  # whatever else the machine does holds the disk up, too
        assert len(kept) - 1 >= old


def test_x17_the_second_explorer_of_a_record_is_told_and_takes_over_from_a_dead_one(config: Path) -> None:
    with ExitStack() as stack:
        first, second = stack.enter_context(running(config)), stack.enter_context(running(config))
        first.open_form()
        first.type_first_name("Zed")
        second.shows(f"· {RECORD} ·", "all keys")
        second.press("e")
        second.shows(f"open in another explorer, pid {first.process.pid}")
        assert f"Edit {RECORD}" not in second.words
        second.press("J")
        second.shows("Write journal", "go on with it")  # the record below shows a first name, too
        second.press("\r")
        second.shows(f"it is open in another explorer, pid {first.process.pid}")
        second.press("\x1b")
        second.shows("all keys")
        first.process.kill()
        first.end()
        second.press("e")
        second.shows("[Zed", "Your draft")
