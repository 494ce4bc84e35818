"""Bars and sparklines of one line, also in ASCII. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.ui.signs import ASCII, Signs

_LEVELS: Final = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS: Final = "_-=#"


def bar(share: float | None, width: int, signs: Signs) -> str:
    """`share`, from 0 to 1, of `width` cells; blank where it is not known. Only the whole fills it."""
    if share is None:
        return " " * width
    full, rest = ("#", ".") if signs is ASCII else ("█", "░")
    filled = width if share >= 1.0 else min(round(share * width), width - 1)
    return full * filled + rest * (width - filled)


def sparkline(counts: Sequence[float], signs: Signs) -> str:
    """One cell for each count, its height by the largest of them; a dot for none."""
    levels = _ASCII_LEVELS if signs is ASCII else _LEVELS
    most = max(counts, default=0)
    return "".join(
        levels[min(int(count / most * len(levels)), len(levels) - 1)] if count else signs.unloaded for count in counts
    )
