"""Records as text for programs: JSON, NDJSON and CSV (RFC 4180). Rows are written as they come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from explorer.model.errors import UsageError
from explorer.model.json_text import JsonObject, JsonValue, dumps, dumps_visible
from explorer.model.nearest import hint
from explorer.model.resource import walk
from explorer.model.text import safe

Write = Callable[[str], object]
CELL_LIMIT: Final = 32_767
"""Characters of a CSV cell shown on a terminal; a file gets all of them."""
FORMULA: Final = (*"=+-@", *"\uff1d\uff0b\uff0d\uff20", *"\t\r\n\0")
"""What a text begins with that spreadsheets take for a formula, full-width signs too, or skip before one (OWASP, CSV
Injection; ASVS 5.0, 1.2.10)."""


_NUMBER: Final = re.compile(r"\+[ ().]*[0-9][0-9 ().]*").fullmatch
"""What begins with a plus and is a phone number to a spreadsheet as well: it reckons nothing. With a dash in it
`+1-555-0100` would become -654."""


class Writer(Protocol):
    """Takes rows batch by batch."""

    @property
    def remark(self) -> str:
        """What the reader has to know about columns that are not there; empty: nothing."""
        ...

    @property
    def apostrophes(self) -> int:
        """How many cells got an apostrophe before them, so that no spreadsheet takes them for a formula."""
        ...

    def rows(self, batch: Sequence[JsonObject]) -> None:
        """Writes one batch. Raises UsageError, before anything is written, for a column that nobody knows."""
        ...

    def end(self) -> None:
        """Writes what has to stand at the end."""
        ...


class JsonArray:
    """One JSON array, a record a line."""

    remark = ""
    apostrophes = 0

    def __init__(self, write: Write) -> None:
        self._write = write
        self._before = "[\n"

    def rows(self, batch: Sequence[JsonObject]) -> None:
        """Writes one batch."""
        for row in batch:
            self._write(self._before + dumps_visible(row))
            self._before = ",\n"

    def end(self) -> None:
        """Closes the array."""
        self._write("[]\n" if self._before == "[\n" else "\n]\n")


class JsonLines:
    """One record a line (ndjson.org)."""

    remark = ""
    apostrophes = 0

    def __init__(self, write: Write) -> None:
        self._write = write

    def rows(self, batch: Sequence[JsonObject]) -> None:
        """Writes one batch."""
        self._write("".join(dumps_visible(row) + "\n" for row in batch))

    def end(self) -> None:
        """Nothing stands at the end."""


class Csv:
    """Raw values under dotted names; lists, and objects under a named column, as JSON."""

    def __init__(
        self,
        write: Write,
        names: Sequence[str] | None,
        known: Callable[[], Iterable[str]],
        *,
        shown: bool = False,
        no_formulas: bool = False,
    ) -> None:
        """`names` None takes every member of the first batch. `known` are further names that may be asked for.
        `shown`: a terminal reads it, so that what would act there is replaced. `no_formulas`: texts that a spreadsheet
        would take for a formula get an apostrophe before them; numbers, phone numbers among them, stay as they are."""
        self.apostrophes = 0
        self._no_formulas = no_formulas
        self._left_out: dict[str, None] = {}
        self._write = write
        self._names = names
        self._all = names is None
        self._known = known
        self._shown = shown
        self._columns: list[str] = []

    @property
    def remark(self) -> str:
        """Members of later batches that have no column."""
        return f"later records also have {', '.join(self._left_out)}" if self._left_out else ""

    def rows(self, batch: Sequence[JsonObject]) -> None:
        """Writes one batch, the header before the first."""
        flat = [flatten(row) for row in batch]
        if not self._columns and batch:
            found = list(dict.fromkeys(name for row in flat for name in row))
            self._columns = found if self._names is None else check_columns(self._names, self._known, batch)
            self._line([self._text(name) for name in self._columns])
        for row, cells in zip(batch, flat, strict=True):
            if self._all:
                self._left_out |= dict.fromkeys(name for name in cells if name not in self._columns)
            self._line([self._text(cells.get(name) if self._all else walk(row, name)) for name in self._columns])

    def end(self) -> None:
        """Writes the header where no row came."""
        if not self._columns and self._names:
            self._line([self._text(name) for name in self._names])

    def _text(self, value: JsonValue) -> str:
        text = _csv_text(value)
        if self._no_formulas and isinstance(value, str) and text.startswith(FORMULA) and not _NUMBER(text):
            self.apostrophes += 1
            return f"'{text}"
        return text

    def _line(self, cells: Sequence[str]) -> None:
        line = ",".join(self._quoted(each) for each in cells)
        self._write((line or '""') + "\r\n")  # many readers skip an empty line

    def _quoted(self, text: str) -> str:
        if self._shown:
            text = safe(text, CELL_LIMIT)
        if any(character in text for character in ',"\r\n') or text != text.strip():
            return '"' + text.replace('"', '""') + '"'
        return text


def check_columns(names: Sequence[str], known: Callable[[], Iterable[str]], batch: Sequence[JsonObject]) -> list[str]:
    """`names`, when each is a known column or stands in a row of `batch`. Raises UsageError naming the nearest."""
    documented = list(dict.fromkeys(known()))
    there = dict.fromkeys(name for row in batch for name in flatten(row))
    for name in names:
        first = name.partition(".")[0]
        if name not in documented and first not in documented and not any(first in row for row in batch):
            raise UsageError(f"there is no column “{name}”", next_step=hint(name, dict.fromkeys([*documented, *there])))
    return list(names)


def flatten(row: JsonObject, prefix: str = "") -> dict[str, JsonValue]:
    """The members of `row` by dotted name, those of nested objects too."""
    flat: dict[str, JsonValue] = {}
    for name, value in row.items():
        if isinstance(value, dict) and value:
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _csv_text(value: JsonValue) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else dumps(value)
