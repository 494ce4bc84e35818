"""What is exported, and how: rows, form, columns, file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from explorer.ui import cells, keys
from explorer.ui.exporting import Format, Rows, Wanted
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.find_line import FindLine
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, number

_FORMATS: Final[tuple[Format, ...]] = ("csv", "json", "ndjson", "parquet")
_FORM_WORDS: Final = {
    "csv": "CSV, the columns chosen below",
    "json": "JSON, the vendor's own records whole",
    "ndjson": "NDJSON, the vendor's own records whole, one a line",
    "parquet": "Parquet, whole records in typed columns",
}
_WIDE: Final = 130
"""Cells from which on there is room for a sentence beside an option."""
_AROUND: Final = 7
"""Lines besides the options."""


class _Options(LiveLines):
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("export", "change", "change-back", "all-columns", "find")


class ExportScreen(Dialog[Wanted]):
    """Dismisses with what is wanted, or with None."""

    CSS_PATH = "export.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("export", "begin", "turn")

    def __init__(
        self,
        title: str,
        rows: Sequence[Rows],
        columns: Sequence[tuple[str, str, bool]],
        path: str,
        signs: Signs,
    ) -> None:
        """`rows` are those that can be had, the likeliest first; `columns` path, name for people, and whether it is
        shown in the table; `path` the file proposed, without its ending."""
        super().__init__()
        self._title = title
        self._rows = rows
        self._columns = columns
        self._path = path
        self._signs = signs
        self._which = 0
        self._format: Format = "csv"
        self._no_formulas = True
        self._chosen = [shown for *_, shown in columns]

    def compose(self) -> ComposeResult:
        """Title, options, file, what is wrong, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield _Options(pointed=True, id="options")
            yield FindLine()
            with Horizontal(id="file"):
                yield OneLine()
                yield LineInput()
            yield OneLine(id="told")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show what is proposed."""
        self.query_one("#title", OneLine).show(cells.text(f" Export {self._title}", "strong"))
        self.query_one("#file OneLine", OneLine).show(cells.text("   file", "dim"))
        self.query_one("#told").styles.height = 1
        self._file.value = f"{self._path}.{self._format}"
        keys: list[Part] = [(" space ", "key"), ("change  ", "dim"), ("enter ", "key"), ("write  ", "dim")]
        keys += [("tab ", "key"), ("file name  ", "dim"), ("a ", "key"), ("all columns or none  ", "dim")]
        keys += [("/ ", "key"), ("find  ", "dim")]
        self.query_one("#keys", HintsLine).tell([*as_bound("export", keys), ("esc ", "key"), ("leave ", "dim")])
        self._show()
        self.set_focus(self.query_one(_Options))

    @property
    def _file(self) -> LineInput:
        """Where the file's name is typed."""
        return self.query_one("#file LineInput", LineInput)

    def on_resize(self) -> None:
        """As many columns as there is room for."""
        self._show()

    def _show(self) -> None:
        options = self.query_one(_Options)
        place = "a name without .parquet is a folder" if self._format == "parquet" else ""
        lines = [self._option("rows", self._rows_words()), self._option("form", _FORM_WORDS[self._format], place)]
        if self._format == "csv":
            formulas = "an apostrophe before them" if self._no_formulas else "left as they are"
            what = "texts that begin with = + - @ tab return: spreadsheets compute those"
            if self.app.size.width < _WIDE:
                what = "where = + - @ tab return come first"
            lines.append(self._option("formulas", formulas, what))
            lines += [self._column(place) for place in range(len(self._columns))]
        options.styles.height = max(min(len(lines), self.app.size.height - _AROUND), 1)
        options.change(lines, options.current)

    def _option(self, name: str, words: str, more: str = "") -> Content:
        before, after = self._signs.before, self._signs.after
        told = cells.line((f"{before} {words} {after}", ""), (f"  {more}" if more else "", "dim"))
        return cells.side_by_side(((cells.text(f"   {name}", "dim"), 13),)) + told

    def _column(self, place: int) -> Content:
        path, label, _ = self._columns[place]
        heading = "columns" if place == 0 else ""
        mark = f"[{self._signs.chosen if self._chosen[place] else ' '}] "
        named = cells.line((mark, "key"), (path, ""), (f"  {label}" if label != path else "", "dim"))
        return cells.side_by_side(((cells.text(f"   {heading}", "dim"), 13),)) + named

    def _rows_words(self) -> str:
        rows = self._rows[self._which]
        count = "?" if rows.count is None else number(rows.count)
        return {
            "marked": f"the {count} marked",
            "found": f"the {count} found on this machine",
            "sorted": f"the {count} that are held, sorted as they are shown",
            "loaded": f"the {count} that are held",
            "all": "all that match, asked for now" + (f": {count}" if rows.count is not None else ""),
        }[rows.which]

    # Keys

    def action_change(self, by: int) -> None:
        """Change the option under the cursor."""
        place = self.query_one(_Options).current
        if place == 0:
            self._which = (self._which + by) % len(self._rows)
        elif place == 1:
            self._change_format(by)
        elif place == 2:
            self._no_formulas = not self._no_formulas
        else:
            self._chosen[place - 3] = not self._chosen[place - 3]
        self._show()

    def _change_format(self, by: int) -> None:
        before = self._format
        self._format = _FORMATS[(_FORMATS.index(before) + by) % len(_FORMATS)]
        name = self._file
        if name.value.endswith(f".{before}"):
            name.value = name.value.removesuffix(before) + self._format
            name.cursor_position = len(name.value)

    def action_all_columns(self) -> None:
        """Take all columns; where all are taken, none."""
        self._chosen = [not all(self._chosen)] * len(self._chosen)
        self._show()

    def action_find(self) -> None:
        """Have the cursor go to what is typed."""
        self.query_one(FindLine).open(self.query_one(_Options))

    def action_turn(self) -> None:
        """From the options to the file name, or back."""
        options, name = self.query_one(_Options), self._file
        self.set_focus(name if self.focused is options else options)

    @on(Lines.Chosen)
    def _clicked(self) -> None:
        self.action_change(1)

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        self._begin(event.value.strip())

    def action_begin(self) -> None:
        """Have it written, unless something is missing."""
        self._begin(self._file.value.strip())

    def _begin(self, name: str) -> None:
        columns = tuple(path for (path, *_), on in zip(self._columns, self._chosen, strict=True) if on)
        if not name or (name.endswith(os.sep) and self._format != "parquet"):
            self._refuse("the file has no name")
        elif self._format == "csv" and not columns:
            self._refuse("no column is chosen")
        else:
            path = os.path.abspath(Path(name).expanduser())
            self.end(Wanted(self._rows[self._which], self._format, columns, self._no_formulas, path))

    def _refuse(self, words: str) -> None:
        self.query_one("#told", OneLine).show(cells.text(f" {self._signs.failed} {words}", "failed"))
