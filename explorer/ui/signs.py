"""One-cell signs: every state and mark of the screen has one, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.model.display import Row
from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """A set of signs, one cell each."""

    changed: str = "~"
    """Differs from what was seen before, or from what is saved."""
    new: str = "+"
    """Met for the first time since the last visit."""
    draft: str = "✎"
    """An edit is kept and not sent."""
    alike: str = "≈"
    """The same, written otherwise."""
    marked: str = "*"
    gone: str = "†"
    """No longer in the vendor's listing."""
    failed: str = "!"
    unknown: str = "?"
    """A write whose outcome is not known, a count that is not known."""
    applied: str = "✓"
    refused: str = "✗"
    nothing: str = "∅"
    """A search that found none."""
    missing: str = "–"
    """Null, or a member that is not there."""
    unloaded: str = "·"
    """A row that is not loaded yet."""
    cut: str = "…"
    """Text goes on; something is being waited for."""
    ascending: str = "▲"
    descending: str = "▼"
    pointer: str = "▸"
    """The current line of a list."""
    opening: str = "“"
    closing: str = "”"
    """Around text of which nothing else can be seen."""
    rule: str = "│"
    """Between the column that stays and those that scroll."""
    before: str = "‹"
    after: str = "›"
    """Around `2 of 9`; `after` also between the parts of a path."""
    becomes: str = "→"
    """Between an old and a new value."""
    separator: str = "·"
    """Between the parts of a line."""
    chosen: str = "•"
    """In the brackets of the choice that is made."""
    unfold: str = "▾"
    """Before the other way to see a form."""


UNICODE: Final = Signs()
ASCII: Final = Signs(
    draft="&",
    alike="=",
    gone="-",
    applied="+",
    refused="x",
    nothing="0",
    missing="-",
    unloaded=".",
    cut=">",
    ascending="^",
    descending="v",
    pointer=">",
    opening='"',
    closing='"',
    rule="|",
    before="<",
    after=">",
    becomes=">",
    separator="|",
    chosen="*",
    unfold="v",
)


_IN_ASCII: Final = {
    **{
        ord(sign): plain
        for name in Signs.__dataclass_fields__
        if not (sign := getattr(UNICODE, name)).isascii() and (plain := getattr(ASCII, name))
    },
    **dict.fromkeys(map(ord, "‘’‚′"), "'"),
    **dict.fromkeys(map(ord, "„″«»"), '"'),
    **dict.fromkeys(map(ord, "—‒−‐‑·•"), "-"),
    **dict.fromkeys(map(ord, "│┃║▌▐█▊▎▏▕"), "|"),
    **dict.fromkeys(map(ord, "─━═▁▂▃▄▔▀▆"), "-"),
    **dict.fromkeys(map(ord, "┌┐└┘├┤┬┴┼╭╮╰╯╴╵╶╷"), "+"),
    **dict.fromkeys(map(ord, "←◂"), "<"),
    ord("↑"): "^",
    ord("↓"): "v",
    ord("×"): "x",
    ord("\u00a0"): " ",
    ord("⇥"): " ",
    ord("◌"): " ",
    **dict.fromkeys((*range(0x2400, 0x2422), ord("↵"), 0xFFFD), "?"),
}
"""One cell each, as what they stand for: the signs above, the punctuation of our sentences, frames, and the pictures
that `explorer.model.text.safe` makes of controls."""


def in_ascii(text: str) -> str:
    """`text` with every sign and punctuation mark of ours in ASCII; letters of any script stay."""
    return text.translate(_IN_ASCII)


def signs_for(environ: Mapping[str, str]) -> Signs:
    """The set for the locale that `environ` names, as POSIX orders the variables; none named counts as UTF-8.

    `LC_CTYPE=C.UTF-8` beside `LANG=C` is Python's own doing (PEP 538), not the user's word: then `LANG` counts.
    """
    language = environ.get("LANG", "")
    kind = environ.get("LC_CTYPE", "")
    if kind == "C.UTF-8" and language in ("C", "POSIX"):
        kind = language
    named = environ.get("LC_ALL", "") or kind or language
    return UNICODE if not named or "utf8" in named.lower().replace("-", "") else ASCII


def row_signs(row: Row, signs: Signs = UNICODE) -> str:
    """What a row says of itself: gone, else new or changed since the last visit, else nothing."""
    if row.gone:
        return signs.gone
    if row.new:
        return signs.new
    return signs.changed if row.changed else ""
