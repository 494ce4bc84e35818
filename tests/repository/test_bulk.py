"""One change to many records: in order, one at a time, none twice, whatever comes between."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from explorer.model.address import Address
from explorer.model.bulk_progress import BulkProgress
from explorer.model.errors import InvalidForm, OpenElsewhere, UsageError
from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply
from tests.repository.conftest import Full

CUSTOMERS = Address("gormic", ("customers",))
DONE = json_reply({"data": {"succeed": True}})
PHONE_EXISTS = json_reply({"error": {"code": "PHONE_EXISTS"}}, 400)


class Customers:
    """Customers behind a server that a test tells what to do with a write to one of them."""

    def __init__(self, server: FaultServer, count: int) -> None:
        self.records = {
            f"c-{number}": {"id": f"c-{number}", "firstName": "Ada", "phone": "5550100", "phoneCountryCalling": "1"}
            for number in range(1, count + 1)
        }
        self.patched: list[str] = []
        self.answers: dict[str, Reply] = {}
        """By key, what a write is answered with: it is applied unless that refuses it."""
        self.dropped: set[str] = set()
        """Writes to these do not arrive."""
        self.reached: asyncio.Event = asyncio.Event()
        """Set when a write waits for its answer."""
        self.reads = Counter[str]()
        self.waited: list[float] = []
        self.server = server
        server.otherwise = self._answered

    @property
    def keys(self) -> list[str]:
        return list(self.records)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)

    def _answered(self, seen: Seen) -> Reply:
        key = seen.target.rpartition("/")[2].partition("?")[0]
        if seen.method == "GET":
            self.reads[key] += 1
            record = self.records.get(key)
            return json_reply({"data": {"user": record}}) if record else json_reply({}, 404)
        self.patched.append(key)
        answer = self.answers.get(key, DONE)
        if key not in self.dropped and (answer.status < 400 or answer.reset):
            self.records[key] |= json.loads(seen.body)["params"]
        if answer.wait is not None:
            self.reached.set()
        return answer


@pytest.fixture
async def customers() -> AsyncIterator[Customers]:
    async with fault_server() as server:
        yield Customers(server, 6)


def config(url: str) -> str:
    return (
        f'[accounts.gormic]\nvendor = "gormic"\nbase_url = "{url}"\nauth = {{ api_key = "k", organization_id = "o" }}'
    )


@pytest.fixture
async def repository(customers: Customers, tmp_path: Path) -> AsyncIterator[Repository]:
    made = open_repository(accounts_of(config(customers.server.url))["gormic"], tmp_path, sleep=customers.sleep)
    yield made
    await made.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


Make = Callable[..., Bulk]


@pytest.fixture
def make(customers: Customers, repository: Repository, journal: Journal) -> Make:
    def made(batch: str = "", keys: list[str] | None = None, **wanted: Any) -> Bulk:
        return Bulk(
            repository.saving,
            lambda: journal,
            repository.account,
            CUSTOMERS,
            "update",
            wanted or {"firstName": "Eve"},
            keys or customers.keys,
            batch,
            sleep=customers.sleep,
        )

    return made


async def ran(bulk: Bulk) -> BulkProgress:
    told: list[BulkProgress] = []
    ended = await bulk.run(told.append)
    assert told[-1] == ended == bulk.progress
    for each in told:
        assert each.total == each.done + len(each.failed) + each.left
    assert [each.done + len(each.failed) for each in told] == sorted(each.done + len(each.failed) for each in told)
    return ended


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


async def test_what_is_no_change_to_many_is_refused_before_it_begins(
    customers: Customers, repository: Repository, journal: Journal, make: Make
) -> None:
    def bulk(operation: str, keys: list[str]) -> Bulk:
        return Bulk(repository.saving, lambda: journal, repository.account, CUSTOMERS, operation, {}, keys)

    for refused in (make(passcode="canary"), bulk("create", ["c-1"]), bulk("update", []), bulk("explode", ["c-1"])):
        with pytest.raises(UsageError):
            await refused.run(lambda progress: None)
    assert not customers.patched and not journal.drafts()


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
