"""What can be chosen for a field: a list below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from explorer.model.json_text import JsonValue
from explorer.model.members import Member, read_text
from explorer.model.text import fold
from explorer.model.value import dataclass
from explorer.repository.choices import Place
from explorer.ui import cells
from explorer.ui.signs import Signs
from explorer.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.content import Content

_IN_SIGHT: Final = 7
"""Choices in sight at most."""
_WIDEST: Final = 72
_PLACES: Final = 2
"""Places named at most."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line to choose."""

    label: str
    """Unsafe."""
    detail: str
    """What tells it apart from others, unsafe."""
    value: JsonValue
    is_typed: bool = False
    """It is what stands there already."""

    def content(self, width: int) -> Content:
        """As it is drawn in `width` cells."""
        label = width * 3 // 5 if self.detail else width
        return cells.side_by_side(
            ((cells.text(f" {self.label}"), label), (cells.text(f" {self.detail}", "dim"), width - label))
        )


class ChoiceList(Lines):
    """Offers, one of them current. It never has the focus: the keys come from the field."""

    def __init__(self, signs: Signs) -> None:
        super().__init__(pointed=True, can_focus=False)
        self._edge = cells.text(signs.rule, "dim")
        self._offers: tuple[Offer, ...] = ()
        self.display = False

    @property
    def is_open(self) -> bool:
        """There is something to choose from."""
        return bool(self._offers)

    @property
    def offer(self) -> Offer:
        """The current one; the list has to be open."""
        return self._offers[self.current]

    def open(self, offers: Sequence[Offer], *, x: int, y: int, width: int, height: int) -> None:
        """Show `offers` below line `y` of a form of `height` lines, or above it where there is more room."""
        self._offers = tuple(offers)
        if not offers:
            self.close()
            return
        if not any(each.detail for each in offers):
            width = min(width, max(len(each.label) for each in offers) + 3)
        width = max(min(width, _WIDEST), 2)
        self.show([each.content(width - 1) + self._edge for each in offers])
        below = height - y - 1
        room = max(below, y, 1) if below < min(len(offers), _IN_SIGHT) else below
        lines = min(len(offers), _IN_SIGHT, room)
        self.styles.width, self.styles.height = width, lines
        self.styles.offset = (x, y + 1 if lines <= below else max(y - lines, 0))
        self.display = True

    def close(self) -> bool:
        """Take it away; whether it was there."""
        was_open, self._offers = self.is_open, ()
        self.display = False
        return was_open


def is_referring(member: Member) -> bool:
    """What is held can tell which values there are."""
    return (member.shape == "plain" or member.is_comma_separated) and bool(member.field.refers or member.field.seen)


def last_part(member: Member, text: str) -> str:
    """What is being looked for: of a list with commas the last part."""
    return text.rpartition(",")[2].strip() if member.is_comma_separated else text


def where_seen(member: Member) -> str:
    """What would tell which values there are, once it is held, in words."""
    places = [Place.of(each) for each in member.field.seen]
    told = [member.field.refers] if member.field.refers else []
    for each in places:
        inside = len(each.resources) == 1 and len(each.steps) > 1
        told.append(f"{'/'.join(each.resources)}{f' with {each.steps[0]}' if inside else ''}")
    told = list(dict.fromkeys(told))
    return f"load {' or '.join(told[:_PLACES])}, or type it"


def documented(member: Member, text: str) -> list[Offer]:
    """The documented values of `member` that hold `text`, those that begin with it first."""
    words = fold(text.strip())
    found = sorted(
        (each for each in member.field.choices if words in fold(each)),
        key=lambda each: not fold(each).startswith(words),
    )
    return [Offer(each, "", read_text(member, each)) for each in found]


def as_taken(member: Member, value: JsonValue) -> JsonValue:
    """A value as the vendor's record has it, as `member`, or each item of it, takes it: an id can be text where a
    number is wanted."""
    return read_text(member.item or member, value) if isinstance(value, str) else value


def with_typed(member: Member, offers: Sequence[Offer], text: str, value: JsonValue) -> list[Offer]:
    """`offers`, and what was typed, for it is good as it is: as the last one, as whoever types a part of a name means
    the first. An id is meant as it was typed: only what is pointed at takes its place. So is what is offered, too."""
    others = [each for each in offers if each.value != value]
    same = next((each for each in offers if each.value == value), None)
    typed = same or Offer(text, "as typed", value, is_typed=True)
    is_meant = same is not None or member.field.kind in ("id", "ids")
    return [typed, *others] if is_meant else [*others, typed]


def nothing_to_choose(member: Member, text: str, *, others: bool) -> str:
    """What there is to say where nothing is offered for `text`; `others`: something would be, were it not there
    already."""
    if member.field.untold:
        return "the vendor does not tell any, so none can be offered: type it"
    if text:
        return f"nothing that is held here tells the id of “{text}”: {where_seen(member)}"
    known = "what is held here names no others" if others else "nothing that is held here names any"
    return f"{known}: {where_seen(member)}"
