"""Tokens that end, and clocks that are wrong."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest

from explorer.model.auth import Token
from explorer.model.errors import SignInNeeded
from explorer.model.moment import ago
from explorer.model.page import Query
from tests.api.conftest import PEOPLE, Rig, operation, vendor
from tests.api.signed import NOW, SIGNED, Password, Vendor
from tests.fault_server import Reply, json_reply
from tests.repository.conftest import Clock, Open

GET = operation("get")
PERSON = ("people", "1")


async def test_t24_the_end_of_a_token_is_judged_by_the_vendors_clock(rig: Rig) -> None:
    made = Vendor(rig)
    made.valid, rig.tokens.token = "old", Token("old", NOW + 3600)
    rig.server.play(json_reply({"id": 1}, Date=formatdate(NOW + 86400, usegmt=True)))
    client = rig.client(SIGNED)
    await client.get(PEOPLE, GET, PERSON)
    await client.get(PEOPLE, GET, PERSON)
    assert made.calls == ["/refresh", "/people/1"]


async def test_t25_ten_requests_that_are_refused_renew_once(rig: Rig) -> None:
    made = Vendor(rig)
    made.valid, made.given = "t1", 1
    rig.tokens.token = Token("t1")
    client = rig.client(vendor(Password(), parallel=10))
    expired = asyncio.Event()
    rig.server.play(*(Reply(b"", 401, wait=expired) for _ in range(10)))
    reads = asyncio.gather(*(client.get(PEOPLE, GET, PERSON) for _ in range(10)))
    while rig.server.at_once < 10:
        await asyncio.sleep(0)
    expired.set()
    assert await reads == [{"id": 1}] * 10
    assert made.calls.count("/refresh") == 1
    assert made.calls.count("/people/1") == 10
    assert "/login" not in made.calls


async def test_t25_a_second_refusal_ends_it(rig: Rig) -> None:
    made = Vendor(rig)
    made.trouble["/people/1"] = json_reply({}, 401)
    with pytest.raises(SignInNeeded) as caught:
        await rig.client(SIGNED).get(PEOPLE, GET, PERSON)
    assert made.calls == ["/login", "/people/1", "/refresh", "/people/1"]
    assert caught.value.next_step == "run: explorer login acme"


@pytest.mark.parametrize(("left", "refreshed"), [(59.0, True), (61.0, False)])
async def test_t26_a_token_is_renewed_before_it_ends(rig: Rig, left: float, refreshed: bool) -> None:
    made = Vendor(rig)
    made.valid = "ending"
    rig.tokens.token = Token("ending", NOW + left)
    await rig.client(SIGNED).get(PEOPLE, GET, PERSON)
    assert ("/refresh" in made.calls) == refreshed


async def test_t24_waits_go_by_a_clock_that_nobody_sets(rig: Rig) -> None:
    """The vendor's time of day is a day ahead: the wait that it asks for is 7 s all the same."""
    date = formatdate(NOW + 86400, usegmt=True)
    rig.server.play(json_reply({}, 429, Retry_After="7", Date=date), json_reply({"id": 1}))
    client = rig.client()
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert 7.0 <= sum(rig.time.slept) <= 8.5
    assert client.skew == pytest.approx(86400 + sum(rig.time.slept))


@pytest.mark.parametrize("ahead", [-86400.0, -1.0, 61.0, 86400.0])
async def test_t24_what_was_read_by_another_clock_is_read_again(opened: Open, clock: Clock, ahead: float) -> None:
    """Its age is never below zero: after the clock was set back it would pass for new until it has caught up."""
    repository, query = opened("repcard"), Query(("users",))
    await repository.load(query)
    assert repository.is_fresh(query, 1)
    read_at, clock.now = clock.now, clock.now + ahead
    assert not repository.is_fresh(query, 1)
    assert "-" not in ago(read_at, clock.now)


async def test_t26_a_token_without_a_known_end_is_used_until_it_is_refused(rig: Rig) -> None:
    made = Vendor(rig)
    made.valid = "endless"
    rig.tokens.token = Token("endless")
    client = rig.client(SIGNED)
    await client.get(PEOPLE, GET, PERSON)
    assert made.calls == ["/people/1"]
    made.trouble["/people/1"] = json_reply({}, 401)
    asked = asyncio.create_task(client.get(PEOPLE, GET, PERSON))
    while "/refresh" not in made.calls:
        await asyncio.sleep(0)
    made.trouble.clear()
    assert await asked == {"id": 1}
    assert made.calls == ["/people/1", "/people/1", "/refresh", "/people/1"]
