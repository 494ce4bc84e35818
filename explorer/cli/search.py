"""`explorer search`: everything that is held, of all accounts."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from explorer.cli.outcome import say
from explorer.cli.output import output
from explorer.cli.session import Session
from explorer.model.field import Column

_COLUMNS: Final = (Column("address", "address", width=40), Column("label", "name", width=40))


def search(session: Session, options: Namespace) -> int:
    """Prints the address of every held record that matches all words."""
    text = " ".join(options.text)
    if not session.config.accounts:
        session.account("")
    with output(options.format) as out:
        rows = [
            {"address": str(hit.address), "label": hit.label}
            for account in session.config.accounts.values()
            for hit in session.local_copy(account).find(text, limit=options.limit)
        ]
        out.values(rows, _COLUMNS)
    if not rows:
        say("nothing of what is held here matches; explorer sync brings whole collections")
    return 0
