"""A terminal of 24-bit colour: the cells it shows, and what it answers to a program that asks.

The cells are pyte's. What pyte does not know (strings for the terminal, private control sequences) is taken out before
it reads the rest; what an xterm answers is answered, so that no program waits for it. Control sequences are those of
ECMA-48 and of xterm (invisible-island.net/xterm/ctlseqs).
"""

from __future__ import annotations

import re
from typing import Any, Final

import pyte

Size = tuple[int, int]
"""Columns and lines."""

_ASIDE: Final = re.compile(
    rb"\x1b[P_^X][^\x1b]*(?:\x1b(?!\\)[^\x1b]*)*\x1b\\"  # strings: DCS, APC, PM, SOS
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|\x1b\[[<=>][0-9;:]*[ -/]*[@-~]"  # private ones but those of DEC
    rb"|\x1b\[\??[0-9;]*[ -/]+[@-~]"  # with intermediate bytes
    rb"|\x1b\[\??[0-9;]*[cntu]"  # reports
)
_BEGUN: Final = re.compile(
    rb"\x1b(?:\[[<-?]?[0-9;:]*[ -/]*|\][^\x07\x1b]*\x1b?|[P_^X][^\x1b]*(?:\x1b[^\\][^\x1b]*)*\x1b?)?\Z"
)
"""A sequence whose end has not come yet."""
_ST: Final = b"\x1b\\\\"
"""What ends a string, as a template of `re` writes it."""
_ANSWERS: Final = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>41;377;0c"),
    (re.compile(rb"\x1b\[>0?q"), b"\x1bP>|XTerm(377)" + _ST),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    (re.compile(rb"\x1b\[\?(\d+)\$p"), b"\x1b[?\\1;0$y"),
    (re.compile(rb"\x1bP\+q.*", re.DOTALL), b"\x1bP0+r" + _ST),
    (re.compile(rb"\x1bP\$q.*", re.DOTALL), b"\x1bP0$r" + _ST),
    (re.compile(rb"\x1b\](1[012]);\?.*", re.DOTALL), b"\x1b]\\1;rgb:1e1e/1e1e/1e1e" + _ST),
)
"""What is asked, and a template of the answer; a mode that is asked for is not known."""
_DECCKM: Final = 1 << 5
"""Private mode 1, as pyte keeps it."""
_WHERE: Final = re.compile(rb"\x1b\[(\?)?6n")


_MORE: Final = {"S": "scroll_up", "T": "scroll_down", "b": "repeat"}
"""Control sequences that pyte lacks."""


class _Screen(pyte.Screen):
    """Cells that can be scrolled and repeated, too."""

    _last = " "

    def draw(self, data: str) -> None:
        super().draw(data)
        self._last = data[-1:]

    def repeat(self, count: int = 1) -> None:
        """REP."""
        self.draw(self._last * max(count, 1))

    def scroll_up(self, count: int = 1) -> None:
        """SU."""
        self._scroll(self.delete_lines, count)

    def scroll_down(self, count: int = 1) -> None:
        """SD."""
        self._scroll(self.insert_lines, count)

    def _scroll(self, move: Any, count: int) -> None:
        column, line = self.cursor.x, self.cursor.y
        self.cursor.y = self.margins.top if self.margins else 0
        move(max(count, 1))
        self.cursor.x, self.cursor.y = column, line


class Terminal:
    """What a plain xterm would show."""

    def __init__(self, size: Size) -> None:
        self._screen = _Screen(*size)
        self._stream = pyte.ByteStream()
        self._stream.csi = {**self._stream.csi, **_MORE}
        self._stream.attach(self._screen)
        self._begun = b""
        self._seen: dict[int, list[Any]] = {}
        self.changed()

    def feed(self, data: bytes) -> bytes:
        """Shows `data`; what the terminal answers."""
        data = self._begun + data
        begun = _BEGUN.search(data)
        data, self._begun = (data[: begun.start()], data[begun.start() :]) if begun else (data, b"")
        answers, done = b"", 0
        for aside in _ASIDE.finditer(data):
            self._stream.feed(data[done : aside.start()])
            answers += self._answer(aside.group())
            done = aside.end()
        self._stream.feed(data[done:])
        return answers

    def changed(self) -> bool:
        """Whether the character or the colours of a cell have changed since the last call."""
        found = False
        for place in self._screen.dirty:
            line = self._screen.buffer[place]
            cells = [line[column] for column in range(self._screen.columns)]
            if self._seen.get(place) != cells:
                self._seen[place] = cells
                found = True
        self._screen.dirty.clear()
        return found

    @property
    def application_keys(self) -> bool:
        """The program has asked for the cursor keys' other sequences."""
        return _DECCKM in self._screen.mode

    def lines(self) -> list[str]:
        """The text of each line, without the blanks at its end."""
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        # Not pyte's `display`: that fails where half of a wide character was written over.
        return ["".join(buffer[line][column].data for column in columns).rstrip() for line in range(self._screen.lines)]

    def _answer(self, asked: bytes) -> bytes:
        if where := _WHERE.fullmatch(asked):
            cursor = self._screen.cursor
            return b"\x1b[%s%d;%dR" % (where[1] or b"", cursor.y + 1, cursor.x + 1)
        for question, answer in _ANSWERS:
            if found := question.fullmatch(asked):
                return found.expand(answer)
        return b""
