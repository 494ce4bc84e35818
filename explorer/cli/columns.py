"""Which columns `list` shows unless the options say otherwise."""

from __future__ import annotations

import sys
from argparse import Namespace

from explorer.cli.session import Session
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.chosen_columns import DEFAULT, ChosenColumns, columns_key, includes_of


def kept_columns(session: Session, account: Account, address: Address, options: Namespace) -> ChosenColumns:
    """The columns that the screen shows of a collection, for a table that goes to a terminal: what a program reads
    does not depend on them. Offline without those that an include brings."""
    chosen_here = options.columns is not None or options.format not in (None, "table")
    if chosen_here or options.output or not sys.stdout.isatty():
        return DEFAULT
    chosen = session.kept_views().chosen(columns_key(account.vendor.name, address.segments))
    if not session.offline:
        return chosen
    resource = account.vendor.resource(address.segments)
    held = tuple(path for path in chosen.paths if not includes_of(resource, [path]))
    return ChosenColumns(held, chosen.widths)
