"""What the screen says about writes: what became of one, and what is unfinished. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.model.journal import State
from explorer.model.outcome import Outcome
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, number

_SAID: Final[Mapping[State, str]] = {
    "applied": "applied",
    "accepted": "accepted",
    "verified applied": "verified: it was applied",
    "verified not applied": "verified: it was not applied",
    "not applied": "NOT applied, although it was accepted",
    "refused": "refused",
    "unknown": "outcome unknown: the answer was lost",
    "sending": "being sent",
}


def outcome(told: Outcome, signs: Signs) -> str:
    """One sentence about a write, with what the vendor holds otherwise and what it warns of."""
    where = told.address or told.entry.address
    words = [f"{sign_of(told.state, signs)} {_SAID[told.state]}: {told.entry.operation.rpartition('.')[2]} {where}"]
    if told.note:
        words.append(told.note)
    words.extend(f"the vendor warns: {warning}" for warning in told.warnings)
    if told.candidates:
        words.append("it may be " + ", ".join(map(str, told.candidates)))
    if told.state == "unknown":
        words.append("J shows it")
    return "; ".join(words)


def sign_of(state: State, signs: Signs) -> str:
    """The sign of an outcome."""
    match state:
        case "applied" | "accepted" | "verified applied":
            return signs.applied
        case "refused" | "not applied" | "verified not applied":
            return signs.refused
        case _:
            return signs.unknown


def unfinished(unknown: int, drafts: int) -> list[Part]:
    """What the header says of writes without an outcome and of drafts; nothing where there are none."""
    parts: list[Part] = []
    if unknown:
        parts.append((f"{number(unknown)} unknown (J)", "unsure"))
    if drafts:
        parts.append((f"{number(drafts)} draft{'s' if drafts > 1 else ''} (J)", "unsure"))
    return parts
