"""A drawn line whose place is erased first where terminals reckon widths otherwise."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from textual.strip import Strip

_BEGIN: Final = re.compile(r"(?:\x1b\[[\d;]*m)?")
"""The style that a line begins in."""


class LineStrip(Strip):
    """A strip that, where it holds wide or combining characters, erases its place first (ECH): a terminal that takes
    them for narrower than they are reckoned here would leave the end of what stood there."""

    def render(self, console: Console) -> str:
        """The line as the terminal reads it."""
        drawn = super().render(console)
        uneven = sum(len(text) for text, _, _ in self) != self.cell_length
        return _BEGIN.sub(f"\\g<0>\x1b[{self.cell_length}X", drawn, count=1) if uneven else drawn


@lru_cache(1024)
def is_disputed(text: str) -> bool:
    """Terminals do not agree on how wide it is: it has combining characters, or some beyond the basic plane."""
    return not text.isascii() and any(each > "\uffff" or cell_len(each) == 0 for each in text)
