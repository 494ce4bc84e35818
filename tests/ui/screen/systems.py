"""The real app over the real client, cache and demo vendors, with a clock that stands still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.worker import Worker

from explorer.api.client import Client
from explorer.api.tokens import FileTokens
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.view import View, parse
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from explorer.ui.app import ExplorerApp
from explorer.ui.screens.main import MainScreen
from explorer.ui.widgets.resource_pane import ResourcePane
from tests.accounts import accounts_of
from tests.demo_vendors import DemoVendors
from tests.ui.pressing import type_text as type_text
from tests.waiting import in_time

GROUPS = {"pages", "record", "types", "background", "held", "elsewhere", "health", "news"}
"""The worker groups that end by themselves."""


@dataclass
class Clock:
    """Seconds since 1970, moved by hand: 2026-03-05 10:40 UTC."""

    now: float = 1772707200.0

    def __call__(self) -> float:
        """The time."""
        return self.now


async def _at_once(seconds: float) -> None:
    """Waits between attempts take no time."""
    await asyncio.sleep(0)


@dataclass
class Systems:
    """Makes apps on one cache folder and one set of vendors."""

    vendors: DemoVendors
    folder: Path
    clock: Clock = field(default_factory=Clock)
    config: str = ""
    """In place of the vendors' own."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """How a lost answer is waited for."""
    wait: Callable[[float], Awaitable[None]] = _at_once
    """How a client waits between attempts."""
    monotonic: Callable[[], float] = time.monotonic
    """The client's clock."""

    @cached_property
    def journal(self) -> Journal:
        """What was written and typed, by this process."""
        return Journal(self.folder / "journal.sqlite", clock=self.clock, uptime=self.clock)

    def close(self) -> None:
        """Close what was opened."""
        if "journal" in self.__dict__:
            self.journal.close()

    def repository(self, account: Account, *, offline: bool = False) -> Repository:
        """The account's repository."""

        async def credentials() -> dict[str, str]:
            return {name: str(secret.value) for name, secret in account.credentials.items()}

        async def connect(ask: Ask) -> Client:
            tokens = FileTokens(self.folder, account.identity)
            return Client(account, credentials, tokens=tokens, ask=ask, clock=self.monotonic, sleep=self.wait)

        cache = Cache(self.folder / f"{account.identity}.sqlite", clock=self.clock)
        return Repository(
            account,
            cache,
            connect,
            journal=lambda: self.journal,
            offline=offline,
            clock=self.clock,
            sleep=lambda seconds: self.sleep(seconds),
        )

    def app(
        self,
        start: str = "",
        *,
        only: Sequence[str] = (),
        offline: bool = False,
        broken: bool = False,
        **options: Any,
    ) -> ExplorerApp:
        """An app on all accounts, or `only` some; with `broken` RepCard's key is wrong."""
        config = self.config or self.vendors.config_text
        if broken:
            config = config.replace("demo-repcard-key", "wrong")
        accounts = {name: each for name, each in accounts_of(config).items() if not only or name in only}
        repositories = [self.repository(each, offline=offline) for each in accounts.values()]
        begin = (parse(start, accounts) if "?" in start else View(Address.parse(start))) if start else None
        return ExplorerApp(
            repositories, journal=lambda: self.journal, start=begin, demo=True, clock=self.clock, **options
        )


def screen_of(pilot: Pilot[None]) -> MainScreen:
    """The main screen, whatever lies before it."""
    return next(each for each in pilot.app.screen_stack if isinstance(each, MainScreen))


def pane_of(pilot: Pilot[None]) -> ResourcePane:
    """The pane in front."""
    return screen_of(pilot).pane


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is on its way any more."""
    async with in_time(lambda: still_working(pilot)):
        while True:
            await pilot.pause()
            working = _working(pilot)
            if working:
                await asyncio.gather(*(each.wait() for each in working), return_exceptions=True)
            elif not _following(pilot) and not _has_messages(pilot):
                await pilot.pause()
                return


def still_working(pilot: Pilot[None]) -> str:
    """What is on its way, what toasts tell, and the screen."""
    following = " ".join(str(each.place.address) for each in _following(pilot))
    pauses = [each.pane.repository.pause for each in _main_screens(pilot)]
    words = f"working: {_working(pilot)}; following: {following}; pauses: {pauses}; said: {said(pilot)}"
    return f"{words}\n{shown(pilot)}"


def _working(pilot: Pilot[None]) -> list[Worker[Any]]:
    return [each for each in pilot.app.workers if each.group in GROUPS and not each.is_finished]


def _following(pilot: Pilot[None]) -> list[ResourcePane]:
    return [each.pane for each in _main_screens(pilot) if each.pane.split.following.waits]


def _has_messages(pilot: Pilot[None]) -> bool:
    """What a key has a widget tell another one is on its way: a process that gets no processor looks idle, too."""
    nodes = (pilot.app, *(each for screen in pilot.app.screen_stack for each in screen.walk_children(with_self=True)))
    return any(each.message_queue_size or each._next_callbacks for each in nodes)


def _main_screens(pilot: Pilot[None]) -> list[MainScreen]:
    return [each for each in pilot.app.screen_stack if isinstance(each, MainScreen)]


def shown(pilot: Pilot[None]) -> str:
    """Everything on the screen, as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def said(pilot: Pilot[None]) -> str:
    """What toasts tell."""
    return "\n".join(each.message for each in pilot.app._notifications)
