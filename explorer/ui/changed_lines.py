"""What became of records, as lines of the screen. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from textual.content import Content

from explorer.model.changes import Changes, FieldChange, RecordChange, What
from explorer.model.edit import MISSING, Change
from explorer.model.field import Field
from explorer.model.json_text import JsonValue
from explorer.model.moment import clock_minute
from explorer.model.since import moment_words
from explorer.model.value_words import both, value_words
from explorer.ui import cells, masking
from explorer.ui.change_lines import Row, laid_out
from explorer.ui.keys import key_of
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Sentence, Tone, number

FIELDS_SHOWN: Final = 12
"""Fields of one record at most; the others are counted."""
_VALUE: Final = 200
"""Characters of one value."""
_INDENT: Final = 3
_TONES: Final[dict[What, Tone]] = {"new": "changed", "changed": "changed", "gone": "unsure"}


def record_lines(record: RecordChange, width: int, now: float, signs: Signs) -> list[Content]:
    """A record: its name and address, and a line for each field, old and new."""
    sign = {"new": signs.new, "changed": signs.changed, "gone": signs.gone}[record.what]
    left = cells.line((f" {sign} ", _TONES[record.what]), (record.label or str(record.address), "strong"))
    address = cells.text(f"  {record.address}" if record.label else "", "dim")
    right = cells.text(f"  {record.what} {clock_minute(record.at, now)} ", "dim")
    room = width - right.cell_length
    if left.cell_length + address.cell_length > room:  # the end of an address tells more than its beginning
        place = max(address.cell_length - (room - left.cell_length) + 3, 0)
        rest = address[place:].without_spans if place < address.cell_length else Content()
        address = cells.text(f"  {signs.cut}{rest.plain}", "dim") if rest.cell_length else Content()
    head = cells.fitted(left + address, room) + right
    rows = field_rows(record.fields[:FIELDS_SHOWN], signs)
    return [head, *laid_out([*rows, *_notes(record)], width, indent=_INDENT)]


def field_rows(fields: Iterable[FieldChange], signs: Signs) -> list[Row]:
    """A line for each field, of a list what was taken away and what was added."""
    return [Row(each.label, _words(each, signs)) for each in fields]


def _notes(record: RecordChange) -> list[Row]:
    """What is said instead of fields, or below them."""
    if record.what == "changed" and not record.fields:
        return [Row("", (("again as it was" if record.kept else "its earlier form is not kept any more", "dim"),))]
    more = len(record.fields) - FIELDS_SHOWN
    notes = [Row("", ((f"and {more} more fields: {key_of('versions', 'W')} shows them", "dim"),))] if more > 0 else []
    if record.folded and record.what != "new":
        names = ", ".join(dict.fromkeys(each.label for each in record.folded))
        notes.append(Row("", ((f"and what changes along: {names}", "dim"),)))
    return notes


def _words(field: FieldChange, signs: Signs) -> Sentence:
    mark, quotes = field.field, (signs.opening, signs.closing)
    change = Change(_shown(field.change.before, mark), _shown(field.change.after, mark))
    if isinstance(change.before, list) and isinstance(change.after, list):
        groups: tuple[tuple[str, Tone, Sequence[JsonValue]], ...] = (
            ("removed", "unsure", [each for each in change.before if each not in change.after]),
            ("added", "changed", [each for each in change.after if each not in change.before]),
        )
        parts: list[Part] = []
        for word, tone, items in groups:
            if items:
                values = "; ".join(value_words(each, mark.kind, quotes, _VALUE) for each in items)
                parts += [(f"{'  ' if parts else ''}{word} ", tone), (values, "")]
        return tuple(parts) or (("in another order", "dim"),)
    before, after = both(change, mark.kind, quotes, _VALUE)
    return (
        (before, "dim" if change.before in (None, MISSING, "") else ""),
        (f"  {signs.becomes}  ", ""),
        (after, "dim" if change.after in (None, MISSING, "") else "changed"),
    )


def _shown(value: JsonValue, mark: Field) -> JsonValue:
    return value if value is MISSING else masking.shown(value, mark)


def counts(records: Iterable[RecordChange], signs: Signs) -> str:
    """How many are new, changed, gone."""
    found = Counter(each.what for each in records)
    whats: tuple[What, ...] = ("new", "changed", "gone")
    told = [f"{number(found[what])} {what}" for what in whats if found[what]]
    return f" {signs.separator} ".join(told)


def caveats(account: str, changes: Changes) -> list[Part]:
    """What has to be known of what is told, and of what is not."""
    told: list[Part] = []
    if changes.cut:
        told.append((f"{account}: only the latest {number(len(changes.records))}", "unsure"))
    if changes.unvisited:
        told.append((f"not looked at before, so all news: {_named(account, changes.unvisited)}", "dim"))
    if changes.partial:
        told.append((f"new ones cannot be told in {_named(account, changes.partial)}: held in part", "dim"))
    if changes.later:
        named = _named(account, [path for path, _ in changes.later])
        told.append((f"earlier news cannot be told in {named}: first held {moment_words(changes.later[0][1])}", "dim"))
    return told


def _named(account: str, paths: Sequence[str]) -> str:
    shown = f"{account}/{paths[0]}"
    return f"{shown} and {number(len(paths) - 1)} more" if len(paths) > 1 else shown
