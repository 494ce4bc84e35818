"""An export while it runs: rows of one view into a new file, what arrived kept however it ends. No widget."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from itertools import islice
from typing import Final, Literal, TypeAlias

from explorer.export.files import new_file
from explorer.export.formats import Csv, JsonArray, JsonLines, Writer
from explorer.export.partitions import Destination, check_installed, destination
from explorer.model.account import Account
from explorer.model.address import Address, Segments
from explorer.model.arrival import Arrival
from explorer.model.errors import ExplorerError, Incomplete
from explorer.model.json_text import JsonObject
from explorer.model.listing import not_all
from explorer.model.page import Query
from explorer.model.value import dataclass
from explorer.repository import Repository

Which: TypeAlias = Literal["marked", "found", "sorted", "loaded", "all"]
"""Which rows: those that are marked, that were found among those held, that are held, sorted here or as the server gave
them, or that the vendor has."""
Format: TypeAlias = Literal["csv", "json", "ndjson", "parquet"]
_BATCH: Final = 50


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that can be exported."""

    which: Which
    count: int | None
    """How many there are; None: the vendor does not say."""
    keys: tuple[str, ...] = ()
    """Of the records, where they are marked, found or sorted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported, and how."""

    rows: Rows
    format: Format
    columns: tuple[str, ...]
    """Paths, for CSV; the other forms are the vendor's own records."""
    no_formulas: bool
    path: str
    """Absolute; for Parquet perhaps a folder."""

    def destination(self, account: Account, collection: Segments) -> Destination:
        """The file it goes to."""
        if self.format == "parquet":
            return destination(self.path, account, collection)
        return Destination(self.path, "", {})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    rows: int = 0
    apostrophes: int = 0
    """Cells that are not quite the vendor's (see `Csv`)."""
    problem: str = ""
    """Why rows are missing; empty: none are."""
    next_step: str = ""
    """What can be done about the problem, where that is known."""
    path: str = ""
    """The file there is; empty: there is none."""
    whole: bool = False
    """All rows were written, whether or not the file could be given its name."""
    ended: bool = False


class Export:
    """One run. Make it, `run` it once; `stop` ends it after the rows that arrive next."""

    def __init__(
        self, repository: Repository, query: Query, wanted: Wanted, file: Destination, *, replace: bool
    ) -> None:
        """`replace`: a file that is there is given up for this one once it is whole."""
        self.wanted = wanted
        self.file = file
        self.progress = Progress()
        self._repository = repository
        self._query = query
        self.replaces = replace
        self._stopped = False

    def stop(self) -> None:
        """End soon, and keep what arrived."""
        self._stopped = True

    async def run(self, told: Callable[[Progress], None]) -> Progress:
        """Write the file; `told` hears of each step. What fails stands in the progress."""
        file = self._opened()
        try:
            writer = await asyncio.to_thread(file.__enter__)
            try:
                await self._write(writer, told)
            except BaseException:
                await asyncio.to_thread(file.__exit__, *sys.exc_info())
                raise
            await asyncio.to_thread(file.__exit__, None, None, None)
            self.progress = replace(self.progress, path=self.file.path)
        except ExplorerError as error:
            self.progress = replace(self.progress, problem=str(error), next_step=error.next_step)
        self.progress = replace(self.progress, ended=True)
        told(self.progress)
        return self.progress

    async def _write(self, writer: Writer, told: Callable[[Progress], None]) -> None:
        try:
            async with aclosing(self._batches()) as batches:
                async for batch in batches:
                    await asyncio.to_thread(writer.rows, batch)
                    rows = self.progress.rows + len(batch)
                    self.progress = replace(self.progress, rows=rows, apostrophes=writer.apostrophes)
                    told(self.progress)
                    if self._stopped and rows != self.wanted.rows.count:
                        raise Incomplete("stopped")
        except ExplorerError:
            if self.progress.rows:
                await asyncio.to_thread(writer.end)
            raise
        await asyncio.to_thread(writer.end)
        self.progress = replace(self.progress, whole=True)

    @contextmanager
    def _opened(self) -> Iterator[Writer]:
        """A writer into the file. Imports for a moment."""
        otherwise = "name another file"
        if self.wanted.format == "parquet":
            check_installed()
            from explorer.export.parquet import new_parquet  # of an extra

            resource = self._repository.account.vendor.resource(self._query.collection)
            with new_parquet(
                self.file, resource, replace=self.replaces, otherwise=otherwise, kept=self._kept
            ) as writer:
                yield writer
            return
        with new_file(self.file.path, replace=self.replaces, otherwise=otherwise, kept=self._kept) as stream:
            if self.wanted.format == "json":
                yield JsonArray(stream.write)
            elif self.wanted.format == "ndjson":
                yield JsonLines(stream.write)
            else:
                columns = self.wanted.columns
                yield Csv(stream.write, columns, lambda: columns, no_formulas=self.wanted.no_formulas)

    def _kept(self, place: str) -> None:
        self.progress = replace(self.progress, path=place)

    async def _batches(self) -> AsyncGenerator[Sequence[JsonObject], None]:
        """The rows. Raises Incomplete after those that could be had."""
        rows = self.wanted.rows
        if rows.which == "all":
            arrival = Arrival()
            async with aclosing(self._repository.stream(self._query, arrival=arrival)) as pages:
                async for page in pages:
                    yield page
            if (total := arrival.other_total) is not None:
                raise not_all(arrival.rows, total)
            return
        if rows.which == "loaded":
            bodies = self._repository.bodies(self._query)
            while batch := list(islice(bodies, _BATCH)):
                yield batch
            return
        missing = 0
        for start in range(0, len(rows.keys), _BATCH):
            found = [await self._record(key) for key in rows.keys[start : start + _BATCH]]
            held = [each for each in found if each is not None]
            missing += len(found) - len(held)
            if held:
                yield held
        if missing:
            raise Incomplete(f"{missing:,} of these records could not be had")

    async def _record(self, key: str) -> JsonObject | None:
        """What is held of a record, as its list has it; asked for where nothing is."""
        address = Address(self._repository.account.name, (*self._query.collection, key))
        held = self._repository.held(address)
        if held is None and not self._repository.offline:
            try:
                held = await self._repository.get(address)
            except ExplorerError:
                return None
        return None if held is None else held.row or held.body
