"""What is made of records to be shown, sorted and found."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from explorer.model.arranging import order_key
from explorer.model.display import Cells, cells
from explorer.model.json_text import JsonObject
from explorer.model.resource import Resource
from explorer.model.text import safe
from explorer.model.value import dataclass
from explorer.store.encoding import dump_cells, layout_of
from explorer.store.matching import search_text
from explorer.store.schema import SORT_KEYS


@dataclass(frozen=True, slots=True)
class Shown:
    """A record, by its row in a list and, where that is another one, by what a `get` of it answered."""

    rid: int
    row: JsonObject
    body: JsonObject | None


def show(
    connection: sqlite3.Connection,
    resource: Resource,
    collection: int,
    shown: Sequence[Shown],
    added: frozenset[int],
) -> None:
    """Makes the cells, the label, the sort keys and the search words of records; `added` had none."""
    layout = layout_of(resource)
    made = [(each.rid, safe(resource.label_of(each.row)), cells(resource.columns, each.row)) for each in shown]
    connection.executemany(
        "INSERT OR REPLACE INTO display (rid, layout, label, cells) VALUES (?, ?, ?, ?)",
        [(rid, layout, label, dump_cells(of_row)) for rid, label, of_row in made],
    )
    _keep_sort_keys(connection, resource, layout, [(rid, of_row) for rid, _, of_row in made])
    texts = [
        (search_text(resource, collection, [each.row] if each.body is None else [each.row, each.body]), each.rid)
        for each in shown
    ]
    connection.executemany("INSERT INTO search (text, rowid) VALUES (?, ?)", [t for t in texts if t[1] in added])
    connection.executemany(
        "UPDATE search SET text = :text WHERE rowid = :rid AND text IS NOT :text",
        [{"text": text, "rid": rid} for text, rid in texts if rid not in added],
    )


def _keep_sort_keys(
    connection: sqlite3.Connection, resource: Resource, layout: int, rows: Sequence[tuple[int, Cells]]
) -> None:
    kinds = [column.kind for column in resource.columns[:SORT_KEYS]]
    names = ["rid", "layout", *(f"key_{place}" for place in range(len(kinds)))]
    connection.executemany(
        f"INSERT OR REPLACE INTO sort_key ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        [(rid, layout, *map(order_key, of_row, kinds)) for rid, of_row in rows],
    )
