"""What became of an account's requests, counted by the hour: how many of each kind, and how long they took.

Requests are added up in memory and written along with what they brought, so that counting costs no write of its own.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from threading import Lock
from typing import Final

from explorer.model.health import HOURS, NO_REQUEST, Hour, Outcome, RequestOutcome, hour_of

KEPT_SECONDS: Final = 30 * 86_400.0
"""How long the counts of an hour are kept."""
_FASTEST: Final = 0.001
_STEPS: Final = 4
"""Steps between a duration and its double: a duration that is counted is known to within a tenth."""


class Tally:
    """Requests that are not on disk yet. For any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[tuple[int, Outcome, int], tuple[int, float]] = {}
        self._last: dict[Outcome, float] = {}

    def __bool__(self) -> bool:
        return bool(self._counts)

    def add(self, request: RequestOutcome, at: float) -> None:
        """Counts one request."""
        key = hour_of(at), request.outcome, _step(request.seconds)
        with self._lock:
            count, seconds = self._counts.get(key, (0, 0.0))
            self._counts[key] = count + 1, seconds + request.seconds
            self._last[request.outcome] = at

    def save(self, connection: sqlite3.Connection, now: float) -> None:
        """Writes what was counted, and forgets what is old."""
        if not self._counts:
            return
        with self._lock:
            counts, self._counts = self._counts, {}
            last, self._last = self._last, {}
        connection.executemany(
            "INSERT INTO request (hour, outcome, step, count, seconds) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (hour, outcome, step)"
            " DO UPDATE SET count = count + excluded.count, seconds = seconds + excluded.seconds",
            [(*key, *value) for key, value in counts.items()],
        )
        connection.executemany(
            "INSERT INTO request_last (outcome, at) VALUES (?, ?)"
            " ON CONFLICT (outcome) DO UPDATE SET at = max(at, excluded.at)",
            list(last.items()),
        )
        connection.execute("DELETE FROM request WHERE hour < ?", (now - KEPT_SECONDS,))


def hours(connection: sqlite3.Connection, now: float) -> tuple[Hour, ...]:
    """The requests of the last hours, the present one last; without a gap."""
    found: dict[int, list[tuple[Outcome, int, int, float]]] = defaultdict(list)
    starts = [hour_of(now - back * 3600) for back in range(HOURS - 1, -1, -1)]
    rows = connection.execute(
        "SELECT hour, outcome, step, count, seconds FROM request WHERE hour >= ?", (starts[0],)
    ).fetchall()
    for hour, *rest in rows:
        found[hour_of(hour)].append(tuple(rest))
    return tuple(_hour(start, found[start]) for start in dict.fromkeys(starts))


def last(connection: sqlite3.Connection) -> dict[Outcome, float]:
    """When each outcome was last met."""
    return dict(connection.execute("SELECT outcome, at FROM request_last").fetchall())


def _hour(at: int, rows: Iterable[tuple[Outcome, int, int, float]]) -> Hour:
    counts: Counter[Outcome] = Counter()
    steps: Counter[int] = Counter()
    waited = 0.0
    for outcome, step, count, seconds in rows:
        counts[outcome] += count
        if outcome == "wait":
            waited += seconds
        elif outcome not in NO_REQUEST:
            steps[step] += count
    return Hour(at, dict(counts), waited, _share(steps, 0.5), _share(steps, 0.95))


def _share(steps: Counter[int], share: float) -> float | None:
    """The seconds that this share of the requests took at most."""
    wanted, passed = math.ceil(share * steps.total()), 0
    for step in sorted(steps):
        passed += steps[step]
        if passed >= wanted:
            return float(_FASTEST * 2 ** (step / _STEPS))
    return None


def _step(seconds: float) -> int:
    return max(round(_STEPS * math.log2(max(seconds, _FASTEST) / _FASTEST)), 0)
