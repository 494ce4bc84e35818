"""`explorer search`: everything that is held, of all accounts; with `--server` what the vendors find, too."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from explorer.cli.browse import tell_gone
from explorer.cli.outcome import complain, say
from explorer.cli.output import Output, output
from explorer.cli.session import Session
from explorer.model.address import Address
from explorer.model.errors import ExplorerError, Incomplete, UsageError
from explorer.model.field import Column
from explorer.model.json_text import JsonObject
from explorer.model.listing import Hit
from explorer.model.search_words import Term, terms
from explorer.repository import LocalCopy
from explorer.repository.everywhere import Found, counted, evidence, find, parts

_COLUMNS: Final = (
    Column("account", "account", width=16),
    Column("address", "address", width=40, whole=True),
    Column("label", "name", width=28),
    Column("matched", "matched", width=40, spare=1),
    Column("as_of", "as of", width=16, whole=True),
    Column("state", "state", width=24, spare=2),
)


def search(session: Session, options: Namespace) -> int:
    """Prints every record that matches all words: the likeliest first."""
    text = sys.stdin.read() if options.text == ["-"] else " ".join(options.text)
    if not terms(text):
        raise UsageError("there is no word to look for", next_step="name one")
    if not session.config.accounts:
        session.account("")
    with _opened(session, text, server=options.server) as (copies, served, failures):
        with output(options.format) as out:
            found = counted(copies.values(), text, find(copies.values(), text, options.limit))
            rows = list(_rows(copies, found, served, terms(text), out))
            out.values(rows, _COLUMNS[1:] if out.format == "table" else _COLUMNS)  # an address begins with its account
        for hit in found.hits:
            if hit.row.gone and (held := copies[hit.address.account].held(hit.address)) is not None:
                tell_gone(held)
        _tell(copies.values(), found, len(rows))
    failures = [*failures, *found.failures.values()]
    for failure in failures:
        complain(failure)
    return Incomplete.exit_code if failures else 0


def _opened(
    session: Session, text: str, *, server: bool
) -> AbstractContextManager[tuple[Mapping[str, LocalCopy], Sequence[Hit], Sequence[ExplorerError]]]:
    """All accounts, with what their servers found where they are asked, and what failed there."""
    if not server:
        copies = {account.name: session.local_copy(account) for account in session.config.accounts.values()}
        return nullcontext((copies, (), ()))
    if session.offline:
        raise UsageError("offline no server is asked", next_step="leave --offline or --server out")
    from explorer.cli.server_search import servers_asked  # brings what waits for a network

    return servers_asked(session, text)


def _rows(
    copies: Mapping[str, LocalCopy], found: Found, served: Sequence[Hit], sought: tuple[Term, ...], out: Output
) -> Iterable[JsonObject]:
    """The hits in what is held, then those that only a server has found."""
    from_server = {each.address for each in served}
    known = {each.address for each in found.hits}
    for hit in (*found.hits, *(each for each in served if each.address not in known)):
        _, values = evidence(copies[hit.address.account], hit, sought)
        states = ["gone"] * hit.row.gone + ["from the server"] * (hit.address in from_server)
        yield {
            "account": hit.address.account,
            "address": str(hit.address),
            "label": hit.label,
            "matched": ", ".join(f"{each.mark.label} {each.value}" for each in values) or None,
            "as_of": out.moment(hit.fetched_at),
            "state": ", ".join(states) or None,
        }


def _tell(copies: Iterable[LocalCopy], found: Found, shown: int) -> None:
    """What the hits leave open."""
    if not shown:
        say("nothing of what is held here matches")
    if found.count > len(found.hits):
        told = f"{found.count:,} or more" if found.at_least else f"{found.count:,}"
        say(f"the first {len(found.hits):,} of {told} that are held; --limit, of each account, for more")
    lacking: list[Address] = []
    for copy in copies:
        try:
            partly = parts(copy)
        except ExplorerError:
            continue  # the search has told of it
        for part in partly:
            say(f"{part.address}: {part.words}")
            lacking += [part.address] if part.can_get_all else []
    if lacking:
        say(f"explorer sync {' '.join(map(str, lacking))} brings all of {'them' if len(lacking) > 1 else 'it'}")
