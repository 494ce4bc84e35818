"""The terminal and what runs on it."""

from __future__ import annotations

import asyncio
import sys
import time

import pytest

from tests.bench.heartbeat import Beating
from tests.bench.keys import sent
from tests.bench.pressing import held_down, lag, one_by_one
from tests.bench.running import BenchError, running
from tests.bench.terminal import Terminal

ECHO = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"\\x1b[c\\x1b[?1049hready")
count = 0
while (key := os.read(0, 1)) != b"q":
    if key == b"j":
        count += 1
        os.write(1, b"\\x1b[2;1H%04d" % count)
"""


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (b"\x1b[c", b"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"),
        (b"\x1b[>0q", b"\x1bP>|XTerm(377)\x1b\\"),
        (b"ab\x1b[6n", b"\x1b[1;3R"),
        (b"ab\x1b[?6n", b"\x1b[?1;3R"),
        (b"\x1b[?2026$p", b"\x1b[?2026;0$y"),
        (b"\x1bP+q544e\x1b\\", b"\x1bP0+r\x1b\\"),
        (b"\x1b]11;?\x07", b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"),
        (b"\x1b[>1u\x1b]0;title\x07\x1b_Gi=1\x1b\\", b""),
    ],
)
def test_what_is_asked_is_answered_and_never_shown(asked: bytes, answer: bytes) -> None:
    for pieces in ([asked], [asked[place : place + 1] for place in range(len(asked))]):
        terminal = Terminal((20, 3))
        assert b"".join(map(terminal.feed, pieces)) == answer
        assert terminal.lines() == ["ab" if asked.startswith(b"ab") else "", "", ""]


def test_what_is_shown() -> None:
    terminal = Terminal((8, 4))
    assert terminal.feed("1\r\n2\r\né".encode()[:-1]) == b"" and terminal.feed("é".encode()[-1:]) == b""
    assert terminal.lines() == ["1", "2", "é", ""]
    assert terminal.changed() and not terminal.changed()
    terminal.feed(b"\x1b[2;3r\x1b[1S\x1b[r\x1b[4;1Hx\x1b[3b")
    assert terminal.lines() == ["1", "é", "", "xxxx"]
    terminal.feed(b"\x1b[1T")
    assert terminal.lines() == ["", "1", "é", ""]


def test_colours_are_a_change_and_the_same_again_is_none() -> None:
    terminal = Terminal((8, 2))
    terminal.feed(b"row")
    assert terminal.changed()
    terminal.feed(b"\x1b[1;1Hrow")
    assert not terminal.changed()
    terminal.feed(b"\x1b[1;1H\x1b[7mrow\x1b[m")
    assert terminal.changed()


def test_keys_follow_the_terminal_s_mode() -> None:
    assert (sent("down"), sent("down", True), sent("pagedown", True)) == (b"\x1b[B", b"\x1bOB", b"\x1b[6~")
    assert (sent("ctrl+j"), sent("x")) == (b"\n", b"x")


def test_a_program_is_started_typed_into_and_quit() -> None:
    with running([sys.executable, "-S", "-c", ECHO], {}, ["q"]) as program:
        assert program.wait_for("^ready") > program.began
        assert [each.sent for each in one_by_one(program, ["j"] * 3)] == [10, 10, 10]
        held = held_down(program, "j", 5)
        assert held.bytes_per_key == 10 and held.lag >= 0
        assert program.text().splitlines()[1] == "0008"
        assert program.peak_megabytes() > 1 and program.cpu_seconds() > 0
        with pytest.raises(BenchError, match="did not come"):
            program.wait_for("never", 0.05)
    assert program.process.returncode == 0


def test_a_program_that_ends_is_told() -> None:
    with (
        running([sys.executable, "-S", "-c", "print('gone')"], {}, ()) as program,
        pytest.raises(BenchError, match="the program ended"),
    ):
        program.wait_for("never")


def test_what_follows_the_cursor_after_a_rest_is_no_lag() -> None:
    assert lag([1.0, 2.01, 2.03, 2.11], 2.0) == pytest.approx(0.03)
    assert lag([1.0, 2.2], 2.0) == pytest.approx(0.2)
    assert lag([1.0], 2.0) == 0


def test_a_loop_that_is_held_is_noticed() -> None:
    policy = Beating()
    loop = policy.new_event_loop()
    try:
        loop.call_later(0.02, time.sleep, 0.1)
        loop.run_until_complete(asyncio.sleep(0.2))
    finally:
        loop.close()
    late = [milliseconds for _, milliseconds in policy.late]
    assert max(late) >= 90 and len(late) > 5
