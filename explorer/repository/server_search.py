"""A server's own search of one collection. Its first page is kept as for any other query."""

from __future__ import annotations

import asyncio

from explorer.model.errors import StoreError
from explorer.model.listing import Hit, Listing
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.model.value import dataclass
from explorer.repository.online import Repository


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """What a server found."""

    hits: tuple[Hit, ...]
    """Its first page, in its order."""
    count: int | None
    """How many there are; None: it does not say."""

    @property
    def has_more(self) -> bool:
        """There are more than `hits`, or may be."""
        return self.count is None or self.count > len(self.hits)


async def ask_server(repository: Repository, resource: Resource, text: str) -> ServerAnswer:
    """Has the server search `resource`. Raises ExplorerError."""
    query = Query((resource.name,), search=text)
    listing = await repository.load(query)
    return await asyncio.to_thread(_first_page, repository, query, listing)


def _first_page(repository: Repository, query: Query, listing: Listing) -> ServerAnswer:
    if not listing.pages:
        raise StoreError("the answer could not be kept", next_step="explorer doctor looks at the disk")
    rows = repository.rows(query, 0, listing.pages[0].count)
    hits = repository.hits([row for row in rows if row is not None])
    return ServerAnswer(tuple(hits), listing.exact)
