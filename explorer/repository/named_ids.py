"""The id of something that rows of a list name without telling its id: read from one record that is in it."""

from __future__ import annotations

import asyncio
from typing import Final

from explorer.model.address import Address, Segments
from explorer.model.arranging import Arrangement
from explorer.model.errors import NotFound, UsageError
from explorer.model.json_text import JsonValue
from explorer.model.page import Query
from explorer.model.resource import Parameter, walk
from explorer.repository.choices import Place, values_within
from explorer.repository.online import Repository

READ_MOST: Final = 3
"""Records read for one name: one may have left since its row was listed."""
_LOOKED_AT: Final = 500
"""Records whose name holds the one that is looked for, of which some have more in theirs."""


async def id_named(repository: Repository, collection: Segments, parameter: Parameter, name: str) -> JsonValue:
    """The value of `parameter` for what rows of `collection` name `name`, in their member `parameter.named`. Reads at
    most `READ_MOST` records. Raises UsageError where none of them tells it, and what reading does."""
    if repository.offline:
        raise UsageError(f"the id of “{name}” is not held, and offline no vendor is asked", next_step="go online")
    resource = repository.account.vendor.resource(collection)
    places = [place for place in map(Place.of, parameter.seen) if place.resources == collection[0::2]]
    for address in await asyncio.to_thread(_in_it, repository, collection, parameter.named, name):
        try:
            held = await repository.get(address)
        except NotFound:
            continue
        for place in places:
            for choice in values_within(held.body, place.steps, place.name):
                if choice.label == name:
                    await asyncio.to_thread(repository.learn, parameter.seen, choice)
                    return choice.value
    raise UsageError(f"no {resource.singular} that is held tells the id of “{name}”", next_step="type the id")


def _in_it(repository: Repository, collection: Segments, member: str, name: str) -> list[Address]:
    query, arrangement = Query(collection), Arrangement(((member, name),))
    found = repository.selected(query, "", arrangement, on_first=lambda first: None, stopped=lambda: False)
    rows = repository.rows_of(query, found.rids[:_LOOKED_AT])
    addresses = (
        Address(repository.account.name, (*collection, row.key)) for row in rows if row is not None and row.key
    )
    named = (
        each for each in addresses if (held := repository.held(each)) is not None and walk(held.known, member) == name
    )
    return [each for each, _ in zip(named, range(READ_MOST), strict=False)]
