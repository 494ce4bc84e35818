"""Which faults are on in running vendors, and which request comes next to which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from explorer.demo.faults.fault import Fault, FaultSet


@dataclass(slots=True)
class _Count:
    """What a fault has met so far."""

    chance: Random
    met: int = 0
    happened: int = 0


class FaultScript:
    """The faults of the running vendors: one object for all of them, so that `nth` counts as it is read.

    `clock` is the right time.
    """

    def __init__(self, faults: FaultSet, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._faults = faults
        self._counts: list[_Count] = []
        self.play(faults)

    @property
    def faults(self) -> FaultSet:
        """The set that is on."""
        return self._faults

    def play(self, faults: FaultSet) -> None:
        """Go over to `faults`, all counts at nought."""
        self._faults = faults
        self._counts = [_Count(Random(f"{faults.seed}/{index}")) for index in range(len(faults.faults))]

    def next(self, vendor: str, method: str, path: str) -> Fault | None:
        """What happens to a request that has just come, which is counted; None: nothing."""
        found = None
        for fault, count in zip(self._faults.faults, self._counts, strict=True):
            if not fault.meets(vendor, method, path):
                continue
            count.met += 1
            # Drawn for each request it counts: what another fault does leaves the draws as they are.
            drawn = count.chance.random() < fault.share
            if found is None and drawn and fault.due(count.met):
                count.happened += 1
                found = fault
        return found

    def counts(self) -> list[tuple[int, int]]:
        """For each fault, how many requests it counted and how often it happened."""
        return [(count.met, count.happened) for count in self._counts]

    def now(self) -> datetime:
        """The vendors' time."""
        return self._clock() + timedelta(seconds=self._faults.clock)

    def token_life(self, usual: timedelta) -> timedelta:
        """How long a token issued now is good."""
        seconds = self._faults.token_seconds
        return usual if seconds is None else timedelta(seconds=seconds)
