"""How an account fares, from what the cache holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from explorer.model.account import Account
from explorer.model.health import Copied, Health, SyncRun, days_until
from explorer.model.listing import CollectionInfo
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.store.cache import Cache
from explorer.store.fitness import Days


def health(account: Account, cache: Cache) -> Health:
    """What is kept of the account: each of the vendor's own collections, held or not, and those under records as far as
    anything of them is held."""
    found, happened = cache.health(account.name)
    held: dict[tuple[str, ...], list[CollectionInfo]] = {}
    for each in cache.upkeep.collections():
        held.setdefault(_names(each.collection), []).append(each)
    days = days_until(found.at)
    copies: list[Copied] = []
    for above, resource in account.vendor.walk():
        names = (*(each.name for each in above), resource.name)
        if len(names) == 1 or names in held:
            copied = _copied(names, resource, held.get(names, ()), _of(happened, names), days)
            copies.append(_listed(copied, cache) if len(names) == 1 else copied)
    return replace(found, copies=tuple(copies))


def _names(path: str) -> tuple[str, ...]:
    """A collection without the ids in its address."""
    return tuple(path.split("/")[::2])


def _of(happened: Mapping[str, Days], names: tuple[str, ...]) -> list[Days]:
    return [each for path, each in happened.items() if _names(path) == names]


def _copied(
    names: tuple[str, ...],
    resource: Resource,
    held: Sequence[CollectionInfo],
    happened: Iterable[Days],
    days: Sequence[str],
) -> Copied:
    syncs: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    run: SyncRun | None = None
    for each in happened:
        syncs.update(each.syncs)
        changes.update(each.changes)
        if each.run is not None and (run is None or each.run.ended > run.ended):
            run = each.run
    return Copied(
        names,
        resource.title,
        unlisted=resource.operation("list") is None and resource.export is None,
        records=sum(each.records for each in held),
        places=len(held),
        oldest=min((each.oldest for each in held), default=None),
        newest=max((each.newest for each in held), default=None),
        run=run,
        syncs=tuple(syncs[day] for day in days),
        changes=tuple(changes[day] for day in days),
    )


def _listed(copied: Copied, cache: Cache) -> Copied:
    """With what its list says of itself."""
    listing = cache.listing(Query(copied.names))
    return replace(
        copied,
        held=listing.held,
        total=listing.exact,
        complete=listing.complete,
        synced_at=listing.synced_at,
        note=listing.note,
    )
