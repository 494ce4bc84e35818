"""How the accounts fare, one at a time. Returns the collection or record to go to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from explorer.doctor import accounts as doctor
from explorer.doctor.accounts import Access
from explorer.doctor.finding import Finding
from explorer.model.address import Address
from explorer.model.errors import ExplorerError, StoreError
from explorer.model.health import Failure, Health, Pause
from explorer.model.moment import clock_minute
from explorer.repository import Repository
from explorer.ui import cells, keys
from explorer.ui.getting import GettingAll
from explorer.ui.health_lines import WIDE, Line, Told, lines, sign
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Tone, told
from explorer.ui.workers import run_newest, run_worker

GROUP: Final = "health"
"""The workers that read what is kept here."""
_FIRST: Final = 1
"""The line of the first collection."""
ASKING: Final = "health asks"
"""Those that wait for a vendor."""


class HealthScreen(Dialog[Address]):
    """A page for each account: the tabs of the main screen, with a sign where something is the matter, and below them
    all there is to say of the one in front, in as many lines as it takes."""

    CSS_PATH = "health.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("health")

    def __init__(
        self,
        repositories: Mapping[str, Repository],
        account: str,
        access: Access | None,
        *,
        signs: Signs,
        clock: Callable[[], float],
    ) -> None:
        """It begins with `account`. Without `access` nothing is said of signing in."""
        super().__init__()
        self._repositories = repositories
        self._names = list(repositories)
        self._front = account
        self._access = access
        self._signs = signs
        self._clock = clock
        self._told: dict[str, Told] = {}
        self._tested: dict[str, tuple[Finding, ...]] = {}
        self._lines: list[Line] = []
        self._getting: Address | None = None
        """The collection that is being got."""
        self._getting_all = GettingAll(self._say, signs)
        self._warned = False

    def compose(self) -> ComposeResult:
        """Tabs, the page, what is happening, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield LiveLines(pointed=True)
            yield OneLine(id="said")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Read."""
        self.set_focus(self._list)
        self.action_again()

    def on_resize(self) -> None:
        """Fit it to the new width."""
        if self._told:
            self._show()

    # Reading

    def action_again(self) -> None:
        """Read again what is kept here; no vendor is asked."""
        run_newest(self, self._read, group=GROUP, name="read health")

    async def _read(self) -> None:
        self._tell()
        standing = {name: (each.pause, each.retries_left, each.failure) for name, each in self._repositories.items()}
        begins = not self._told
        self._told = await asyncio.to_thread(
            lambda: {name: self._collect(each, *standing[name]) for name, each in self._repositories.items()}
        )
        self._show(_FIRST if begins else None)

    def _collect(
        self, repository: Repository, pause: Pause | None, retries_left: int | None, failure: Failure | None
    ) -> Told:
        """For a thread."""
        account, now = repository.account, self._clock()
        try:
            health = repository.health()
        except ExplorerError as error:
            return Told(account, Health(now), problem=told(error))
        known = doctor.standing(account, self._access, now=now) if self._access is not None else ()
        return Told(account, health, (*known, *self._tested.get(account.name, ())), pause, retries_left, failure)

    # Showing

    @property
    def _list(self) -> LiveLines:
        return self.query_one(LiveLines)

    @property
    def current(self) -> Line | None:
        """The line under the cursor."""
        place = self._list.current
        return self._lines[place] if place < len(self._lines) else None

    def _show(self, current: int | None = None) -> None:
        """Show the account in front, the cursor where it was or on the line `current`."""
        found = self._told.get(self._front)
        self._lines = lines(found, self.app.size.width, self._signs) if found is not None else []
        self._list.change([each.content for each in self._lines], self._list.current if current is None else current)
        self._tell()

    def _tell(self) -> None:
        parts: list[Part] = []
        for place, name in enumerate(self._names, 1):
            front, account = name == self._front, self._repositories[name].account
            mark = sign(self._told[name], self._signs) if name in self._told else None
            parts.append((f"{'[' if front else ' '}{place} {account.title}", "strong" if front else ""))
            parts += [(f" {mark[0]}", mark[1])] if mark is not None else []
            parts.append(("] " if front else "  ", "strong" if front else ""))
        at = clock_minute(self._told[self._front].health.at, self._clock()) if self._told else ""
        right = f"Health, as of {at} " if at else f"reading{self._signs.cut} "
        self.query_one("#title", OneLine).show(cells.line(*parts), cells.line((right, "dim")))
        self._tell_keys()

    def _tell_keys(self) -> None:
        found = [("enter", "go there"), ("S", "get all"), ("t", "test call"), ("a", "seen"), ("A", "all seen")]
        leave = "leave" if self._getting is None else "stop"
        found += [("r", "again"), (", .", "account"), ("esc", leave)]
        if self.app.size.width < WIDE:
            found = [("enter", "go"), ("S", "get all"), ("t", "test"), ("a", "seen"), ("A", "all seen")]
            found += [("r", "again"), (", .", "tab"), ("esc", leave)]
        parts: list[Part] = []
        for key, words in found:
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        self.query_one("#keys", HintsLine).tell(as_bound("health", parts))

    def _say(self, words: str, tone: Tone = "") -> None:
        self.query_one("#said", OneLine).show(cells.text(f" {words}", tone))

    # Going

    @on(Lines.Chosen)
    def action_open(self) -> None:
        """Go to what the line is about."""
        if self.current is not None and self.current.leads is not None:
            self.end(self.current.leads)
        else:
            self._say("this line leads nowhere; collections and records do")

    def action_account(self, by: int) -> None:
        """Show the next or previous account."""
        self._turn((self._names.index(self._front) + by) % len(self._names))

    def on_key(self, event: events.Key) -> None:
        """A number is an account's."""
        if event.key.isdecimal() and 0 < int(event.key) <= len(self._names):
            event.stop()
            self._turn(int(event.key) - 1)

    def _turn(self, place: int) -> None:
        self._front = self._names[place]
        self._say("")
        self._show(_FIRST)

    # Members

    async def action_see(self) -> None:
        """Say that the drift under the cursor was seen, or was not."""
        drift = self.current.drift if self.current is not None else None
        if drift is None:
            self._say("a is for a member that is not as it was")
        else:
            await self._see([drift.number], seen=drift.seen_at is None)

    async def action_see_all(self) -> None:
        """Say that all drifts of this account were seen."""
        found = self._told.get(self._front)
        unseen = [each.number for each in found.health.drifts if each.seen_at is None] if found is not None else []
        if unseen:
            await self._see(unseen, seen=True)

    async def _see(self, numbers: list[int], *, seen: bool) -> None:
        try:
            await asyncio.wrap_future(self._repositories[self._front].see_drifts(numbers, seen=seen))
        except StoreError as error:
            self._say(told(error), "failed")
        else:
            self.action_again()

    # Asking the vendor

    def action_get_all(self) -> None:
        """Bring the local copy of the collection under the cursor up to date."""
        collection = self.current.collection if self.current is not None else None
        if self._getting is not None:
            self._say(f"one after the other: {self._getting} is being got")
        elif collection is None:
            self._say("S gets all of a collection that can be listed: put the cursor on one")
        else:
            self._getting, self._warned = collection, False
            self._tell_keys()
            run_worker(self, partial(self._get_all, collection), group=ASKING, name="get all")

    async def _get_all(self, collection: Address) -> None:
        try:
            await self._getting_all.get(self._repositories[collection.account], collection)
        finally:
            self._getting = None
        self._tell_keys()
        self.action_again()

    def action_leave(self) -> None:
        """Leave; what is being got is stopped by a second time only."""
        if self._getting is not None and not self._warned:
            self._warned = True
            self._say(f"{self._getting} is still being got: esc once more stops it; what came is kept", "unsure")
        else:
            self.end(None)

    def action_test(self) -> None:
        """Ask the vendor for one page, and say what it answered."""
        repository = self._repositories[self._front]
        if self._access is None or repository.offline:
            self._say("offline: no test call is made" if repository.offline else "no test call can be made here")
        else:
            work = partial(self._test, repository, self._access)
            run_worker(self, work, group=ASKING, name="test call")

    async def _test(self, repository: Repository, access: Access) -> None:
        name = repository.account.name
        self._say(f"{name}: asking{self._signs.cut}")
        answer = (await doctor.ask_all({name: repository.account}, access))[name]
        self._tested[name] = tuple(doctor.judge_answer(name, answer))
        found = self._tested[name][0]
        self._say(
            f"{name}: {found.found}{f'; {found.fix}' if found.fix else ''}", "" if found.level == "fine" else "failed"
        )
        self.action_again()
