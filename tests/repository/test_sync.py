"""Syncing: whole copies, only what changed since, and nothing lost when it breaks off."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx
import pytest

from explorer.model.address import Address
from explorer.model.errors import Incomplete, NetworkError, NotFound, Rejected, StoreError, UsageError
from explorer.model.health import SyncRun, SyncUnderWay
from explorer.model.json_text import JsonObject
from explorer.model.listing import SyncProgress, SyncReport
from explorer.model.page import Query
from explorer.repository import Repository
from explorer.repository.sync import STALE_SECONDS
from explorer.store import process, syncing
from explorer.store.cache import Cache
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors
from tests.fault_server import FaultServer, Reply, json_reply
from tests.repository.conftest import Clock, Open
from tests.waiting import LONGEST, in_time

CASES = [("repcard", "users"), ("assemble", "users"), ("gormic", "customers"), ("repsly", "users")]


@pytest.mark.parametrize(("vendor", "name"), CASES)
async def test_a_sync_holds_everything_and_a_second_one_finds_nothing_new(
    opened: Open, clock: Clock, vendor: str, name: str
) -> None:
    repository = opened(vendor)
    seen: list[SyncProgress] = []
    first = await repository.sync((name,), seen.append)
    assert first.note == "" and first.new == first.held + repository.peek(Query((name,))).archived > 100
    assert [each.rows for each in seen] == sorted(each.rows for each in seen) and seen[-1].rows == first.rows
    listing = repository.peek(Query((name,)))
    assert listing.complete and listing.synced_at is not None
    clock.now += 3600
    second = await repository.sync((name,))
    assert (second.new, second.changed, second.gone) == (0, 0, 0)
    assert second.held == first.held


async def test_what_was_archived_is_gone_from_the_list_after_a_sync(
    opened: Open, fresh_demo_vendors: DemoVendors
) -> None:
    repository = opened("gormic", of=fresh_demo_vendors)
    before = await repository.sync(("customers",))
    row = repository.rows(Query(("customers",)), 3, 4)[0]
    assert row is not None
    with httpx.Client(base_url=fresh_demo_vendors.base_urls["gormic"]) as vendor:
        headers = {"api-key": "demo-gormic-key", "organization-id": "org-1"}
        assert vendor.delete(f"/v1/crm/customers/{row.key}", headers=headers).is_success
    after = await repository.sync(("customers",))
    assert (after.new, after.changed) == (0, 1)
    assert after.held == before.held - 1
    assert repository.position(Query(("customers",)), row.key) is None


async def test_a_broken_sync_goes_on_where_it_broke(
    opened: Open, fresh_demo_vendors: DemoVendors, clock: Clock
) -> None:
    def kill_after_the_first_page(progress: SyncProgress) -> None:
        fresh_demo_vendors.stop()

    repository = opened("repsly", of=fresh_demo_vendors)
    with pytest.raises(NetworkError):
        await repository.sync(("users",), kill_after_the_first_page)
    assert repository.peek(Query(("users",))).held == 50
    assert not repository.peek(Query(("users",))).complete
    await repository.close()
    fresh_demo_vendors.start()
    again = opened("repsly", of=fresh_demo_vendors)
    report = await again.sync(("users",))
    assert report.rows == report.new == report.held - 50
    assert again.peek(Query(("users",))).complete


@pytest.mark.parametrize("vendor", ["repsly", "gormic"])
async def test_a_copy_that_is_emptied_during_a_sync_is_not_taken_for_whole(
    opened: Open, tmp_path: Path, vendor: str
) -> None:
    repository, emptied = opened(vendor), False

    def empty_once(progress: SyncProgress) -> None:
        nonlocal emptied
        if not emptied:
            emptied = True
            other = Cache(next(tmp_path.glob(f"{vendor}-*.sqlite")))
            other.upkeep.purge().result()
            other.close()

    name = repository.account.vendor.resources[0].name
    with pytest.raises(StoreError, match="emptied"):
        await repository.sync((name,), empty_once)
    assert not repository.peek(Query((name,))).complete
    report = await repository.sync((name,))
    assert report.rows == report.new >= report.held > 100
    assert repository.peek(Query((name,))).complete


async def test_two_syncs_at_once_lose_and_double_nothing(opened: Open) -> None:
    first, second = opened("repsly"), opened("repsly")
    ended = await asyncio.gather(first.sync(("users",)), second.sync(("users",)), return_exceptions=True)
    assert all(isinstance(each, SyncReport | StoreError) for each in ended), ended
    await first.sync(("users",))
    keys = [key for key in (first.rows(Query(("users",)), 0, 10_000)) if key is not None]
    whole = await opened("repsly").sync(("users",))
    assert len(keys) == len({row.key for row in keys}) == whole.held > 100


async def test_who_asks_for_a_sync_that_is_under_way_waits_for_that_one(opened: Open) -> None:
    repository = opened("gormic")
    told: list[list[SyncProgress]] = [[], [], []]
    runs = [asyncio.create_task(repository.sync(("customers",), each.append)) for each in told]
    await asyncio.sleep(0)
    runs[0].cancel()
    first, *others = await asyncio.gather(*runs, return_exceptions=True)
    assert isinstance(first, asyncio.CancelledError) and told[0] == []
    assert others[0] is others[1] and isinstance(others[0], SyncReport) and not others[0].note
    assert told[1] == told[2] != []
    assert repository.peek(Query(("customers",))).complete


async def test_one_that_is_stopped_has_not_failed(opened: Open) -> None:
    repository, began = opened("assemble"), asyncio.Event()
    syncing = asyncio.create_task(repository.sync(("users",), lambda progress: began.set()))
    await began.wait()
    syncing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await syncing
    async with in_time():
        while not (runs := {each.run.outcome for each in repository.health().copies if each.run is not None}):
            await asyncio.sleep(0)
    assert runs == {"stopped"}


@pytest.mark.parametrize("meta", [{"TotalCount": 1}, {"TotalCount": 1, "LastTimeStamp": 7}])
async def test_an_export_that_leads_no_further_is_not_whole(
    opened: Open, scripted: FaultServer, meta: dict[str, int]
) -> None:
    def page(stamps: dict[str, int], *users: str) -> Reply:
        return json_reply({"MetaCollectionResult": stamps, "Users": [{"ID": user} for user in users]})

    repository, query = opened("repsly", at=scripted.url), Query(("users",))
    scripted.play(page({"TotalCount": 2, "LastTimeStamp": 7}, "1", "2"), page(meta, "3"))
    given: list[JsonObject] = []
    with pytest.raises(Incomplete, match="stopped"):
        async for rows in repository.stream(query):
            given += rows
    assert [row["ID"] for row in given] == ["1", "2", "3"]
    listing = repository.peek(query)
    assert (listing.complete, listing.held) == (False, 3) and listing.note.startswith("stopped")
    scripted.play(page({"TotalCount": 1, "LastTimeStamp": 9}, "3"), page({"TotalCount": 0}))
    assert (await repository.sync(("users",))).note == ""
    assert repository.peek(query).complete and repository.peek(query).note == ""
    assert [seen.target.rsplit("/", 1)[1] for seen in scripted.seen] == ["0", "7", "7", "9"]


@pytest.mark.parametrize("status", [400, 404, 410])
async def test_a_run_whose_place_is_forgotten_begins_anew(opened: Open, scripted: FaultServer, status: int) -> None:
    def page(next: str | None, *customers: str) -> Reply:
        return json_reply({"data": {"items": [{"id": each} for each in customers], "next": next}})

    repository = opened("gormic", at=scripted.url)
    refused = json_reply({"errors": [{"code": "INVALID_OFFSET"}]}, status)
    scripted.play(page("second", "1", "2"), refused)
    with pytest.raises((Rejected, NotFound)):
        await repository.sync(("customers",))
    assert repository.peek(Query(("customers",))).held == 2
    scripted.play(refused, page("other", "1", "2"), page(None, "3"))
    report = await repository.sync(("customers",))
    assert (report.rows, report.new, report.held, report.note) == (3, 1, 3, "")
    assert repository.peek(Query(("customers",))).complete
    assert ["offset=" in seen.target for seen in scripted.seen] == [False, True, True, False, True]


async def test_pages_that_leave_a_gap_are_said_not_to_be_whole(opened: Open, scripted: FaultServer) -> None:
    def page(number: int, *users: int) -> Reply:
        counters = {"currentPage": number, "totalPages": 3, "totalCount": 3}
        return json_reply({"status": 200, "result": {"data": [{"id": user} for user in users], **counters}})

    repository = opened("repcard", at=scripted.url)
    scripted.play(page(1, 1))
    scripted.otherwise = lambda seen: page(3, 3)
    report = await repository.sync(("users",))
    assert not repository.peek(Query(("users",))).complete
    assert (report.rows, report.held) == (2, 2) and "missing" in report.note


async def test_what_cannot_be_listed_cannot_be_synced(opened: Open) -> None:
    with pytest.raises(UsageError, match="cannot list customers"):
        await opened("repcard").sync(("customers",))


async def test_records_that_left_the_list_are_marked_gone(opened: Open, fresh_demo_vendors: DemoVendors) -> None:
    repository = opened("repcard", of=fresh_demo_vendors)
    before = await repository.sync(("users",))
    with httpx.Client(base_url=fresh_demo_vendors.base_urls["repcard"]) as vendor:
        targets = dict.fromkeys(("leadToUser", "customerToUser", "recruitToUser", "otherToUser"), 1477)
        answer = vendor.post(
            "/users/1476/unlink", json={"assignContact": 2, **targets}, headers={"x-api-key": "demo-repcard-key"}
        )
        assert answer.is_success
    after = await repository.sync(("users",))
    assert (after.new, after.gone, after.held) == (0, 1, before.held - 1)
    assert gone(repository, "1476")


def gone(repository: Repository, key: str) -> bool:
    held = repository.held(Address(repository.account.name, ("users", key)))
    return held is not None and held.gone_at is not None


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """Another process, which runs until it is ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        yield running
        running.kill()


async def _following(
    opened: Open, tmp_path: Path, other: subprocess.Popen[bytes]
) -> tuple[Repository, Cache, Future[SyncUnderWay], asyncio.Task[SyncReport], list[SyncProgress]]:
    """A sync of what the other process is syncing, as soon as it follows it; and the cache as the other one has it."""
    repository = opened("gormic")
    theirs = Cache(tmp_path / f"gormic-{repository.account.identity}.sqlite", owner=process.find(other.pid))
    begun = theirs.syncs.begin(("customers",))
    assert theirs.syncs.is_ours(await asyncio.wrap_future(begun))
    await asyncio.wrap_future(theirs.syncs.note(("customers",), 150, 3000))
    told: list[SyncProgress] = []
    followed = asyncio.Event()

    def tell(progress: SyncProgress) -> None:
        told.append(progress)
        followed.set()

    syncing = asyncio.create_task(repository.sync(("customers",), tell))
    async with in_time():
        await followed.wait()
    return repository, theirs, begun, syncing, told


async def test_what_another_explorer_syncs_is_followed_and_not_read_twice(
    opened: Open, tmp_path: Path, other: subprocess.Popen[bytes], clock: Clock
) -> None:
    repository, theirs, begun, syncing, told = await _following(opened, tmp_path, other)
    assert told[0] == SyncProgress(150, 3000, other.pid)
    run = SyncRun(clock.now, time.time() + 60, "whole", 200, 3, 2, 1)
    await asyncio.wrap_future(theirs.syncs.put_run(("customers",), run))
    await asyncio.wrap_future(theirs.syncs.end(("customers",), begun))
    async with in_time():
        report = await syncing
    assert (report.rows, report.new, report.changed, report.gone, report.note) == (200, 3, 2, 1, "")
    assert not repository.peek(Query(("customers",))).held  # nothing was asked for
    theirs.close()


async def test_one_that_ends_with_its_explorer_is_taken_over(
    opened: Open, tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    repository, theirs, _, syncing, _ = await _following(opened, tmp_path, other)
    other.kill()
    other.wait()
    async with in_time():
        report = await syncing
    assert report.new == report.held + repository.peek(Query(("customers",))).archived > 100
    assert theirs.syncs.is_ours(await asyncio.wrap_future(theirs.syncs.begin(("users",))))
    theirs.close()


async def test_one_that_gets_no_further_for_long_is_taken_over(
    demo_vendors: DemoVendors, tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    """Its explorer runs, and could not note its end."""
    account = accounts_of(demo_vendors.config_text)["demo-gormic"]
    path, customers = tmp_path / f"gormic-{account.identity}.sqlite", ("customers",)
    theirs = Cache(path, owner=process.find(other.pid))
    await asyncio.wrap_future(theirs.syncs.begin(customers))
    slept = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal slept
        slept += seconds
        if slept == STALE_SECONDS - 1.0:
            await asyncio.wrap_future(theirs.syncs.note(customers, 150, 3000))

    repository = open_repository(account, tmp_path, sleep=sleep)
    async with in_time():
        report = await repository.sync(customers)
    assert report.held > 100 and 2 * STALE_SECONDS - 2.0 <= slept <= 2 * STALE_SECONDS
    await repository.close()
    assert theirs.syncs.under_way(customers) is None
    theirs.close()


async def test_one_that_is_stopped_while_it_begins_leaves_no_mark(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository, begin, beginning, let_go = opened("assemble"), syncing._begin, threading.Event(), threading.Event()

    def slowly(*what: Any) -> SyncUnderWay:
        begun = begin(*what)
        beginning.set()
        assert let_go.wait(LONGEST)
        return begun

    monkeypatch.setattr(syncing, "_begin", slowly)
    starting = asyncio.create_task(repository.sync(("users",)))
    assert await asyncio.to_thread(beginning.wait, LONGEST)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    for _ in range(5):
        await asyncio.sleep(0)  # the one that it waited for ends, too
    let_go.set()
    seen = Cache(next(tmp_path.glob("assemble-*.sqlite")))
    await asyncio.to_thread(repository._cache.flush, LONGEST)
    assert seen.syncs.under_way(("users",)) is None
    seen.close()


async def test_one_that_is_begun_as_soon_as_another_is_stopped_keeps_its_mark(opened: Open) -> None:
    repository, began = opened("assemble"), asyncio.Event()
    stopped = asyncio.create_task(repository.sync(("users",), lambda progress: began.set()))
    async with in_time():
        await began.wait()
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    marked: list[bool] = []

    def tell(progress: SyncProgress) -> None:
        repository._cache.flush(LONGEST)
        marked.append(repository._cache.syncs.under_way(("users",)) is not None)

    report = await repository.sync(("users",), tell)
    assert marked and all(marked) and not report.note
    repository._cache.flush(LONGEST)
    assert repository._cache.syncs.under_way(("users",)) is None
