"""`Writer`: sends what the command line writes, and says what became of it, also when it is broken off."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from explorer.cli.outcome import UNKNOWN, say
from explorer.model.address import Address
from explorer.model.journal import DONE
from explorer.model.outcome import Outcome
from explorer.model.value import dataclass
from explorer.repository import Repository

if TYPE_CHECKING:
    from explorer.store.journal import Journal

T = TypeVar("T")
_FAILED: Final = 1
_TERMINATING: Final = (signal.SIGTERM, signal.SIGHUP)
_LAST_SECONDS: Final = 1.0
"""How long an answer is waited for when the system wants the program to end."""


@dataclass(frozen=True, slots=True)
class _BrokenOff:
    """What was being written when the program was told to end."""

    address: Address
    newest: int
    """The newest entry about it before."""


class Writer:
    """One account to write to, in an event loop of its own."""

    def __init__(self, repository: Repository, journal: Callable[[], Journal]) -> None:
        self.repository = repository
        self.saving = repository.saving
        self._journal = journal
        self._runner = asyncio.Runner()
        self._task: asyncio.Task[Any] | None = None
        self._broken_off: _BrokenOff | None = None
        self._terminated = 0
        """The signal that ended it; 0: none."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`. Raises KeyboardInterrupt after ctrl+c, and CancelledError after what terminates, even
        where the result was quicker."""

        async def heeding() -> T:
            self._task = asyncio.current_task()
            result = await work
            if self._task is not None and self._task.cancelling():
                raise asyncio.CancelledError
            return result

        try:
            return self._runner.run(heeding())
        finally:
            self._task = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the repository, after a write that is under way: also when it is broken off. What became of that is
        said. Raises SystemExit with 128 and the signal's number after one that terminates."""
        try:
            with self._runner:
                if self._broken_off is not None and self.saving.under_way:
                    why = "terminated" if self._terminated else "interrupted"
                    say(f"{why}: waiting for the answer about {self._broken_off.address}; once more leaves it unknown")
                self._runner.run(self.repository.close(_LAST_SECONDS if self._terminated else None))
        finally:
            if self._broken_off is not None:
                self._tell_broken_off(self._broken_off)
        if self._terminated:
            raise SystemExit(128 + self._terminated)

    @contextmanager
    def following(self, address: Address) -> Iterator[None]:
        """A write to `address` is sent inside: what became of it is said also when that is broken off."""
        newest = self._journal().newest(self.repository.account.identity, address.segments)
        # Only the main thread hears of signals; what nohup has ignored stays ignored.
        heard = threading.current_thread() is threading.main_thread()
        numbers = [each for each in _TERMINATING if heard and signal.getsignal(each) is signal.SIG_DFL]
        for number in numbers:
            signal.signal(number, self._terminate)
        try:
            yield
        except (KeyboardInterrupt, asyncio.CancelledError):
            self._broken_off = _BrokenOff(address, newest)
            raise
        finally:
            for number in numbers:
                signal.signal(number, signal.SIG_DFL)

    def _terminate(self, number: int, frame: FrameType | None) -> None:
        """Breaks it off: between two steps of the event loop, where nothing is left half done."""
        self._terminated = number
        task = self._task
        if task is None:
            raise asyncio.CancelledError
        with suppress(RuntimeError):  # its loop has just ended
            task.get_loop().call_soon_threadsafe(task.cancel)

    def _tell_broken_off(self, what: _BrokenOff) -> None:
        tell_last(self._journal(), self.repository.account.identity, what.address, what.newest)


def tell_last(journal: Journal, identity: str, address: Address, newest: int) -> None:
    """Says what became of the write to `address` that was on its way when this process was told to end; `newest` is the
    newest entry about it before."""
    entries = journal.entries(identity=identity, below=address.segments)
    ours = [each for each in entries if each.segments == address.segments and each.process == journal.process]
    if not ours or ours[0].id <= newest:
        say(f"{address}: nothing was sent")
        return
    tell(Outcome(ours[0], address))
    if not ours[0].finished:
        say("  or the screen reads it again when it is next started: it stands in the journal, J")


def tell(outcome: Outcome) -> None:
    """Says what became of a write."""
    where = outcome.address or outcome.entry.address
    if outcome.unnoted:
        say(f"{where}: sent, and {outcome.state}: {outcome.note}")
        say(f"  but that could not be noted: {outcome.unnoted}")
        say(f"  when it can be: explorer journal verify {outcome.entry.id}")
        return
    say(f"{where}: {outcome.state}" + (f": {outcome.note}" if outcome.note else ""))
    for candidate in outcome.candidates:
        say(f"  it may be {candidate}")
    if outcome.state == "unknown":
        number = outcome.entry.id
        say(f"  it is not sent again by itself: explorer journal verify {number}, or when you know it:")
        say(f"  explorer journal resolve {number} --applied|--not-applied")
    elif outcome.state in DONE:
        say(f"  entry {outcome.entry.id} of the journal")


def exit_code(outcome: Outcome) -> int:
    """What a command that ends with this outcome exits with."""
    if outcome.unnoted:
        return UNKNOWN
    return 0 if outcome.state in DONE else UNKNOWN if outcome.state == "unknown" else _FAILED
