"""`SingleFlight`: whoever asks for the same thing at the same time waits for one task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class SingleFlight:
    """Owns the tasks under way, one per key."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, tuple[asyncio.Task[Any], int]] = {}

    async def run(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the one task for `key`. It is cancelled when nobody waits for it any more."""
        task, waiting = self._under_way.get(key, (None, 0))
        if task is None:
            task = asyncio.create_task(make(), name="single flight")  # a key may hold typed words
        self._under_way[key] = (task, waiting + 1)
        try:
            result: T = await asyncio.shield(task)
            return result
        finally:
            self._leave(key)

    def _leave(self, key: Hashable) -> None:
        task, waiting = self._under_way[key]
        if waiting > 1:
            self._under_way[key] = (task, waiting - 1)
        else:
            del self._under_way[key]
            task.cancel()

    def cancel(self) -> None:
        """Ends everything under way."""
        for task, _ in self._under_way.values():
            task.cancel()
