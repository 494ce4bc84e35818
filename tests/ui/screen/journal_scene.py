"""A journal of a morning and the screen on it, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from textual.app import App
from textual.pilot import Pilot

from explorer.api import build
from explorer.demo.config import config_text
from explorer.model.address import Address
from explorer.model.journal import Draft, Entry, Intent, State
from explorer.model.json_text import JsonObject
from explorer.repository import Repository
from explorer.repository.write_watch import WriteWatch
from explorer.store.journal import Journal
from explorer.ui.screens.journal import JournalChoice, JournalScreen
from explorer.ui.signs import UNICODE
from explorer.ui.theme import DEFAULT, load_theme, packaged_folder
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from tests.accounts import accounts_of, open_repository
from tests.fault_server import FaultServer, json_reply
from tests.ui.screen.systems import Clock, still_working
from tests.waiting import in_time

SIZE = (140, 45)
REFUSED = "phone: already in use (400)"
CUSTOMER = {"id": "9f3c", "firstName": "Ada", "phone": "5550100", "phoneCountry": "US", "phoneCountryCalling": "1"}


class Alone(App[None]):
    """Nothing but the theme."""

    CSS = "Screen { background: $background; }"

    def __init__(self) -> None:
        super().__init__()
        theme = load_theme(DEFAULT, (packaged_folder(),))
        self.register_theme(theme)
        self.theme = theme.name
        self.animation_level = "none"


class Scene:
    """A journal of a morning, and the screen on it."""

    def __init__(self, server: FaultServer, folder: Path) -> None:
        self.clock = Clock()
        self.folder = folder
        self.server = server
        self.customer = dict(CUSTOMER)
        self.waiting = asyncio.Event()
        self.waiting.set()
        server.otherwise = lambda seen: json_reply({"data": {"user": self.customer}})
        self.journal = Journal(folder / "journal.sqlite", clock=self.clock, uptime=self.clock)
        port = urlsplit(server.url).port
        assert port is not None
        accounts = accounts_of(config_text([port] * 4))
        self.repositories: dict[str, Repository] = {
            name: open_repository(account, folder, clock=self.clock, sleep=self.sleep)
            for name, account in accounts.items()
        }
        self.watch = WriteWatch(
            self.repositories,
            lambda: self.journal,
            told=lambda outcome: None,
            changed=lambda: None,
            clock=self.clock,
        )
        self.chosen: list[JournalChoice | None] = []

    async def sleep(self, seconds: float) -> None:
        await self.waiting.wait()

    def wrote(
        self,
        place: str,
        operation: str,
        before: JsonObject,
        wanted: JsonObject,
        state: State = "applied",
        *,
        ago: float = 0.0,
        note: str = "",
        batch: str = "",
        after: JsonObject | None = None,
        called: str = "",
    ) -> Entry:
        """A write, so many seconds ago; `called` is the account's name then, where it was another one."""
        name, _, path = place.partition("/")
        account = self.repositories[f"demo-{name}"].account
        self.clock.now -= ago
        entry = self.journal.begin(
            Intent(
                account.identity,
                str(build.base_origin(account)),
                called or account.name,
                tuple(path.split("/")),
                operation,
                "PUT",
                f"{account.base_url}/{path}",
                before,
                wanted,
                {**wanted, "password": "***"},
                batch,
            )
        )
        if state != "sending":
            entry = self.journal.finish(entry, state, note, after)
        self.clock.now += ago
        return entry

    def typed(self, place: str, operation: str, typed: JsonObject, *, ago: float = 0.0) -> Draft:
        """A draft in a form that is closed."""
        name, _, path = place.partition("/")
        account = self.repositories[f"demo-{name}"].account
        origin = str(build.base_origin(account))
        self.clock.now -= ago
        draft = Draft(account.identity, origin, account.name, tuple(path.split("/")), operation, {}, typed)
        self.journal.keep_draft(draft)
        self.journal.close_draft(draft.identity, draft.segments, draft.operation)
        self.clock.now += ago
        return draft

    def morning(self) -> None:
        """One of everything."""
        self.wrote("assemble/users/7", "users.update", {}, {"title": "Dr"}, ago=86400 * 2)
        self.wrote("gormic/customers/9f3c", "customers.update", {}, {"phone": "1"}, "refused", ago=300, note=REFUSED)
        self.wrote(
            "repcard/users/1476", "users.update", {"jobTitle": "Sales"}, {"jobTitle": "Lead"}, "unknown", ago=200
        )
        self.wrote(
            "assemble/users/46485",
            "users.update",
            {"preferred_name": None},
            {"preferred_name": "Jo"},
            ago=100,
            after={"preferred_name": "JO"},
        )
        self.typed("assemble/users/46485", "users.update", {"dob": "1985-13-01", "first_name": "J"}, ago=30)

    @asynccontextmanager
    async def open(self, size: tuple[int, int] = SIZE, within: Address | None = None) -> AsyncIterator[Pilot[None]]:
        """The screen, as soon as it has read."""
        screen = JournalScreen(
            self.repositories, lambda: self.journal, self.watch, signs=UNICODE, clock=self.clock, within=within
        )
        async with Alone().run_test(size=size) as pilot:
            pilot.app.push_screen(screen, self.chosen.append)
            await settle(pilot)
            yield pilot

    def lines(self, pilot: Pilot[None]) -> list[str]:
        """What the list says, one line each."""
        return [" ".join(line.split()) for line in screen_of(pilot).query_one("#list", LiveLines).text.splitlines()]


async def settle(pilot: Pilot[None]) -> None:
    """Until nothing is on its way any more."""
    async with in_time(lambda: still_working(pilot)):
        await pilot.pause()
        while working := [each for each in pilot.app.workers if not each.is_finished]:
            await asyncio.gather(*(each.wait() for each in working), return_exceptions=True)
            await pilot.pause()
        await pilot.pause()


def screen_of(pilot: Pilot[None]) -> JournalScreen:
    """The journal, whatever lies before it."""
    return next(each for each in pilot.app.screen_stack if isinstance(each, JournalScreen))


def answers(pilot: Pilot[None]) -> str:
    """What was said last."""
    return screen_of(pilot).query_one("#said", OneLine).shown.strip()
