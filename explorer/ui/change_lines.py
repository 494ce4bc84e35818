"""What a write changes, as lines of the screen: one for each field and for what is different inside of it, by labels
and, where they are known, by the names of what ids stand for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Final, TypeAlias

from textual.content import Content

from explorer.model.change_words import field_at, labels, leaves, without_secret_values
from explorer.model.edit import MISSING, Change
from explorer.model.field import HIDDEN, Field
from explorer.model.json_text import JsonObject, JsonValue, dumps_visible
from explorer.model.masking import MASK
from explorer.model.members import Path, member_at
from explorer.model.outcome import Prepared
from explorer.model.resource import Operation, walk
from explorer.model.text import BLOCK_LIMIT
from explorer.model.value import dataclass
from explorer.model.value_words import both, value_words
from explorer.ui import cells, masking
from explorer.ui.cells import wrapped as wrapped
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Sentence, Tone

Names: TypeAlias = Callable[[Field, JsonValue], str]
"""What people call the record that an id in such a field stands for; empty: it is not known."""
_NAMING: Final = ("name", "display_name", "title", "label")
_LEAST_WIDTH: Final = 24
"""Cells for values; where fewer are left they stand under their label."""
_INDENT: Final = 3
"""Cells before a body."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a difference."""

    label: str
    words: Sentence


def nameless(field: Field, value: JsonValue) -> str:
    """No names are known."""
    return ""


def prepared_rows(prepared: Prepared, signs: Signs, names: Names = nameless) -> list[Row]:
    """What a write changes; for a delete, what is deleted."""
    if prepared.operation.name != "delete":
        return Teller(prepared.operation, signs, names, prepared.record).rows(prepared.changes)
    columns = ((each, masking.shown(walk(prepared.record, each.path), each)) for each in prepared.resource.columns)
    return [
        Row(each.label, (_part(value, value_words(value, each.kind, _quotes(signs), BLOCK_LIMIT)),))
        for each, value in columns
        if value is not None
    ]


def change_line(
    operation: Operation | None, name: str, change: Change, signs: Signs, names: Names = nameless
) -> Sentence:
    """One member's change in one sentence: `preferred name  not set → Jo`."""
    parts: list[Part] = []
    for row in Teller(operation, signs, names).rows({name: change}):
        parts += [("; " if parts else "", ""), (f"{row.label}  " if row.label else "", ""), *row.words]
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells changes of the members of one operation's form."""

    operation: Operation | None
    signs: Signs
    names: Names = nameless
    record: JsonObject = field(default_factory=dict)
    """What was read: what it refers to it may also name."""

    def rows(self, changes: Mapping[str, Change]) -> list[Row]:
        """`changes` by member, secrets as `***`."""
        shown = changes if self.operation is None else without_secret_values(self.operation, changes)
        return [row for name, change in shown.items() for row in self._rows(name, change)]

    def label(self, path: Path) -> str:
        """What a place in the form is called."""
        return f" {self.signs.after} ".join(labels(self.operation, path))

    def value(self, path: Path, value: JsonValue) -> Part:
        """One value in words; dimmed where it is nothing."""
        mark = self._mark(path)
        if mark.secret:
            return HIDDEN, ""
        words = value_words(masking.shown(value, mark), mark.kind, _quotes(self.signs), BLOCK_LIMIT)
        return _part(value, self._named(path, value, words, mark, {}))

    def given(self, values: JsonObject) -> Sentence:
        """What is given to many records, whatever they had."""
        parts: list[Part] = []
        for name, value in values.items():
            for path, change in leaves((name,), Change(MISSING, value)):
                lead = "; " if parts else ""
                parts += [
                    (f"{lead}{self.label(path)}  {self.signs.becomes}  ", ""),
                    self.value(path, change.after),
                ]
        return tuple(parts)

    def _mark(self, path: Path) -> Field:
        """The mark of what lies at `path`; personal where anything around it is, or where the form is not known."""
        mark = field_at(self.operation, path)
        around = (field_at(self.operation, path[:end]).personal for end in range(1, len(path)))
        return replace(mark, personal=True) if self.operation is None or any(around) else mark

    def _rows(self, name: str, change: Change) -> Iterator[Row]:
        if field_at(self.operation, (name,)).secret:
            yield Row(self.label((name,)), ((HIDDEN, ""), ("  neither shown nor kept", "dim")))
            return
        inside = dict(_names_in(self.record.get(name)))
        for path, inner in leaves((name,), change):
            mark, called = self._mark(path), self.label(path)
            if isinstance(inner.before, list) and isinstance(inner.after, list):
                yield from self._list_rows(path, inner.before, inner.after, mark, inside)
            else:
                yield Row(called, self._changed(path, inner, mark, inside))

    def _changed(self, path: Path, change: Change, mark: Field, inside: Mapping[str, str]) -> Sentence:
        told = Change(masking.shown(change.before, mark), masking.shown(change.after, mark))
        before, after = both(told, mark.kind, _quotes(self.signs), BLOCK_LIMIT)
        new = _part(change.after, self._named(path, change.after, after, mark, inside))
        if change.before is MISSING and (self.operation is None or self.operation.name != "update"):
            return (new,)
        untold = mark.untold and change.before is MISSING
        old = _part(change.before, "never told" if untold else self._named(path, change.before, before, mark, inside))
        return (old, (f"  {self.signs.becomes}  ", ""), new)

    def _list_rows(
        self,
        path: Path,
        before: Sequence[JsonValue],
        after: Sequence[JsonValue],
        mark: Field,
        inside: Mapping[str, str],
    ) -> Iterator[Row]:
        """A whole list that is replaced: what is taken away, what stays, what is new."""
        called = self.label(path)
        removed, added = _without(before, after), _without(after, before)
        kept = ("kept", [each for each in after if each in before]) if removed or added else ("reordered", list(after))
        groups: tuple[tuple[str, Tone, Sequence[JsonValue]], ...] = (
            ("removed", "unsure", removed),
            (kept[0], "dim", kept[1]),
            ("added", "changed", added),
        )
        for word, tone, items in groups:
            if items or word == "kept":
                told = [
                    self._named((*path, 0), each, value_words(masking.shown(each, mark), mark.kind), mark, inside)
                    for each in items
                ]
                count = f"{word} {len(items)}: " if items else f"{word}: none"
                yield Row(called, ((count, tone), ("; ".join(told), "")))
                called = ""

    def _named(self, path: Path, value: JsonValue, words: str, mark: Field, inside: Mapping[str, str]) -> str:
        """`words`, after the name of what they are the id of."""
        reference = isinstance(value, dict) and set(value) == {"id"}
        key = value["id"] if reference else value
        if reference:
            mark = self._mark((*path, "id"))
        if not (reference or mark.kind in ("id", "ids")) or isinstance(key, bool) or not isinstance(key, (str, int)):
            return words
        name = self.names(mark, key) or inside.get(str(key), "")
        if name and mark.personal and masking.is_on():
            name = MASK
        return f"{name} ({words})" if name else words


def laid_out(rows: Iterable[Row], width: int, indent: int = 3) -> list[Content]:
    """Labels in one column, values wrapped in the other, all in `width` cells."""
    rows = list(rows)
    room = min(max((cells.text(row.label).cell_length for row in rows), default=0), width // 3)
    margin = indent + room + 2
    lines: list[Content] = []
    for row in rows:
        label = cells.text(" " * indent + row.label)
        if width - margin < _LEAST_WIDTH or label.cell_length > indent + room:
            lines.extend((label, *wrapped(row.words, width, indent + 2)))
        else:
            values = wrapped(row.words, width, margin)
            lines.extend((cells.fitted(label, margin) + values[0][margin:], *values[1:]))
    return lines


def shown_body(body: JsonValue, operation: Operation | None) -> JsonValue:
    """A request's body; while masking is on, with what is personal in it masked, and what the form does not name."""
    return _shown_at((), body, operation) if masking.is_on() else body


def _shown_at(path: Path, value: JsonValue, operation: Operation | None) -> JsonValue:
    if isinstance(value, list):
        return [_shown_at((*path, place), each, operation) for place, each in enumerate(value)]
    found = member_at(operation.form, path) if operation is not None and path else None
    if not isinstance(value, dict) or (found is not None and found.field.personal):
        return masking.shown(value, replace(found.field, kind="text") if found is not None else Field(personal=True))
    # What the form does not name at the top is wrapped around it.
    below = path if found is not None else ()
    return {name: _shown_at((*below, name), each, operation) for name, each in value.items()}


def body_lines(body: JsonValue, width: int) -> list[Content]:
    """A request's body as it is sent, whole: on one line where it fits, else a member a line."""
    text = dumps_visible(body)
    if cells.text(text).cell_length > width - _INDENT - 1:
        text = dumps_visible(body, indent=2)
    lines: list[Content] = []
    for line in text.split("\n"):
        member = line.lstrip(" ")
        margin = _INDENT + len(line) - len(member)
        pieces = cells.text(member, limit=len(member)).fold(max(width - margin - 3, 8))
        lines.extend(cells.text(" " * (margin + 2 * bool(place))) + piece for place, piece in enumerate(pieces))
    return lines


def _without(values: Sequence[JsonValue], others: Sequence[JsonValue]) -> list[JsonValue]:
    return [each for each in values if each not in others]


def _names_in(value: JsonValue) -> Iterator[tuple[str, str]]:
    """Id and name of all that a value of a record refers to."""
    if isinstance(value, dict):
        name = next((value[each] for each in _NAMING if isinstance(value.get(each), str) and value[each]), "")
        if name and isinstance(value.get("id"), (str, int)):
            yield str(value["id"]), name
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _names_in(each)


def _quotes(signs: Signs) -> tuple[str, str]:
    return signs.opening, signs.closing


def _part(value: JsonValue, words: str) -> Part:
    return words, "dim" if value is MISSING or value is None or value == "" else ""
