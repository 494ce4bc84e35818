"""The terminal: its kind, colours, size, the locale, and what it answers."""

from __future__ import annotations

import locale
import os
import re
import select
import sys
import termios
import time
import tty
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from explorer.doctor.finding import Finding
from explorer.model.value import dataclass

ANSWER_SECONDS: Final = 0.2
LEAST: Final = (80, 24)
_QUESTIONS: Final = b"\x1b[?2004$p\x1b[?2026$p\x1b[?u\x1b[c"
"""DECRQM for bracketed paste and synchronized updates, the keyboard protocol's flags, and last the primary device
attributes, which every terminal answers (xterm's control sequences)."""
_ATTRIBUTES: Final = re.compile(rb"\x1b\[\?[\d;]*c")
_MODE: Final = re.compile(rb"\x1b\[\?(\d+);(\d)\$y")
_KEYBOARD: Final = re.compile(rb"\x1b\[\?\d+u")
_SUBJECT: Final = "terminal"
_DUMB: Final = ("", "dumb", "unknown")
"""Kinds that draw nothing (terminfo(5)): what is sent to them is shown, and questions are not answered."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is known of it."""

    environ: Mapping[str, str]
    size: tuple[int, int] | None
    """Columns and lines; None: there is no terminal."""
    colours: int | None
    """By terminfo; None: it does not know this kind."""
    locale_known: bool
    """The system has the locale that the environment names."""
    answer: bytes | None
    """To `_QUESTIONS`; None: it was not asked."""


def gather(environ: Mapping[str, str] = os.environ) -> Terminal:
    """Looks at the terminal this runs on, and asks it where it can draw. Takes 200 ms where it does not answer."""
    try:
        size: tuple[int, int] | None = tuple(os.get_terminal_size(sys.stdout.fileno()))  # type: ignore[assignment]  # a pair
    except OSError:
        size = None
    kind = environ.get("TERM", "")
    asks = size is not None and sys.stdin.isatty() and kind not in _DUMB
    return Terminal(environ, size, _colours(kind), _locale_known(), _asked() if asks else None)


def judge(terminal: Terminal) -> Iterator[Finding]:
    """What to say of it."""
    environ = terminal.environ
    if terminal.size is None:
        yield Finding(_SUBJECT, "terminal", "look", "standard output is none", "run it on one to have it looked at")
    else:
        yield _kind(environ.get("TERM", ""), terminal.colours)
        yield _colour(environ, terminal.colours)
        columns, lines = terminal.size
        small = columns < LEAST[0] or lines < LEAST[1]
        yield Finding(
            _SUBJECT,
            "size",
            "look" if small else "fine",
            f"{columns} columns, {lines} lines",
            f"make it {LEAST[0]} by {LEAST[1]} or more" if small else "",
        )
        if environ.get("TERM", "") not in _DUMB:
            yield from _answers(terminal.answer)
    yield _locale(environ, terminal.locale_known)


def _kind(kind: str, colours: int | None) -> Finding:
    if kind in _DUMB:
        shown = kind or "not set"
        return Finding(
            _SUBJECT, "TERM", "failed", f"{shown}: the screen cannot be drawn", "run: export TERM=xterm-256color"
        )
    if colours is None:
        return Finding(
            _SUBJECT,
            "TERM",
            "look",
            f"{kind}, which this machine's terminfo does not know",
            "install ncurses-term, or run: export TERM=xterm-256color",
        )
    return Finding(_SUBJECT, "TERM", "fine", kind)


def _colour(environ: Mapping[str, str], colours: int | None) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding(_SUBJECT, "colours", "fine", "none, because NO_COLOR is set")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding(_SUBJECT, "colours", "fine", "16 million")
    if colours is not None and colours >= 256:
        return Finding(_SUBJECT, "colours", "fine", f"{colours}; more if COLORTERM=truecolor is set and it can")
    return Finding(
        _SUBJECT,
        "colours",
        "look",
        f"{colours or 'an unknown number of'} colours: themes look other than they should",
        "run: export TERM=xterm-256color, and if the terminal can: export COLORTERM=truecolor",
    )


def _answers(answer: bytes | None) -> Iterator[Finding]:
    if answer is None:
        yield Finding(_SUBJECT, "answers", "look", "not asked: standard input is no terminal", "run it without < or |")
        return
    if not _ATTRIBUTES.search(answer):
        yield Finding(
            _SUBJECT,
            "answers",
            "look",
            f"none within {ANSWER_SECONDS * 1000:.0f} ms: a slow line, or it does not tell what it can",
            "nothing has to be done unless keys or pastes go wrong: then try another terminal",
        )
        return
    modes = {int(mode): state not in (b"0", b"4") for mode, state in _MODE.findall(answer)}
    pastes = modes.get(2004, False)
    yield Finding(
        _SUBJECT,
        "paste",
        "fine" if pastes else "look",
        "marked as one (bracketed paste)" if pastes else "the terminal does not say whether it marks pastes",
        "" if pastes else "if pasted keys act as commands, use a newer terminal, or tmux 2.6 or newer",
    )
    yield Finding(
        _SUBJECT, "updates", "fine", "synchronized" if modes.get(2026) else "not synchronized: may flicker a little"
    )
    yield Finding(_SUBJECT, "keys", "fine", "all told apart" if _KEYBOARD.search(answer) else "as in every terminal")


def _locale(environ: Mapping[str, str], known: bool) -> Finding:
    name = next((environ[each] for each in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(each)), "")
    if not known:
        return Finding(_SUBJECT, "locale", "look", f"{name}, which this machine does not have", "run: locale -a")
    if name and "utf8" not in name.lower().replace("-", ""):
        return Finding(_SUBJECT, "locale", "look", f"{name}: signs are drawn in ASCII", "run: export LC_ALL=C.UTF-8")
    return Finding(_SUBJECT, "locale", "fine", name or "not set: UTF-8 is taken for granted")


def _colours(kind: str) -> int | None:
    try:
        import curses
    except ImportError:  # a Python without it
        return None
    try:
        curses.setupterm(kind, 1)
    except (curses.error, ValueError):
        return None
    return max(curses.tigetnum("colors"), 0)


def _locale_known() -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True


def _asked() -> bytes:
    """What the terminal answers within the limit."""
    descriptor, answer = sys.stdin.fileno(), b""
    with _unheard(descriptor):
        sys.stdout.flush()
        os.write(sys.stdout.fileno(), _QUESTIONS)
        deadline = time.monotonic() + ANSWER_SECONDS
        while not _ATTRIBUTES.search(answer):
            ready, _, _ = select.select([descriptor], [], [], max(deadline - time.monotonic(), 0.0))
            if not ready:
                break
            chunk = os.read(descriptor, 1024)
            if not chunk:
                break
            answer += chunk
    return answer


@contextmanager
def _unheard(descriptor: int) -> Iterator[None]:
    """What the terminal sends is neither shown nor waited for in lines; then it is as it was."""
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSANOW)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
