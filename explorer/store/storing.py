"""Records are stored by key, compared with what was held, and what has changed is noted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import field
from hashlib import blake2b
from typing import NamedTuple

from explorer.model.address import Address
from explorer.model.changes import form_before
from explorer.model.json_text import JsonObject
from explorer.model.resource import Resource, walk
from explorer.model.value import dataclass
from explorer.store.encoding import clean, dump, layout_of, load
from explorer.store.keys import SYNTHETIC
from explorer.store.members import Shapes, learn
from explorer.store.queries import add_collection
from explorer.store.schema import VERSIONS_LIMIT
from explorer.store.showing import Shown, show
from explorer.store.versions import Left, keep


@dataclass(slots=True)
class Batch:
    """What storing rows found."""

    rids: list[int] = field(default_factory=list)
    """Each record once, in the order of its first row."""
    archived: set[int] = field(default_factory=set)
    new: int = 0
    changed: int = 0
    repeated: int = 0
    """Rows whose record had one before in the same batch."""


@dataclass(frozen=True, slots=True)
class _Before:
    rid: int
    row: str | None
    body: str | None
    layout: int | None
    """Of what it is sorted by; None: that was never kept."""
    row_at: float | None
    body_at: float | None
    plain: int
    """The row is one of a plain query."""


class _Kept(NamedTuple):
    """The record's own row from now on."""

    row: JsonObject
    rewritten: bool
    before: str | None = None
    """When the record has changed, what was known until now, as JSON: asking for other members is no change."""
    is_other: bool = False
    """It has changed since it was last listed, though that may be known from a reading of the record by itself."""


class _Rows:
    """Compares the rows of a list with what is held, and gathers what has to be written."""

    def __init__(self, resource: Resource, at: float, plain: bool, next_rid: int) -> None:
        """`plain`: a plain query was answered with them. `next_rid`, and all after it, are free for new records."""
        self._resource = resource
        self._layout = layout_of(resource)
        self._at = at
        self._plain = plain
        self._next_rid = next_rid
        self._added: list[tuple[int, str, str]] = []
        self._rewritten: list[tuple[str, int]] = []
        self.changed = 0
        """Records that have changed since they were last listed."""
        self.left: list[Left] = []
        self.variants: list[tuple[int, str]] = []
        """Number and row, as JSON, of the records that a plain query is answered with otherwise."""
        self.shown: list[Shown] = []
        self.shapes = Shapes()

    @property
    def added(self) -> frozenset[int]:
        """The records that were not held."""
        return frozenset(rid for rid, _, _ in self._added)

    def add(self, key: str, row: JsonObject, held: _Before | None) -> int:
        """Takes in one row; returns the number of its record."""
        text = dump(row)
        if held is not None:
            self._compare(row, text, held)
            return held.rid
        rid = self._next_rid + len(self._added)
        self._added.append((rid, key, text))
        self.shown.append(Shown(rid, row, None))
        self.shapes.add(row, rid)
        if not self._plain:
            self.variants.append((rid, text))
        return rid

    def _compare(self, row: JsonObject, text: str, held: _Before) -> None:
        kept = _kept(self._resource, held, row, text, self._plain)
        if kept.rewritten:
            self.shapes.add(row, held.rid)
            self._rewritten.append((text if kept.row is row else dump(kept.row), held.rid))
        if kept.before is not None and held.row_at is not None:
            exact = self._plain and bool(held.plain)
            self.left.append(Left(held.rid, held.row_at, self._at, False, exact, kept.before))
        self.changed += kept.is_other
        if kept.rewritten or held.layout != self._layout:
            self.shown.append(Shown(held.rid, kept.row, load(held.body) if held.body else None))
        if not self._plain and not (held.plain and kept.row == row):
            self.variants.append((held.rid, text))

    def write(
        self, connection: sqlite3.Connection, collection: int, held: Iterable[_Before], new_at: float | None
    ) -> None:
        """Writes the rows; `held` are the records that they met."""
        connection.executemany(
            "INSERT INTO record (rid, collection, key, row_at, plain, new_at, news_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(rid, collection, key, self._at, self._plain, new_at, new_at) for rid, key, _ in self._added],
        )
        connection.executemany("INSERT INTO raw (rid, row) VALUES (?, ?)", [(rid, row) for rid, _, row in self._added])
        connection.executemany(
            "UPDATE record SET row_at = ?, gone_at = NULL, plain = max(plain, ?) WHERE rid = ?",
            [(self._at, self._plain, each.rid) for each in held],
        )
        connection.executemany("UPDATE raw SET row = ? WHERE rid = ?", self._rewritten)


def store_rows(
    connection: sqlite3.Connection,
    resource: Resource,
    collection: int,
    rows: Sequence[JsonObject],
    at: float,
    variant_of: int | None = None,
    versions_kept: int = VERSIONS_LIMIT,
) -> Batch:
    """Keeps rows of a list that were fetched `at`. Of two with one key the last wins; equal ones are not rewritten.

    A row without a key gets a synthetic one, made of what it holds. `variant_of` is the query that was answered,
    if that is not a plain one: then the record's own row takes from them only what is the list's own.
    """
    by_key = _by_key(resource, rows)
    before = _held(connection, collection, by_key)
    next_rid = int(connection.execute("SELECT coalesce(max(rid), 0) FROM record").fetchone()[0]) + 1
    batch = Batch(repeated=len(rows) - len(by_key))
    found = _Rows(resource, at, variant_of is None, next_rid)
    for key, row in by_key.items():
        rid = found.add(key, row, before.get(key))
        batch.rids.append(rid)
        if resource.archived and walk(row, resource.archived) is not None:
            batch.archived.add(rid)
    batch.new, batch.changed = len(found.added), found.changed
    new_at = _new_at(connection, collection, at)
    found.write(connection, collection, before.values(), new_at)
    if variant_of is not None:
        _keep_variants(connection, variant_of, batch.rids, found.variants)
    keep(connection, found.left, versions_kept)
    show(connection, resource, collection, found.shown, found.added)
    if variant_of is None and found.shapes.rows:  # other queries may be answered with other members
        others = found.shapes.rows < len(by_key)
        learn(connection, collection, found.shapes, at, others=others, whole=new_at is not None)
    return batch


def store_body(
    connection: sqlite3.Connection,
    resource: Resource,
    address: Address,
    body: JsonObject,
    at: float,
    versions_kept: int = VERSIONS_LIMIT,
) -> int:
    """Keeps what a `get` of one record answered; returns the record's number."""
    collection = add_collection(connection, address.segments[:-1])
    key, text = clean(address.key), dump(body)
    before = _held(connection, collection, [key]).get(key)
    if before is None:
        new_at = _new_at(connection, collection, at)
        added = connection.execute(
            "INSERT INTO record (collection, key, body_at, new_at, news_at) VALUES (?, ?, ?, ?, ?)",
            (collection, key, at, new_at, new_at),
        )
        rid = int(added.lastrowid or 0)
        connection.execute("INSERT INTO raw (rid, body) VALUES (?, ?)", (rid, text))
        show(connection, resource, collection, [Shown(rid, body, None)], frozenset((rid,)))
        _learn_body(connection, resource, collection, rid, body, at)
        return rid
    if before.body != text:
        if before.body is not None and before.body_at is not None:
            newer = _newer(before.row, before.row_at, before.body_at)
            known = form_before(resource, load(before.body), body, exact=False, newer=newer, whole=True)
            if known is not None:
                keep(connection, [Left(before.rid, before.body_at, at, True, False, dump(known))], versions_kept)
        connection.execute("UPDATE raw SET body = ? WHERE rid = ?", (text, before.rid))
        row = load(before.row) if before.row else None
        shown = Shown(before.rid, body, None) if row is None else Shown(before.rid, row, body)
        show(connection, resource, collection, [shown], frozenset())
        _learn_body(connection, resource, collection, before.rid, body, at)
    connection.execute("UPDATE record SET body_at = ?, gone_at = NULL WHERE rid = ?", (at, before.rid))
    return before.rid


def _learn_body(
    connection: sqlite3.Connection, resource: Resource, collection: int, rid: int, body: JsonObject, at: float
) -> None:
    """Of records that nothing lists: the members of others are told by their rows, which no include adds to."""
    if resource.operation("list") is None and resource.export is None and not resource.includes_as:
        shapes = Shapes()
        shapes.add(body, rid)
        learn(connection, collection, shapes, at, others=False, whole=False)


def _by_key(resource: Resource, rows: Iterable[JsonObject]) -> dict[str, JsonObject]:
    by_key: dict[str, JsonObject] = {}
    for row in rows:
        key = clean(resource.key_of(row)) or _synthetic_key(row, by_key)
        by_key[key] = row
    return by_key


def _synthetic_key(row: JsonObject, taken: dict[str, JsonObject]) -> str:
    """The same for the same row, so that it is stored once; another for its equal on the same page."""
    digest = blake2b(dump(row).encode(), digest_size=12).hexdigest()
    count = 1
    while (key := f"{SYNTHETIC}{digest}-{count}") in taken:
        count += 1
    return key


def _held(connection: sqlite3.Connection, collection: int, keys: Iterable[str]) -> dict[str, _Before]:
    found = connection.execute(
        "SELECT r.key, r.rid, w.row, w.body, s.layout, r.row_at, r.body_at, r.plain FROM record r"
        " JOIN raw w ON w.rid = r.rid LEFT JOIN sort_key s ON s.rid = r.rid"
        " WHERE r.collection = ? AND r.key IN (SELECT value FROM json_each(?))",
        (collection, json.dumps(list(keys), ensure_ascii=False)),
    )
    return {key: _Before(*rest) for key, *rest in found}


def _kept(resource: Resource, held: _Before, row: JsonObject, text: str, plain: bool) -> _Kept:
    """What becomes of the row that is held when `row`, whose JSON is `text`, comes."""
    if held.row is None:
        return _Kept(row, True)
    if held.row == text:
        return _Kept(row, False)
    before = load(held.row)
    kept = row if plain else before | {name: row[name] for name in _own(resource, before) & row.keys()}
    if kept == before:
        return _Kept(kept, False)
    newer, exact = _newer(held.body, held.body_at, held.row_at), plain and bool(held.plain)
    known = form_before(resource, before, row, exact=exact, newer=newer)
    if known is None:
        is_other = newer is not None and form_before(resource, before, row, exact=exact, newer=None) is not None
        return _Kept(kept, True, None, is_other)
    return _Kept(kept, True, held.row if known is before else dump(known), True)


def _own(resource: Resource, row: JsonObject) -> set[str]:
    """The members that are the list's own, whatever it is asked: of the `row` that is held, and of columns that no
    include brings, as a vendor may leave out what is not set."""
    return row.keys() | {column.path.partition(".")[0] for column in resource.columns if not column.include}


def _newer(other: str | None, other_at: float | None, at: float | None) -> JsonObject | None:
    """What another call has answered of a record, where it was asked later than `at`."""
    return load(other) if other is not None and other_at is not None and at is not None and other_at > at else None


def _new_at(connection: sqlite3.Connection, collection: int, at: float) -> float | None:
    """`at` where what is met for the first time is new: where the whole collection was held before."""
    whole = connection.execute("SELECT whole FROM collection WHERE id = ?", (collection,)).fetchone()[0]
    return at if whole else None


def _keep_variants(
    connection: sqlite3.Connection, query: int, rids: Sequence[int], variants: Sequence[tuple[int, str]]
) -> None:
    """Keeps what `query` was answered of these records, instead of what it was before."""
    connection.execute(
        "DELETE FROM variant WHERE query = ? AND rid IN (SELECT value FROM json_each(?))", (query, json.dumps(rids))
    )
    connection.executemany(
        "INSERT INTO variant (query, rid, row) VALUES (?, ?, ?)", [(query, rid, text) for rid, text in variants]
    )
