"""A drawn line that is sent in few bytes."""

from __future__ import annotations

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual.strip import Strip


class LineStrip(Strip):
    """A strip that, where a segment differs from the one before it by its colour alone, sends that colour alone.

    Textual sends each segment's whole style and resets it after: 80 bytes for a dim dash between two texts, here 40.
    Where it holds wide or combining characters its place is erased first (ECH): a terminal that takes them for narrower
    than they are reckoned here would leave the end of what stood there.
    """

    def render(self, console: Console) -> str:
        """The line as the terminal reads it."""
        system = console._color_system or ColorSystem.TRUECOLOR
        uneven = sum(len(text) for text, _, _ in self) != self.cell_length
        parts = [f"\x1b[{self.cell_length}X"] if uneven else []
        before: Style | None = None
        for text, segment_style, _ in self:
            style = segment_style or Style.null()
            whole, color = self.render_ansi(style, system), Style(color=style.color)
            if before is None:
                parts.append(f"\x1b[{whole}m")
            elif style.color is not None and self.render_ansi(before + color, system) == whole:
                parts.append(f"\x1b[{self.render_ansi(color, system)}m")
            else:
                parts.append(f"\x1b[0;{whole}m")
            parts.append(text)
            before = style
        return "".join((*parts, "\x1b[0m"))
