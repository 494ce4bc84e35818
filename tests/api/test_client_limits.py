"""Bounds on time, size and the number of requests."""

from __future__ import annotations

import asyncio
import gzip
import time
from itertools import pairwise

import pytest

from explorer.model.account import Network
from explorer.model.errors import TimedOut
from tests.api.conftest import PEOPLE, Rig, operation, vendor
from tests.fault_server import Reply, json_reply

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")


async def test_a_dripping_answer_ends_with_the_attempt(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b'{"id": 1}' + b" " * 1000, drip=0.01)
    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"took longer than 0\.1 s"):
        await rig.client(network=Network(timeout=0.1)).call(PEOPLE, UPDATE, PERSON, body={})
    assert time.monotonic() - began < 2


async def test_no_answer_ends_with_the_read_phase(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(wait=asyncio.Event())
    with pytest.raises(TimedOut, match="no answer from 127") as caught:
        await rig.client(network=Network(timeout=0.1)).call(PEOPLE, UPDATE, PERSON, body={})
    assert caught.value.sent


async def test_a_gzipped_answer_is_unpacked(rig: Rig) -> None:
    packed = gzip.compress(b'{"id": ') + gzip.compress(b"1}")
    rig.server.play(Reply(packed, headers={"Content-Encoding": "gzip"}))
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}


@pytest.mark.parametrize(("parallel", "own", "most"), [(4, None, 4), (1, None, 1), (4, 2, 2)])
async def test_so_many_requests_are_under_way_at_once(rig: Rig, parallel: int, own: int | None, most: int) -> None:
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


async def test_requests_start_apart_where_the_vendor_wants_it(rig: Rig) -> None:
    starts: list[float] = []

    def answer(seen: object) -> Reply:
        starts.append(rig.time.seconds)
        return json_reply({"id": 1})

    rig.server.otherwise = answer
    client = rig.client(vendor(parallel=1, interval=0.3))
    await asyncio.gather(*(client.get(PEOPLE, GET, PERSON) for _ in range(4)))
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert gaps == pytest.approx([0.3, 0.3, 0.3])


async def test_a_cancelled_read_leaves_room_for_the_next(rig: Rig) -> None:
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
