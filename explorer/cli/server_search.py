"""The servers' own searches for `explorer search --server`: all accounts at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from explorer.cli.online import only_login_asks
from explorer.cli.session import Session
from explorer.model.errors import ExplorerError
from explorer.model.listing import Hit
from explorer.repository import Repository
from explorer.repository.everywhere import searched_by_server
from explorer.repository.server_search import ask_server


@contextmanager
def servers_asked(
    session: Session, text: str
) -> Iterator[tuple[dict[str, Repository], list[Hit], list[ExplorerError]]]:
    """All accounts, open, with what the servers that can search found, and the failures: one that fails stops no
    other."""
    repositories = {each.name: session.repository(each) for each in session.config.accounts.values()}
    for each in repositories.values():
        each.ask = only_login_asks(each.account)
    with asyncio.Runner() as runner:
        try:
            hits, failures = runner.run(_ask_all(repositories.values(), text))
            yield repositories, hits, failures
        finally:
            runner.run(_close(repositories.values()))


async def _ask_all(repositories: Iterable[Repository], text: str) -> tuple[list[Hit], list[ExplorerError]]:
    failures: list[ExplorerError] = []

    async def ask(repository: Repository) -> list[Hit]:
        hits: list[Hit] = []
        try:
            for resource in searched_by_server(repository.account):
                hits += (await ask_server(repository, resource, text)).hits
        except ExplorerError as error:
            failures.append(error)
        return hits

    found = await asyncio.gather(*map(ask, repositories))
    return [hit for account in found for hit in account], failures


async def _close(repositories: Iterable[Repository]) -> None:
    await asyncio.gather(*(each.close() for each in repositories))
