"""Lists, records and streams of every vendor: fetched once, then held."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from explorer.model.address import Address, Segments
from explorer.model.errors import NetworkError, NotCached, NotFound, Rejected, StoreError, UsageError, VendorError
from explorer.model.page import Query
from explorer.store.upkeep import Upkeep
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors
from tests.filling_disk import filling_disk
from tests.repository.conftest import Clock, Open

USERS = Query(("users",))
CUSTOMERS = Query(("customers",))


@pytest.mark.parametrize(
    ("vendor", "query"), [("repcard", USERS), ("assemble", USERS), ("gormic", CUSTOMERS), ("repsly", USERS)]
)
async def test_the_first_page_is_fetched_and_then_held(opened: Open, vendor: str, query: Query) -> None:
    repository = opened(vendor)
    assert repository.peek(query).held == 0
    listing = await repository.load(query)
    rows = repository.rows(query, 0, 20)
    assert listing.held >= 20 and listing.count >= listing.held
    assert all(row is not None and row.key and any(row.cells) for row in rows)
    assert opened(vendor, offline=True).rows(query, 0, 20) == rows


@pytest.mark.parametrize(
    ("vendor", "query"), [("repcard", USERS), ("assemble", USERS), ("gormic", CUSTOMERS), ("repsly", USERS)]
)
async def test_a_stream_gives_every_record_once(opened: Open, vendor: str, query: Query) -> None:
    repository = opened(vendor)
    resource = repository.account.vendor.resource(query.collection)
    keys = [resource.key_of(row) async for batch in repository.stream(query) for row in batch]
    assert len(keys) == len(set(keys)) > 100
    listing = repository.peek(query)
    assert listing.complete and listing.held + listing.archived == len(keys)


async def test_a_limit_ends_the_stream_at_that_row(opened: Open) -> None:
    batches = [len(batch) async for batch in opened("repcard").stream(USERS, limit=70)]
    assert batches == [50, 20]


async def test_any_numbered_page_can_be_had_first(opened: Open) -> None:
    repository = opened("repcard")
    listing = await repository.load(USERS, 3)
    assert [mark.number for mark in listing.pages] == [3]
    assert repository.rows(USERS, 99, 101)[0] is None
    assert repository.rows(USERS, 100, 101)[0] is not None
    assert listing.total is not None and listing.count == listing.total


async def test_pages_that_only_lead_on_are_had_in_order(opened: Open) -> None:
    repository = opened("gormic")
    with pytest.raises(UsageError, match="page 2"):
        await repository.load(CUSTOMERS, 2)
    first = await repository.load(CUSTOMERS, 1)
    second = await repository.load(CUSTOMERS, 2)
    assert second.held > first.held
    assert [mark.number for mark in second.pages] == [1, 2]


async def test_a_page_asked_for_twice_at_once_is_fetched_once(opened: Open) -> None:
    repository = opened("repcard")
    await repository.load(USERS, 2)
    both = await asyncio.gather(repository.load(USERS, 1), repository.load(USERS, 1))
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("vendor", "segments"),
    [
        ("repcard", ("users", "1476")),
        ("repcard", ("customers", "25997808")),
        ("assemble", ("users", "46485")),
        ("assemble", ("users", "234523", "notes", "53253")),
    ],
)
async def test_the_documented_records_are_there(opened: Open, vendor: str, segments: Segments) -> None:
    repository = opened(vendor)
    address = Address(f"demo-{vendor}", segments)
    held = await repository.get(address)
    assert held.whole and repository.resource(address).key_of(held.body) == address.key
    assert opened(vendor, offline=True).held(address) == held


async def test_seen_customers_make_a_list_where_the_vendor_has_none(opened: Open) -> None:
    repository = opened("repcard")
    await repository.get(Address("demo-repcard", ("customers", "25997808")))
    assert [row.key for row in repository.rows(CUSTOMERS, 0, 9) if row] == ["25997808"]


async def test_a_record_without_a_call_of_its_own_is_found_in_its_collection(opened: Open) -> None:
    repository = opened("assemble")
    roles = Query(("users", "46485", "roles"))
    await repository.load(roles)
    row = repository.rows(roles, 0, 1)[0]
    assert row is not None
    held = await repository.get(Address("demo-assemble", (*roles.collection, row.key)))
    assert not held.whole and str(held.body["id"]) == row.key


async def test_what_was_held_and_is_not_in_its_collection_any_more_is_not_there(
    fresh_demo_vendors: DemoVendors, tmp_path: Path
) -> None:
    account = accounts_of(fresh_demo_vendors.config_text)["demo-assemble"]
    ours, theirs = (open_repository(account, tmp_path / name) for name in ("ours", "theirs"))
    roles = Address(account.name, ("users", "234523", "roles"))
    wanted = {"role": {"id": 241}, "team": {"id": 45541}, "start": "2020-01-01"}
    made = (await theirs.saving.send(await theirs.saving.propose(roles, "create", wanted))).address
    assert made is not None and (await ours.get(made)).gone_at is None
    await theirs.saving.send(await theirs.saving.propose(made, "delete", {}))
    with pytest.raises(NotFound):
        await ours.get(made)
    held = ours.held(made)
    assert held is None or held.gone_at is not None
    for each in (ours, theirs):
        await each.close()


async def test_sub_notes_come_from_their_note(opened: Open) -> None:
    repository = opened("assemble")
    note = ("users", "234523", "notes", "53253")
    listing = await repository.load(Query((*note, "sub-notes")))
    held = await repository.get(Address("demo-assemble", note))
    assert listing.complete
    related = dict((child.name, count) for child, count in repository.related(held.address))
    assert related["sub-notes"] == listing.held


async def test_related_collections_are_counted_from_what_is_held(opened: Open) -> None:
    repository = opened("assemble")
    user = Address("demo-assemble", ("users", "46485"))
    unknown = {child.name: count for child, count in repository.related(user)}
    assert set(unknown.values()) == {None}
    await repository.get(user)
    known = {child.name: count for child, count in repository.related(user)}
    assert known["phone-numbers"] is not None and known["notes"] is None


async def test_a_record_that_is_not_there_is_said_so(opened: Open) -> None:
    with pytest.raises(NotFound):
        await opened("repcard").get(Address("demo-repcard", ("users", "999999999")))
    with pytest.raises((NotFound, Rejected)):
        await opened("gormic").get(Address("demo-gormic", ("customers", "nobody")))


async def test_offline_nothing_is_asked(opened: Open) -> None:
    repository = opened("repcard", offline=True)
    with pytest.raises(NotCached):
        await repository.load(USERS)
    with pytest.raises(NotCached):
        await repository.get(Address("demo-repcard", ("users", "1476")))
    with pytest.raises(UsageError, match="offline"):
        await repository.sync(("users",))


async def test_a_page_is_fresh_for_a_minute(opened: Open, clock: Clock) -> None:
    repository = opened("repcard")
    assert not repository.is_fresh(USERS, 1)
    await repository.load(USERS)
    assert repository.is_fresh(USERS, 1)
    clock.now += 61
    assert not repository.is_fresh(USERS, 1)


async def test_held_records_are_found_by_name_and_by_phone(opened: Open) -> None:
    repository = opened("repsly")
    await repository.load(USERS)
    user = next(row for _, row in repository._cache.bodies(USERS) if row["Name"] and len(row["Phone"] or "") > 8)
    tail = "".join(character for character in user["Phone"] if character.isdigit())[-6:]
    name = user["Name"].split()[0]
    assert user["ID"] in {hit.address.key for hit in repository.find(name.casefold(), limit=500)}
    assert user["ID"] in {hit.address.key for hit in repository.find(tail, limit=500)}


async def test_what_was_seen_stays_when_the_vendor_goes_and_is_fresh_again_when_it_returns(
    opened: Open, fresh_demo_vendors: DemoVendors
) -> None:
    repository = opened("repcard", of=fresh_demo_vendors)
    before = await repository.load(USERS)
    fresh_demo_vendors.stop()
    with pytest.raises(NetworkError) as caught:
        await repository.load(USERS)
    assert isinstance(caught.value, VendorError) and caught.value.account == "demo-repcard"
    assert "refuses connections" in str(caught.value) and caught.value.next_step
    assert repository.peek(USERS) == before
    fresh_demo_vendors.start()
    assert (await repository.load(USERS)).held == before.held


async def test_news_is_told_without_counting_what_is_held(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Upkeep, "collections", None)  # a third of a second for a million records
    repository = opened("repcard")
    assert not repository.changes().holds
    await repository.load(USERS)
    assert repository.changes().holds


async def test_a_vendor_left_alone_after_failures_is_asked_at_once_when_the_user_wants_it(
    opened: Open, fresh_demo_vendors: DemoVendors
) -> None:
    repository = opened("repcard", of=fresh_demo_vendors)
    fresh_demo_vendors.stop()
    for _ in range(5):
        with pytest.raises(NetworkError):
            await repository.load(USERS)
    fresh_demo_vendors.start()
    with pytest.raises(NetworkError, match="not asked again"):
        await repository.load(USERS)
    repository.try_now()
    assert (await repository.load(USERS)).held > 0


@pytest.mark.parametrize("below", [(), ("roles", "{role}")])
async def test_what_cannot_be_kept_is_given_out_only_where_that_is_enough(
    opened: Open, clock: Clock, below: Segments
) -> None:
    repository = opened("assemble")
    roles = [row async for rows in repository.stream(Query(("users", "46485", "roles"))) for row in rows]
    address = Address("demo-assemble", ("users", "46485", *(each.format(role=roles[0]["id"]) for each in below)))
    await repository.get(address)
    before = repository.held(address)
    clock.now += 100
    with filling_disk(0):
        with pytest.raises(StoreError, match="the disk is full"):
            await repository.get(address)
        assert repository.notice == ""
        read = await repository.get(address, must_keep=False)
    assert before is not None and before.fetched_at < read.fetched_at == clock.now
    assert repository.notice.count("what was read is not kept") == 1


async def test_what_is_not_there_is_said_although_that_cannot_be_kept(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.store.database_file.BUSY_SECONDS", 0.01)
    repository = opened("assemble")
    address = Address("demo-assemble", ("users", "46485", "roles", "900000000"))
    (path,) = tmp_path.glob("assemble-*.sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotFound, match="is not there"):
            await repository.get(address, must_keep=False)
    assert "what was read is not kept" in repository.notice
