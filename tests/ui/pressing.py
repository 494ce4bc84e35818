"""Keys pressed one after the other, and what pictures of the result are compared by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from textual.pilot import Pilot

LARGE = (140, 45)
SMALL = (80, 24)
Compare: TypeAlias = Callable[..., bool]
"""The fixture `snap_compare`."""
Pressed: TypeAlias = Callable[[Pilot[Any]], Awaitable[None]]
_NAMES = {
    " ": "space",
    "-": "minus",
    ".": "full_stop",
    "@": "at",
    ",": "comma",
    ":": "colon",
    "/": "slash",
    ">": "greater_than_sign",
}


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Type `text` key by key."""
    await pilot.press(*(_NAMES.get(character, character) for character in text))


def pressing(settle: Pressed, *steps: str) -> Pressed:
    """Press keys, with `settle` after each step; a step that begins with `=` is typed."""

    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for step in steps:
            if step.startswith("="):
                await type_text(pilot, step[1:])
            else:
                await pilot.press(*step.split())
            await settle(pilot)

    return run
