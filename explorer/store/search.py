"""Local search: every word has to begin a word of the record. Ranked by the index alone, since all else would have to
read every hit: names that have the words whole, then names that begin so, then the others; before all of them what
holds a text with an `@` as it is written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from explorer.model.address import Address, Segments
from explorer.model.display import Row
from explorer.model.errors import AddressError
from explorer.model.listing import Hit
from explorer.model.resource import Resource
from explorer.model.text import SafeText
from explorer.store import matching, queries
from explorer.store.encoding import layout_of, load_cells, segments_of
from explorer.store.keys import public_key
from explorer.store.matching import Expression
from explorer.store.windows import remade

ResourceOf = Callable[[Segments], Resource]
"""Which resource a collection is of. Raises AddressError for one no longer declared."""


def find(
    connection: sqlite3.Connection,
    resource_of: ResourceOf,
    account: str,
    text: str,
    limit: int,
    collection: Segments | None,
) -> list[Hit]:
    """The first records that hold every word of `text`: by rank, then in the order they were first seen.

    A record without an id is found under its collection's address.
    """
    found = ranks(connection, text, limit, collection)
    return [replace(hit, rank=found[hit.row.rid]) for hit in hits(connection, resource_of, account, list(found))]


def ranks(connection: sqlite3.Connection, text: str, limit: int, collection: Segments | None) -> dict[int, int]:
    """The first records that hold every word of `text`, in the order of `find`, each with its `Hit.rank`."""
    known = expressions(connection, text, collection)
    found: dict[int, int] = {}
    if known and "@" in text:  # an e-mail, whose words others have, too
        number = None if collection is None else queries.find_collection(connection, collection)
        found = dict.fromkeys(matching.first_written(connection, text, number, limit), 0)
    for rank, expression in enumerate(known, 1):
        for rid in matching.first_matching(connection, expression, limit):
            found.setdefault(rid, rank)
        if len(found) >= limit:
            break
    return dict(islice(found.items(), limit))


def hits(connection: sqlite3.Connection, resource_of: ResourceOf, account: str, rids: Sequence[int]) -> list[Hit]:
    """Records by the cache's own ids, in that order; those of a resource no longer declared are left out."""
    found = connection.execute(
        "SELECT r.rid, c.path, r.key, r.gone_at, max(coalesce(r.row_at, r.body_at), coalesce(r.body_at, r.row_at)),"
        " r.new_at > v.at, r.changed_at > v.at, d.layout, d.label, d.cells"
        " FROM json_each(?) s"
        " CROSS JOIN record r ON r.rid = s.value CROSS JOIN collection c ON c.id = r.collection"
        " CROSS JOIN display d ON d.rid = r.rid LEFT JOIN visit v ON v.collection = r.collection ORDER BY s.key",
        (json.dumps(rids),),
    )
    made: list[Hit] = []
    known: dict[str, tuple[Segments, Resource, int] | None] = {}
    for rid, path, key, gone_at, fetched_at, new, changed, layout, label, cells_text in found:
        if path not in known:
            known[path] = _declared(resource_of, segments_of(path))
        declared = known[path]
        if declared is None:
            continue
        segments, resource, present_layout = declared
        if layout == present_layout:
            name, shown = SafeText(label), load_cells(cells_text)
        else:
            name, shown = remade(connection, rid, resource)
        key = public_key(key)
        address = Address(account, (*segments, key) if key else segments)
        row = Row(key, shown, rid, changed=bool(changed), gone=gone_at is not None, new=bool(new))
        made.append(Hit(address, name, row, fetched_at))
    return made


def _declared(resource_of: ResourceOf, segments: Segments) -> tuple[Segments, Resource, int] | None:
    try:
        resource = resource_of(segments)
    except AddressError:
        return None
    return segments, resource, layout_of(resource)


def found_count(connection: sqlite3.Connection, text: str, collection: Segments | None, at_most: int) -> int:
    """How many records `find` would find, counted no further than `at_most`."""
    known = expressions(connection, text, collection)
    if not known:
        return 0
    counted = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)",
        (matching.all_matching(known[-1]), at_most),
    )
    return int(counted.fetchone()[0])


def expressions(connection: sqlite3.Connection, text: str, collection: Segments | None) -> list[Expression]:
    """For the records that hold every word of `text`, the narrower first; none: there can be none."""
    if collection is None:
        return matching.expressions(text, None)
    number = queries.find_collection(connection, collection)
    return [] if number is None else matching.expressions(text, number)
