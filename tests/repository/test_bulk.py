"""One change to many records: in order, one at a time, none twice."""

from __future__ import annotations

from collections import Counter

import pytest

from explorer.model.errors import InvalidForm, UsageError
from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.store.journal import Journal
from tests.fault_server import Reply, json_reply
from tests.repository.many import (
    CUSTOMERS,
    PHONE_EXISTS,
    Customers,
    Make,
    customers,
    make,
    ran,
    repository,
)

__all__ = ["customers", "make", "repository"]


async def test_all_in_order_each_once(customers: Customers, journal: Journal, make: Make) -> None:
    ended = await ran(make(keys=["c-3", "c-1", "c-3", "c-2"]))
    assert (ended.total, ended.done, ended.left, ended.stopped, ended.failed) == (3, 3, 0, "", {})
    assert customers.patched == ["c-3", "c-1", "c-2"]
    assert not journal.drafts()


async def test_what_is_so_already_is_not_sent(customers: Customers, make: Make) -> None:
    customers.records["c-2"]["firstName"] = "Eve"
    ended = await ran(make())
    assert (ended.done, ended.unchanged) == (6, 1)
    assert "c-2" not in customers.patched


async def test_a_refused_one_stays_with_its_reason_and_the_run_goes_on(
    customers: Customers, journal: Journal, make: Make
) -> None:
    """W25"""
    customers.answers["c-2"] = PHONE_EXISTS
    del customers.records["c-4"]
    ended = await ran(make(keys=[f"c-{number}" for number in range(1, 7)]))
    assert (ended.done, ended.left, ended.stopped) == (4, 0, "")
    assert list(ended.failed) == ["c-2", "c-4"]
    assert "phone" in ended.failed["c-2"].casefold()
    assert "c-4" not in customers.patched
    assert not journal.drafts()


async def test_what_is_gone_already_counts_as_deleted(
    customers: Customers, repository: Repository, journal: Journal
) -> None:
    """W13"""
    del customers.records["c-2"]
    ended = await ran(Bulk(repository.saving, lambda: journal, repository.account, CUSTOMERS, "delete", {}, ["c-2"]))
    assert (ended.failed, ended.done, ended.unchanged) == ({}, 1, 1)
    assert customers.patched == []


async def test_it_stops_at_the_first_failure_when_that_is_chosen(customers: Customers, make: Make) -> None:
    customers.answers["c-2"] = PHONE_EXISTS
    bulk = make(batch="b")
    bulk.stop_at_failures = True
    ended = await ran(bulk)
    assert (ended.done, list(ended.failed), ended.left) == (1, ["c-2"], 4)
    assert "as you asked" in ended.stopped
    going_on = await ran(make(batch="b"))
    assert (going_on.done, going_on.left) == (5, 0)
    assert customers.patched.count("c-1") == 1


async def test_a_field_that_the_form_refuses_is_said_before_anything_is_sent(customers: Customers, make: Make) -> None:
    with pytest.raises(InvalidForm):
        await make(nothingLikeIt="x").samples()
    assert not customers.patched


async def test_samples_are_the_first_that_take_it(customers: Customers, make: Make) -> None:
    del customers.records["c-1"]
    found = await make(keys=[f"c-{number}" for number in range(1, 7)]).samples(3)
    assert [each.edit.address.key for each in found] == ["c-2", "c-3", "c-4"]
    assert found[0].changes["firstName"].after == "Eve"
    assert not customers.patched


async def test_samples_are_so_already_only_where_nothing_else_is_met(customers: Customers, make: Make) -> None:
    customers.records["c-1"]["firstName"] = "Eve"
    assert [each.edit.address.key for each in await make().samples(2)] == ["c-2", "c-3"]
    found = await make(keys=["c-1"]).samples(2)
    assert [(each.edit.address.key, each.has_effect) for each in found] == [("c-1", False)]


async def test_it_waits_twice_when_asked_to(customers: Customers, make: Make) -> None:
    customers.answers["c-2"] = json_reply({}, 429)
    ended = await ran(make())
    assert (ended.done, ended.left) == (1, 5) and "429" in ended.stopped
    assert customers.waited == [10.0, 10.0]
    assert customers.patched == ["c-1", "c-2", "c-2", "c-2"]


async def test_a_lost_answer_is_looked_for_before_the_next(customers: Customers, make: Make) -> None:
    customers.answers["c-2"] = Reply(reset=True)
    customers.answers["c-4"], customers.dropped = Reply(reset=True), {"c-4"}
    ended = await ran(make())
    assert (ended.done, ended.left, list(ended.failed)) == (5, 0, ["c-4"])
    assert "as before" in ended.failed["c-4"]
    assert customers.waited == [2.0, 2.0, 3.0, 10.0]
    assert Counter(customers.patched) == Counter(dict.fromkeys(customers.keys, 1))


async def test_what_is_no_change_to_many_is_refused_before_it_begins(
    customers: Customers, repository: Repository, journal: Journal, make: Make
) -> None:
    def bulk(operation: str, keys: list[str]) -> Bulk:
        return Bulk(repository.saving, lambda: journal, repository.account, CUSTOMERS, operation, {}, keys)

    for refused in (make(passcode="canary"), bulk("create", ["c-1"]), bulk("update", []), bulk("explode", ["c-1"])):
        with pytest.raises(UsageError):
            await refused.run(lambda progress: None)
    assert not customers.patched and not journal.drafts()
