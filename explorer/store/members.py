"""What the records of a collection are made of: which members there are, of which types, and what has changed of it.

Learned from rows as they are stored. What was never there before is told only once a collection is known: when it was
held whole, or when a hundred rows of it were met on more than one day.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.model.json_text import JsonObject, JsonValue
from explorer.store.encoding import clean

if TYPE_CHECKING:
    from explorer.model.health import DriftKind

KNOWN_ROWS: Final = 100
KNOWN_SECONDS: Final = 86_400.0
"""So many rows over such a time make a collection known that was never held whole."""
MEMBERS_LIMIT: Final = 500
"""Members looked at in one collection: objects with ids for names have no end of them."""
DRIFTS_LIMIT: Final = 100
"""Drifts kept of one collection that nobody has said to have seen."""
KEPT_SECONDS: Final = 30 * 86_400.0
"""How long a drift is kept that was seen."""
_LEAST_ROWS: Final = 5
"""So many rows in one answer have to lack a member before it is missing; fewer, where fewer were ever met."""
_DEPTH_LIMIT: Final = 6
_TYPES: Final[dict[type, str]] = {str: "text", bool: "boolean", int: "number", dict: "object", list: "list"}
_OR: Final = " or "


class Shapes:
    """The members of several rows. An empty list or object tells no more than null does: some vendors send one for the
    other."""

    def __init__(self) -> None:
        self.rows = 0
        self.types: dict[str, dict[str, int]] = {}
        """Path to each type it has, with the first record that has it so; no type: null everywhere."""
        self.first: dict[str, int] = {}
        """Path to the first record that has it."""
        self.always: set[str] = set()
        """Paths that every row has."""
        self._rid = 0
        self._plain: set[tuple[str, type]] = set()
        """Paths and the types they have that nothing lies in: most of a row is one of these again."""

    def add(self, row: JsonObject, rid: int) -> None:
        """Takes a row in."""
        present: set[str] = set()
        self._rid = rid
        self._object("", row, present, _DEPTH_LIMIT)
        self.always = self.always & present if self.rows else present
        self.rows += 1

    def _object(self, prefix: str, members: JsonObject, present: set[str], depth: int) -> None:
        for name, value in members.items():
            path = prefix + name
            if (path, type(value)) in self._plain:
                present.add(path)
            else:
                self._value(path, value, present, depth)

    def _value(self, path: str, value: JsonValue, present: set[str], depth: int) -> None:
        present.add(path)
        types = self.types.get(path)
        if types is None:
            if len(self.types) >= MEMBERS_LIMIT:
                return
            types = self.types[path] = {}
            self.first[path] = self._rid
        if value is None or value == [] or value == {}:
            return
        kind = _TYPES.get(type(value), "number")
        if kind not in types:
            types[kind] = self._rid
            if kind not in ("object", "list"):
                self._plain.add((path, type(value)))
        if depth and kind == "object":
            self._object(f"{path}.", value, present, depth - 1)
        elif depth and kind == "list":
            for item in value:
                self._value(f"{path}[]", item, present, depth - 1)


class _Known(NamedTuple):
    """A member as it was met so far."""

    types: frozenset[str]
    always: bool


class _Found(NamedTuple):
    """A drift that is to be kept."""

    kind: DriftKind
    path: str
    before: str
    after: str
    rid: int


def learn(
    connection: sqlite3.Connection, collection: int, shapes: Shapes, at: float, *, others: bool, whole: bool
) -> None:
    """Compares rows that are new or changed with what is known of their collection, and keeps what differs.

    `others`: the same answer had further rows, which are as they were, so that nothing can be missing from all.
    `whole`: the collection was held whole before.
    """
    names = _names(connection, collection)
    shape, rows, since, known = _known(connection, names, at)
    settled = (whole and "/" not in names) or (rows >= KNOWN_ROWS and at - since >= KNOWN_SECONDS)
    if rows and settled:
        gone = [] if others or shapes.rows < min(_LEAST_ROWS, rows) else _missing(shapes, known)
        _keep(connection, shape, [*_differing(shapes, known), *gone], rows, at)
        _note_again(connection, shape, shapes, at)
    _save(connection, shape, shapes, known, first=not rows)


def _names(connection: sqlite3.Connection, collection: int) -> str:
    """The collection without the ids in its path."""
    path: str = connection.execute("SELECT path FROM collection WHERE id = ?", (collection,)).fetchone()[0]
    return "/".join(path.split("/")[::2])


def _known(connection: sqlite3.Connection, names: str, at: float) -> tuple[int, int, float, dict[str, _Known]]:
    """Number of the shape, rows that made it, since when, and its members."""
    found = connection.execute("SELECT id, rows, since FROM shape WHERE names = ?", (names,)).fetchone()
    if found is None:
        added = connection.execute("INSERT INTO shape (names, rows, since) VALUES (?, 0, ?)", (names, at))
        return int(added.lastrowid or 0), 0, at, {}
    members = connection.execute("SELECT path, types, always FROM member WHERE shape = ?", (found[0],))
    known = {path: _Known(frozenset(filter(None, types.split(_OR))), bool(always)) for path, types, always in members}
    return (*found, known)


def _differing(shapes: Shapes, known: dict[str, _Known]) -> list[_Found]:
    """Members that are new, the topmost of each, and those of another type."""
    found: list[_Found] = []
    for path, types in shapes.types.items():
        before = known.get(clean(path))
        if before is None:
            above = _above(path)
            parent = known.get(clean(above))
            # Of what is new the whole is told; what lay in something always empty was not to be seen before.
            if parent.types if parent is not None else above not in shapes.types:
                found.append(_Found("new", path, "", _OR.join(sorted(types)), shapes.first[path]))
        elif before.types:
            told = _OR.join(sorted(before.types))
            found += [
                _Found("retyped", path, told, kind, rid) for kind, rid in types.items() if kind not in before.types
            ]
    return found


def _missing(shapes: Shapes, known: dict[str, _Known]) -> list[_Found]:
    """Members that every row had, and none has now, the topmost of each."""
    present = {clean(path): types for path, types in shapes.types.items()}
    return [
        _Found("missing", path, _OR.join(sorted(before.types)), "", 0)
        for path, before in known.items()
        if before.always and path not in present and (not (above := _above(path)) or present.get(above))
    ]


def _above(path: str) -> str:
    """What a member lies in; empty at the top."""
    return path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]


def _keep(connection: sqlite3.Connection, shape: int, found: list[_Found], rows: int, at: float) -> None:
    if not found:
        return
    unseen = connection.execute("SELECT count(*) FROM drift WHERE shape = ? AND seen_at IS NULL", (shape,)).fetchone()
    connection.executemany(
        "INSERT INTO drift (shape, path, kind, at, before, after, rows, rid) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (shape, clean(each.path), each.kind, at, each.before, each.after, rows, each.rid or None)
            for each in found[: max(DRIFTS_LIMIT - unseen[0], 0)]
        ],
    )
    connection.execute("DELETE FROM drift WHERE seen_at < ?", (at - KEPT_SECONDS,))


def _note_again(connection: sqlite3.Connection, shape: int, shapes: Shapes, at: float) -> None:
    """Members that were missing and are there again."""
    absent = connection.execute(
        "SELECT id, path FROM drift WHERE shape = ? AND kind = 'missing' AND again_at IS NULL", (shape,)
    ).fetchall()
    if absent:
        present = set(map(clean, shapes.types))
        connection.executemany(
            "UPDATE drift SET again_at = ? WHERE id = ?", [(at, number) for number, path in absent if path in present]
        )


def _save(connection: sqlite3.Connection, shape: int, shapes: Shapes, known: dict[str, _Known], *, first: bool) -> None:
    """Takes the rows into what is known; writes only what is another now."""
    always = set(map(clean, shapes.always))
    written: list[tuple[int, str, str, int]] = []
    for path, types in shapes.types.items():
        kept = clean(path)
        before = known.get(kept, _Known(frozenset(), first))
        now = _Known(before.types | types.keys(), before.always and kept in always)
        if kept not in known or now != before:
            written.append((shape, kept, _OR.join(sorted(now.types)), now.always))
    met = {row[1] for row in written} | set(map(clean, shapes.types))
    written += [
        (shape, path, _OR.join(sorted(each.types)), False)
        for path, each in known.items()
        if each.always and path not in met
    ]
    connection.executemany(
        "INSERT OR REPLACE INTO member (shape, path, types, always) VALUES (?, ?, ?, ?)",
        written[: max(MEMBERS_LIMIT, len(known))],
    )
    connection.execute("UPDATE shape SET rows = rows + ? WHERE id = ?", (shapes.rows, shape))
