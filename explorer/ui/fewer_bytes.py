"""What is sent to the terminal, in fewer bytes.

Textual sends the whole style of each piece of text and resets it after: 40 bytes and more for three letters. A terminal
keeps its style (SGR, ECMA-48 8.3.117) from one piece to the next, also where the cursor jumps between them, so here
only what differs is sent, of a jump as of a style.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from textual.driver import Driver

from explorer.ui.widgets.line_strip import is_disputed

Style = tuple[frozenset[int], str, str]
"""Attributes such as 1 (bold), foreground and background, each as the parameters that set it; empty: the default."""

PLAIN: Final[Style] = (frozenset(), "", "")
"""The default style."""
_TOKEN: Final = re.compile(
    r"\n?\x1b\[(?P<line>\d+);(?P<column>\d+)H"
    r"|\x1b\[(?P<style>[\d;]*)m"
    r"|(?P<erasure>\x1b\[\d+X)"
    r"|(?P<aside>(?:\x1b\[\?2026[hl])+|\x1b\[\d+;\d+r\x1b\[\d+H\x1b\[\d+[ML]\x1b\[r)"
)
"""A jump of the cursor, with the new line that Textual sends before it for nothing, a style, an erasure (ECH), which
leaves the cursor where it is, or what is sent in any style: begin and end of a frame, a scroll (see `line_repaint`),
whose blank lines are drawn over."""
_CORNER: Final = "\x1b[1;1H"
"""Where Textual leaves the cursor, which is hidden, while no field has it."""
_ENDS: Final = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 7: 27, 8: 28, 9: 29}
"""What ends each attribute; 22 ends two."""
_RUN: Final = re.compile(r"(?P<words>[^ ]+(?: [^ ]+)*) *| +")
"""Words with the blanks up to what stands farther right, or blanks before the first."""
_SEEN: Final = {4, 7, 9}
"""Attributes that blanks have, too: underline, reverse, strike."""
_TURN: Final = 0.0002
"""Seconds in which the thread that writes, and then whoever shows it, get their turn."""
_TRUSTED: Final = 1.0
"""Seconds for which the terminal is taken to keep its style: others may write to it, too."""


class ShortWrites(Driver):
    """Comes before a driver, and has it write fewer bytes."""

    _style = PLAIN
    """What the terminal was left in."""
    _wrote_at = 0.0

    def write(self, data: str) -> None:
        """Write what shows the same as `data`, which begins in the default style."""
        now = time.monotonic()
        if now - self._wrote_at > _TRUSTED and self._style != PLAIN:
            self._style = PLAIN
            super().write("\x1b[m")  # type: ignore[safe-super]  # it comes before one that has it
        self._wrote_at = now
        text, self._style = shortened(data.removesuffix(_CORNER), self._style)
        super().write(text)  # type: ignore[safe-super]  # likewise

    def flush(self) -> None:
        """Let Textual's thread write: while this one goes on, that one may wait for the interpreter (GIL) for 5 ms.

        It holds the event loop up for 1 % of a frame, and halves what a key takes: cursor down to the first byte,
        median of 80 and of 40 in a terminal, by turns in one process, 1.6 and 1.9 ms, without it 4.3 and 3.9 ms, with
        `sleep(0)`, which may come back before that thread woke, 3.2 and 1.9 ms, with a switch interval of 0.5 ms
        (`sys.setswitchinterval`) 3.7 and 2.5 ms.
        """
        time.sleep(_TURN)
        super().flush()


def shortened(text: str, now: Style = PLAIN) -> tuple[str, Style]:
    """What shows the same on a terminal in the style `now` as `text` on one in the default style, and what it leaves it
    in: what comes next is drawn in a style of its own. A style that is not known here stays as it is, and so does all
    other text; none of it is sent in another style than its own."""
    made: list[str] = []
    before, wanted, at = now, PLAIN, 0
    line: int | None = None
    column: int | None = None
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            piece = text[at : token.start()]
            style = _blank(now, wanted) if piece.isspace() and piece.isprintable() else wanted
            made += (_change(now, style), _placed(piece, column))
            now = style
            if not piece.isprintable():
                line = column = None
            elif column is not None:
                column += cell_len(piece)
        at = token.end()
        if token["column"]:
            to, column = int(token["line"]), int(token["column"])
            made.append(_jump(line, to, column))
            line = to
        elif token["erasure"]:
            made += (_change(now, wanted), token["erasure"])
            now = wanted
        elif token["aside"]:
            if _SEEN & now[0]:
                made.append(_change(now, PLAIN))
                now = PLAIN
            made.append(token["aside"])
            line = column = None
        else:
            changed = _changed(wanted, token["style"])
            if changed is None:
                return f"{_change(before, PLAIN)}{text}", PLAIN
            wanted = changed
    if at < len(text):
        made += (_change(now, wanted), _placed(text[at:], column))
        now = wanted
    return "".join(made), now


@lru_cache(maxsize=1024)
def _placed(text: str, column: int | None) -> str:
    """`text`, which begins in `column` (None: not known), with each of its words and what comes after in their places
    also on a terminal that takes some of it for wider, such as a vowel sign of Bengali, a cell of its own to glibc
    and so to tmux: blanks go before words of disputed width, and a jump (CHA) follows them."""
    if column is None or not text.isprintable() or not is_disputed(text):
        return text
    made: list[str] = []
    for run in _RUN.finditer(text):
        begin, column = column, column + cell_len(run[0])
        disputed = run["words"] and is_disputed(run["words"])
        made.append(f"{' ' * (column - begin)}\x1b[{begin}G{run['words']}\x1b[{column}G" if disputed else run[0])
    return "".join(made)


def _jump(line: int | None, to: int, column: int) -> str:
    """What moves the cursor to that place from anywhere on `line`; None: it is not known where that is."""
    if to == line:
        return f"\x1b[{column}G"
    return f"\x1b[{to}H" if column == 1 else f"\x1b[{to};{column}H"


@lru_cache(maxsize=1024)
def _changed(style: Style, parameters: str) -> Style | None:
    """The style after SGR with `parameters`; None where one of them is not known here."""
    attributes, foreground, background = style
    left = [int(each or 0) for each in parameters.split(";")]
    while left:
        first, *left = left
        if first == 0:
            attributes, foreground, background = PLAIN
        elif first in _ENDS:
            attributes |= {first}
        elif first in _ENDS.values():
            attributes -= {each for each, end in _ENDS.items() if end == first}
        elif first in (38, 48):
            length = {5: 2, 2: 4}.get(left[0] if left else -1, 0)
            if not length or len(left) < length:
                return None
            color = ";".join(map(str, (first, *left[:length])))
            foreground, background = (color, background) if first == 38 else (foreground, color)
            left = left[length:]
        elif 30 <= first <= 39 or 90 <= first <= 97:
            foreground = "" if first == 39 else str(first)
        elif 40 <= first <= 49 or 100 <= first <= 107:
            background = "" if first == 49 else str(first)
        else:
            return None
    return attributes, foreground, background


def _blank(now: Style, wanted: Style) -> Style:
    """What a blank looks the same in as in `wanted`, and is nearer to `now`."""
    return wanted if _SEEN & (now[0] | wanted[0]) else (now[0], now[1], wanted[2])


@lru_cache(maxsize=4096)
def _change(old: Style, new: Style) -> str:
    """The SGR that leads from `old` to `new`; empty where they are the same."""
    if old == new:
        return ""
    if new == PLAIN:
        return "\x1b[m"
    ends = {_ENDS[each] for each in old[0] - new[0]}
    begins = {each for each in new[0] if each not in old[0] or _ENDS[each] in ends}
    colors = [
        color or default
        for color, before, default in ((new[1], old[1], "39"), (new[2], old[2], "49"))
        if color != before
    ]
    step = ";".join((*map(str, (*sorted(ends), *sorted(begins))), *colors))
    anew = ";".join(("0", *map(str, sorted(new[0])), *filter(None, new[1:])))
    return f"\x1b[{min(step, anew, key=len)}m"
