"""What a `RecordTable` tells. Each is an attribute of it too: `RecordTable.CursorMoved`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from explorer.model.display import Row
from explorer.model.field import Column
from explorer.model.value import dataclass

if TYPE_CHECKING:
    from explorer.ui.widgets.cursor_table import CursorTable


@dataclass
class TableMessage(Message, namespace="record_table"):
    """A message of a table."""

    table: CursorTable

    @property
    def control(self) -> CursorTable:
        """The table."""
        return self.table

    def _is_newer(self, message: Message) -> bool:
        return type(message) is type(self) and message.control is self.table


@dataclass
class CursorMoved(TableMessage, namespace="record_table"):
    """The cursor is on another row, or on another record. Of several only the last is handed on."""

    position: int
    key: str | None
    """None: the row is not loaded, or there is none."""
    row: Row | None

    def can_replace(self, message: Message) -> bool:
        """Only where the cursor came to rest matters."""
        return self._is_newer(message)


@dataclass
class ColumnMoved(TableMessage, namespace="record_table"):
    """The column cursor is on another column."""

    column: Column


@dataclass
class RowOpened(TableMessage, namespace="record_table"):
    """A loaded row was asked to be opened."""

    position: int
    key: str


@dataclass
class WindowChanged(TableMessage, namespace="record_table"):
    """Other rows are visible: `start` up to but without `end`. Of several only the last is handed on."""

    start: int
    end: int

    def can_replace(self, message: Message) -> bool:
        """Only what is visible now has to be loaded."""
        return self._is_newer(message)


@dataclass
class EndReached(TableMessage, namespace="record_table"):
    """The cursor was to go further down on the last row."""


@dataclass
class KeySequence(TableMessage, namespace="record_table"):
    """A second key that the table does not know, after `prefix`."""

    prefix: str
    key: str


@dataclass
class MarksChanged(TableMessage, namespace="record_table"):
    """Other records are marked."""

    everything: bool
    """All loaded rows were asked to be marked."""


@dataclass
class MarkRefused(TableMessage, namespace="record_table"):
    """The cursor's row cannot be marked: its record's key is not known."""

    unloaded: bool
    """The row is not loaded yet."""
