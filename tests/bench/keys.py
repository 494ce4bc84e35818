"""What a terminal sends for a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_NAMED: Final[Mapping[str, bytes]] = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "backspace": b"\x7f",
}


def sent(key: str, application: bool = False) -> bytes:
    """The bytes of a key: a name, `ctrl+` and a letter, or the text itself. `application` is the mode of the cursor
    keys (DECCKM)."""
    if key in _NAMED:
        plain = _NAMED[key]
        return b"\x1bO" + plain[2:] if application and len(plain) == 3 else plain
    if key.startswith("ctrl+"):
        return bytes([ord(key[-1].upper()) & 0x1F])
    return key.encode()
