"""`Ending`: what a signal does while the screen is up."""

from __future__ import annotations

import signal
import threading

import pytest

from explorer.cli.ending import Ending


def test_a_signal_that_comes_again_before_it_is_ignored_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is closed is told of twice: by the kernel, and by what watches it."""
    ending, told = Ending(), []
    ending._tell = lambda: told.append("leave")

    def late(number: int, handler: object) -> None:
        monkeypatch.setattr(signal, "signal", lambda number, handler: None)
        ending.on_signal(signal.SIGHUP, None)

    monkeypatch.setattr(signal, "signal", late)
    before = {*threading.enumerate()}
    ending.on_signal(signal.SIGHUP, None)
    started = {*threading.enumerate()} - before
    assert ending._unstalling is not None
    ending._unstalling.end()
    assert told == ["leave"]
    assert len(started) == 1
