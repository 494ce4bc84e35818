"""What is shown in place of personal data while it is masked: on a shared screen, in a recording. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from explorer.model.display import Cell, Cells
from explorer.model.field import Column, Field, Kind
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Resource, walk
from explorer.model.text import SafeText

MASK: Final = "•••••"
"""Stands for any text, however long."""
_BY_KIND: Final[Mapping[Kind, str]] = {
    "email": "•••@•••",
    "phone": "••• •••",
    "date": "••••-••-••",
    "datetime": "••••-••-••",
    "integer": "••",
    "number": "••",
    "bool": "••",
}
_WORD: Final = re.compile(r"\w+")
_LEAST: Final = 2
"""Characters that a text has to have to be looked for among others."""
_MOST: Final = 20_000
"""Texts that are remembered; of more, the oldest are forgotten."""


def mask(value: JsonValue, mark: Field | Column) -> JsonValue:
    """`value` as it may be shown while masking is on: itself where it is not personal. That something is null, empty or
    not there stays to be seen, as do the names of members."""
    return _masked(value, mark.kind) if mark.personal else value


def _masked(value: JsonValue, kind: Kind) -> JsonValue:
    if isinstance(value, dict):
        return {name: _masked(each, "text") for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, kind) for each in value]
    return value if value is None or value == "" else _BY_KIND.get(kind, MASK)


def mask_cells(columns: Iterable[Column], cells: Cells) -> Cells:
    """The cells of a row, one for each of `columns`."""
    return tuple(_mask_cell(cell, column) for column, cell in zip(columns, cells, strict=False))


def _mask_cell(cell: Cell, column: Column) -> Cell:
    return SafeText(_BY_KIND.get(column.kind, MASK)) if column.personal and cell else cell


def names_person(resource: Resource) -> bool:
    """What its records are called is personal."""
    personal = {column.path: column.personal for column in resource.columns}
    return any(personal.get(path, True) for path in resource.label)


def mask_record(record: JsonObject, personal: Mapping[str, bool] | None) -> JsonObject:
    """A whole record: its members that are personal, and those of which that is not known. `personal` tells it by
    member; None: of none."""
    known = personal or {}
    return {
        name: value if known.get(name) is False else mask(value, Field(personal=True)) for name, value in record.items()
    }


class PersonalTexts:
    """The personal texts that were read while masking was on, to be found again in sentences of any origin, such as a
    vendor's words about what is wrong."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}
        self._by_word: dict[str, list[tuple[int, str]]] = {}
        """A text's first word to where it begins in it, and the text."""

    def add(self, value: JsonValue) -> None:
        """Remember every text in `value`."""
        for text in _leaves(value):
            text = text.strip()
            first = _WORD.search(text)
            if len(text) < _LEAST or first is None or text in self._texts or not text.strip("•-@ "):
                continue
            self._texts[text] = None
            self._by_word.setdefault(first[0], []).append((first.start(), text))
            if len(self._texts) > _MOST:
                self._forget(next(iter(self._texts)))

    def add_cells(self, columns: Iterable[Column], cells: Cells) -> None:
        """Remember the personal ones of a row's cells, one for each of `columns`."""
        self.add([cell for column, cell in zip(columns, cells, strict=False) if column.personal and cell])

    def add_record(self, resource: Resource, record: JsonObject) -> None:
        """Remember what can be told to be personal without the record's type."""
        paths = [column.path for column in resource.columns if column.personal]
        label = resource.label if names_person(resource) else ()
        self.add([walk(record, path) for path in (*paths, *label, *resource.personal_texts)])
        if label:
            self.add(resource.label_of(record))

    def scrub(self, text: str) -> str:
        """`text` with all that is remembered masked, wherever it stands as whole words."""
        if not self._texts:
            return text
        made: list[str] = []
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            found = self._at(text, word.start(), word[0])
            if found is not None:
                start, length = found
                if start >= end:
                    made += (text[end:start], MASK)
                    end = start + length
        return "".join((*made, text[end:])) if made else text

    def _at(self, text: str, at: int, word: str) -> tuple[int, int] | None:
        """Where the longest remembered text begins whose first word stands at `at`, and how long it is."""
        longest: tuple[int, int] | None = None
        for offset, each in self._by_word.get(word, ()):
            start, end = at - offset, at - offset + len(each)
            whole = start >= 0 and text.startswith(each, start) and not _goes_on(text, end, each)
            if whole and (longest is None or len(each) > longest[1]):
                longest = start, len(each)
        return longest

    def _forget(self, text: str) -> None:
        del self._texts[text]
        first = _WORD.search(text)
        assert first is not None
        kept = [each for each in self._by_word[first[0]] if each[1] != text]
        if kept:
            self._by_word[first[0]] = kept
        else:
            del self._by_word[first[0]]


def _goes_on(text: str, end: int, found: str) -> bool:
    """The word that `found` ends with is longer in `text`."""
    return end < len(text) and _WORD.fullmatch(found[-1]) is not None and _WORD.fullmatch(text[end]) is not None


def _leaves(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
