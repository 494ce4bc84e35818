"""What the screen says about writes: what became of one, and what is unfinished. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from explorer.model.value import dataclass
from explorer.ui.keys import key_of
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Tone, number

if TYPE_CHECKING:
    from explorer.model.journal import State
    from explorer.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of a state."""

    sign: str
    """The sign's name in `Signs`."""
    word: str
    """In a list."""
    tone: Tone
    said: str
    """In a sentence."""


_STATES: Final[Mapping[State, _Words]] = {
    "sending": _Words("cut", "being sent", "", "being sent"),
    "applied": _Words("applied", "applied", "", "applied"),
    "verified applied": _Words("applied", "applied", "", "verified: it was applied"),
    "accepted": _Words("applied", "accepted", "unsure", "accepted"),
    "refused": _Words("refused", "refused", "failed", "refused"),
    "not applied": _Words("failed", "not applied", "failed", "NOT applied, although it was accepted"),
    "verified not applied": _Words("refused", "not applied", "unsure", "verified: it was not applied"),
    "unknown": _Words("unknown", "unknown", "unsure", "outcome unknown"),
}


def outcome(told: Outcome, signs: Signs) -> str:
    """One sentence about a write, with what the vendor holds otherwise and what it warns of."""
    where, state = told.address or told.entry.address, _STATES[told.state]
    words = [f"{getattr(signs, state.sign)} {state.said}: {told.entry.operation_name} {where}"]
    if told.note:
        words.append(told.note)
    words.extend(f"the vendor warns: {warning}" for warning in told.warnings)
    if told.unnoted:
        words.append(
            f"the journal could not note it: {told.unnoted}; there it is open still ({key_of('journal', 'J')})"
        )
    if told.candidates:
        words.append("it may be " + ", ".join(map(str, told.candidates)))
    if told.state == "unknown":
        words.append(f"{key_of('journal', 'J')} shows it")
    return "; ".join(words)


def state_words(state: State, signs: Signs) -> Part:
    """How it stands with a write: sign and word."""
    words = _STATES[state]
    return f"{getattr(signs, words.sign)} {words.word}", words.tone


def state_word(state: State) -> str:
    """The word alone."""
    return _STATES[state].word


def unfinished(unknown: int, drafts: int) -> list[Part]:
    """What the header says of writes without an outcome and of drafts; nothing where there are none."""
    parts: list[Part] = []
    if unknown:
        parts.append((f"{number(unknown)} unknown ({key_of('journal', 'J')})", "unsure"))
    if drafts:
        parts.append((f"{number(drafts)} draft{'s' if drafts > 1 else ''} ({key_of('journal', 'J')})", "unsure"))
    return parts
