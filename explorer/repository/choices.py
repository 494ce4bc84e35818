"""What can be chosen for a field of a form, from what is held: never asked of a vendor, and never a limit.

A value that nothing here offers can be typed as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.model.json_text import JsonValue


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field can take."""

    value: JsonValue
    """As the vendor's record has it."""
    label: str
    """What people call it, unsafe as the vendor gave it."""
    detail: str = ""
    """What tells it apart from others of the same name, unsafe."""
