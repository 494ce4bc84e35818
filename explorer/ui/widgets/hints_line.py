"""`HintsLine`: the last line of a dialog, keys and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from explorer.ui import cells
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part

_WAYS_OUT: Final = {"esc", "escape"}


class HintsLine(OneLine):
    """Keys and what they do. Where there is no room for all, the last ones go first, and the way out never."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: list[list[Part]] = []
        self._at_left: Content | None = None

    def tell(self, parts: Sequence[Part], at_left: Content | None = None) -> None:
        """Show `parts`: each key, in the tone of keys, begins a hint. With `at_left` that stands at the left and the
        keys at the right, else they begin at the left."""
        self._hints, self._at_left = _hints(parts), at_left
        self._fit()

    def on_resize(self) -> None:
        """Show as many as there is room for."""
        self._fit()

    def _fit(self) -> None:
        hints = list(self._hints)
        while self.size.width and _line(hints).rstrip().cell_length > self.size.width:
            place = next((at for at in reversed(range(len(hints))) if not _leads_out(hints[at])), None)
            if place is None:
                break
            del hints[place]
        if self._at_left is None:
            self.show(_line(hints))
        else:
            self.show(self._at_left, _line(hints))


def _hints(parts: Sequence[Part]) -> list[list[Part]]:
    """`parts` by keys; what stands before the first key belongs to it."""
    hints: list[list[Part]] = [[]]
    for part in parts:
        if part[1] == "key" and any(tone == "key" for _, tone in hints[-1]):
            hints.append([])
        hints[-1].append(part)
    return hints


def _leads_out(hint: Sequence[Part]) -> bool:
    return any(tone == "key" and not _WAYS_OUT.isdisjoint(words.split()) for words, tone in hint)


def _line(hints: Sequence[Sequence[Part]]) -> Content:
    return cells.line(*(part for hint in hints for part in hint))
