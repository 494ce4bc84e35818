"""Text that cannot be shown as it is: what in it, and the same text without. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

from explorer.model.text import safe

SUBSTITUTE: Final = "\x1a"
"""What a terminal's input has in place of an escape inside of a paste (`explorer.ui.pasting`)."""
_PARTING: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
"""What parts lines, for somebody."""
_NAMES: Final = {"\n": "a line feed", "\r": "a carriage return", "\t": "a tab", "\x1b": "an escape", "\x00": "a null"}


def hidden_in(text: str, *, block: bool = False) -> tuple[str, ...]:
    """What of `text` a line cannot show, in words; in a `block` line feeds and tabs can be shown."""
    if block:
        text = text.replace("\r\n", "\n").replace("\n", " ").replace("\t", " ")
    if safe(text, len(text) + 1) == text:
        return ()
    found = dict.fromkeys(each for each in text if _is_hidden(each))
    return tuple(_name(each) for each in found) or ("too many marks on one letter",)


def without_hidden(text: str, *, block: bool = False) -> str:
    """`text` without what cannot be shown. What parts lines is a line feed in a `block`, else a space."""
    between = "\n" if block else " "
    parted = "".join(between if each in _PARTING else each for each in text.replace("\r\n", "\n"))
    kept = "".join(
        each if not _is_hidden(each) or (block and each in "\n\t") else " " if each == "\t" else "" for each in parted
    )
    return "\n".join(safe(line, len(line) + 2) if hidden_in(line, block=block) else line for line in kept.split("\n"))


def pasted(text: str, *, block: bool = False) -> tuple[str, str]:
    """What of a pasted text can be shown, its line ends as of `without_hidden`; and what was left out, in words."""
    text = text.replace(SUBSTITUTE, "\x1b").replace("\r\n", "\n").replace("\r", "\n")
    left_out = ", ".join(hidden_in(text.replace("\t", " "), block=True))
    return without_hidden(text, block=block), f"left out of what was pasted: {left_out}" if left_out else ""


def _is_hidden(character: str) -> bool:
    # After a letter, because a mark alone is shown with a circle below it.
    return safe(f"e{character}", 8) != f"e{character}"


def _name(character: str) -> str:
    return _NAMES.get(character) or unicodedata.name(character, f"U+{ord(character):04X}").lower()
