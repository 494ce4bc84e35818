"""Whoever asks for the same thing at the same time waits for one task."""

import asyncio

import pytest

from explorer.repository.single_flight import SingleFlight


class Work:
    """A coroutine that ends when told to, and counts its starts and its end."""

    def __init__(self) -> None:
        self.started = 0
        self.cancelled = 0
        self.go = asyncio.Event()

    async def run(self) -> str:
        self.started += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return "done"


async def waiters(flight: SingleFlight, work: Work, count: int) -> list[asyncio.Task[str]]:
    tasks = [asyncio.create_task(flight.run("page 1", work.run)) for _ in range(count)]
    while not work.started:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_all_who_wait_get_the_one_result() -> None:
    flight, work = SingleFlight(), Work()
    tasks = await waiters(flight, work, 3)
    work.go.set()
    assert await asyncio.gather(*tasks) == ["done"] * 3
    assert work.started == 1


async def test_one_who_leaves_takes_nothing_from_the_others() -> None:
    flight, work = SingleFlight(), Work()
    first, second = await waiters(flight, work, 2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    work.go.set()
    assert await second == "done"
    assert work.cancelled == 0


async def test_the_last_who_leaves_ends_it() -> None:
    flight, work = SingleFlight(), Work()
    (only,) = await waiters(flight, work, 1)
    only.cancel()
    with pytest.raises(asyncio.CancelledError):
        await only
    await asyncio.sleep(0)
    assert work.cancelled == 1


async def test_a_failure_reaches_all_and_is_tried_anew_by_the_next() -> None:
    flight = SingleFlight()

    async def fail() -> str:
        raise ValueError("refused")

    for _ in range(2):
        with pytest.raises(ValueError, match="refused"):
            await flight.run("page 1", fail)
