"""What the screen of a form says besides its fields, in words with a tone. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.model.address import Address
from explorer.model.filling import Filling
from explorer.model.journal import Entry
from explorer.model.members import Member, Path, member_at, members
from explorer.model.moment import clock_second
from explorer.model.problem_words import about
from explorer.repository.drafts import Kept
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Sentence

_WIDE, _MIDDLE = 112, 80
"""Cells that it takes to name all keys, and the important ones."""
_NAMED: int = 3
"""Fields with errors that are named."""


def headline(title: str, address: Address, label: str, signs: Signs, room: int) -> Sentence:
    """What is filled in, and of which record, in `room` cells: rather the name than the whole address."""
    whom = f" {signs.separator} {label}" if label else ""
    where = fitting_address(address, signs, room - len(f" {title} {whom}"))
    told: list[Part] = [(f" {title} ", "strong"), (where, "")]
    return (*told, (whom, "strong")) if whom else tuple(told)


def fitting_address(address: Address, signs: Signs, room: int) -> str:
    """An address, in `room` cells as much of its end as there is room for: that tells what it is about."""
    ends = ["/".join((signs.cut, *address.segments[start:])) for start in range(len(address.segments))]
    return next((each for each in (str(address), *ends) if len(each) <= room), ends[-1] if ends else str(address))


def origin(read_at: float | None, now: float, *, read_only: bool, signs: Signs) -> Sentence:
    """How old what was read is, and whether it can be written."""
    read = f"read {clock_second(read_at, now)} {signs.separator} " if read_at is not None else ""
    return ((f"{read}{'read only' if read_only else 'writes on'} ", "dim"),)


def kept(state: Kept | None, now: float, *, typed: bool, sent: str = "not sent", signs: Signs) -> Sentence:
    """Where what was typed is; `sent` says whether it was sent."""
    if state is not None and state.problem:
        return ((f" {signs.failed} not kept on this server: {state.problem}", "failed"),)
    if not typed:
        return ((" Nothing is typed yet", "dim"),)
    if state is None:
        return ((f" {signs.failed} Not kept on this server: it is lost when explorer ends", "unsure"),)
    if state.at is None:
        return ((f" Not kept yet, {sent}", "unsure"),)
    return ((f" Kept on this server {clock_second(state.at, now)}, {sent}", ""),)


def sent_as(entry: Entry, now: float) -> Sentence:
    """What became of what stands in a form that was sent before, and has no known outcome."""
    stands = {"unknown": "its outcome is unknown", "sending": "it has no outcome yet"}.get(entry.state, entry.state)
    note = f": {entry.note}" if entry.note else ""
    told = f"Sent at {clock_second(entry.began_at, now)}, entry {entry.id}: {stands}{note}. "
    return ((told, "unsure"), ("It is not sent once more until that is settled: esc, then J.", ""))


def extent(filling: Filling, signs: Signs, *, only_changed: bool) -> Sentence:
    """How many fields there are, how many differ, and which of them are shown."""
    fields = sum(not each.field.readonly for each in members(filling.operation.form))
    changed = len(filling.changed)
    return (
        (f"all fields {fields}", "dim" if only_changed else ""),
        (f"  {signs.unfold} ", "dim"),
        (f"changed {changed}", "changed" if only_changed or changed else "dim"),
        ("  f7 ", "key"),
    )


def button(filling: Filling, problems: Mapping[str, str]) -> Sentence:
    """What `ctrl+r` does, and what keeps it from that."""
    changed = len(filling.changed)
    count = f" {changed} change{'' if changed == 1 else 's'}" if changed else ""
    told: list[Part] = [(f"[ Review{count} ]", "strong" if changed else "dim")]
    if problems:
        names = [label_of(filling, place) for place in problems]
        named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        told.append((f"  {len(names)} error{'' if len(names) == 1 else 's'}: {named}", "failed"))
    return tuple(told)


def label_of(filling: Filling, place: str) -> str:
    """The shown name of what lies at a dotted path."""
    steps = path_of(place)
    found: Member | None = None
    for length in range(len(steps), 0, -1):
        found = member_at(filling.operation.form, steps[:length])
        if found is not None:
            break
    if found is None:
        return place or "the whole"
    top = member_at(filling.operation.form, steps[:1])
    if top is None or top is found:
        return found.label
    # The only member of an object stands in the form under the object's name.
    return top.label if len(top.members) == 1 else f"{top.label}: {found.label}"


def problems_in_words(filling: Filling, problems: Mapping[str, str]) -> str:
    """What is wrong, under the names that the form shows."""
    told = (about(label_of(filling, place), words) if place else words for place, words in problems.items())
    return f"nothing was sent: {'; '.join(told)}"


def with_labels(filling: Filling, words: str, problems: Mapping[str, str]) -> str:
    """A vendor's refusal, with the names that the form shows in place of its own."""
    for place, problem in problems.items():
        words = words.replace(f"; {place}: {problem}", f"; {label_of(filling, place)}: {problem}")
    return words


def path_of(place: str) -> Path:
    """A dotted path in parts: numbers are places in lists."""
    return tuple(int(each) if each.isdecimal() else each for each in place.split(".")) if place else ()


def form_keys(width: int) -> list[tuple[str, str]]:
    """Keys for the whole form, and what they do, in `width` cells."""
    if width >= _WIDE:
        keys = [("enter", "next"), ("f3", "field back"), ("f4", "$EDITOR"), ("shift+f4", "all in $EDITOR")]
    else:
        keys = [("f3", "back"), ("f4 shift+f4" if width >= _MIDDLE else "f4", "$EDITOR")]
    return [
        ("ctrl+r", "review"),
        *keys,
        ("f8", "discard"),
        ("esc", "close, keep draft" if width >= _MIDDLE else "close"),
    ]


def field_keys(*, choices: bool, can_be_empty: bool, removable: bool) -> list[tuple[str, str]]:
    """Keys for the field under the cursor, and what they do. They differ little from field to field."""
    told = [("f2", "choices")] if choices else []
    told += [("f6", "empty, null, not set")] if can_be_empty else []
    return told + ([("f9", "remove")] if removable else [])
