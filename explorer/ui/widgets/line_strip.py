"""A drawn line whose place is erased first where terminals reckon widths otherwise."""

from __future__ import annotations

from rich.console import Console
from textual.strip import Strip


class LineStrip(Strip):
    """A strip that, where it holds wide or combining characters, erases its place first (ECH): a terminal that takes
    them for narrower than they are reckoned here would leave the end of what stood there."""

    def render(self, console: Console) -> str:
        """The line as the terminal reads it."""
        uneven = sum(len(text) for text, _, _ in self) != self.cell_length
        return f"\x1b[{self.cell_length}X{super().render(console)}" if uneven else super().render(console)
