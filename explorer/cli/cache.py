"""`explorer cache`: what is held on this machine, and deleting it."""

from __future__ import annotations

import sys
from argparse import Namespace
from termios import TCIFLUSH, tcflush
from typing import Final

from explorer.cli.outcome import say
from explorer.cli.output import output
from explorer.cli.session import Session
from explorer.model.errors import UsageError
from explorer.model.field import Column
from explorer.model.moment import minute

_COLUMNS: Final = (
    Column("collection", "collection", whole=True, width=32),
    Column("records", "records", "integer", width=9),
    Column("oldest", "oldest", width=16, whole=True, spare=1),
    Column("newest", "newest", width=16, whole=True),
    Column("synced", "whole as of", width=16, whole=True),
)


def cache(session: Session, options: Namespace) -> int:
    """Shows or deletes what is held."""
    return _info(session, options) if options.action == "info" else _purge(session, options)


def _info(session: Session, options: Namespace) -> int:
    with output(options.format) as out:
        rows = [
            {
                "collection": f"{account.name}/{each.collection}",
                "records": out.count(each.records),
                "oldest": _when(each.oldest),
                "newest": _when(each.newest),
                "synced": _when(each.synced_at),
            }
            for account in session.config.accounts.values()
            for each in session.local_copy(account).collections()
        ]
        out.values(rows, _COLUMNS)
    for account in session.config.accounts.values():
        file = session.cache_file(account)
        size = file.stat().st_size if file is not None and file.exists() else 0
        say(f"{account.name}: {file or 'in memory'}, {size / 1024:,.0f} KiB")
    say(f"journal of writes: {session.journal().size() / 1024:,.0f} KiB, of all accounts")
    return 0


def _purge(session: Session, options: Namespace) -> int:
    account = session.account(options.account) if options.account else None
    _confirm(options.account or "all accounts", yes=options.yes)
    freed, journal = session.purge(account)
    stays = ["sign-ins (explorer logout)"]
    if journal.kept:
        stays.append(f"{_counted(journal.kept, 'write')} in the journal that may still be open (explorer journal)")
    if journal.drafts:
        stays.append(f"{_counted(journal.drafts, 'draft')} (J in the explorer discards them)")
    gone = f", with {_counted(journal.entries, 'write')} in the journal" if journal.entries else ""
    say(f"deleted{gone}: {freed / 1024:,.0f} KiB freed; what stays: {', '.join(stays)}")
    return 0


def _confirm(whose: str, *, yes: bool) -> None:
    """Says what is lost, and asks whether to go on. Raises UsageError for a no, and where there is nobody to ask."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("there is no terminal to ask on, so nothing was deleted", next_step="add --yes")
    say(f"deletes what is held of {whose}, and the settled writes in the journal: these can no longer be undone")
    tcflush(sys.stdin, TCIFLUSH)  # what was typed before the question is no answer to it
    print("delete? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("not confirmed, so nothing was deleted")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _when(at: float | None) -> str | None:
    return None if at is None else minute(at)
