"""The held rows that a place narrows and sorts by itself: found at once, then read by windows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from explorer.model.arranging import Arrangement
from explorer.model.chosen_columns import column_of
from explorer.model.display import Cell, further_cells
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.model.value import dataclass
from explorer.store import queries, search
from explorer.store.encoding import layout_of, load
from explorer.store.matching import all_matching
from explorer.store.records import public_key
from explorer.store.windows import remade

_VENDOR_ROW: Final = """SELECT coalesce(v.row, w.row, w.body) FROM raw w
    LEFT JOIN variant v ON v.rid = w.rid AND v.query = (SELECT id FROM query WHERE text = ?) WHERE w.rid = r.rid"""
"""The vendor's row of a record, as a query was answered where that brought it."""


@dataclass(frozen=True, slots=True)
class Selected:
    """Records in the order they are shown."""

    rids: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    """The key of each; empty where the vendor's row has none."""
    places: Mapping[str, int] = field(default_factory=dict)
    """Where the record with a key stands."""


def selected(
    connection: sqlite3.Connection, query: Query, resource: Resource, words: str, arrangement: Arrangement
) -> Selected:
    """The rows held of `query` that hold every word of `words` (empty: all) and that `arrangement` keeps, in its order.

    Where the query asks for the whole collection, words find records that were met elsewhere, too, as `search.find`
    does.
    """
    rows = _found(connection, query, resource, words, arrangement)
    shown = arrangement.arranged(resource, rows)
    keys = tuple(key for _, key in shown)
    return Selected(tuple(rid for rid, _ in shown), keys, {key: place for place, key in enumerate(keys) if key})


def _found(
    connection: sqlite3.Connection, query: Query, resource: Resource, words: str, arrangement: Arrangement
) -> Iterator[tuple[tuple[int, str], list[Cell]]]:
    """Number and key of each record, and its cells in the columns that `arrangement` needs."""
    places = {column.path: place for place, column in enumerate(resource.columns) if not column.include}
    further = tuple(column_of(resource, path) for path in arrangement.paths if path not in places)
    needed = [places[path] for path in arrangement.paths if path in places]
    source, values = _source(connection, query, words)
    cells = "".join(f", json_extract(d.cells, '$[{place}]')" for place in needed)
    row, of_query = (f"({_VENDOR_ROW})", (queries.text_of(query),)) if further else ("NULL", ())
    selecting = f"SELECT r.rid, r.key, {row}, d.layout{cells} {source}"
    layout = layout_of(resource)
    for rid, key, text, made_for, *shown in connection.execute(selecting, (*of_query, *values)):
        if made_for != layout and needed:
            remade_cells = remade(connection, rid, resource)[1]
            shown = [remade_cells[place] for place in needed]
        if further:
            own, brought = iter(shown), iter(further_cells(further, load(text)))
            shown = [next(own if path in places else brought) for path in arrangement.paths]
        yield (rid, public_key(key)), shown


def _source(connection: sqlite3.Connection, query: Query, words: str) -> tuple[str, tuple[str, ...]]:
    """Where the records are taken from, in SQL, and its values."""
    joined = "CROSS JOIN record r ON r.rid = {0}.rid CROSS JOIN display d ON d.rid = {0}.rid"
    expressions = search.expressions(connection, words, query.collection)
    expression = all_matching(expressions[-1]) if expressions else ""
    if words and not expression:
        return f"FROM listing l {joined.format('l')} WHERE 0", ()
    matching = "SELECT rowid AS rid FROM search WHERE search MATCH ? ORDER BY rowid"
    if expression and not query.narrowed:
        return f"FROM ({matching}) s {joined.format('s')}", (expression,)
    among = " AND l.rid IN (SELECT rowid FROM search WHERE search MATCH ?)" if expression else ""
    return (
        f"FROM query q CROSS JOIN listing l ON l.query = q.id {joined.format('l')} WHERE q.text = ?{among}"
        " ORDER BY l.position",
        (queries.text_of(query), *([expression] if expression else [])),
    )
