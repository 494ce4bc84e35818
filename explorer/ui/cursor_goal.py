"""`CursorGoal`: where a table's cursor is to stand once its rows are found."""

from __future__ import annotations

from typing import Final, TypeAlias

from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.widgets.row_source import RowSource

Goal: TypeAlias = tuple[str, int]
"""A record's key, and a position for when it is not among the rows."""
TOP: Final[Goal] = ("", 0)


class CursorGoal:
    """Puts rows into a table with the cursor at its goal, unless the user has moved it since it was last put
    somewhere: then it stays on its record."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self.goal: Goal | None = None
        """For the rows that are looked for; None: the cursor stays on its record."""
        self._left_at = 0
        """The cursor's position when it was last put somewhere: once it is another, the user has moved it."""

    def aim(self, goal: Goal | None) -> None:
        """From now on it is `goal`."""
        self.goal = goal
        self._left_at = self._table.cursor_position

    def keep(self, rows: RowSource) -> None:
        """Show `rows` until others are found, the cursor where it is."""
        self._table.set_source(rows)
        self._left_at = self._table.cursor_position

    def show(self, rows: RowSource, *, final: bool) -> None:
        """Show `rows`. A goal that is not among the first ones may be among all, which are `final`."""
        goal = self.goal if self._table.cursor_position == self._left_at else None
        self._table.set_source(rows, keep_key=goal is None)
        if goal is not None:
            key, row = goal
            if not (key and self._table.move_to(key)):
                self._table.move_to(row)
        self.goal = None if final else goal
        self._left_at = self._table.cursor_position
