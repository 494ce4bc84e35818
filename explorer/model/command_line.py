"""A view of the screen as a command of explorer's own, for a POSIX shell. Pure."""

from __future__ import annotations

from shlex import quote

from explorer.model.address import Address
from explorer.model.page import Query
from explorer.model.resource import Resource


def get_command(address: Address) -> str:
    """Prints one record."""
    return f"explorer get {quote(str(address))}"


def list_command(collection: str, resource: Resource, query: Query, more: tuple[str, ...] = ()) -> str:
    """Prints the rows of `query`, all of them; `more` are further words of the command. `collection` is the address,
    with what of its rows is narrowed and sorted by explorer itself.

    The command line has no word for an order: the parameters that ask for it at the vendor are named themselves.
    """
    where = (*query.filters, *dict(resource.sort).get(query.sort, {}).items())
    words = ["explorer", "list", collection]
    for name, value in where:
        words += ("-w", f"{name}={value}")
    if query.search:
        words.append(f"--search={query.search}")
    if query.includes:
        words.append(f"--include={','.join(query.includes)}")
    return " ".join(quote(word) for word in (*words, "--all", *more))
