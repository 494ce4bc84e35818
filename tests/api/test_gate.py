"""Requests take their turn."""

from __future__ import annotations

import asyncio

from explorer.api.gate import IN_ALL, Gate
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


async def test_who_waited_for_a_place_among_all_keeps_the_distance_and_the_hold() -> None:
    """All places are taken until 1001.0; at 1000.5 the vendor asks to wait until 1002.8."""
    time = FakeTime()
    others = Gate(IN_ALL, 0.0, clock=time, sleep=time.sleep)
    gate = Gate(4, 0.2, clock=time, sleep=time.sleep)
    let_go = asyncio.Event()
    starts: list[float] = []

    async def occupy() -> None:
        async with others.slot():
            await let_go.wait()

    async def request() -> None:
        async with gate.slot():
            starts.append(round(time.seconds, 3))

    occupying = [asyncio.create_task(occupy()) for _ in range(IN_ALL)]
    await _settled()
    requests = [asyncio.create_task(request()) for _ in range(4)]
    await _settled()
    time.seconds = 1000.5
    gate.hold(2.3)
    time.seconds = 1001.0
    let_go.set()
    async with in_time():
        await asyncio.gather(*occupying, *requests)
    assert starts == [1002.8, 1003.0, 1003.2, 1003.4]


async def test_what_a_vendor_keeps_waiting_takes_no_place_from_others() -> None:
    time = FakeTime()

    async def sleep(seconds: float) -> None:
        await asyncio.Event().wait()

    gate = Gate(IN_ALL, 0.0, clock=time, sleep=sleep)
    gate.hold(60.0)

    async def request() -> None:
        async with gate.slot():
            pass

    waiting = [asyncio.create_task(request()) for _ in range(IN_ALL)]
    await _settled()
    async with in_time(), Gate(1, 0.0, clock=time, sleep=time.sleep).slot():
        pass
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def _settled() -> None:
    """Every task has come as far as it can."""
    for _ in range(50):
        await asyncio.sleep(0)
