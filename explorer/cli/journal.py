"""`explorer journal`: what was written and what became of it; finding out, or saying, what nobody knew."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from explorer.cli.outcome import say
from explorer.cli.output import output
from explorer.cli.session import Session
from explorer.model.edit import MISSING, Edit
from explorer.model.errors import UsageError
from explorer.model.field import Column
from explorer.model.journal import Entry
from explorer.model.json_text import JsonObject
from explorer.model.moment import second
from explorer.model.value_words import both

_COLUMNS: Final = (
    Column("entry", "entry", "integer", width=6),
    Column("at", "at", width=19, whole=True, spare=1),
    Column("state", "outcome", width=20),
    Column("operation", "operation", width=24, spare=2),
    Column("address", "address", width=40, whole=True),
    Column("changed", "changed", width=60),
    Column("note", "note", width=60, spare=3),
)


def journal(session: Session, options: Namespace) -> int:
    """Lists entries, or settles one."""
    match options.action:
        case "resolve":
            entry = session.journal().resolve(options.entry, options.applied)
            say(f"entry {entry.id}, {entry.address}: {entry.state}")
            return 0
        case "verify":
            return _verify(session, options)
    entries = session.journal().entries()
    with output(options.format) as out:
        out.values([_row(each) for each in entries], _COLUMNS)
    if not entries:
        say("nothing was written yet, or all of it was long ago")
    unfinished = [each for each in entries if not each.finished]
    if unfinished:
        say(f"{len(unfinished)} without a known outcome: explorer journal verify {unfinished[0].id}")
    return 0


def _verify(session: Session, options: Namespace) -> int:
    from explorer.cli.write import account_of
    from explorer.cli.writer import Writer, exit_code, tell

    entry = session.journal().entry(options.entry)
    if session.offline:
        raise UsageError("nothing can be read again offline", next_step="leave --offline out")
    if entry.settled:
        say(f"entry {entry.id} is settled already: {entry.state}")
        return 0
    if session.journal().in_flight(entry):
        raise UsageError(f"entry {entry.id} is still being sent by pid {entry.process.pid}")
    with Writer(session.repository(account_of(session, entry)), session.journal) as writer:
        outcome = writer.run(writer.saving.verify(entry, at=(0.0,)))
        tell(outcome)
        return exit_code(outcome)


def _row(entry: Entry) -> JsonObject:
    changes = Edit(entry.address, "", entry.before, entry.wanted).changes
    return {
        "entry": entry.id,
        "at": second(entry.began_at),
        "state": entry.state,
        "operation": entry.operation,
        "address": str(entry.address),
        "changed": ", ".join(f"{name} {' → '.join(both(each, limit=80))}" for name, each in changes.items()),
        "note": entry.note,
        "method": entry.method,
        "url": entry.url,
        "body": entry.body,
        "before": {name: each.before for name, each in changes.items() if each.before is not MISSING},
        "undone_by": entry.undone_by,
    }
