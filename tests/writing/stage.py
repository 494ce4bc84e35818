"""The explorers of the state machine, their vendors and their time: set up, let go on step by step, and killed."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from explorer.model.journal import Process
from explorer.store import process as processes
from explorer.store.journal import Journal
from tests.writing import targets
from tests.writing.explorers import Explorer, Processes, World, accounts
from tests.writing.forms import Form, Forms
from tests.writing.truth import Truth
from tests.writing.turns import Clock, Loop
from tests.writing.users import Users
from tests.writing.wire import Arrival, Vendors

T = TypeVar("T")

_PIDS = (100, 200)
"""Of the explorers; a new one has the number of the one before it."""
_ACCOUNTS = accounts()

Stop = tuple[int, bool] | None
"""After so many turns it is left waiting, or (True) killed; None: it goes on to its end."""


class Stage:
    """Two explorers on one journal before vendors in process, and those who use them."""

    def __init__(self, told: Counter[str]) -> None:
        """`told` counts how often what has come about."""
        self._told = told
        self._folder = Path(tempfile.mkdtemp(prefix="writing-", dir=_quick_folder()))
        self.clock = Clock()
        self._loop = Loop(self.clock)
        self.vendors = Vendors(self.clock, self._applied)
        self._proc = processes.PROCESSES
        running = Processes(self._folder / "proc")
        processes.PROCESSES = running.folder  # type: ignore[misc]  # the explorers' own, given back at the end
        self.journal = Journal(
            self._folder / "journal.sqlite", clock=self.clock, uptime=self.clock, owner=Process(1, "the test")
        )
        self.truth = Truth(self.vendors, self.journal)
        self._world = World(self.clock, self._folder, self.vendors, running, _ACCOUNTS)
        self.explorers: list[Explorer] = []
        self._ended: list[Explorer] = []
        """Kept, for what the killed were doing is not to be tidied up at a chance moment."""
        self.forms = Forms(self.truth, self.journal, self.clock, told)
        self.users = Users(self.truth, self.journal, self.clock, self.vendors, told, self.forms)

    def begin(self) -> None:
        """Puts records there, and starts the explorers."""
        self.run(self._set_up())
        self.explorers += [self.started(pid) for pid in _PIDS]

    def close(self) -> None:
        """Ends all of it, and leaves nothing behind."""
        for explorer in self.explorers:
            explorer.kill()
        self.run(_sweep())
        self.journal.close()
        self._loop.close()
        processes.PROCESSES = self._proc  # type: ignore[misc]  # see above
        shutil.rmtree(self._folder)

    async def _set_up(self) -> None:
        user = "/api/users/46485"
        contact = {"first_name": "Jo", "last_name": "Doe", "contact_number": "5550", "relationship": "x"}
        made = [
            await self.vendors.ask("assemble", "POST", f"{user}/emergency-contacts", contact | {"primary": False}),
            await self.vendors.ask("assemble", "POST", f"{user}/email-addresses", {"email": "a@b.c", "primary": False}),
            await self.vendors.ask("assemble", "POST", f"{user}/notes", {"subject": "Note", "body": "text"}),
        ]
        _, phones = await self.vendors.ask("assemble", "GET", f"{user}/phone-numbers")
        ids = [str(answer["data"]["id"]) for _, answer in made]
        for each in targets.first_targets(str(phones["data"][0]["id"]), *ids):
            await self.truth.add(each)

    def started(self, pid: int) -> Explorer:
        explorer = Explorer(self._world, pid)
        explorer.line.on_read = lambda vendor, path, answer: self._read(explorer, vendor, path, answer)
        explorer.line.on_arrival = lambda arrival: self.truth.arrived(self.users.under_way.get(explorer), arrival)
        return explorer

    def _read(self, explorer: Explorer, vendor: str, path: str, answer: Any) -> None:
        target = self.truth.at(vendor, path)
        if target is not None:
            explorer.read[vendor, path] = self.clock.now, targets.seen(target, answer)

    async def _applied(self, arrival: Arrival) -> None:
        await self.truth.applied(arrival)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    def do(self, explorer: Explorer, work: Coroutine[Any, Any, T], stop: Stop) -> None:
        async def start() -> None:
            explorer.start(work)

        self.run(start())
        self.let(explorer, stop)

    def let(self, explorer: Explorer, stop: Stop) -> None:
        """Goes on until `stop`."""
        limit, kills = stop or (None, False)
        if self.run(explorer.go_on(limit)):
            task, explorer.task = explorer.task, None
            assert task is not None
            task.result()
        elif kills:
            self.killed(explorer)
        else:
            self._told["left waiting"] += 1

    def look_at_start(self, explorer: Explorer, look: bool, stop: Stop) -> None:
        if look:
            self.do(explorer, self.users.look(explorer, explorer.journal.unfinished()), stop)

    def replaced(self, explorer: Explorer) -> Explorer:
        """A new one, with the number that the one before had as a process."""
        started = self.started(explorer.pid)
        self.explorers[self.explorers.index(explorer)] = started
        self._ended.append(explorer)
        return started

    def killed(self, explorer: Explorer) -> Explorer:
        """The one that is started after it."""
        explorer.kill()
        self.users.gone(explorer)
        self._told["killed at work" if explorer.task else "killed"] += 1
        return self.replaced(explorer)

    def idle(self) -> list[Explorer]:
        return [each for each in self.explorers if each.task is None]

    def busy(self) -> list[Explorer]:
        return [each for each in self.explorers if each.task is not None]

    def still_forms(self) -> list[Form]:
        return [each for each in self.forms.open if each.explorer.task is None]

    def ready_forms(self) -> list[Form]:
        return [each for each in self.still_forms() if each.typed]


def _quick_folder() -> str | None:
    """A folder of files that are real and synced in no time, where the system has one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


async def _sweep() -> None:
    """Takes what the killed left behind out of memory."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
