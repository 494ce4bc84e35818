"""`escape` and a key right after it, as one alt key, whichever key it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from string import ascii_letters, digits, punctuation
from typing import Final, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.keys import _character_to_key

_BEGINS_SEQUENCES: Final = "[O"
"""What goes on after `escape` (CSI and SS3 of ECMA-48): these two only count as keys when nothing follows."""
_CONTROLS: Final = "".join(chr(code) for code in range(1, 27) if chr(code) not in "\b\t")
"""What ctrl and a letter send, and enter; `escape` with a backspace or a tab has a meaning of its own to terminals."""


WORD_KEYS: Final[Mapping[str, str]] = {"alt+b": "ctrl+left", "alt+f": "ctrl+right"}
"""What option and an arrow send on a Mac; to text fields they are keys that move by words."""


def _alt_keys() -> dict[str, tuple[Enum, ...]]:
    told = {
        f"\x1b{character}": f"alt+{_character_to_key(character)}"
        for character in (*ascii_letters, *digits, *punctuation, " ")
        if character not in _BEGINS_SEQUENCES
    }
    for character in _CONTROLS:
        plain = ANSI_SEQUENCES_KEYS[character]
        if isinstance(plain, tuple):
            told[f"\x1b{character}"] = f"alt+{plain[0].value}"
    keys = Enum("keys", {name: name for name in told.values()})  # type: ignore[misc]  # names are made here
    return {sequence: (keys[name],) for sequence, name in told.items()}


def tell_alt_keys() -> None:
    """Have Textual's parser tell `escape` and a printable ASCII character, ctrl and a letter, or enter as `alt+` and
    that key's name.

    Of itself it takes some for what one terminal types with option (`escape 1` as `¡`), and names others as if no
    `escape` had come. `escape b` and `escape f`, to it option and an arrow on a Mac, are so in text fields only
    (`WORD_KEYS`). Terminals with the kitty keyboard protocol never send any of these.
    """
    known = cast(dict[str, object], ANSI_SEQUENCES_KEYS)
    for sequence, keys in _alt_keys().items():
        if not isinstance(known.get(sequence), tuple) or keys[0].value in WORD_KEYS:
            known[sequence] = keys
