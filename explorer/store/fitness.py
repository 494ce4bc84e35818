"""What the cache tells of its own state: syncs, changes by day, and members that are not as they were."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.health import Drift, Health, SyncRun, days_until
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import walk
from explorer.model.value import dataclass
from explorer.store import requests
from explorer.store.encoding import load, segments_of
from explorer.store.keys import public_key

_DAY: Final = "date({}, 'unixepoch', 'localtime')"
_CHANGES: Final = (
    f"SELECT r.collection, {_DAY.format('v.until')}, count(*) FROM version v JOIN record r ON r.rid = v.rid"
    " WHERE v.until >= :since GROUP BY 1, 2",
    *(
        f"SELECT collection, {_DAY.format(column)}, count(*) FROM record"
        f" WHERE news_at >= :since AND {column} >= :since GROUP BY 1, 2"
        for column in ("new_at", "gone_at")
    ),
)


@dataclass(frozen=True, slots=True)
class Days:
    """What happened to one collection."""

    run: SyncRun | None
    """The last sync."""
    syncs: Counter[str]
    """Day, such as `2026-11-01`, to how many there were."""
    changes: Counter[str]


def state(connection: sqlite3.Connection, account: str, now: float) -> tuple[Health, dict[str, Days]]:
    """What is kept of requests and of the members of records; and by collection, as in addresses without the account,
    what happened on each of the last days."""
    return _health(connection, account, now), _days(connection, now)


def _health(connection: sqlite3.Connection, account: str, now: float) -> Health:
    first_seen = connection.execute("SELECT min(since) FROM shape").fetchone()[0]
    return Health(
        now,
        hours=requests.hours(connection, now),
        drifts=_drifts(connection, account),
        last=requests.last(connection),
        first_seen=first_seen,
    )


def _days(connection: sqlite3.Connection, now: float) -> dict[str, Days]:
    since = datetime.fromisoformat(days_until(now)[0]).timestamp()
    paths: dict[int, str] = dict(connection.execute("SELECT id, path FROM collection").fetchall())
    runs: dict[str, SyncRun] = {}
    syncs: defaultdict[str, Counter[str]] = defaultdict(Counter)
    changes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for collection, day, ended, *rest in connection.execute(
        f"SELECT collection, {_DAY.format('ended')}, ended, began, outcome, rows, new, changed, gone FROM sync_run"
        " ORDER BY ended"
    ):
        path = paths[collection]
        began, outcome, *counts = rest
        runs[path] = SyncRun(began, ended, outcome, *counts)
        syncs[path][day] += ended >= since
    for statement in _CHANGES:
        for collection, day, count in connection.execute(statement, {"since": since}):
            changes[paths[collection]][day] += count
    return {path: Days(runs.get(path), syncs[path], changes[path]) for path in {*runs, *syncs, *changes}}


def _drifts(connection: sqlite3.Connection, account: str) -> tuple[Drift, ...]:
    """Members that are not as they were, the latest first, each with what it is now where it was met."""
    found = connection.execute(
        "SELECT d.id, s.names, d.path, d.kind, d.at, d.before, d.after, d.rows, d.again_at, d.seen_at,"
        " c.path, r.key, coalesce(w.row, w.body) FROM drift d JOIN shape s ON s.id = d.shape"
        " LEFT JOIN record r ON r.rid = d.rid LEFT JOIN collection c ON c.id = r.collection"
        " LEFT JOIN raw w ON w.rid = d.rid ORDER BY d.at DESC, d.id"
    ).fetchall()
    told: list[Drift] = []
    for number, names, path, kind, at, before, after, rows, again_at, seen_at, collection, key, text in found:
        record = _address(account, collection, key)
        example = _example(load(text), path) if record is not None and text is not None else MISSING
        told.append(
            Drift(
                number,
                tuple(names.split("/")),
                path,
                kind,
                at,
                before,
                after,
                rows,
                record,
                example,
                again_at,
                seen_at,
            )
        )
    return tuple(told)


def put_seen(connection: sqlite3.Connection, numbers: Sequence[int], at: float | None) -> None:
    """Keeps that the user has seen these drifts; None: that they have not."""
    connection.executemany("UPDATE drift SET seen_at = ? WHERE id = ?", [(at, number) for number in numbers])


def _address(account: str, collection: str | None, key: str | None) -> Address | None:
    """Where a record is; None where it is not held any more, or has no key of the vendor's."""
    known = public_key(key) if key else ""
    return Address(account, (*segments_of(collection), known)) if collection and known else None


def _example(row: JsonObject, path: str) -> JsonValue:
    """What stands at `path`, of several the first that is not null; MISSING where nothing does."""
    value = walk(row, path.replace("[]", ""))
    while isinstance(value, list) and value and ("[]" in path or "." in path):
        value = next((each for each in value if each not in (None, [], {})), None)
    return MISSING if value is None else value
