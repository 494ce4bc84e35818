"""Requests take their turn."""

from __future__ import annotations

import asyncio

from explorer.api.gate import Gate
from tests.api.conftest import FakeTime
from tests.waiting import in_time


async def test_a_hold_stops_those_who_already_wait_for_their_start() -> None:
    time = FakeTime()
    gate = Gate(4, 0.3, clock=time, sleep=time.sleep)
    starts: list[float] = []

    async def request() -> None:
        async with gate.slot():
            starts.append(time.seconds)
            if len(starts) == 1:
                gate.hold(7.0)

    await asyncio.gather(*(request() for _ in range(3)))
    assert starts[0] == 1000.0
    assert min(starts[1:]) >= 1007.0


async def test_a_slot_tells_how_long_was_waited() -> None:
    time = FakeTime()
    gate = Gate(1, 2.0, clock=time, sleep=time.sleep)
    async with gate.slot() as waited:
        assert waited == 0
    async with gate.slot() as waited:
        assert waited == 2.0


async def test_who_gives_up_waiting_leaves_its_place() -> None:
    time = FakeTime()
    gate = Gate(1, 0.0, clock=time, sleep=time.sleep)

    async def request() -> None:
        async with gate.slot():
            await asyncio.Event().wait()

    holding, waiting = asyncio.create_task(request()), asyncio.create_task(request())
    await asyncio.sleep(0)
    for task in (waiting, holding):
        task.cancel()
    await asyncio.gather(holding, waiting, return_exceptions=True)
    async with in_time(), gate.slot():
        pass
