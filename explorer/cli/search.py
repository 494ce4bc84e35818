"""`explorer search`: everything that is held, of all accounts."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from explorer.cli.browse import tell_gone
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
    copies = [session.local_copy(account) for account in session.config.accounts.values()]
    with output(options.format) as out:
        found = [(copy, hit) for copy in copies for hit in copy.find(text, limit=options.limit)]
        rows = [{"address": str(hit.address), "label": hit.label} for _, hit in found]
        out.values(rows, _COLUMNS)
    for copy, hit in found:
        if (held := copy.held(hit.address)) is not None:
            tell_gone(held)
    if not rows:
        say("nothing of what is held here matches; explorer sync brings whole collections")
    return 0
