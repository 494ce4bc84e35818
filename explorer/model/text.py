"""`safe`: the one door through which a vendor's text reaches a screen, a terminal or a message.

Vendor text is data: never markup, never an escape sequence, never able to reorder or hide its neighbours. Controls
become their visible pictures, characters that act on the layout become U+FFFD, and runs of combining marks are
capped. Values that are edited or exported keep their raw form; this is for showing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NewType

SafeText = NewType("SafeText", str)
"""Text that holds no control, no hidden and no direction-changing character."""

LINE_LIMIT: Final = 512
"""Characters shown of a value in a table cell or a one-line place."""
BLOCK_LIMIT: Final = 4096
"""Characters shown of a value where it is shown whole."""
MARKS_LIMIT: Final = 8
"""Combining marks kept on one base character."""

_REPLACED: Final = "\ufffd"
# The joiners U+200C and U+200D stay: Persian and emoji sequences need them.
HIDDEN: Final = frozenset(
    (
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F),
        *(0x2028, 0x2029, 0x2800, 0x3164, 0xFEFF, 0xFFA0),
        *(*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)),
        *range(0xE0000, 0xE0080),
    )
)
"""Code points that are not seen themselves, and hide or reorder what is beside them."""
_TABLE: Final[dict[int, str]] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x09: "⇥",
    0x0A: "↵",
    0x7F: "␡",
    **dict.fromkeys(range(0x80, 0xA0), _REPLACED),
    **dict.fromkeys(HIDDEN, _REPLACED),
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACED),
}
# Letters that Unicode does not take apart, as people type them who have not got them.
_STROKED: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_PRINTABLE_ASCII: Final = re.compile(r"[\x20-\x7e]*").fullmatch
_LETTERS: Final = re.compile(r"[^\W\d_]+").findall
_LOOK_ALIKE: Final = frozenset({"Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic"})
_FIRST_MARK: Final = "\u0300"


def safe(text: str, limit: int = LINE_LIMIT) -> SafeText:
    """`text` as one line that can be shown anywhere, at most `limit` characters, cut with `…`."""
    if len(text) > limit:
        # Cut before the work, so that a field of a megabyte costs no more than a short one.
        text = text[: limit * 2]
    if not _PRINTABLE_ASCII(text):
        text = text.replace("\r\n", "\n").translate(_TABLE)
        if max(text) >= _FIRST_MARK:
            text = _cap_marks(text)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return SafeText(text)


def safe_block(text: str, limit: int = BLOCK_LIMIT) -> SafeText:
    """Like `safe`, keeping line feeds, for places that show several lines."""
    lines = text[: limit * 2].replace("\r\n", "\n").split("\n")
    block = "\n".join(safe(line, limit) for line in lines)
    return SafeText(block if len(block) <= limit else block[: limit - 1] + "…")


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            if not kept:
                kept.append("◌")
            marks += 1
            if marks > MARKS_LIMIT:
                continue
        else:
            marks = 0
        kept.append(character)
    return "".join(kept)


def fold(text: str) -> str:
    """`text` for matching: compatibility forms, case, accents and strokes through letters removed."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_STROKED)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def mixed_scripts(text: str) -> tuple[str, ...]:
    """The scripts with letters that look alike, where letters of several of them stand in one word: a name that is
    spelled so may be taken for another one (Unicode Technical Standard 39, section 5). Empty: there is no such word."""
    if text.isascii():
        return ()
    for word in _LETTERS(unicodedata.normalize("NFC", text)):
        scripts = {unicodedata.name(letter, "").partition(" ")[0].title() for letter in word}
        alike = scripts & _LOOK_ALIKE
        if len(alike) > 1:
            return tuple(sorted(alike))
    return ()


def digits(text: str) -> str:
    """The digits of a phone number, of any script, as ASCII."""
    if text.isascii():
        return "".join(filter(str.isdigit, text))
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())
