"""Where else a person is, as lines of the screen. Pure."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from explorer.model.elsewhere import Elsewhere, Match
from explorer.model.identity import reason_words
from explorer.model.moment import clock_minute
from explorer.ui import cells, masking
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Sentence, Tone, joined, number

_TOLD: Final = 4
"""Records in the detail's line at most; the others are counted."""
_WHY: Final = 34
"""Cells of the reasons, which stand nowhere else; a whole address stands below."""
_WIDE: Final = 100
"""Cells from which on a line has room for the account's title."""
CHOSEN_BEFORE: Final = "asked about before"
"""Why a record is among those to compare with, where no likeness is."""


def detail_line(found: Elsewhere, signs: Signs) -> Sentence:
    """The last line of the detail; nothing where the person is found nowhere else. Of records that are no more than a
    maybe there is only a number."""
    if not found.matches:
        return ()
    sure = [each for each in found.matches if each.sure]
    told: list[Part] = [
        (f"{each.account_title} {each.address.key} {reason_words(each.reasons[:1])}", "") for each in sure
    ]
    if len(told) > _TOLD:
        told[_TOLD:] = [(f"{number(len(told) - _TOLD)} more", "")]
    if maybe := len(found.matches) - len(sure):
        told.append((f"maybe {number(maybe)}{' more' if sure else ''}", "dim"))
    return (("elsewhere  ", "dim"), *joined(told, signs))


def why(match: Match) -> str:
    """The reasons of a match in words."""
    return reason_words(match.reasons) if match.reasons else CHOSEN_BEFORE


def match_line(match: Match, width: int, signs: Signs) -> Content:
    """One record: a sign where it is gone or archived, its name, why, and where it is."""
    gone = match.held.gone_at is not None or match.archived
    name = masking.name_of(match.resource, match.held.known)
    tone: Tone = "" if match.sure else "dim"
    room = max(min(width // 3, 40) - 4, 12)
    parts = [
        (cells.text(f" {signs.gone if gone else ' '} ", "unsure"), 3),
        (cells.text(name or "(no name)", tone or "strong"), room),
        (cells.text(f"  {why(match)}", tone), _WHY + 2),
    ]
    if width >= _WIDE:
        parts.append((cells.text(f"  {match.account_title}", tone), 14))
    left = width - sum(cells_wide for _, cells_wide in parts)
    return cells.side_by_side([*parts, (cells.text(f"  {match.address}", "dim"), max(left, 0))])


def match_state(match: Match, now: float, signs: Signs) -> Sentence:
    """What is known of the record under the cursor: where it is, how old, and in which state."""
    held = match.held
    told: list[Part] = [(str(match.address), ""), (f"as of {clock_minute(held.fetched_at, now)}", "dim")]
    if held.gone_at is not None:
        told.append((f"{signs.gone} no longer listed", "unsure"))
    if match.archived:
        told.append((f"{signs.gone} archived", "unsure"))
    if not held.whole and match.resource.operation("get") is not None:
        told.append(("the list's row only", "dim"))
    return joined(told, signs)
