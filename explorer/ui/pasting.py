"""What is pasted, as it was, whatever stands in it.

A terminal sends a paste between two marks (xterm's bracketed paste mode). Textual's parser of the terminal's input
looks for key sequences between them, too, so that an escape in the text tears it apart: what follows comes as keys,
before what precedes. Here no escape gets that far.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

from explorer.ui.hidden_text import SUBSTITUTE

if TYPE_CHECKING:
    from textual.message import Message

_ESCAPE: Final = "\x1b"
_START: Final = "\x1b[200~"
_END: Final = "\x1b[201~"


class PasteFilter:
    """Puts the control character “substitute” (ECMA-48) in place of each escape inside of a paste. Text comes in pieces
    that end anywhere."""

    def __init__(self) -> None:
        self._inside = False
        self._passed = ""
        """The end of what was let through, in which a mark may have begun."""
        self._held = ""
        """The beginning of what may be the mark of the end."""

    def __call__(self, text: str) -> str:
        """What of `text` can be read now."""
        made, text, self._held = "", self._held + text, ""
        while text:
            passed, text = self._in_paste(text) if self._inside else self._outside(text)
            made += passed
        return made

    def _outside(self, text: str) -> tuple[str, str]:
        before = self._passed
        at = (before + text).find(_START)
        self._inside = at >= 0
        self._passed = "" if self._inside else (before + text)[1 - len(_START) :]
        end = at + len(_START) - len(before) if self._inside else len(text)
        return text[:end], text[end:]

    def _in_paste(self, text: str) -> tuple[str, str]:
        at = text.find(_END)
        if at >= 0:
            self._inside = False
            return text[:at].replace(_ESCAPE, SUBSTITUTE) + _END, text[at + len(_END) :]
        lengths = range(min(len(_END) - 1, len(text)), 0, -1)
        kept = next((length for length in lengths if _END.startswith(text[-length:])), 0)
        self._held = text[len(text) - kept :]
        return text[: len(text) - kept].replace(_ESCAPE, SUBSTITUTE), ""


class PasteParser(XTermParser):
    """Textual's parser with such a filter before it."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._filter = PasteFilter()

    def feed(self, data: str) -> Iterable[Message]:
        """The events in `data`; an empty one ends it."""
        text = self._filter(data)
        return super().feed(text) if text or not data else ()


def keep_pastes_whole() -> None:
    """Have Textual's driver for terminals use this parser."""
    vars(linux_driver)["XTermParser"] = PasteParser  # it makes its parser by this name, and no other way
