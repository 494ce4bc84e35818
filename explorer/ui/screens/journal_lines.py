"""What the journal's items look like: one line each, and a page for one write. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from textual.content import Content

from explorer.model.address import Address
from explorer.model.edit import MISSING, Change
from explorer.model.json_text import JsonObject
from explorer.model.moment import clock_second, same_day, second
from explorer.model.value import dataclass
from explorer.ui import cells
from explorer.ui.change_lines import Row, Teller, body_lines, laid_out, shown_body, wrapped
from explorer.ui.screens.journal_items import BatchItem, Contents, DraftItem, EntryItem, Item, changes_of
from explorer.ui.signs import Signs
from explorer.ui.widgets.drawn_lines import DrawnLines
from explorer.ui.wording import Part, Sentence, number
from explorer.ui.write_wording import state_word, state_words

_ADDRESS: Final = (16, 0.3)
"""Cells for the address: how many it gets if it needs them, and which part of the line where that is more."""
_WIDE: Final = 100
"""Cells from which on a line says more."""
_GAP: Final = cells.text("  ")


def moment(at: float, now: float) -> str:
    """Today by the clock, this year with the day, before that the date alone."""
    if same_day(at, now):
        return clock_second(at, now)
    then, today = datetime.fromtimestamp(at), datetime.fromtimestamp(now)
    return then.strftime("%m-%d %H:%M") if then.year == today.year else then.strftime("%Y-%m-%d")


def headline(
    contents: Contents | None, words: str, shown: int, signs: Signs, within: Address | None = None
) -> tuple[Sentence, Sentence]:
    """The title line: how much there is, `within` one record or in all, and how much of it the filter leaves."""
    title: Part = (f" Write journal{f' of {within}' if within is not None else ''}  ", "strong")
    if contents is None:
        return (title, (f"reading{signs.cut}", "dim")), ()
    unknown = sum(not each.in_flight for each in contents.unfinished)
    sent = len(contents.unfinished) - unknown
    told: list[str] = []
    for count, what in ((len(contents.drafts), "draft"), (unknown, "unknown"), (sent, "being sent")):
        if count:
            told.append(f"{number(count)} {what}{'s' if what == 'draft' and count > 1 else ''}")
    settled = len(contents.settled)
    told.append(f"the newest {number(settled)} writes" if contents.cut else f"{number(settled)} settled")
    right: Sentence = ((f"  “{words}”: {number(shown)} ", "unsure"),) if words else ()
    return (title, (f" {signs.separator} ".join(told), "")), right


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws lines that stand below each other."""

    width: int
    now: float
    signs: Signs
    waiting: Mapping[int, float]
    """Entries that are read again: when."""
    columns: tuple[int, int, int, int]
    """Cells for the time, the entry's number, the state and the address."""

    @classmethod
    def of(cls, items: Sequence[Item], width: int, now: float, signs: Signs, waiting: Mapping[int, float]) -> Drawing:
        """One whose columns fit `items`."""
        drawing = cls(width, now, signs, waiting, (0, 0, 0, 0))
        times = max((len(moment(_at(each), now)) for each in items), default=0)
        numbers = max((len(_number(each)) for each in items), default=0)
        states = max((len(drawing._state(each)[0]) for each in items), default=0)
        addresses = max((len(_address(each)) for each in items), default=0)
        least, part = _ADDRESS
        return replace(drawing, columns=(times, numbers, states, min(addresses, max(least, int(width * part)))))

    def line(self, item: Item) -> Content:
        """One item."""
        margin = cells.text("   " if isinstance(item, EntryItem) and item.indented else " ")
        address = self._cut(_address(item))
        told = (
            cells.text(moment(_at(item), self.now)),
            cells.text(_number(item), "dim"),
            cells.line(self._state(item)),
            cells.text(address),
        )
        columns = [each for each in zip(told, self.columns, strict=True) if each[1]]
        left = margin + _GAP.join(cells.fitted(*each) for each in columns) + _GAP
        what, room = cells.line(*self._what(item)), self.width - left.cell_length - 1
        right = cells.line(*self._right(item))
        if not right.cell_length:
            return left + cells.fitted(what, max(room, 8))
        return left + cells.fitted(what, max(room - right.cell_length - 2, 8)) + _GAP + right

    def _cut(self, address: str) -> str:
        """The end tells more than the beginning. An address is written in ASCII."""
        room = self.columns[-1]
        return address if len(address) <= room else f"{self.signs.cut}{address[len(address) - room + 1 :]}"

    def _state(self, item: Item) -> Part:
        if isinstance(item, DraftItem):
            return f"{self.signs.draft} draft", "unsure"
        if isinstance(item, EntryItem):
            return state_words(item.state, self.signs)
        words = {state_words(each.state, self.signs) for each in item.members}
        return (f"{self.signs.applied} many", "") if len(words) == 1 else (f"{self.signs.failed} many", "unsure")

    def _what(self, item: Item) -> Sentence:
        if isinstance(item, DraftItem):
            return item.what
        if isinstance(item, BatchItem):
            states = Counter(state_word(each.state) for each in item.members)
            told = ", ".join(f"{number(count)} {word}" for word, count in states.most_common())
            return (f"{told}: ", ""), *item.what(self.signs)
        if item.entry.state in ("refused", "not applied") and item.entry.note:
            return ((item.entry.note, ""),)
        note: Sentence = ((f"  {item.entry.note}", "dim"),) if item.entry.note else ()
        return *item.what, *note

    def _right(self, item: Item) -> Sentence:
        if isinstance(item, DraftItem):
            return ((f"open in pid {item.elsewhere}", "unsure"),) if item.elsewhere is not None else ()
        if isinstance(item, BatchItem):
            return ()
        return right_of(item, self.now, self.waiting, brief=self.width < _WIDE)


class Drawn(DrawnLines[Item]):
    """The lines of `items`."""

    def __init__(self, items: Sequence[Item], drawing: Drawing) -> None:
        super().__init__(items, drawing.line)


def right_of(item: EntryItem, now: float, waiting: Mapping[int, float], *, brief: bool = False) -> Sentence:
    """What stands at the right end: what is being waited for, or that it was taken back."""
    if item.entry.id in waiting:
        words = countdown(waiting[item.entry.id], now)
        return ((words.removeprefix("reading ") if brief else words, "unsure"),)
    if item.in_flight:
        return ((f"by pid {item.entry.process.pid}", "dim"),)
    return ((f"undone by {item.entry.undone_by}", "dim"),) if item.entry.undone_by is not None else ()


def countdown(at: float, now: float) -> str:
    """When it is read again."""
    return f"reading again in {at - now:.0f} s" if at - now >= 0.5 else "reading again"


def entry_page(
    item: EntryItem, width: int, now: float, signs: Signs, waiting: Mapping[int, float], *, undo: str, ours: int
) -> list[Content]:
    """All that is known of one write. `undo` says how it can be taken back, or why not; `ours` is our pid."""
    entry = item.entry
    lines = [cells.NOTHING, *laid_out(_facts(item, now, signs, waiting, undo, ours), width)]
    changed = Teller(item.operation, signs, item.names).rows(changes_of(entry))
    if changed:
        lines += [cells.NOTHING, cells.text(" changes", "strong"), *laid_out(changed, width)]
    lines += [cells.NOTHING, cells.text(" request", "strong"), *wrapped(((f"{entry.method} {entry.url}", ""),), width)]
    if entry.body is not None:
        lines += body_lines(shown_body(entry.body, item.operation), width)
    other = Teller(item.operation, signs, item.names).rows(_held_otherwise(entry.wanted, entry.after))
    if other:
        title = " sent, and as it was read again afterwards"
        lines += [cells.NOTHING, cells.text(title, "strong"), *laid_out(other, width)]
    return lines


def _facts(item: EntryItem, now: float, signs: Signs, waiting: Mapping[int, float], undo: str, ours: int) -> list[Row]:
    entry = item.entry
    verified = ", found out after its answer was lost" if entry.state.startswith("verified") else ""
    words, tone = state_words(item.state, signs)
    sender = "this explorer" if entry.process.pid == ours else f"pid {entry.process.pid}"
    ended = "" if item.in_flight or entry.process.pid == ours else ", which has ended" if not entry.finished else ""
    rows = [
        Row("outcome", ((f"{words}{verified}", tone), *_after(right_of(item, now, waiting)))),
        Row("note", ((entry.note, ""),)),
        Row("sent", ((f"{second(entry.began_at)} by {sender}{ended}", ""),)),
        Row("known since", ((second(entry.ended_at) if entry.ended_at and entry.finished else "", ""),)),
        Row("operation", ((f"{entry.operation}, account “{entry.account}”", ""),)),
        Row("takes back", ((f"entry {entry.undoes}" if entry.undoes is not None else "", ""),)),
        Row("undone by", ((f"entry {entry.undone_by}" if entry.undone_by is not None else "", ""),)),
        Row("undo", ((undo, ""),)),
    ]
    return [row for row in rows if row.words[0][0]]


def _after(sentence: Sentence) -> Sentence:
    return tuple((f"  {words}", tone) for words, tone in sentence)


def _held_otherwise(wanted: JsonObject, after: JsonObject | None) -> Mapping[str, Change]:
    """The members that were read again otherwise than they were sent."""
    if after is None:
        return {}
    return {
        name: Change(value, after.get(name, MISSING))
        for name, value in wanted.items()
        if after.get(name, MISSING) != value
    }


def _at(item: Item) -> float:
    if isinstance(item, DraftItem):
        return item.draft.kept_at
    return item.entry.began_at if isinstance(item, EntryItem) else item.members[0].entry.began_at


def _number(item: Item) -> str:
    """What messages call it; nothing of what has none."""
    return str(item.entry.id) if isinstance(item, EntryItem) else ""


def _address(item: Item) -> str:
    if isinstance(item, BatchItem):
        return str(item.members[0].entry.address.collection)
    return str(item.draft.address if isinstance(item, DraftItem) else item.entry.address)
