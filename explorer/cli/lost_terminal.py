"""What a terminal does to a screen that cannot be seen any more: it hangs up without a word, or takes nothing."""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_OUT: Final = 2
"""Textual draws on standard error."""
_STALLED_AFTER: Final = 0.3
"""Seconds in which a terminal that is only slow takes something."""
_LOOK_EVERY: Final = 0.02
_AS_BEFORE: Final = (
    b"\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[<u\x1b[?1049l"
)
"""Colours, line wrap, cursor, mouse, focus, paste and keyboard as usual, on the main screen (xterm's ctlseqs)."""


@contextmanager
def hang_up_as_signal() -> Iterator[None]:
    """Inside, a terminal that is closed is a SIGHUP. The kernel sends one only where the terminal is the controlling
    one; without it Textual would read an end of file again and again."""
    over, tell_over = os.pipe()
    watch = threading.Thread(target=_watch, args=(over,), name="hang-up")
    watch.start()
    try:
        yield
    finally:
        os.close(tell_over)
        watch.join()
        os.close(over)


def _watch(over: int) -> None:
    """Waits, and takes no time for it: a hang-up is told of without having been asked for (poll(2))."""
    poll = select.poll()
    poll.register(0, 0)
    poll.register(over, 0)
    if any(descriptor == 0 for descriptor, _ in poll.poll()):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGHUP)


class Unstalling:
    """Throws away what a terminal does not take, so that whoever writes to it, or waits for who does, can end."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._threw_away = False
        self._thread = threading.Thread(target=self._run, name="unstalling")

    def start(self) -> None:
        """From now on."""
        self._thread.start()

    def end(self) -> None:
        """No longer. What told the terminal to be as before may be among what was thrown away: it is told again,
        without waiting for it."""
        self._over.set()
        self._thread.join()
        if self._threw_away:
            with suppress(OSError, termios.error):
                self._throw_away()
                # Not by our own descriptor: not to wait would then hold for the shell's, too.
                terminal = os.open(os.ttyname(_OUT), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
                try:
                    os.write(terminal, _AS_BEFORE)
                finally:
                    os.close(terminal)

    def _run(self) -> None:
        taken_at = time.monotonic()
        while not self._over.wait(_LOOK_EVERY):
            if select.select([], [_OUT], [], 0)[1]:
                taken_at = time.monotonic()
            elif self._threw_away or time.monotonic() - taken_at > _STALLED_AFTER:
                try:
                    self._throw_away()
                except termios.error:  # it is gone
                    return

    def _throw_away(self) -> None:
        self._threw_away = True
        termios.tcflush(_OUT, termios.TCOFLUSH)
        # Who waits to write is not told of the room; of a terminal that is stopped and goes on again it is.
        termios.tcflow(_OUT, termios.TCOOFF)
        termios.tcflow(_OUT, termios.TCOON)
