"""Explorers that take turns on one event loop: nothing happens but when a test lets it, and never in a thread.

Everything an explorer does outside its own memory (a query of a file, a request, an answer, a wait) is one turn. What
a killed explorer still had to do is never done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 2_000
"""Rounds of the event loop in which a task has to end or to ask for a turn."""


class Clock:
    """The time of day of everybody, in seconds since 1970; also what never runs backwards."""

    def __init__(self) -> None:
        self.now = 1_772_443_800.0

    def __call__(self) -> float:
        return self.now


class Killed(BaseException):
    """What a killed explorer meets when it is swept up after its end."""


class Turns:
    """What one explorer asks to do next, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self.killed = False

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def ask(self, action: Callable[[], None]) -> None:
        """Does `action` when its turn comes. Raises Killed."""
        if self.killed:
            raise Killed
        self._waiting.append(action)

    async def come(self) -> None:
        """Returns when its turn has come."""
        turn = asyncio.get_running_loop().create_future()
        self.ask(lambda: None if turn.done() else turn.set_result(None))
        await turn

    def give(self) -> None:
        """Does what has waited longest."""
        self._waiting.popleft()()

    def kill(self) -> None:
        """Nothing of it is done any more; what waits for it is left to wait."""
        self.killed = True


TURNS: ContextVar[Turns] = ContextVar("TURNS")
"""Those of the explorer that runs."""


class InTurn(ThreadPoolExecutor):
    """Does each call in the caller's own thread, when the explorer that made it has its turn."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def call() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn(*args, **kwargs))
                except BaseException as error:
                    future.set_exception(error)

        TURNS.get().ask(call)
        return future


class Loop(asyncio.SelectorEventLoop):
    """An event loop by the test's own clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.set_default_executor(InTurn())
        self.set_exception_handler(_tell)

    def time(self) -> float:
        """As the clock has it: time limits pass when the test says so."""
        return self._clock()


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a killed explorer's tasks end with is nobody's concern."""
    if not isinstance(context.get("exception"), Killed):
        loop.default_exception_handler(context)


async def go_on(
    task: asyncio.Task[Any], turns: Turns, limit: int | None, between: Callable[[], Awaitable[None]]
) -> bool:
    """Gives at most `limit` turns, None: as many as it takes; returns whether `task` has ended.

    `between` is awaited after each one.
    """
    given = 0
    while True:
        for _ in range(PATIENCE):
            if task.done() or turns:
                break
            await asyncio.sleep(0)
        else:
            raise AssertionError(f"{task} waits for what nobody will ever do")
        if task.done():
            return True
        if given == limit:
            return False
        given += 1
        turns.give()
        await between()
