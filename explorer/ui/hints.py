"""One line for somebody who is new: another one with each of the first starts, then none."""

from __future__ import annotations

from typing import Final

_HINTS: Final = (
    "New here? enter opens, esc goes back, / finds, ? shows all keys.",
    "Paste a link, an id or an e-mail anywhere, and you are taken there.",
    "What was seen once is there offline, too. S gets all rows, // searches them.",
    "Nothing is sent before you saw it as a diff. e edits, J has every write.",
)
STARTS: Final = 2 * len(_HINTS)
"""The starts that have one."""


def hint(starts: int) -> str:
    """The line for somebody who opened the screen `starts` times before; empty for who knows it."""
    return _HINTS[starts % len(_HINTS)] if starts < STARTS else ""
