"""Records as Parquet (parquet.apache.org): a column for each documented member, of the type it is documented with.

Needs the extra `parquet`. Import it only to write: pyarrow takes a quarter of a second and 60 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.export.files import new_binary_file, new_folders, remove_empty
from explorer.export.formats import check_columns
from explorer.export.partitions import Destination
from explorer.model.field import Kind
from explorer.model.json_text import JsonObject, JsonValue, dumps
from explorer.model.resource import Resource, walk
from explorer.model.validate import attributes

GROUP_ROWS: Final = 20_000
"""Rows that are held in memory before they are written together (a row group)."""
REST: Final = "_rest"
"""The column, as JSON text, of what has no column of its own or does not fit the type of its column."""
_TYPES: Final[Mapping[Kind, Any]] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
}
"""Everything else is text; ids are, too, because vendors give one id now as a number, now as text."""


class Parquet:
    """Takes rows batch by batch. Structures are JSON text; what is null and what is absent are both null.

    A moment with a zone is given in UTC, one without as the vendor wrote it.
    """

    remark = ""
    apostrophes = 0

    def __init__(
        self,
        stream: BinaryIO,
        resource: Resource,
        names: Sequence[str] | None = None,
        above: Mapping[str, str] | None = None,
    ) -> None:
        """`names` None takes every documented member. `above` are the keys of the records that the collection lies
        under, by placeholder (`user_id`): each a column."""
        self._stream = stream
        self._names = names
        self._above = dict(above or {})
        kinds: dict[str, Kind] = {each.path: each.kind for each in resource.columns}
        kinds |= {each.name: each.field.kind for each in attributes(resource.record)}
        members = [each.name for each in attributes(resource.record)]
        self._documented = tuple(kinds)
        self._kinds = {name: kinds.get(name, "text") for name in (members if names is None else names)}
        self._above = {name: key for name, key in self._above.items() if name not in self._kinds}
        fields = [(name, pa.string()) for name in self._above]
        fields += [(name, _TYPES.get(kind, pa.string())) for name, kind in self._kinds.items()]
        self.schema = pa.schema([*fields, (REST, pa.string())])
        self._writer: pq.ParquetWriter | None = None
        self._ended = False
        self._waiting: list[pa.RecordBatch] = []

    def rows(self, batch: Sequence[JsonObject]) -> None:
        """Takes one batch. Raises UsageError, before anything is written, for a column that nobody knows."""
        if not batch:
            return
        if self._names is not None and self._writer is None and not self._waiting:
            check_columns(self._names, lambda: self._documented, batch)
        made = [self._row(row) for row in batch]
        self._waiting.append(pa.RecordBatch.from_pylist(made, schema=self.schema))
        if sum(each.num_rows for each in self._waiting) >= GROUP_ROWS:
            self._write()

    @property
    def holds_rows(self) -> bool:
        """Something has been taken."""
        return self._writer is not None or bool(self._waiting)

    def end(self) -> None:
        """Writes what is waiting, and the footer, without which nobody can read it. Once is enough."""
        if not self._ended:
            self._ended = True
            self._write().close()

    def _write(self) -> pq.ParquetWriter:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._stream, self.schema, compression="zstd")
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting, self.schema))
            self._waiting = []
        return self._writer

    def _row(self, row: JsonObject) -> dict[str, Any]:
        made: dict[str, Any] = dict(self._above)
        rest: JsonObject = {}
        if self._names is None:
            rest = {name: value for name, value in row.items() if name not in self._kinds}
        for name, kind in self._kinds.items():
            value = row.get(name) if self._names is None else walk(row, name)
            made[name] = typed(value, kind)
            if made[name] is None and value is not None:
                rest[name] = value
        made[REST] = _encodable(dumps(rest)) if rest else None
        return made


def typed(value: JsonValue, kind: Kind) -> Any:
    """`value` as the type that a column of this kind has; None when it does not fit."""
    if value is None:
        return None
    if kind == "bool":
        return value if isinstance(value, bool) else None
    if kind in ("integer", "number"):
        return _number(value, kind)
    if kind in ("date", "datetime"):
        return _moment(value, kind) if isinstance(value, str) else None
    return _encodable(value if isinstance(value, str) else dumps(value))


def _number(value: JsonValue, kind: Kind) -> int | float | None:
    """Some vendors write numbers as text."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        return None
    try:
        number = Decimal(value)
    except ArithmeticError:
        return None
    if not number.is_finite():
        return None
    if kind == "number":
        return float(number)
    return int(number) if number == int(number) and abs(number) < 2**63 else None


def _moment(text: str, kind: Kind) -> date | datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    if kind == "datetime":
        return moment
    written = datetime.fromisoformat(text)
    return written.date() if written.time() == time() else None  # a date with midnight behind it


def _encodable(text: str) -> str:
    """JSON may hold half of a surrogate pair, UTF-8 may not."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def new_parquet(
    destination: Destination,
    resource: Resource,
    names: Sequence[str] | None = None,
    *,
    replace: bool = False,
    otherwise: str = "",
    kept: Callable[[str], None] = lambda place: None,
) -> Iterator[Parquet]:
    """A writer into a new file, with the folders it lies in. However it ends, what arrived can be read; without a row
    there is no file unless it ended well. `kept` hears where that is when it broke off (see `new_file`).

    Raises UsageError, with `otherwise` as the next step, for a file that is there; ExplorerError when it cannot be
    written.
    """
    made = new_folders(destination.folder) if destination.folder else []
    try:
        with new_binary_file(destination.path, replace=replace, otherwise=otherwise, kept=kept) as stream:
            writer = Parquet(stream, resource, names, destination.above)
            try:
                yield writer
            except BaseException:
                if writer.holds_rows:
                    writer.end()
                raise
            writer.end()
    finally:
        remove_empty(made)
