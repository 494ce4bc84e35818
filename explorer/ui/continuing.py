"""The terminal after a stop: what it was like before the program is never forgotten, whoever stopped and continued it.

Textual's driver takes every SIGCONT for the end of a stop of its own, and begins anew: from then on our own modes are
what it gives back to the shell. SIGSTOP cannot be caught, and service managers send SIGCONT without any stop.
"""

from __future__ import annotations

import os
import signal
import termios
from contextlib import suppress
from typing import Any, Final

from textual import constants
from textual.drivers.linux_driver import LinuxDriver

_MODES: Final = "\x1b[?1049h\x1b[?25l\x1b[?1004h"
"""Alternate screen, no cursor, reports of the focus (xterm's ctlseqs)."""
_KEYBOARD: Final = "\x1b[<u\x1b[>25u"
"""Kitty's keyboard protocol with the flags that Textual asks for, in place of those asked for before."""


class Continuing(LinuxDriver):
    """Textual's driver for terminals, which resumes only what was suspended."""

    _has_it = False
    """The terminal is ours."""
    _modes: list[Any] | None = None
    """What termios says of it then; None: it is no terminal."""
    _takes_it = False
    """It is being made ours."""
    _continued = False
    """A SIGCONT came meanwhile."""

    def start_application_mode(self) -> None:
        """Make the terminal ours; in the background Textual stops instead, and this tries again when continued."""
        before, self._takes_it, self._continued = self._key_thread, True, True
        while self._continued and self._key_thread is before:
            self._continued = False
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types
        self._takes_it, self._has_it = False, self._key_thread is not before
        with suppress(termios.error):
            self._modes = termios.tcgetattr(self.fileno)

    def stop_application_mode(self) -> None:
        """Give it back as it was."""
        self._has_it = False
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        if self._has_it:
            super()._sigtstp_application()
        else:  # there is nothing to give back, nor to take again later
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        if self._takes_it:
            self._continued = True
        elif self._has_it:  # it was not given back, and whoever had it may have changed it
            self._loop.call_soon_threadsafe(self._take_again)
        elif self._must_signal_resume:
            super()._sigcont_application()
            self._loop.call_soon_threadsafe(lambda: self._app.refresh(layout=True))  # it shows what the shell left

    def _take_again(self) -> None:
        """Set all modes once more, and draw."""
        if not self._has_it:
            return
        if self._modes is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._modes)
        self.write(_MODES if constants.DISABLE_KITTY_KEY else _MODES + _KEYBOARD)
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        if self._in_band_window_resize:
            self._enable_in_band_window_resize()
        if self._mouse_pixels:
            self._enable_mouse_pixels()
        self._app.refresh(layout=True)
