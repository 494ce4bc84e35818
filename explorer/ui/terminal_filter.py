"""What a theme of the terminal's own colours, or of none, makes of drawn lines.

Such a theme does not know its palette: a ground of another colour, or a grey, may leave text that cannot be read. So a
ground is reverse video here, and bright black is dim.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_GREY: Final = 8
"""The number of bright black."""
_DEFAULT: Final = RichColor.default()


class TerminalFilter(LineFilter):
    """Leaves foreground colours by name; with `mono` none at all, and what had one is bold.

    Those of one kind are equal, so that lines filtered by one are kept for the next.
    """

    def __init__(self, *, mono: bool) -> None:
        super().__init__()
        self._mono = mono

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TerminalFilter) and other._mono == self._mono

    def __hash__(self) -> int:
        return hash((TerminalFilter, self._mono))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """`segments` in attributes and colours by name. `background` is of no matter."""
        mono = self._mono
        return [
            Segment(text, None if style is None else _style(style, mono), control) for text, style, control in segments
        ]


@lru_cache(1024)
def _style(style: Style, mono: bool) -> Style:
    color, ground = style.color, style.bgcolor
    colored = color is not None and not color.is_default
    on_ground = ground is not None and not ground.is_default
    grey = colored and color is not None and color.number == _GREY
    if not mono and not on_ground and not grey:
        return style
    attributes = Style(
        bold=True if mono and colored and not grey else style.bold,
        dim=True if grey else style.dim,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
        reverse=bool(style.reverse) != on_ground,
        color=None if mono else _DEFAULT if grey else color,
        bgcolor=None if mono else _DEFAULT,
    )
    return attributes + Style.from_meta(style.meta) if style.meta else attributes
