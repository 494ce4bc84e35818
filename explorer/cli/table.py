"""Records as a table for people on the command line. Rows are written as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from explorer.cli.layout import TableLayout
from explorer.export.formats import Write, check_columns
from explorer.model.display import cell
from explorer.model.field import Column
from explorer.model.json_text import JsonObject
from explorer.model.resource import walk


class Table:
    """Aligned columns for people, cut with … where a value does not fit."""

    apostrophes = 0

    def __init__(
        self,
        write: Write,
        declared: Sequence[Column],
        names: Sequence[str] | None,
        known: Callable[[], Iterable[str]],
        *,
        width: int | None,
        wraps: bool = False,
    ) -> None:
        """`width` is the terminal's, in cells; None: as wide as it gets. `wraps`: values that are too long for their
        column go on below."""
        self._write = write
        self._declared = {column.path: column for column in declared}
        self._names = names
        self._known = known
        self._width = width
        self._wraps = wraps
        self._layout: TableLayout | None = None

    @property
    def remark(self) -> str:
        """Columns the terminal has no room for."""
        hidden = self._layout.hidden if self._layout else []
        return f"no room for {', '.join(column.label for column in hidden)}" if hidden else ""

    def rows(self, batch: Sequence[JsonObject]) -> None:
        """Writes one batch, the header before the first."""
        layout = self._layout or self._begin(batch)
        for row in batch:
            values = [cell(walk(row, column.path), column.kind) for column in layout.columns]
            self._write(layout.line(values))

    def end(self) -> None:
        """Writes the header where no row came."""
        if self._layout is None:
            self._begin(())

    def _begin(self, batch: Sequence[JsonObject]) -> TableLayout:
        if self._names is None:
            columns = [column for column in self._declared.values() if column.shown]
        else:
            known = [*self._declared, *self._known()]
            names = check_columns(self._names, lambda: known, batch)
            columns = [self._declared.get(name) or Column(name, name) for name in names]
        self._layout = TableLayout(columns, self._width, wraps=self._wraps)
        self._write(self._layout.header())
        return self._layout
