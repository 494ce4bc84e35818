"""The last gate before the terminal: no control or hidden character, link or action leaves in a drawn line, and no sign
or punctuation beyond ASCII where the locale says that the terminal cannot show it.

Vendor text passes `explorer.model.text.safe` long before; this holds where something was forgotten. Textual applies
line filters in its styles cache only: a widget that overrides `render_lines` applies them itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TextIO

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from explorer.ui.signs import in_ascii

# C0, DEL, C1; soft hyphen apart, these take no cell, so a line keeps its width without them.
_CONTROLS: Final = "\x00-\x1f\x7f-\x9f"
_HIDDEN: Final = "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
_SURROGATES: Final = "[\ud800-\udfff]"
_DELETED: Final = f"[{_CONTROLS}{_HIDDEN}]"


class SafetyFilter(LineFilter):
    """Deletes controls and hidden characters from drawn lines; replaces lone surrogates; drops links and actions. With
    `ascii_only` our signs and punctuation become ASCII, while letters stay: data is not to be lost. Only what
    `encoding` cannot write, where one is named, becomes a question mark for each of its cells: Python would write out
    its number.

    Those of one kind are equal, so that lines filtered by one are kept for the next.
    """

    def __init__(self, *, ascii_only: bool = False, encoding: str = "") -> None:
        super().__init__()
        self._kind = (ascii_only, encoding)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SafetyFilter) and other._kind == self._kind

    def __hash__(self) -> int:
        return hash((SafetyFilter, self._kind))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """`segments` without what could act on the terminal. `background` is of no matter."""
        return [_safe_segment(segment, *self._kind) for segment in segments]


def narrow_encoding(stream: TextIO | None) -> str:
    """The encoding of a stream that cannot write all of Unicode; empty where it can."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return "" if encoding.lower().startswith("utf") else encoding


def _safe_segment(segment: Segment, ascii_only: bool, encoding: str) -> Segment:
    text, style, _ = segment
    if not text.isprintable():  # as is all that is deleted or replaced
        text = re.sub(_SURROGATES, "\ufffd", re.sub(_DELETED, "", text))
    if not text.isascii():
        if ascii_only:
            text = in_ascii(text)
        if encoding:
            text = _written_in(encoding, text)
    return Segment(text, None if style is None else _safe_style(style))


@lru_cache(4096)
def _written_in(encoding: str, text: str) -> str:
    """`text` with question marks for what `encoding` has no bytes for, as wide as it was."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        written = text.encode(encoding, "replace").decode(encoding)
        marked = (mark if mark != "?" else "?" * cell_len(own) for own, mark in zip(text, written, strict=True))
        return set_cell_size("".join(marked), cell_len(text))
    return text


@lru_cache(1024)
def _safe_style(style: Style) -> Style:
    """`style` without its link and its `@` actions; other meta (what a click hits) stays."""
    if not style.link and not style.meta:
        return style
    meta = {name: value for name, value in style.meta.items() if not name.startswith("@")}
    plain = style.clear_meta_and_links()
    return plain + Style.from_meta(meta) if meta else plain
