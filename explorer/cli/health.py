"""`explorer health`: how full the copies are, what became of requests, what records are made of, and the sign-in."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from explorer.cli.output import output
from explorer.cli.session import Session
from explorer.doctor.accounts import standing
from explorer.doctor.finding import Finding
from explorer.model import health_words as words
from explorer.model.account import Account
from explorer.model.edit import MISSING
from explorer.model.field import Column
from explorer.model.health import Copied, Drift, Health, Hour, SyncRun
from explorer.model.json_text import JsonObject
from explorer.model.since import zone_words
from explorer.model.value_words import value_words

_COLUMNS: Final = (
    Column("account", "account", width=16, whole=True),
    Column("part", "part", width=8),
    Column("what", "what", width=28),
    Column("state", "state", width=36),
    Column("more", "more", width=100),
)
_EXAMPLE: Final = 40


def health(session: Session, options: Namespace) -> int:
    """Prints what is known of one account, or of all; no vendor is asked."""
    accounts = [session.account(options.account)] if options.account else [*session.config.accounts.values()]
    if not accounts:
        session.account("")
    access = session.access()
    with output(options.format) as out:
        nested = out.format in ("json", "ndjson")
        rows: list[JsonObject] = []
        for account in accounts:
            found = session.local_copy(account).health()
            sign_in = list(standing(account, access, now=time.time()))
            rows += [_nested(account, found, sign_in)] if nested else _flat(account, found, sign_in)
        out.values(rows, () if nested else _COLUMNS)
    return 0


def _flat(account: Account, found: Health, sign_in: list[Finding]) -> Iterator[JsonObject]:
    now = found.at

    def row(part: str, what: str, state: str, more: str = "") -> JsonObject:
        return {"account": account.name, "part": part, "what": what, "state": state, "more": more}

    for copied in found.copies:
        state = f"{words.held(copied)}, {words.state(copied)}"
        more = f"{words.span(copied, now)}; {words.run_words(copied, now)}" if copied.records else ""
        yield row("copy", "/".join(copied.names), state, f"{more}{f'; {copied.note}' if copied.note else ''}")
    for drift in found.drifts:
        shown = "" if drift.example is MISSING else f", such as {value_words(drift.example, 'text', limit=_EXAMPLE)}"
        seen = " (seen)" if drift.seen_at is not None else ""
        what = f"{'/'.join(drift.names)} {drift.path}"
        yield row("member", what, words.drift_words(drift), f"{words.evidence(drift, now)}{shown}{seen}")
    for hour in found.hours:
        if hour.counts:
            counts = f"{words.counted(hour.requests, 'request')}, {hour.errors:,} failed"
            waited = f"waited {words.seconds(hour.waited)}" if hour.waited else ""
            more = "; ".join(filter(None, (words.durations(hour), words.errors([hour]), waited)))
            yield row("requests", f"{words.when(hour.at, now)} {zone_words(hour.at)}", counts, more)
    for each in sign_in:
        yield row("access", each.what, each.found, each.fix)
    for outcome in ("401", "403", "429", "fine"):
        if outcome in found.last:
            what = "last answer" if outcome == "fine" else f"last {outcome}"
            yield row("access", what, words.when(found.last[outcome], now))


def _nested(account: Account, found: Health, sign_in: list[Finding]) -> JsonObject:
    return {
        "account": account.name,
        "at": _when(found.at),
        "time_zone": zone_words(found.at),
        "copies": [_copy(each) for each in found.copies],
        "members_since": _when(found.first_seen),
        "members": [_member(each) for each in found.drifts],
        "requests": [_hour(each) for each in found.hours],
        "last": {outcome: _when(at) for outcome, at in found.last.items()},
        "access": [{"what": each.what, "level": each.level, "found": each.found, "fix": each.fix} for each in sign_in],
    }


def _copy(copied: Copied) -> JsonObject:
    return {
        "collection": "/".join(copied.names),
        "records": copied.records,
        "places": copied.places,
        "held": copied.held,
        "total": copied.total,
        "complete": copied.complete,
        "oldest": _when(copied.oldest),
        "newest": _when(copied.newest),
        "whole_as_of": _when(copied.synced_at),
        "note": copied.note,
        "last_sync": _run(copied.run),
        "syncs_by_day": list(copied.syncs),
        "changes_by_day": list(copied.changes),
    }


def _run(run: SyncRun | None) -> JsonObject | None:
    if run is None:
        return None
    counts = {"rows": run.rows, "new": run.new, "changed": run.changed, "gone": run.gone}
    return {"began": _when(run.began), "ended": _when(run.ended), "outcome": run.outcome, **counts}


def _member(drift: Drift) -> JsonObject:
    return {
        "collection": "/".join(drift.names),
        "path": drift.path,
        "what": drift.kind,
        "at": _when(drift.at),
        "before": drift.before,
        "after": drift.after,
        "rows_before": drift.rows,
        "record": str(drift.record) if drift.record is not None else None,
        **({} if drift.example is MISSING else {"example": drift.example}),
        "again_at": _when(drift.again_at),
        "seen_at": _when(drift.seen_at),
    }


def _hour(hour: Hour) -> JsonObject:
    return {
        "at": _when(hour.at),
        "requests": hour.requests,
        "failed": hour.errors,
        "outcomes": dict(hour.counts),
        "waited": round(hour.waited, 3),
        "median": None if hour.median is None else round(hour.median, 4),
        "p95": None if hour.p95 is None else round(hour.p95, 4),
    }


def _when(at: float | None) -> str | None:
    """With the offset of this machine's zone."""
    return None if at is None else datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")
