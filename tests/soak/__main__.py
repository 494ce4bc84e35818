"""`python -m tests.soak [--minutes N | --seconds N] [--seed N]`: 1 when something broke, grew or got lost."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from typing import Any, Final

from explorer.store.journal import Journal
from tests.demo_vendors import DemoVendors
from tests.soak import measure, truth
from tests.soak.measure import Use
from tests.soak.person import Person
from tests.soak.vendors import Vendors, running
from tests.ui.screen.systems import Clock, Systems

SIZE: Final = (140, 45)
_STEPS_BETWEEN: Final = 12
"""Things done between two measurements."""


@dataclass
class Told:
    """What one run has to say."""

    uses: list[Use] = field(default_factory=list)
    did: dict[str, int] = field(default_factory=dict)
    objections: list[str] = field(default_factory=list)


class Now(Clock):
    """The time of day."""

    def __call__(self) -> float:
        """Seconds since 1970."""
        return time.time()


async def soak(vendors: Vendors, folder: Path, seconds: float, seed: int) -> Told:
    """Use the app for so long."""
    told = Told()

    def unhandled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        told.objections.append(f"unhandled: {context.get('message')}: {context.get('exception')!r}")

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(unhandled)
    # Each thread holds its own connection to each database: with few threads all are there early on.
    loop.set_default_executor(ThreadPoolExecutor(3))
    ends = time.monotonic() + seconds
    config = vendors.config_text
    with closing(Systems(DemoVendors(), folder, clock=Now(), config=config, wait=asyncio.sleep)) as systems:
        async with systems.app().run_test(size=SIZE) as pilot:
            person = Person(pilot, seed)
            await person.visit_all()
            while time.monotonic() < ends:
                for _ in range(_STEPS_BETWEEN):
                    await person.step()
                await person.home()
                told.uses.append(Use.now())
                print(f"{max(ends - time.monotonic(), 0.0):5.0f} s left  {told.uses[-1]}", flush=True)
            told.did = dict(person.did)
            told.objections += [f"the screen said:\n{each}" for each in person.complaints[:3]]
    return told


def main(arguments: Sequence[str]) -> int:
    """Soak; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    given = parser.parse_args(arguments)
    seconds = given.minutes * 60 + given.seconds or 120.0
    print(f"seed {given.seed}, {seconds:.0f} s", flush=True)
    with TemporaryDirectory() as name, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", RuntimeWarning)
        folder = Path(name)
        for kind in ("CONFIG", "CACHE", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = str(folder / kind.lower())
        with running(folder, given.seed) as vendors:
            told = asyncio.run(soak(vendors, folder, seconds, given.seed))
            with closing(Journal(folder / "journal.sqlite")) as journal:
                entries = journal.entries(limit=100_000)[::-1]
            told.objections += measure.objections(told.uses) + truth.objections(vendors, entries)
    told.objections += [f"warned: {each.message}" for each in warned]
    states = sorted({entry.state for entry in entries})
    counts = ", ".join(f"{sum(each.state == state for each in entries)} {state}" for state in states)
    print(f"done: {told.did}\nwrites: {counts or 'none'}")
    if not entries:
        told.objections.append("nothing was written")
    for each in told.objections:
        print(f"WRONG: {each}")
    return 1 if told.objections else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
