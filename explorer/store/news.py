"""Of which records there is news since a moment, or since somebody last looked at their collection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from explorer.model.address import Address, Segments
from explorer.model.changes import Compared, Happened
from explorer.model.errors import AddressError
from explorer.model.json_text import JsonObject
from explorer.model.listing import CHANGES_LIMIT
from explorer.store.encoding import clean, load, path_of, segments_of
from explorer.store.keys import public_key
from explorer.store.queries import add_collection, find_collection
from explorer.store.search import ResourceOf

if TYPE_CHECKING:
    from concurrent.futures import Future

    from explorer.store.cache_file import CacheFile

_SINCE: Final = "coalesce(:since, v.at, 0)"
_TOLD: Final = (
    f"SELECT r.rid, c.path, r.key, {_SINCE}, r.news_at, r.new_at, r.gone_at, r.row_at, r.body_at, w.row, w.body"
    " FROM record r JOIN collection c ON c.id = r.collection JOIN raw w ON w.rid = r.rid"
    " LEFT JOIN visit v ON v.collection = r.collection"
    f" WHERE r.news_at > :floor AND r.news_at > {_SINCE}"
    f" AND (r.new_at > {_SINCE} OR r.changed_at > {_SINCE} OR r.gone_at > {_SINCE})"
)
_NEWS: Final = (
    f"{_TOLD} AND (:within IS NULL OR r.collection IN (SELECT value FROM json_each(:within)) OR r.rid = :rid)"
    " ORDER BY r.news_at DESC, r.rid LIMIT :limit"
)
_NEWS_OF_ONE: Final = f"{_TOLD} AND v.at IS NOT NULL AND r.rid = :rid"


class News:
    """The news of one account, and what somebody has looked at. Any call may raise StoreError."""

    def __init__(self, file: CacheFile) -> None:
        self._file = file

    def happened(
        self,
        resource_of: ResourceOf,
        account: str,
        since: float | None,
        *,
        within: Segments = (),
        limit: int = CHANGES_LIMIT,
    ) -> list[Happened]:
        """The records that are new, changed or gone since then (seconds since 1970; None: since the last visit to their
        collection), the latest news first.

        `within` is a collection or a record, each with what lies below it; empty: everything.
        """
        return self._file.read(_happened, resource_of, account, since, within, limit)

    def happened_to(self, resource_of: ResourceOf, account: str, record: Segments) -> Happened | None:
        """The news of one record since the last visit to its collection; None: there is none, or there was no visit."""
        return self._file.read(_happened_to, resource_of, account, record)

    def visits(self, within: Segments = ()) -> int:
        """How many collections, of the whole account or within an address, somebody has looked at."""
        return self._file.read(_visits, within)

    def unvisited(self, within: Segments = ()) -> list[str]:
        """The collections with news that nobody has looked at yet, as in addresses, without the account."""
        return self._file.read(_unvisited, within)

    def partial(self, within: Segments = ()) -> list[str]:
        """The vendor's own collections that something is held of, but never was the whole, as in addresses, without
        the account."""
        return self._file.read(_partial, within)

    def first_held(self, within: Segments = ()) -> list[tuple[str, float]]:
        """When rows of each of the vendor's own collections, or of the one that `within` is or lies in, were held for
        the first time (seconds since 1970), the latest first. Rows below any record count as of one collection."""
        return self._file.read(_first_held, within)

    def visited(self, collection: Segments) -> float | None:
        """When somebody last looked at a collection; None: never."""
        return self._file.read(_visited, collection)

    def put_visit(self, collection: Segments, at: float) -> Future[None]:
        """Keeps that somebody has looked at a collection until then: rows with later news are marked from now on."""
        return self._file.write(_put_visit, collection, at)


def _happened(
    connection: sqlite3.Connection,
    resource_of: ResourceOf,
    account: str,
    since: float | None,
    within: Segments,
    limit: int,
) -> list[Happened]:
    floor = since if since is not None else _earliest_visit(connection)
    found = connection.execute(
        _NEWS,
        {
            "since": since,
            "floor": floor,
            "within": json.dumps([number for number, _ in _collections(connection, within)]) if within else None,
            "rid": _rid(connection, within),
            "limit": limit,
        },
    ).fetchall()
    told = (_told(connection, resource_of, account, each) for each in found)
    return [each for each in told if each is not None]


def _happened_to(
    connection: sqlite3.Connection, resource_of: ResourceOf, account: str, record: Segments
) -> Happened | None:
    found = connection.execute(_NEWS_OF_ONE, {"since": None, "floor": 0.0, "rid": _rid(connection, record)}).fetchone()
    return _told(connection, resource_of, account, found) if found else None


def _told(
    connection: sqlite3.Connection, resource_of: ResourceOf, account: str, found: Sequence[Any]
) -> Happened | None:
    """One row of what was found; None for a collection that no vendor has any more."""
    rid, path, key, after, at, new_at, gone_at, row_at, body_at, row_text, body_text = found
    try:
        resource = resource_of(segments := segments_of(path))
    except AddressError:
        return None
    row, body = (load(text) if text is not None else None for text in (row_text, body_text))
    latest = body if row is None or (body is not None and body_at > row_at) else row
    assert latest is not None
    key = public_key(key)
    return Happened(
        Address(account, (*segments, key) if key else segments),
        resource.label_of(latest),
        at,
        new=new_at is not None and new_at > after,
        gone=gone_at is not None and gone_at > after,
        forms=_forms(connection, rid, after, row, body, body_first=latest is body),
    )


def _unvisited(connection: sqlite3.Connection, within: Segments) -> list[str]:
    found = connection.execute(
        "SELECT DISTINCT r.collection FROM record r INDEXED BY record_news WHERE r.news_at IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.collection = r.collection)"
    )
    numbers = {number for (number,) in found}
    return [path for number, path in _collections(connection, within) if number in numbers]


def _partial(connection: sqlite3.Connection, within: Segments) -> list[str]:
    found = connection.execute(
        "SELECT id FROM collection c WHERE NOT whole AND EXISTS (SELECT 1 FROM record r WHERE r.collection = c.id)"
    )
    numbers = {number for (number,) in found}
    return [path for number, path in _collections(connection, within) if number in numbers and "/" not in path]


def _first_held(connection: sqlite3.Connection, within: Segments) -> list[tuple[str, float]]:
    found = connection.execute("SELECT names, since FROM shape ORDER BY since DESC, names").fetchall()
    names = "/".join(within[::2])
    return [each for each in found if (each[0] == names if within else "/" not in each[0])]


def _visited(connection: sqlite3.Connection, collection: Segments) -> float | None:
    found = connection.execute(
        "SELECT at FROM visit WHERE collection = ?", (find_collection(connection, collection),)
    ).fetchone()
    return float(found[0]) if found else None


def _visits(connection: sqlite3.Connection, within: Segments) -> int:
    numbers = {number for (number,) in connection.execute("SELECT collection FROM visit")}
    return sum(number in numbers for number, _ in _collections(connection, within))


def _put_visit(connection: sqlite3.Connection, collection: Segments, at: float) -> None:
    connection.execute(
        "INSERT INTO visit (collection, at) VALUES (?, ?)"
        " ON CONFLICT (collection) DO UPDATE SET at = max(at, excluded.at)",
        (add_collection(connection, collection), at),
    )


def _earliest_visit(connection: sqlite3.Connection) -> float:
    """No news is older than this for everybody; 0 where there are collections that nobody has looked at."""
    found = connection.execute(
        "SELECT min(coalesce(v.at, 0)) FROM collection c LEFT JOIN visit v ON v.collection = c.id"
    ).fetchone()[0]
    return float(found or 0)


def _collections(connection: sqlite3.Connection, within: Segments) -> list[tuple[int, str]]:
    start = path_of(within)
    found = connection.execute("SELECT id, path FROM collection ORDER BY path")
    return [each for each in found if not within or each[1] == start or each[1].startswith(f"{start}/")]


def _rid(connection: sqlite3.Connection, within: Segments) -> int | None:
    """The record that `within` is."""
    if not within or len(within) % 2:
        return None
    found = connection.execute(
        "SELECT rid FROM record WHERE collection = ? AND key = ?",
        (find_collection(connection, within[:-1]), clean(within[-1])),
    ).fetchone()
    return int(found[0]) if found else None


def _forms(
    connection: sqlite3.Connection,
    rid: int,
    since: float,
    row: JsonObject | None,
    body: JsonObject | None,
    *,
    body_first: bool,
) -> tuple[Compared, ...]:
    """What each call answered then, and answers now."""
    found = connection.execute(
        "SELECT whole, plain, body FROM version WHERE rid = ? AND until > ? ORDER BY id DESC", (rid, since)
    )
    earliest = {bool(whole): (bool(plain), text) for whole, plain, text in found}
    forms: list[Compared] = []
    for whole, present in ((True, body), (False, row)) if body_first else ((False, row), (True, body)):
        if whole in earliest and present is not None:
            exact, text = earliest[whole]
            forms.append(Compared(load(text), present, exact, whole))
    return tuple(forms)
