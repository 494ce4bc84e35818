"""What keys are called under `[keys]`: as Textual names them (textual.textualize.io/guide/input)."""

from __future__ import annotations

import re
from string import punctuation
from typing import Final

from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key, key_to_character

from explorer.model.nearest import nearest

_NAMES: Final = frozenset(
    (
        *(key.value for key in Keys if key.value[0].isalpha()),
        *FUNCTIONAL_KEYS.values(),
        *KEY_NAME_REPLACEMENTS.values(),
        *map(_character_to_key, punctuation),
    )
)
_WITH_MODIFIERS: Final = re.compile(r"(?:(?:ctrl|shift|alt|super|hyper|meta)\+)+(.+)").fullmatch


def is_key(name: str) -> bool:
    """Some press of a key can be called so: a printable character, or the name of a key or a character, also with
    modifiers before it."""
    if name in _NAMES or (len(name) == 1 and name.isprintable() and not name.isspace()):
        return True
    if held := _WITH_MODIFIERS(name):
        return held[1].isalnum() if len(held[1]) == 1 else is_key(held[1])
    character = key_to_character(name)
    return character is not None and _character_to_key(character) == name


def mistake(name: str) -> str:
    """What is wrong with `name` as a key; empty: nothing."""
    if is_key(name):
        return ""
    likely = name.lower() if is_key(name.lower()) else nearest(name, _NAMES)
    return (
        f'“{name}” is no key: a key is a character such as "e" or "?", or a name such as "f5", "space", "pagedown" or '
        f'"ctrl+r"; several stand in a list' + (f"; did you mean {likely}?" if likely else "")
    )
