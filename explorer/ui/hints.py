"""One line for somebody who is new: another one with each of the first starts, then none."""

from __future__ import annotations

from typing import Final

from explorer.ui.keys import key_of

_HINTS: Final = (
    "New here? {open} opens, {up} goes back, {search} finds, {help} shows all keys.",
    "Paste a link, an id or an e-mail anywhere, and you are taken there.",
    "What was seen once is there offline, too. {get_all} gets all rows, // searches them.",
    "Nothing is sent before you saw it as a diff. {edit} edits, {journal} has every write.",
)
_KEYS: Final = {"open": "enter", "up": "esc", "search": "/", "help": "?", "get-all": "S", "edit": "e", "journal": "J"}
STARTS: Final = 2 * len(_HINTS)
"""The starts that have one."""


def hint(starts: int) -> str:
    """The line for somebody who opened the screen `starts` times before, to be `worded`; empty for who knows it."""
    return _HINTS[starts % len(_HINTS)] if starts < STARTS else ""


def worded(hint: str) -> str:
    """`hint` with the keys that the user has now."""
    return hint.format(**{command.replace("-", "_"): key_of(command, ours) for command, ours in _KEYS.items()})
