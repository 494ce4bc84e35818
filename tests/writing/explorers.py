"""Explorers in one process, each as a process of its own to the others: real client, cache, journal and repository."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from explorer.api.client import Client
from explorer.api.tokens import FileTokens
from explorer.demo.config import ASSEMBLE_TOKEN, DEMO_ACCOUNTS
from explorer.model.account import Account
from explorer.model.journal import Process
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from tests.accounts import accounts_of
from tests.writing.targets import Values
from tests.writing.turns import TURNS, Clock, InTurn, Turns, go_on
from tests.writing.wire import Line, Vendors, Wire

T = TypeVar("T")

_BOOT = "boot"


def accounts() -> Mapping[str, Account]:
    """The demo accounts by the names of their vendors."""
    lines = ["demo = true"]
    for each in DEMO_ACCOUNTS:
        auth = {"token": ASSEMBLE_TOKEN} if each.vendor == "assemble" else each.auth
        told = ", ".join(f'{name} = "{value}"' for name, value in auth.items())
        lines += [f"[accounts.{each.vendor}]", f'vendor = "{each.vendor}"', f'base_url = "http://127.0.0.1{each.path}"']
        lines.append(f"auth = {{ {told} }}")
    return accounts_of("\n".join(lines))


class Processes:
    """A folder like Linux's `/proc`, of the explorers that run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started = 0
        (folder / "sys/kernel/random").mkdir(parents=True)
        (folder / "sys/kernel/random/boot_id").write_text(_BOOT)
        (folder / "self").mkdir()

    def start(self, pid: int) -> Process:
        """A new process; it may have the number of one that has ended."""
        self._started += 1
        (self.folder / str(pid)).mkdir()
        fields = ["S"] + ["0"] * 18 + [str(self._started)]
        (self.folder / str(pid) / "stat").write_text(f"{pid} (explorer) {' '.join(fields)}")
        return Process(pid, f"{_BOOT}/{self._started}")

    def end(self, process: Process) -> None:
        shutil.rmtree(self.folder / str(process.pid))


@dataclass
class World:
    """What all explorers share."""

    clock: Clock
    folder: Path
    vendors: Vendors
    processes: Processes
    accounts: Mapping[str, Account]


@dataclass(eq=False)
class Explorer:
    """One running explorer, which does at most one thing at a time."""

    world: World
    pid: int
    turns: Turns = field(default_factory=Turns)
    task: asyncio.Task[Any] | None = None
    """What it is doing."""
    repositories: dict[str, Repository] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = Line(self.turns)
        self.process = self.world.processes.start(self.pid)
        self.journal = Journal(
            self.world.folder / "journal.sqlite", clock=self.world.clock, uptime=self.world.clock, owner=self.process
        )
        self._caches: list[Cache] = []
        self.read: dict[tuple[str, str], tuple[float, Values | None]] = {}
        """By vendor and path, when it last read a record and what it held."""

    def repository(self, vendor: str) -> Repository:
        """The account's, opened when it is first asked for."""
        if vendor not in self.repositories:
            self.repositories[vendor] = self._open(self.world.accounts[vendor])
        return self.repositories[vendor]

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begins to do something; nothing happens before `go_on`."""
        context = copy_context()
        context.run(TURNS.set, self.turns)
        self.task = asyncio.get_running_loop().create_task(work, context=context)
        return self.task

    async def go_on(self, limit: int | None = None) -> bool:
        """Goes on with what it is doing, for so many turns; returns whether it is done."""
        assert self.task is not None
        return await go_on(self.task, self.turns, limit, self.world.vendors.catch_up)

    def kill(self) -> None:
        """From now on it does nothing, and nothing it does to tidy up reaches a file or a vendor."""
        self.turns.kill()
        self.journal.close()
        for cache in self._caches:
            cache._file.database.close()
        self.world.processes.end(self.process)

    async def leave(self) -> None:
        """Ends as it should."""
        self.start(self._close())
        await self.go_on()
        self.world.processes.end(self.process)

    async def _close(self) -> None:
        for cache in self._caches:
            cache._file._writer = None  # what it waits for at its end is done in a thread of its own, at once
        for repository in self.repositories.values():
            await repository.close()
        self.journal.close()

    def _open(self, account: Account) -> Repository:
        clock = self.world.clock
        cache = Cache(self.world.folder / f"{account.name}.sqlite", clock=clock)
        cache._file._writer = InTurn()  # in place of its thread
        self._caches.append(cache)

        async def credentials() -> dict[str, str]:
            return {name: str(secret.value) for name, secret in account.credentials.items()}

        async def connect(ask: Ask) -> Client:
            return Client(
                account,
                credentials,
                tokens=FileTokens(self.world.folder, account.identity),
                transport=Wire(self.world.vendors, account.name, self.line),
                ask=ask,
                clock=clock,
                now=clock,
                sleep=self._sleep,
                random=lambda: 0.5,
            )

        return Repository(account, cache, connect, journal=lambda: self.journal, clock=clock, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        end = self.world.clock.now + seconds
        await self.turns.come()
        self.world.clock.now = max(self.world.clock.now, end)
