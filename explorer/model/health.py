"""How an account fares: how full its copies are, what became of its requests, what its records are made of.

Nothing here says who was asked about: no URL, no id, no value of a record but the one a `Drift` is shown with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.errors import (
    BadAnswer,
    Forbidden,
    NetworkError,
    NotFound,
    RateLimited,
    ServerFault,
    SignInNeeded,
    TimedOut,
    VendorError,
)
from explorer.model.journal import Process
from explorer.model.json_text import JsonValue
from explorer.model.value import dataclass

Outcome: TypeAlias = Literal[
    "fine", "401", "403", "404", "429", "4xx", "5xx", "timeout", "network", "answer", "wait", "not sent"
]
"""What became of one request. `4xx`: another refusal; `answer`: one that cannot be read; `wait`: no request but the
time before it was sent again, asked for by the vendor or after a failure; `not sent`: the vendor was left alone."""
NO_REQUEST: Final[frozenset[Outcome]] = frozenset(("wait", "not sent"))
"""Outcomes of what never was on its way."""
_OUTCOMES: Final[tuple[tuple[type[VendorError], Outcome], ...]] = (
    (TimedOut, "timeout"),
    (NetworkError, "network"),
    (SignInNeeded, "401"),
    (Forbidden, "403"),
    (NotFound, "404"),
    (RateLimited, "429"),
    (ServerFault, "5xx"),
    (BadAnswer, "answer"),
)

DAYS: Final = 14
"""Days that a sparkline reaches back."""
HOURS: Final = 24
RETRIES: Final = 20
"""How many requests of an account may be sent again before one is answered."""
DriftKind: TypeAlias = Literal["new", "missing", "retyped"]
RunOutcome: TypeAlias = Literal["whole", "part", "failed", "stopped"]
"""`stopped`: nobody waited for it any more, as the user had ended it."""


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """What the client says of one exchange with the vendor, or of one wait before the next."""

    outcome: Outcome
    seconds: float
    """From the first byte sent to the last one read, without waiting for a turn; of a wait its length."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that nothing came of."""

    at: float
    """Seconds since 1970."""
    error: VendorError


def outcome_of(error: VendorError) -> Outcome:
    """What to count a failure as."""
    return next((outcome for kind, outcome in _OUTCOMES if isinstance(error, kind)), "4xx")


def outcome_of_status(status: int) -> Outcome:
    """What to count an answer with this HTTP status as."""
    known: dict[int, Outcome] = {401: "401", 403: "403", 404: "404", 410: "404", 429: "429"}
    return known.get(status, "fine" if status < 400 else "4xx" if status < 500 else "5xx")


@dataclass(frozen=True, slots=True)
class Hour:
    """The requests of one hour of the local clock."""

    at: float
    """When it began, in seconds since 1970."""
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    waited: float = 0.0
    """Seconds spent waiting before requests were sent again."""
    median: float | None = None
    """Seconds that half of the requests took at most, to within a tenth; None: there was none."""
    p95: float | None = None
    """The same for 95 of 100."""

    @property
    def requests(self) -> int:
        """Requests that were sent."""
        return sum(count for outcome, count in self.counts.items() if outcome not in NO_REQUEST)

    @property
    def errors(self) -> int:
        """Those of them that brought no answer, or a refusal."""
        return self.requests - self.counts.get("fine", 0)


@dataclass(frozen=True, slots=True)
class SyncUnderWay:
    """A sync of one collection, as the explorer that makes it has last told."""

    process: Process
    began: float
    rows: int
    total: int | None


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One sync of a collection."""

    began: float
    ended: float
    outcome: RunOutcome
    rows: int = 0
    """Rows read; of them so many new, changed, and rows that were no longer there."""
    new: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Copied:
    """How much of a collection is held; of one that lies under records, all of them together."""

    names: tuple[str, ...]
    """Those of the resource and the ones above it: `("users", "notes")` are the notes of every user."""
    title: str
    """The resource's, for people."""
    unlisted: bool = False
    """No call lists it: its records were opened one by one."""
    records: int = 0
    places: int = 0
    """Collections that these records are in: more than one only under records."""
    oldest: float | None = None
    newest: float | None = None
    """When the oldest and newest of them were fetched."""
    held: int = 0
    """Rows of its list that are held."""
    total: int | None = None
    """Rows there are, where the vendor says."""
    complete: bool = False
    synced_at: float | None = None
    """When the whole copy was last confirmed."""
    note: str = ""
    """Why the last run stopped early, as a rule; empty: it did not."""
    run: SyncRun | None = None
    """The last sync."""
    syncs: tuple[int, ...] = ()
    """How many there were on each of the last days, today last."""
    changes: tuple[int, ...] = ()
    """Records found to be new, changed or gone on each of these days."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A member of a collection's records that is not as it was since the collection was first seen."""

    number: int
    """Its id in the store."""
    names: tuple[str, ...]
    """The collection, as in `Copied`."""
    path: str
    """Dotted; `[]` stands for the items of a list: `phones[].type`."""
    kind: DriftKind
    at: float
    """When it was met."""
    before: str
    """The types it had: `text`, `number`, `boolean`, `object`, `list`, several with `or` between them; empty: none."""
    after: str
    """The type it has now; empty: none."""
    rows: int
    """Rows that were looked at before, and had it otherwise."""
    record: Address | None = None
    """The record that it was met in, if that is still held."""
    example: JsonValue = MISSING
    """What the member is there now; MISSING where there is none."""
    again_at: float | None = None
    """When one that was missing was met again."""
    seen_at: float | None = None
    """When the user said to have seen it."""


PauseKind: TypeAlias = Literal["asked", "retrying", "left alone"]
"""`asked`: the vendor asked to wait; `retrying`: a request failed and is sent again; `left alone`: too many have failed
in a row, none is sent."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Requests of an account wait."""

    until: float
    """Seconds since 1970."""
    cause: str
    """What the last failure was."""
    kind: PauseKind = "left alone"


@dataclass(frozen=True, slots=True)
class Health:
    """All that the store tells of one account."""

    at: float
    copies: tuple[Copied, ...] = ()
    hours: tuple[Hour, ...] = ()
    """The last ones, the present one last; without a gap."""
    drifts: tuple[Drift, ...] = ()
    """The latest first."""
    last: Mapping[Outcome, float] = field(default_factory=dict)
    """When each outcome was last met."""
    first_seen: float | None = None
    """Since when the members of records are looked at."""

    @property
    def unseen(self) -> int:
        """Drifts that nobody has said to have seen."""
        return sum(each.seen_at is None for each in self.drifts)


def hour_of(at: float) -> int:
    """When the hour of the local clock that `at` lies in began, in seconds since 1970."""
    local = datetime.fromtimestamp(at)
    return int(at) - local.minute * 60 - local.second


def days_until(at: float) -> list[str]:
    """The last days of the local calendar as `2026-11-01`, the one that `at` lies in last."""
    today = datetime.fromtimestamp(at).date()
    return [(today - timedelta(days=back)).isoformat() for back in range(DAYS - 1, -1, -1)]
