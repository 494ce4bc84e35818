"""The held rows that a place narrows and sorts by itself: found at once, then read by windows.

A million rows are gone through in SQLite, by what is kept of each to be sorted by: a row is looked at here where it was
kept with other columns, where a number or a time is narrowed, and for columns that the user has chosen besides.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import cached_property, partial
from itertools import islice
from typing import Any, Final

from explorer.model.arranging import Arrangement, kind_of, order_key
from explorer.model.chosen_columns import column_of
from explorer.model.display import Cell, further_cells
from explorer.model.field import Column
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.model.text import digits, fold
from explorer.store import queries, search
from explorer.store.encoding import Damaged, layout_of, load
from explorer.store.keys import public_key
from explorer.store.matching import all_matching
from explorer.store.schema import SORT_KEYS
from explorer.store.windows import remade

RANKED: Final = 500
"""Records that words alone find: the likeliest."""
FIRST: Final = 100
"""Records that are shown before all are known."""
_MANY: Final = 20_000
"""So many rows take long enough to be sorted for the first of them to be worth a look of their own."""
_VENDOR_ROW: Final = """(SELECT coalesce(v.row, w.row, w.body) FROM raw w LEFT JOIN variant v
    ON v.rid = w.rid AND v.query = (SELECT id FROM query WHERE text = :query) WHERE w.rid = l.rid)"""
"""The vendor's row of a record, as a query was answered where that brought it."""
_SORT_KEY: Final = "LEFT JOIN sort_key s ON s.rid = l.rid"
_IS_KEPT: Final = "s.layout = :layout"
"""There is a sort key, made by the present columns."""


class Selected:
    """Records in the order they are shown, by the cache's own ids."""

    def __init__(self, rids: Iterable[int] = (), *, cut: bool = False) -> None:
        self.rids = array("q", rids)
        self.cut = cut
        """There are more, which are not among them."""

    def __len__(self) -> int:
        return len(self.rids)

    @cached_property
    def _places(self) -> array[int]:
        places = array("i", [-1]) * (max(self.rids, default=-1) + 1)
        for place, rid in enumerate(self.rids):
            places[rid] = place
        return places

    def place_of(self, rid: int) -> int | None:
        """Where a record stands; None where it does not. The first call takes a tenth of a second for a million."""
        place = self._places[rid] if rid < len(self._places) else -1
        return None if place < 0 else place


OnFirst = Callable[[Selected], object]
"""Is given the first records, where all take longer."""


def selected(
    connection: sqlite3.Connection,
    query: Query,
    resource: Resource,
    words: str,
    arrangement: Arrangement,
    on_first: OnFirst = lambda found: None,
) -> Selected:
    """The rows held of `query` that hold every word of `words` (empty: all) and that `arrangement` keeps, in its order.

    Words alone find the likeliest records, in the order of `search.find`. Where the query asks for the whole
    collection, words find records that were met elsewhere, too.
    """
    if words and not arrangement.paths and not query.narrowed:
        rids = list(search.ranks(connection, words, RANKED, query.collection))
        return Selected(rids, cut=len(rids) == RANKED)
    with _Statement(connection, query, resource, words, arrangement) as statement:
        return statement.run(on_first)


def keys_of(connection: sqlite3.Connection, rids: Sequence[int]) -> list[str]:
    """The keys of these records, in their order, of those that have one."""
    found = connection.execute(
        "SELECT r.key FROM json_each(?) j CROSS JOIN record r ON r.rid = j.value ORDER BY j.key",
        (json.dumps(list(rids)),),
    )
    return [key for each in found if (key := public_key(each[0]))]


class _Statement(ExitStack):
    """One look at all rows of a query: its SQL, and the functions that this calls."""

    def __init__(
        self, connection: sqlite3.Connection, query: Query, resource: Resource, words: str, arrangement: Arrangement
    ) -> None:
        super().__init__()
        self._connection = connection
        self._resource = resource
        self._arrangement = arrangement
        self._layout = layout_of(resource)
        self._own = {column.path: place for place, column in enumerate(resource.columns) if not column.include}
        self._values: dict[str, Any] = {"query": queries.text_of(query), "layout": self._layout}
        self._failures: list[Damaged] = []
        self._source = self._source_of(query, words)

    def run(self, on_first: OnFirst) -> Selected:
        """All rows that are kept, in order."""
        order = self._arrangement.order
        kept = " AND ".join(["1", *self._filters()])
        if order is None:
            return self._gathered(f"SELECT l.rid {self._source} AND {kept} ORDER BY place", on_first)
        by = f"{self._key(order.path)} {'DESC' if order.descending else ''} NULLS LAST, place"
        sorting = f"SELECT l.rid {self._source} AND {kept} ORDER BY {by}"
        if self._is_long():
            on_first(Selected(self._rids(f"{sorting} LIMIT {FIRST}")))
        return self._gathered(sorting, lambda found: None)

    def _is_long(self) -> bool:
        counted = f"SELECT count(*) FROM (SELECT 1 {self._source} LIMIT {_MANY})"
        return bool(self._connection.execute(counted, self._values).fetchone()[0] == _MANY)

    def _gathered(self, selecting: str, on_first: OnFirst) -> Selected:
        rids = self._rids(selecting)
        first = Selected(islice(rids, FIRST))
        if len(first) == FIRST:
            on_first(first)
        found = Selected(first.rids)
        found.rids.extend(rids)
        found.place_of(0)  # while nobody waits for it
        return found

    def _rids(self, selecting: str) -> Iterable[int]:
        rows = self._connection.cursor()
        self.callback(rows.close)  # a function cannot be taken back while a statement that calls it is under way
        try:
            for (rid,) in rows.execute(selecting, self._values):
                yield rid
        except sqlite3.OperationalError as error:
            if self._failures:
                raise self._failures[0] from error
            raise

    def _source_of(self, query: Query, words: str) -> str:
        """Where the records are taken from, each with its place there, in SQL."""
        expressions = search.expressions(self._connection, words, query.collection)
        matching = all_matching(expressions[-1]) if expressions else ""
        if words and not matching:
            return f"FROM (SELECT 0 AS rid, 0 AS place) l {_SORT_KEY} WHERE 0"
        self._values["words"] = matching
        found = "SELECT rowid FROM search WHERE search MATCH :words"
        if matching and not query.narrowed:
            return f"FROM (SELECT rowid AS rid, rowid AS place FROM ({found})) l {_SORT_KEY} WHERE 1"
        among = f" AND l.rid IN ({found})" if matching else ""
        return (
            "FROM (SELECT l.rid, l.position AS place FROM query q CROSS JOIN listing l ON l.query = q.id"
            f" WHERE q.text = :query{among}) l {_SORT_KEY} WHERE 1"
        )

    def _filters(self) -> Iterable[str]:
        """What a row has to hold, in SQL: what is quickly looked at comes first."""
        quick: list[str] = []
        slow: list[str] = []
        wanted = zip(self._arrangement.filters, self._arrangement.tests(self._resource), strict=True)
        for number, ((path, text), test) in enumerate(wanted):
            holds = f"{self._function(f'holds_{number}', 1, test)}({self._cell(path)})"
            key, folded, sought = self._kept_key(path), fold(text), f":sought_{number}"
            if key is not None and not text:
                quick.append(f"CASE WHEN {_IS_KEPT} THEN {key} IS NULL ELSE {holds} END")
            elif key is None or not folded:
                slow.append(holds)
            elif kind_of(self._resource, path) == "phone":
                self._values[sought[1:]] = "%".join(["", *digits(text), ""])
                quick.append(f"(({_IS_KEPT}) IS NOT 1 OR {key} LIKE {sought} OR NOT {_is_ascii(key)})")
                slow.append(holds)
            else:
                self._values[sought[1:]] = folded
                # The key of a number or a time does not tell how that is written.
                as_text = f"{_IS_KEPT} AND typeof({key}) <> 'real'"
                by_cell = f"{_may_hold(folded, sought)} AND {holds}"
                quick.append(f"CASE WHEN {as_text} THEN instr({key}, {sought}) > 0 ELSE {by_cell} END")
        return [*quick, *slow]

    def _key(self, path: str) -> str:
        """What the rows are sorted by, in SQL."""
        function = self._function("order_key", 1, partial(order_key, kind=kind_of(self._resource, path)))
        made, key = f"{function}({self._cell(path)})", self._kept_key(path)
        return made if key is None else f"CASE WHEN {_IS_KEPT} THEN {key} ELSE {made} END"

    def _kept_key(self, path: str) -> str | None:
        """What is kept to sort a column by, in SQL: with rows of the present layout alone."""
        place = self._own.get(path, SORT_KEYS)
        return f"s.key_{place}" if place < SORT_KEYS else None

    def _cell(self, path: str) -> str:
        """The cell of any column of any row, in SQL."""
        if path in self._own:
            place = self._own[path]
            made = self._function(f"remade_{place}", 1, partial(self._remade, place))
            shown = f"json_extract(d.cells, '$[{place}]')"
            return _of_display(f"CASE WHEN d.layout = :layout THEN {shown} ELSE {made}(d.rid) END")
        column = column_of(self._resource, path)
        name = f"further_{self._arrangement.paths.index(path)}"
        return f"{self._function(name, 1, partial(self._further, column))}({_VENDOR_ROW})"

    def _remade(self, place: int, rid: int) -> Cell:
        return remade(self._connection, rid, self._resource)[1][place]

    def _further(self, column: Column, text: str) -> Cell:
        return further_cells((column,), load(text))[0]

    def _function(self, name: str, arguments: int, function: Callable[..., Any]) -> str:
        """`function` under a name that SQL can call it by, as long as the statement lasts."""

        def called(*values: Any) -> Any:
            try:
                return function(*values)
            except Damaged as error:  # SQLite would tell that a function failed, but not how
                self._failures.append(error)
                raise

        self._connection.create_function(name, arguments, called, deterministic=True)
        self.callback(self._connection.create_function, name, arguments, None)
        return name


def _of_display(expression: str) -> str:
    """What it tells of the row that is kept to be shown, in SQL."""
    return f"(SELECT {expression} FROM display d WHERE d.rid = l.rid)"


def _may_hold(folded: str, sought: str) -> str:
    """Whether any cell may hold a text that is `folded`, and called `sought`, in SQL."""
    if set(folded) & set('"\\'):  # which JSON writes otherwise
        return "1"
    return _of_display(f"d.cells LIKE '%' || {sought} || '%' OR d.layout <> :layout OR NOT {_is_ascii('d.cells')}")


def _is_ascii(expression: str) -> str:
    """Whether a text is ASCII, in SQL: then SQLite matches it as `fold` does."""
    return f"length({expression}) = length(CAST({expression} AS BLOB))"
