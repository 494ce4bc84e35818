"""`Gate`: how many requests may be under way at one vendor and at all, and how close together they start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final
from weakref import WeakKeyDictionary

from explorer.api.retry import Clock

IN_ALL: Final = 16
"""Requests that may be under way at all vendors together."""

_in_all: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()


def _all_slots() -> asyncio.Semaphore:
    """The places that all gates of this event loop share."""
    return _in_all.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(IN_ALL))


class Gate:
    """Lets `parallel` requests through at once, each at least `interval` seconds after the one before."""

    def __init__(
        self, parallel: int, interval: float, *, clock: Clock, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._slots = asyncio.Semaphore(parallel)
        self._turn = asyncio.Lock()
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._next_start = clock()
        self._held_until = clock()
        self._waiting = False
        self.on_hold: Callable[[], None] = lambda: None
        """Is told when `held` begins or ends."""

    @asynccontextmanager
    async def slot(self) -> AsyncGenerator[float, None]:
        """A place for one request; gives the seconds that were waited for it."""
        came = self._clock()
        async with self._slots:
            places = await self._start()
            try:
                yield self._clock() - came
            finally:
                places.release()

    async def _start(self) -> asyncio.Semaphore:
        """Waits until a request may start; gives what all gates share, with a place of it taken.

        One after the other waits so: whoever comes later keeps the distance, however long the others had no place.
        """
        places = _all_slots()
        async with self._turn:
            while True:
                while (wait := self._wait()) > 0:
                    await self._pass(wait)
                await places.acquire()
                if self._wait() <= 0:
                    self._next_start = self._clock() + self._interval
                    return places
                places.release()  # the vendor has asked to wait while there was no place: others may have this one

    async def _pass(self, seconds: float) -> None:
        """Wait, in sight where the vendor has asked for it."""
        if self._held_until <= self._clock():
            await self._sleep(seconds)
            return
        self._waiting = True
        self.on_hold()
        try:
            await self._sleep(seconds)
        finally:
            self._waiting = False
            self.on_hold()

    @property
    def held(self) -> float:
        """Seconds for which a request waits here yet because the vendor has asked to wait; none while none does."""
        return max(self._held_until - self._clock(), 0.0) if self._waiting else 0.0

    def _wait(self) -> float:
        """Seconds until the next request may start; none where that is not above zero."""
        return max(self._next_start, self._held_until) - self._clock()

    def hold(self, seconds: float) -> None:
        """No request starts within the next `seconds`: the vendor has asked to wait."""
        self._held_until = max(self._held_until, self._clock() + seconds)
