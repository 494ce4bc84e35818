"""`explorer changed`: what is new, changed or gone in what is held, field by field."""

from __future__ import annotations

import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from explorer.cli.outcome import say
from explorer.cli.output import Output, output
from explorer.cli.session import Session
from explorer.model.account import Account
from explorer.model.address import Segments
from explorer.model.changes import Changes, FieldChange, RecordChange
from explorer.model.edit import MISSING
from explorer.model.field import Column
from explorer.model.json_text import JsonObject
from explorer.model.moment import zoned
from explorer.model.since import moment_words, read_since
from explorer.model.value_words import both

_COLUMNS: Final = (
    Column("at", "at", width=16, whole=True, spare=2),
    Column("what", "news", width=7, whole=True),
    Column("address", "address", width=40, whole=True),
    Column("label", "name", width=24, spare=1),
    Column("field", "field", width=30),
    Column("before", "before", width=40),
    Column("after", "after", width=40),
)
_VALUE: Final = 200
"""Characters of a value in a table."""


def changed(session: Session, options: Namespace) -> int:
    """Prints every record with news, the latest first in each account."""
    since = read_since(options.since, time.time())
    found = [
        (account, within, session.local_copy(account).changes(since, within, options.limit))
        for account, within in _places(session, options.address)
    ]
    with output(options.format) as out:
        nested = out.format in ("json", "ndjson")
        rows = [
            row
            for _, _, changes in found
            for record in changes.records
            for row in ([_record(record)] if nested else _lines(record, out))
        ]
        out.values(rows, () if nested else _COLUMNS)
    for account, within, changes in found:
        _tell(account, within, changes, options.limit)
        _tell_unknown(account, changes)
    return 0


def _places(session: Session, text: str) -> list[tuple[Account, Segments]]:
    """The accounts to look at, each with the part that counts."""
    if not text:
        if not session.config.accounts:
            session.account("")
        return [(account, ()) for account in session.config.accounts.values()]
    account, address = session.address(text)
    if address.segments:
        account.vendor.resource(address.segments)
    return [(account, address.segments)]


def _record(record: RecordChange) -> JsonObject:
    return {
        "address": str(record.address),
        "label": record.label,
        "what": record.what,
        "at": zoned(record.at),
        "fields": [_field(each, by_itself=False) for each in record.fields]
        + [_field(each, by_itself=True) for each in record.folded],
        "earlier_form_kept": record.kept,
    }


def _field(field: FieldChange, *, by_itself: bool) -> JsonObject:
    """A member that was not there, or is not any more, is left out."""
    values = {"before": field.change.before, "after": field.change.after}
    return {
        "field": ".".join(map(str, field.path)),
        "label": field.label,
        **{name: value for name, value in values.items() if value is not MISSING},
        **({"changes_by_itself": True} if by_itself else {}),
    }


def _lines(record: RecordChange, out: Output) -> Iterator[JsonObject]:
    """A line for each field; at least one."""
    about = {"at": out.moment(record.at), "what": record.what, "address": str(record.address), "label": record.label}
    empty = {"field": None, "before": None, "after": None}
    if not record.fields:
        note = {"field": _why_nothing(record)} if record.what == "changed" else {}
        yield {**about, **empty, **note}
    for each in record.fields:
        before, after = both(each.change, each.field.kind, limit=_VALUE)
        yield {**about, "field": each.label, "before": before, "after": after}


def _why_nothing(record: RecordChange) -> str:
    """What is said of a changed record without a field that differs."""
    return "again as it was" if record.kept else "its earlier form is not kept any more"


def _tell(account: Account, within: Segments, changes: Changes, limit: int) -> None:
    place = "/".join((account.name, *within))
    counts = Counter(each.what for each in changes.records)
    told = ", ".join(f"{counts[what]} {what}" for what in ("new", "changed", "gone") if counts[what])
    if not changes.holds:
        say(f"{place}: nothing is held yet: explorer sync {account.name}")
        return
    if changes.since is not None:
        since = f"since {moment_words(changes.since)}"
    elif not changes.visits:
        what = "it was not" if len(within) % 2 else "none of its collections was"
        since = f"so far: {what} looked at on the screen yet"
    else:
        since = "since the last visit to each collection"
    say(f"{place}: {told or 'nothing new'} {since}")
    if changes.cut:
        say(f"{place}: these are the latest {limit}; --limit for more")


def _tell_unknown(account: Account, changes: Changes) -> None:
    if changes.unvisited:
        say(f"not looked at on the screen yet, so that all news is told: {_named(account, changes.unvisited)}")
    if changes.partial:
        named = _named(account, changes.partial)
        say(f"never held whole, so that new records cannot be told from others: {named}; explorer sync brings all")
    if changes.later:
        named = _named(account, [f"{path} ({moment_words(at)})" for path, at in changes.later])
        say(f"first held after that moment, so that what happened in between cannot be told: {named}")


def _named(account: Account, paths: Sequence[str]) -> str:
    shown = ", ".join(f"{account.name}/{path}" for path in paths[:3])
    return f"{shown} and {len(paths) - 3} more" if len(paths) > 3 else shown
