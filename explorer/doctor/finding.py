"""`Finding`: one line of the doctor's."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from explorer.model.value import dataclass

Level: TypeAlias = Literal["fine", "look", "failed"]
"""`look`: it works, and could do better. Only `failed` makes the doctor end with 1."""

SIGNS: Final[dict[Level, str]] = {"fine": "+", "look": "?", "failed": "!"}
"""ASCII, so that a terminal that is not in order shows them, too."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what mends it. No credential, nothing of a person."""

    subject: str
    """What it belongs to, such as `terminal` or `account repcard`."""
    what: str
    level: Level
    found: str
    fix: str = ""
