"""Where data goes: standard output, or a new file that only its owner may read."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final, TextIO

from explorer.cli.layout import MISSING, cell_width, fit
from explorer.cli.outcome import broken_off_tidily, say
from explorer.cli.table import Table
from explorer.export.formats import Csv, JsonArray, JsonLines, Writer, check_columns, flatten
from explorer.model.display import cell
from explorer.model.errors import UsageError
from explorer.model.field import Column
from explorer.model.json_text import JsonObject, dumps_visible
from explorer.model.moment import clock_minute, zoned
from explorer.model.resource import walk
from explorer.model.text import BLOCK_LIMIT, safe
from explorer.model.value import dataclass

_BY_SUFFIX: Final = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".txt": "table",
    ".parquet": "parquet",
}
_NAMED: Final = {
    "json": "FILE.json",
    "ndjson": "FILE.ndjson",
    "csv": "FILE.csv",
    "table": "FILE.txt",
    "parquet": "FILE.parquet or a FOLDER",
}
_ALSO: Final = {(".json", "ndjson"), *((".txt", format) for format in ("json", "ndjson", "csv"))}
"""Forms that files whose name says another one may have as well: text is text, and a line of NDJSON is JSON."""


@dataclass(frozen=True, slots=True)
class Output:
    """An open place for data, and the form it takes there."""

    stream: TextIO
    format: str
    terminal: bool
    no_formulas: bool = False
    """CSV: texts that a spreadsheet would take for a formula get an apostrophe before them."""

    @property
    def width(self) -> int | None:
        """Cells of a line; None: as many as are needed."""
        if not self.terminal:
            return None
        from shutil import get_terminal_size

        return get_terminal_size().columns

    def records(
        self,
        declared: Sequence[Column],
        names: Sequence[str] | None = None,
        known: Callable[[], Iterable[str]] = lambda: (),
        *,
        wraps: bool = False,
    ) -> Writer:
        """Writes records in this form. `names` are the columns asked for, `known` further ones that may be;
        `wraps` is for a table."""
        if self.format == "json":
            return JsonArray(self.stream.write)
        if self.format == "ndjson":
            return JsonLines(self.stream.write)
        if self.format == "csv":
            paths = [column.path for column in declared]
            return Csv(
                self.stream.write,
                names,
                lambda: [*paths, *known()],
                shown=self.terminal,
                no_formulas=self.no_formulas,
            )
        return Table(self.stream.write, declared, names, known, width=self.width, wraps=wraps)

    def moment(self, at: float) -> str:
        """To the minute in a table for people, today without the date, in full for programs; in this machine's zone."""
        return clock_minute(at, time.time()) if self.format == "table" else zoned(at)

    def count(self, count: int) -> str | int:
        """As people write it in a table, a number for programs."""
        return f"{count:,}" if self.format == "table" else count

    def values(self, rows: Sequence[JsonObject], columns: Sequence[Column]) -> None:
        """Writes rows of explorer's own, such as a report. A table has the columns in which anything stands, as wide as
        that where there is room, and what has none goes on below; without rows there is none: who has none says so."""
        if self.format == "table":
            columns = [column for column in columns if any(row[column.path] is not None for row in rows)]
            if not columns:
                return
        names = [column.path for column in columns] if self.format == "csv" else None
        writer = self.records([_fitted(column, rows) for column in columns], names, wraps=True)
        writer.rows(rows)
        writer.end()
        if writer.remark:
            say(f"{writer.remark}; --format json has all")

    @contextmanager
    def as_they_come(self, columns: Sequence[Column]) -> Iterator[Callable[[JsonObject], None]]:
        """Writes such rows one by one, each at once; in a table when all are there. What was written stands also where
        it is broken off."""
        rows: list[JsonObject] = []
        writer = None if self.format == "table" else self.records(columns, [column.path for column in columns])
        whole = False

        def write(row: JsonObject) -> None:
            rows.append(row)
            if writer is not None:
                writer.rows([row])
                self.stream.flush()

        try:
            yield write
            whole = True
        finally:
            if whole or rows:
                if writer is not None:
                    writer.end()
                else:
                    self.values(rows, columns)

    def record(
        self,
        body: JsonObject,
        names: Sequence[str] | None = None,
        known: Callable[[], Iterable[str]] = lambda: (),
    ) -> None:
        """Writes one record by itself: in a table a line for each member. Raises UsageError for an unknown name."""
        if self.format in ("json", "ndjson"):
            self.stream.write(dumps_visible(body, indent=2 if self.format == "json" else None) + "\n")
        elif self.format == "csv":
            writer = self.records((), names, known)
            writer.rows([body])
            tell_apostrophes(writer)
        else:
            chosen = (
                flatten(body)
                if names is None
                else {name: walk(body, name) for name in check_columns(names, known, [body])}
            )
            width = max((cell_width(safe(name)) for name in chosen), default=0)
            for name, value in chosen.items():
                shown = cell(value, limit=BLOCK_LIMIT)
                self.stream.write(f"{fit(safe(name), width)}  {MISSING if shown is None else shown}\n")


def _fitted(column: Column, rows: Sequence[JsonObject]) -> Column:
    """As wide as what stands in it."""
    needed = max((cell_width(cell(row[column.path]) or MISSING) for row in rows), default=0)
    return replace(column, width=needed)


def form(format: str | None, path: str = "") -> str:
    """The form that data takes in the file `path`, or on standard output. Raises UsageError where the file's name
    promises another one than `format`: whoever opens it would take it for that."""
    suffix = os.path.splitext(path)[1]
    promised = _BY_SUFFIX.get(suffix, "")
    if not format:
        terminal = not path and sys.stdout.isatty()
        return promised or ("table" if terminal else "json")
    if promised and format != promised and (suffix, format) not in _ALSO:
        raise UsageError(
            f"--format {format} and a file that ends with {suffix} contradict each other",
            next_step=f"leave --format out for {promised}, or name a {_NAMED[format]}",
        )
    return format


@contextmanager
def output(
    format: str | None,
    path: str = "",
    *,
    force: bool = False,
    columns: bool = False,
    no_formulas: bool | None = None,
) -> Iterator[Output]:
    """Opens the place for data. A file is new, or with `force` replaced; it goes again when nothing was written to it.
    `no_formulas` None: in a file, which spreadsheets open, and not on standard output, which programs read.

    Raises UsageError for a file that is there, for one whose name promises another form, and for columns in a form that
    has none.
    """
    terminal = not path and sys.stdout.isatty()
    chosen = form(format, path)
    if chosen == "parquet":
        raise UsageError("Parquet holds records of a collection", next_step="explorer list writes it")
    if columns and chosen in ("json", "ndjson"):
        raise UsageError(
            f"{chosen} has no columns: it is the vendor's own record", next_step="add --format table or csv"
        )
    if no_formulas and chosen != "csv":
        raise UsageError(f"--no-formulas is for csv, and this is {chosen}", next_step="add --format csv")
    if not path:
        if not terminal:
            # Files and pipes get UTF-8 whatever the locale; a lone surrogate is not worth a crash.
            _reconfigure(encoding="utf-8", errors="replace")
        else:
            _reconfigure(errors="replace")
        yield Output(sys.stdout, chosen, terminal, bool(no_formulas))
        return
    kept = partial(say_kept, path)
    from explorer.export.files import new_file  # most data goes to standard output

    file = new_file(path, replace=force, otherwise="name another file, or add --force", kept=kept)
    with broken_off_tidily(), file as stream:
        yield Output(stream, chosen, False, no_formulas is not False)
    told = format or os.path.splitext(path)[1] in ("", *_BY_SUFFIX)
    say(f"written to {path}" + ("" if told else f", as {chosen}: --format chooses another form"))


def say_kept(path: str, place: str) -> None:
    """Says where what arrived is when it did not become the file `path`."""
    there = os.path.lexists(path)
    say(f"what arrived is in {place}; " + (f"{path} stays as it was" if there else f"there is no {path}"))


def tell_apostrophes(writer: Writer) -> None:
    """Says where cells are not quite the vendor's."""
    if writer.apostrophes:
        cells = "1 cell begins" if writer.apostrophes == 1 else f"{writer.apostrophes:,} cells begin"
        say(f"{cells} with an apostrophe, so that no spreadsheet takes it for a formula; --raw-cells leaves it out")


def _reconfigure(**settings: str) -> None:
    reconfigure = getattr(sys.stdout, "reconfigure", None)  # absent where a test has put a plain StringIO
    if reconfigure is not None:
        reconfigure(**settings)
