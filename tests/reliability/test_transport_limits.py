"""How much is asked at once, what becomes of an account that keeps failing, and of what nobody waits for any more."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from explorer.model.account import Network
from explorer.model.errors import NetworkError, ServerFault, TimedOut
from tests.api.conftest import PEOPLE, Rig, operation, vendor
from tests.fault_server import Reply, json_reply

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")
GOOD = json_reply({"id": 1})


async def test_t13_a_vendor_that_keeps_failing_is_left_alone_for_a_while(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 500)
    client = rig.client()
    for _ in range(2):
        with pytest.raises(ServerFault):
            await client.get(PEOPLE, GET, PERSON)
    asked = len(rig.server.seen)
    assert asked == 5
    with pytest.raises(NetworkError, match=r"^\S+ answered 500; not asked again for a while after failures$"):
        await client.get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == asked
    rig.time.seconds += 31
    rig.server.otherwise = lambda seen: GOOD
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}


async def test_t13_the_user_can_try_a_left_alone_vendor_at_once(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 500)
    client = rig.client()
    for _ in range(2):
        with pytest.raises(ServerFault):
            await client.get(PEOPLE, GET, PERSON)
    rig.server.otherwise = lambda seen: GOOD
    client.try_now()
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}


@pytest.mark.parametrize(("parallel", "own", "most"), [(4, None, 4), (1, None, 1), (4, 2, 2)])
async def test_t14_so_many_requests_are_under_way_at_once(rig: Rig, parallel: int, own: int | None, most: int) -> None:
    go_on = asyncio.Event()
    rig.server.otherwise = lambda seen: Reply(b'{"id": 1}', wait=go_on)
    client = rig.client(vendor(parallel=parallel), Network(parallel=own))
    assert client.parallel == most
    reads = asyncio.gather(*(client.get(PEOPLE, GET, ("people", str(number))) for number in range(10)))
    while rig.server.at_once < most:
        await asyncio.sleep(0)
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(rig.server.seen) == most
    go_on.set()
    await reads
    assert (len(rig.server.seen), rig.server.at_once) == (10, most)


async def test_t14_requests_start_apart_where_the_vendor_wants_it(rig: Rig) -> None:
    starts: list[float] = []

    def answer(seen: object) -> Reply:
        starts.append(rig.time.seconds)
        return json_reply({"id": 1})

    rig.server.otherwise = answer
    client = rig.client(vendor(parallel=1, interval=0.3))
    await asyncio.gather(*(client.get(PEOPLE, GET, PERSON) for _ in range(4)))
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert gaps == pytest.approx([0.3, 0.3, 0.3])


async def test_t15_a_cancelled_read_leaves_room_for_the_next(rig: Rig) -> None:
    rig.server.play(Reply(wait=asyncio.Event()))
    client = rig.client(vendor(parallel=1))
    waiting = asyncio.create_task(client.get(PEOPLE, GET, PERSON))
    while not rig.server.seen:
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    rig.server.play(json_reply({"id": 2}))
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 2}


async def test_t14_all_accounts_together_have_sixteen_requests_under_way(rig: Rig) -> None:
    go_on = asyncio.Event()
    rig.server.otherwise = lambda seen: Reply(b'{"id": 1}', wait=go_on)
    clients = [rig.client(vendor(parallel=4)) for _ in range(5)]
    reads = asyncio.gather(*(client.get(PEOPLE, GET, PERSON) for client in clients for _ in range(10)))
    while rig.server.at_once < 16:
        await asyncio.sleep(0)
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(rig.server.seen) == 16
    go_on.set()
    await reads
    assert (len(rig.server.seen), rig.server.at_once) == (50, 16)


async def test_t13_one_account_that_is_left_alone_hinders_no_other(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 501)
    failing, other = rig.client(), rig.client()
    for _ in range(5):
        with pytest.raises(ServerFault):
            await failing.get(PEOPLE, GET, PERSON)
    assert failing.pause is not None and failing.pause[:2] == ("left alone", 30.0)
    rig.server.otherwise = lambda seen: GOOD
    assert await other.get(PEOPLE, GET, PERSON) == {"id": 1}
    with pytest.raises(NetworkError, match="not asked again"):
        await failing.get(PEOPLE, GET, PERSON)


async def test_t27_a_load_ends_or_goes_on_after_the_machine_has_slept(rig: Rig) -> None:
    """The answer never comes, and ten minutes are gone by the clock when its time is over: one attempt, and an end."""

    def asleep(seen: object) -> Reply:
        rig.time.seconds += 600
        return Reply(wait=asyncio.Event())

    rig.server.otherwise = asleep
    client = rig.client(network=Network(timeout=1))
    with pytest.raises(TimedOut):
        await client.get(PEOPLE, GET, PERSON)
    assert (len(rig.server.seen), rig.time.slept, client.pause) == (1, [], None)
    rig.server.otherwise = lambda seen: GOOD
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}


async def test_t27_a_wait_that_was_slept_through_is_over(rig: Rig) -> None:
    """Whoever is told to come again in 7 s and wakes ten minutes later asks at once."""

    async def asleep(seconds: float) -> None:
        rig.time.seconds += 600

    rig.server.play(Reply(b"", 429, {"Retry-After": "7"}), GOOD)
    client = rig.client(sleep=asleep)
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert client.pause is None
