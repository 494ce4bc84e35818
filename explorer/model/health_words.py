"""How an account fares, in words: the same on the screen and on the command line. Pure but for the time zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.model.health import Copied, Drift, Hour, Outcome
from explorer.model.moment import clock_minute

_CALLED: Final[dict[Outcome, str]] = {
    "4xx": "other 4xx",
    "5xx": "5xx",
    "answer": "unreadable answer",
    "network": "no connection",
}
_TO: Final = "–"


def when(at: float | None, now: float) -> str:
    """A time by the local clock; before today with the date; a dash for none."""
    return _TO if at is None else clock_minute(at, now)


def span(copied: Copied, now: float) -> str:
    """When the oldest and the newest of what is held were fetched."""
    oldest, newest = when(copied.oldest, now), when(copied.newest, now)
    if oldest == newest:
        return oldest
    day, _, time = newest.rpartition(" ")
    return f"{oldest} {_TO} {time if day and oldest.startswith(day) else newest}"


def held(copied: Copied) -> str:
    """How many records are held, and of how many."""
    if len(copied.names) > 1:
        return f"{copied.records:,} in {counted(copied.places, 'place')}"
    if copied.complete or copied.total is None:
        return f"{copied.held:,}"
    return f"{copied.held:,} of {copied.total:,}"


def state(copied: Copied) -> str:
    """Whether that is the whole."""
    if not copied.records:
        return "empty" if copied.complete else "none held"
    if len(copied.names) > 1:
        return "as opened"
    if copied.unlisted:
        return "seen one by one"
    return "whole" if copied.complete else "in part"


def share(copied: Copied) -> float | None:
    """How full the copy is, from 0 to 1; None: nobody knows."""
    if copied.complete:
        return 1.0
    return min(copied.held / copied.total, 1.0) if copied.total else None


def run_words(copied: Copied, now: float) -> str:
    """The last sync. Where one broke off and the pages that it left were read by themselves, that is said, too."""
    run = copied.run
    if run is None:
        return "never synced"
    at = when(run.ended, now)
    if run.outcome in ("failed", "stopped"):
        return f"sync {run.outcome} {at}"
    changes = ", ".join(
        f"{count:,} {what}" for what, count in (("new", run.new), ("changed", run.changed), ("gone", run.gone)) if count
    )
    read_on = copied.complete and copied.oldest is not None and copied.oldest >= run.began
    broke = "" if run.outcome == "whole" else " broke off, then read to the end" if read_on else " broke off"
    return f"synced {at}{broke}: {counted(run.rows, 'row')}, {changes or 'no change'}"


def counted(count: int, what: str) -> str:
    """`1 request`, `5 requests`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def seconds(duration: float) -> str:
    """A duration: `0.12 s`, `14 s`, `3 min`."""
    if duration >= 120:
        return f"{duration / 60:,.0f} min"
    return f"{duration:.0f} s" if duration >= 10 else f"{duration:.1f} s" if duration >= 1 else f"{duration:.2f} s"


def errors(hours: Sequence[Hour]) -> str:
    """What went wrong in these hours, by kind: `2 × 429, 1 × timeout`; empty when nothing did."""
    counts: dict[Outcome, int] = {}
    for hour in hours:
        for outcome, count in hour.counts.items():
            if outcome not in ("fine", "wait"):
                counts[outcome] = counts.get(outcome, 0) + count
    return ", ".join(f"{count:,} × {_CALLED.get(outcome, outcome)}" for outcome, count in sorted(counts.items()))


def durations(hour: Hour) -> str:
    """How long requests took; empty where there was none."""
    if hour.median is None or hour.p95 is None:
        return ""
    return f"median {seconds(hour.median)}, 95 % within {seconds(hour.p95)}"


def drift_words(drift: Drift) -> str:
    """What is not as it was: `new: text`, `missing, was text`, `number → text`."""
    if drift.kind == "new":
        return f"new{f': {drift.after}' if drift.after else ''}"
    if drift.kind == "missing":
        return f"missing{f', was {drift.before}' if drift.before else ''}"
    return f"{drift.before} → {drift.after}"


def evidence(drift: Drift, now: float) -> str:
    """Since when, and how many rows were otherwise."""
    rows = counted(drift.rows, "row")
    before = {"new": f"in none of {rows} before", "missing": f"in all of {rows} before"}.get(
        drift.kind, f"otherwise in {rows} before"
    )
    again = f", again since {when(drift.again_at, now)}" if drift.again_at is not None else ""
    return f"since {when(drift.at, now)}, {before}{again}"
