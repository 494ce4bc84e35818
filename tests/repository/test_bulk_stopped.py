"""A change to many that stops before its end, is killed, or waits its turn, and is gone on with."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from explorer.model.bulk_progress import BulkProgress
from explorer.model.errors import OpenElsewhere, UsageError
from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.fault_server import Reply, Seen, json_reply
from tests.repository.conftest import Full
from tests.repository.many import (
    DONE,
    PHONE_EXISTS,
    Customers,
    Make,
    config,
    customers,
    make,
    ran,
    repository,
)

__all__ = ["customers", "make", "repository"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [(json_reply({}, 401), "401"), (json_reply({}, 429, retry_after="3600"), "60 min")],
)
async def test_what_would_fail_for_all_stops_the_run_and_can_be_gone_on_with(
    customers: Customers, journal: Journal, make: Make, answer: Reply, words: str
) -> None:
    customers.answers["c-3"] = answer
    ended = await ran(make(batch="b"))
    assert (ended.done, ended.failed, ended.left) == (2, {}, 4)
    assert words in ended.stopped
    (draft,) = journal.drafts()
    assert (draft.batch, draft.keys, draft.process) == ("b", tuple(customers.keys), None)
    customers.answers.clear()
    ended = await ran(make(batch="b"))
    assert (ended.done, ended.left) == (6, 0)
    assert Counter(customers.patched) == Counter({**dict.fromkeys(customers.keys, 1), "c-3": 2})
    assert not journal.drafts()


async def test_a_vendor_that_is_away_stops_the_run(customers: Customers, journal: Journal, make: Make) -> None:
    def away(seen: Seen) -> Reply:
        return json_reply({}, 503) if "c-3" in seen.target else customers._answered(seen)

    customers.server.otherwise = away
    ended = await ran(make())
    assert (ended.done, ended.failed, ended.left) == (2, {}, 4)
    assert "503" in ended.stopped and journal.drafts()


async def test_it_stops_at_an_outcome_that_stays_unknown(customers: Customers, journal: Journal, make: Make) -> None:
    """W25: what may have arrived is not sent again, neither now nor when the run is gone on with."""
    customers.answers["c-3"] = Reply(reset=True)

    def unreadable(seen: Seen) -> Reply:
        if seen.method == "GET" and "c-3" in customers.patched:
            return json_reply({}, 404)
        return customers._answered(seen)

    customers.server.otherwise = unreadable
    ended = await ran(make(batch="b"))
    assert (ended.done, ended.left, ended.unknown) == (2, 4, "c-3")
    assert "gormic/customers/c-3" in ended.stopped and "not known" in ended.stopped
    again = await ran(make(batch="b"))
    assert (again.done, again.unknown) == (2, "c-3")
    journal.resolve(journal.unfinished()[0].id, applied=True)
    customers.server.otherwise = customers._answered
    ended = await ran(make(batch="b"))
    assert (ended.done, ended.left, ended.unknown) == (6, 0, "")
    assert Counter(customers.patched) == Counter(dict.fromkeys(customers.keys, 1))


async def test_it_stops_where_an_outcome_cannot_be_noted(
    customers: Customers, repository: Repository, journal: Journal, make: Make, full: Full
) -> None:
    with full(2):
        ended = await ran(make())
    assert customers.patched == ["c-1", "c-2"]
    assert (ended.done, ended.left, ended.failed) == (2, 4, {})
    assert ended.stopped.startswith("gormic/customers/c-2: accepted, but that could not be noted: ")
    assert "the disk is full" in ended.stopped
    (draft,) = journal.drafts()
    again = Bulk.of(draft, repository.saving, lambda: journal, repository.account)
    await again.recall()
    assert (await ran(again)).done == 6
    assert customers.patched == customers.keys


async def test_it_stops_after_the_one_under_way(customers: Customers, journal: Journal, make: Make) -> None:
    let_go = asyncio.Event()
    customers.answers["c-2"] = Reply(DONE.body, wait=let_go)
    bulk = make(batch="b")
    running = asyncio.create_task(ran(bulk))
    await customers.reached.wait()
    bulk.stop()
    let_go.set()
    ended = await running
    assert (ended.done, ended.left, ended.stopped) == (2, 4, "stopped as you asked")
    draft = journal.drafts()[0]
    assert draft.typed == {"firstName": "Eve"}


async def test_another_change_to_the_same_collection_waits_its_turn(
    customers: Customers, repository: Repository, journal: Journal, make: Make
) -> None:
    customers.answers["c-2"] = json_reply({}, 401)
    await ran(make(batch="one"))
    with pytest.raises(UsageError, match="an earlier change to 6 records"):
        await make(batch="two").run(lambda progress: None)
    (draft,) = journal.drafts()
    assert (draft.batch, draft.process) == ("one", None)
    customers.answers.clear()
    ended = await ran(Bulk.of(draft, repository.saving, lambda: journal, repository.account))
    assert ended.done == 6


async def test_a_run_of_another_origin_is_not_gone_on_with(
    customers: Customers, repository: Repository, journal: Journal, make: Make, tmp_path: Path
) -> None:
    draft = make()._kept.draft({})
    other = open_repository(accounts_of(config("https://elsewhere.example"))["gormic"], tmp_path)
    with pytest.raises(UsageError, match="as another account"):
        Bulk.of(draft, other.saving, lambda: journal, other.account)
    await other.close()


CHILD = """
import asyncio, sys
from pathlib import Path
from explorer.model.address import Address
from explorer.repository.bulk import Bulk
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository

async def main(folder, config, keys):
    repository = open_repository(accounts_of(config)["gormic"], folder)
    journal = Journal(folder / "journal.sqlite")
    bulk = Bulk(repository.saving, lambda: journal, repository.account, Address("gormic", ("customers",)), "update",
                {"firstName": "Eve"}, keys, "b")
    await bulk.run(lambda progress: None)

asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
"""


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_killed_run_is_gone_on_with_and_nothing_is_done_twice(
    customers: Customers, journal: Journal, make: Make, tmp_path: Path, arrived: bool
) -> None:
    """W25, at the worst moment: the request is with the vendor, its answer is not yet here."""
    customers.answers = {"c-2": PHONE_EXISTS, "c-4": Reply(DONE.body, wait=asyncio.Event())}
    customers.dropped = set() if arrived else {"c-4"}
    command = (sys.executable, "-c", CHILD, str(tmp_path), config(customers.server.url), *customers.keys)
    child = await asyncio.create_subprocess_exec(*command)
    await customers.reached.wait()
    with pytest.raises(OpenElsewhere):
        await make(batch="b").run(lambda progress: None)
    os.kill(child.pid, signal.SIGKILL)
    await child.wait()
    customers.answers.pop("c-4")
    customers.dropped = set()
    ended = await ran(make(batch="b"))
    assert (ended.done, list(ended.failed), ended.left, ended.stopped) == (5, ["c-2"], 0, "")
    assert all(record["firstName"] == "Eve" for key, record in customers.records.items() if key != "c-2")
    twice = {} if arrived else {"c-4": 2}
    assert Counter(customers.patched) == Counter(dict.fromkeys(customers.keys, 1) | twice)
    assert not journal.drafts()


async def test_one_change_does_not_run_twice_at_once(customers: Customers, make: Make) -> None:
    first = make()
    second = make(first.batch)
    ran_both = await asyncio.gather(
        first.run(lambda progress: None), second.run(lambda progress: None), return_exceptions=True
    )
    assert isinstance(ran_both[0], BulkProgress)
    assert isinstance(ran_both[1], UsageError)
    assert len(customers.patched) == len(customers.keys)
