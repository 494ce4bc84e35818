"""What a search of all systems found, as lines of the screen. Pure, but for what is held of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from textual.content import Content

from explorer.model.address import Address
from explorer.model.listing import Hit
from explorer.model.search_words import Span, Term
from explorer.model.value import dataclass
from explorer.repository import LocalCopy
from explorer.repository.everywhere import Evidence, evidence
from explorer.ui import cells, masking
from explorer.ui.errands import Errand, State
from explorer.ui.signs import Signs, row_signs
from explorer.ui.wording import Part, Tone

_WIDE: Final = 110
"""Cells of a line from which on there is room for sentences."""
_LEAST: Final = 12
"""Cells of what matched that are worth more than those of an address."""
_TAIL: Final = 6
"""Characters at the end of an address that stay when it is cut: those tell one id from another."""
_GAP: Final[Part] = ("  ", "")
_TONES: Final[dict[State, Tone]] = {"at rest": "", "under way": "unsure", "done": "changed", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Cells of the columns of a hit."""

    name: int
    address: int
    matched: int
    age: int

    @classmethod
    def of(cls, width: int, ages: Iterable[str]) -> Layout:
        """For lines of `width`, whose `ages` need no more room than they take."""
        name, address = (28, 38) if is_wide(width) else (19, 26)
        age = max(map(len, ages), default=0)
        room = max(width - 3 - name - age - 4, 16)  # addresses give way before what matched, and that before ages
        address = min(address, max(room - _LEAST, 8))
        return cls(name, address, room - address, age)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of a hit beside what is held."""

    unsent: str = ""
    """The sign of a draft, or of a write without an outcome."""
    from_server: bool = False


def hit_line(
    copy: LocalCopy, hit: Hit, sought: tuple[Term, ...], mark: Mark, layout: Layout, age: str, signs: Signs
) -> Content:
    """State, name, address, what matched, age."""
    named, values = evidence(copy, hit, sought)
    label = masking.label_of(copy.resource(hit.address), hit.label) or str(hit.address.key)
    name = _marked(label, named if label == hit.label else ())
    matched: list[Part] = []
    for each in values:
        gap_before = [_GAP] if matched else []
        matched += [*gap_before, *_matched(each, layout.matched, signs)]
    gap = Content(" ")
    return Content("").join(
        (
            cells.fitted(cells.text(f" {row_signs(hit.row, signs)}{mark.unsent}", "unsure"), 3),
            cells.fitted(cells.line(*name), layout.name),
            gap,
            cells.fitted(cells.text(_shortened(hit.address, layout.address, signs), "dim"), layout.address),
            gap,
            cells.fitted(cells.line(*matched), layout.matched),
            gap,
            cells.fitted(cells.text(age, "changed" if mark.from_server else "dim"), layout.age),
        )
    )


def errand_line(errand: Errand, width: int, signs: Signs) -> Content:
    """What can be asked for, or what came of it."""
    title = 30 if is_wide(width) else 22
    sign = signs.failed if errand.state == "failed" else " "
    tone: Tone = _TONES[errand.state] if errand.can else "dim"
    return Content("").join(
        (cells.fitted(cells.text(f" {sign} {errand.title}", tone), title), cells.text(f" {errand.words}", tone))
    )


def _matched(found: Evidence, room: int, signs: Signs) -> list[Part]:
    """A value and what it is called; where `room` is short, its beginning gives way to what matched."""
    label, value = f"{found.mark.label} ", masking.shown(found.value, found.mark)
    if value != found.value:
        return [(label, "dim"), (str(value), "")]
    first, last = found.spans[0]
    start = min(len(label) + last + 1 - room, first)
    if start <= 0:
        return [(label, "dim"), *_marked(found.value, found.spans)]
    spans = [(each - start + 1, end - start + 1) for each, end in found.spans if each >= start]
    return [(label, "dim"), *_marked(f"{signs.cut}{found.value[start:]}", spans)]


def _marked(text: str, spans: Sequence[Span]) -> list[Part]:
    """`text` with what matched in bold. While masking is on it stays in one piece, as it has to be to be masked."""
    if masking.is_on():
        return [(text, "")]
    parts: list[Part] = []
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            parts += [(text[end:start], ""), (text[start:stop], "key")]
            end = stop
    return [*parts, (text[end:], "")]


def _shortened(address: Address, width: int, signs: Signs) -> str:
    """The address, cut before its end."""
    text = str(address)
    if len(text) <= width:
        return text
    return f"{text[: width - _TAIL - 1]}{signs.cut}{text[-_TAIL:]}"


def is_wide(width: int) -> bool:
    """There is room for sentences."""
    return width >= _WIDE


def age_words(hit: Hit, mark: Mark, *, wide: bool, now: float) -> str:
    """When it was fetched, and whether a server found it."""
    then = datetime.fromtimestamp(hit.fetched_at)
    at = then.strftime("%H:%M" if then.date() == datetime.fromtimestamp(now).date() else "%Y-%m-%d")
    if mark.from_server:
        return f"{'from ' if wide else ''}server {at}"
    return f"as of {at}" if wide else at
