"""A view of the screen as a command of explorer's own, for a POSIX shell. Pure."""

from __future__ import annotations

from shlex import quote

from explorer.model.page import Query
from explorer.model.resource import Resource


def get_command(place: str, config: str = "") -> str:
    """Prints one record: an address, or the name of a saved view. `config` is the file that it is to read, where that
    is not the usual one."""
    return _command(config, "get", place)


def list_command(collection: str, resource: Resource, query: Query, config: str = "") -> str:
    """Prints the rows of `query`, all of them. `collection` is the address, with what of its rows is narrowed and
    sorted by explorer itself; `config` as for `get_command`.

    The command line has no word for an order: the parameters that ask for it at the vendor are named themselves.
    """
    where = (*query.filters, *dict(resource.sort).get(query.sort, {}).items())
    words = [collection]
    for name, value in where:
        words += ("-w", f"{name}={value}")
    if query.search:
        words.append(f"--search={query.search}")
    if query.includes:
        words.append(f"--include={','.join(query.includes)}")
    return _command(config, "list", *words, "--all")


def saved_command(name: str, config: str = "") -> str:
    """Prints the rows of a saved view; `config` as for `get_command`."""
    return _command(config, "list", name)


def _command(config: str, *words: str) -> str:
    return " ".join(map(quote, ("explorer", *(("--config", config) if config else ()), *words)))
