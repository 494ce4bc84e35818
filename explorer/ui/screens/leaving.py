"""The question before the program ends with something unfinished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from explorer.model.address import Address
from explorer.model.journal import Draft
from explorer.model.value import dataclass
from explorer.ui.keys import key_of
from explorer.ui.screens.question import QuestionScreen
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.wording import Sentence, number


@dataclass(frozen=True, slots=True)
class Left:
    """What is unfinished when somebody wants to leave."""

    drafts: Sequence[Draft] = ()
    """What is typed in forms that are open, and is kept."""
    unkept: Sequence[tuple[Draft, str]] = ()
    """What is typed and could not be kept, each with the reason."""
    under_way: Mapping[str, int] = field(default_factory=dict)
    """By account: how many writes have no answer yet."""
    unknown: Sequence[Address] = ()
    """What was written to without a known outcome."""
    temporary: bool = False
    """All that is kept goes when the demo ends: there is no next start."""

    @property
    def asks(self) -> bool:
        """Something would be lost or waited for, or is open: it is worth a question. What is kept for the next start
        anyway is not."""
        return bool(self.drafts or self.unkept or any(self.under_way.values()))

    def sentences(self, signs: Signs = UNICODE) -> list[Sentence]:
        """What is unfinished, and what will become of it."""
        told: list[Sentence] = []
        for draft, reason in self.unkept:
            lost = f"{signs.failed} {draft.address}: what was typed could not be kept and will be lost: {reason}"
            told.append(((lost, "failed"),))
        for account, count in self.under_way.items():
            if count:
                words = f"{signs.cut} {_counted(count, 'write')} to {account} on the way: ending waits for the outcome"
                told.append(((words, "unsure"), (", which the journal keeps", "")))
        for draft in self.drafts:
            sent = f"sent as entry {draft.entry}, of no known outcome" if draft.entry is not None else "not sent"
            if self.temporary:
                told.append(((f"{signs.draft} {draft.address}: what was typed goes with the demo, {sent}", ""),))
                continue
            words = f"{signs.draft} {draft.address}: what was typed is kept on this server, {sent}"
            told.append(((words, ""), (f"; {key_of('journal', 'J')} shows it at the next start", "dim")))
        for address in self.unknown:
            then = "it goes with the demo" if self.temporary else "it is read again at the next start"
            told.append(((f"{signs.unknown} {address}: no outcome is known; {then}", "unsure"),))
        return told


class LeavingScreen(QuestionScreen):
    """True: leave."""

    def __init__(self, left: Left, *, signs: Signs = UNICODE) -> None:
        lost = bool(left.unkept)
        super().__init__(
            "Leave with this unfinished?",
            left.sentences(signs),
            does="leave and lose it" if lost else "leave",
            leaves="stay",
            keys=() if lost else ("q",),
        )


def _counted(count: int, what: str) -> str:
    return f"{number(count)} {what}{'' if count == 1 else 's'}"
