"""A change to many, held against what its records held when it was shown."""

from __future__ import annotations

from datetime import datetime

from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.store.journal import Journal
from tests.repository.many import (
    CUSTOMERS,
    Customers,
    Make,
    customers,
    make,
    ran,
    repository,
)

__all__ = ["customers", "make", "repository"]


async def test_what_somebody_else_changed_since_it_was_shown_is_not_written_over(
    customers: Customers, repository: Repository, journal: Journal, make: Make
) -> None:
    for key in customers.keys[:3]:
        await repository.get(CUSTOMERS.child(key))
    bulk = make(keys=customers.keys[:3])
    (sample, *_) = await bulk.shown()
    assert sample.notices[-1].startswith("Where somebody else changes the same before its turn, it is not written over")
    customers.records["c-2"]["firstName"] = "Theirs"
    customers.records["c-3"]["phone"] = "5550199"
    ended = await ran(bulk)
    assert (ended.done, list(ended.failed)) == (2, ["c-2"])
    assert ended.failed["c-2"] == "somebody else changed firstName since this was shown: nothing was sent"
    assert customers.patched == ["c-1", "c-3"]
    assert customers.records["c-2"]["firstName"] == "Theirs"


async def test_what_somebody_else_changed_while_it_was_stopped_is_not_written_over(
    customers: Customers, repository: Repository, journal: Journal, make: Make
) -> None:
    for key in customers.keys:
        await repository.get(CUSTOMERS.child(key))
    bulk = make()
    await bulk.shown()
    bulk.stop()
    await ran(bulk)
    customers.records["c-6"]["firstName"] = "Theirs"
    await repository.get(CUSTOMERS.child("c-6"))  # a sync has brought it, and nobody has looked at it
    (draft,) = journal.drafts()
    again = Bulk.of(draft, repository.saving, lambda: journal, repository.account)
    (sample, *_) = await again.shown()
    at = datetime.fromtimestamp(draft.kept_at)
    assert f"The rest was confirmed at {at:%H:%M}. Where somebody else changes the same" in sample.notices[-1]
    ended = await ran(again)
    assert (ended.done, list(ended.failed)) == (5, ["c-6"])


async def test_our_own_write_since_is_written_over(
    customers: Customers, repository: Repository, journal: Journal, make: Make
) -> None:
    await repository.get(CUSTOMERS.child("c-1"))
    bulk = make(keys=["c-1"])
    await bulk.shown()
    assert (await ran(make(keys=["c-1"], firstName="Bea"))).done == 1
    ended = await ran(bulk)
    assert (ended.done, ended.failed) == (1, {})


async def test_it_is_said_that_records_get_it_whatever_they_hold(
    customers: Customers, repository: Repository, journal: Journal, make: Make
) -> None:
    (sample, *_) = await make().shown()
    assert sample.notices[-1].endswith("Of 1 it is not known here what they hold: these get it whatever that is.")
    account = repository.account
    deleting = Bulk(repository.saving, lambda: journal, account, CUSTOMERS, "delete", {}, customers.keys)
    (sample, *_) = await deleting.shown()
    assert sample.notices[-1] == "Each gets it whatever it holds by then."
