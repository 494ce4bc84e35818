"""An explorer is killed at every step between what is typed and its outcome; another one starts where it was.

Real processes, files and HTTP. What counts is what the vendor itself holds: the change once, or not at all.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import httpx
import pytest

from explorer.model.address import Address
from explorer.model.errors import NotFound, Unfinished
from explorer.model.journal import Draft, Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome
from explorer.repository import Repository
from explorer.repository.checking import NOT_READ
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.demo.in_process import CREDENTIALS
from tests.demo_vendors import DemoVendors
from tests.waiting import LONGEST
from tests.writing.crash_points import Point

ROOT = Path(__file__).parents[2]
NUMBERS = count(1)
"""Each test writes to a record, or with a value, of its own."""
NEVER_SENT = ("draft kept", "prepared", "begun")


@pytest.fixture(scope="module")
def vendors() -> Iterator[DemoVendors]:
    made = DemoVendors(("--people", "60"))
    made.start()
    yield made
    made.stop()


@dataclass
class Change:
    """One change, and what the vendor holds of it. A new one makes what it needs at the vendor."""

    vendors: DemoVendors
    vendor: ClassVar[str]
    operation: ClassVar[str]
    path: ClassVar[str]
    """Of the collection, at the vendor."""
    told: ClassVar[bool] = True
    """A reading shows whether it was applied."""

    def __post_init__(self) -> None:
        self.number = next(NUMBERS)
        self.key = ""
        self.members: JsonObject = {}
        self.begin()

    def begin(self) -> None:
        """Says what is wanted of which record."""
        raise NotImplementedError

    @property
    def address(self) -> Address:
        segments = self.path.strip("/").split("/")
        return Address(f"demo-{self.vendor}", (*segments, self.key) if self.key else tuple(segments))

    def ask(self, method: str, path: str, body: object = None, **query: str) -> tuple[int, Any]:
        """Status and answer of a call that no explorer makes."""
        url = f"{self.vendors.base_urls[self.vendor]}{path}"
        answer = httpx.request(method, url, headers=CREDENTIALS[self.vendor], json=body, params=query)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def applied(self) -> int:
        """How often the vendor has applied it."""
        raise NotImplementedError


class Update(Change):
    vendor, operation, path = "assemble", "update", "/users"

    def begin(self) -> None:
        self.key, self.members = "234523", {"preferred_name": f"Jo {self.number}"}

    def applied(self) -> int:
        return int(self.ask("GET", "/users/234523")[1]["preferred_name"] == self.members["preferred_name"])


class Create(Change):
    vendor, operation, path, told = "gormic", "create", "/customers", False

    def begin(self) -> None:
        name, phone = f"Noor {self.number}", f"030 5550{self.number:04}"
        self.members = {"firstName": name, "phone": phone, "phoneCallingCode": "49"}

    def applied(self) -> int:
        recently = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - 600))
        _, answer = self.ask("GET", "/v1/crm/customers/export", updatedSince=recently)
        return sum(each["firstName"] == self.members["firstName"] for each in answer["data"]["items"])


class Delete(Change):
    vendor, operation, path = "assemble", "delete", "/users/234523/email-addresses"

    def begin(self) -> None:
        _, made = self.ask("POST", self.path, {"email": f"jo{self.number}@example.com", "primary": False})
        self.key = str(made.get("data", made)["id"])

    def applied(self) -> int:
        return int(self.ask("GET", f"{self.path}/{self.key}")[0] == 404)


class Action(Change):
    vendor, operation, path, told = "repcard", "unlink", "/users", False

    def begin(self) -> None:
        heirs = ("leadToUser", "customerToUser", "recruitToUser", "otherToUser")
        self.key, self.members = str(27_001 + 3 * self.number), dict.fromkeys(heirs, 1477)
        assert not self.applied()

    def applied(self) -> int:
        return int(self.ask("GET", f"/users/{self.key}/details")[0] == 404)


Restarts: TypeAlias = Callable[[type[Change], Point], Awaitable["Restarted"]]
"""Has a change killed at a point, and starts another explorer."""
CHANGES: tuple[type[Change], ...] = (Update, Create, Delete, Action)
every_change = pytest.mark.parametrize("kind", CHANGES)


@dataclass
class Restarted:
    """The explorer that was started after the end of another one; a minute has passed."""

    change: Change
    repository: Repository
    journal: Journal
    dead: int
    """The number of the process that was killed."""

    @property
    def draft(self) -> Draft | None:
        """Opened here, as the form would."""
        identity = self.repository.account.identity
        name = f"{self.repository.resource(self.change.address).name}.{self.change.operation}"
        return self.journal.open_draft(identity, self.change.address.segments, name)

    async def find_out(self, entry: Entry) -> Outcome:
        """As at every start: read once."""
        return await self.repository.saving.verify(entry, at=(0.0,))

    async def save_again(self) -> Outcome:
        """By the user's word."""
        saving, change = self.repository.saving, self.change
        return await saving.send(await saving.propose(change.address, change.operation, change.members))


@pytest.fixture
async def restarts(vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Restarts]:
    opened: list[Restarted] = []

    async def restart(kind: type[Change], point: Point) -> Restarted:
        change = kind(vendors)
        dead = await asyncio.to_thread(killed, change, point, tmp_path)
        account = accounts_of(vendors.config_text)[f"demo-{change.vendor}"]
        repository = open_repository(account, tmp_path, clock=lambda: time.time() + 60)
        opened.append(Restarted(change, repository, Journal(tmp_path / "journal.sqlite"), dead))
        return opened[-1]

    yield restart
    for each in opened:
        await each.repository.close()
        each.journal.close()


def killed(change: Change, point: Point, folder: Path) -> int:
    """Saves `change` in a process that dies at `point`; returns its number."""
    where = (str(folder), "SIGKILL", point, f"demo-{change.vendor}", str(change.address), change.operation)
    explorer = subprocess.Popen(
        [sys.executable, "-m", "tests.writing.crash_points", *where, json.dumps(change.members)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    _, errors = explorer.communicate(change.vendors.config_text, timeout=LONGEST)
    assert (explorer.returncode, errors) == (-signal.SIGKILL, "")
    end = time.monotonic() + LONGEST
    while point == "sent" and not change.applied() and time.monotonic() < end:
        time.sleep(0.01)  # the request is on its way by itself
    assert change.applied() == (0 if point in NEVER_SENT else 1)
    return explorer.pid


def check_draft(restarted: Restarted) -> None:
    """What was typed is there, and the lock of the dead process is taken over."""
    draft = restarted.draft
    if not restarted.change.members:
        assert draft is None  # it has no form
        return
    assert draft is not None
    assert draft.typed == restarted.change.members
    assert draft.process == restarted.journal.process
    assert restarted.dead != restarted.journal.process.pid


@every_change
@pytest.mark.parametrize("point", ["draft kept", "prepared"])
async def test_w02_what_was_only_typed_is_a_draft_again(restarts: Restarts, kind: type[Change], point: Point) -> None:
    restarted = await restarts(kind, point)
    check_draft(restarted)
    assert restarted.journal.entries() == []
    await restarted.save_again()
    assert restarted.change.applied() == 1


@every_change
@pytest.mark.parametrize("point", ["begun", "sent", "answered"])
async def test_w01_w02_w03_w07_w08_what_was_being_sent_is_found_out_and_never_sent_again_by_itself(
    restarts: Restarts, kind: type[Change], point: Point
) -> None:
    restarted = await restarts(kind, point)
    change, saving, journal = restarted.change, restarted.repository.saving, restarted.journal
    check_draft(restarted)
    applied = change.applied()
    (entry,) = journal.unfinished()
    assert [each.entry for each in journal.drafts()] == ([entry.id] if change.members else [])
    assert (entry.state, entry.process.pid, journal.in_flight(entry)) == ("sending", restarted.dead, False)
    with pytest.raises(Unfinished, match=f"entry {entry.id}, has no known outcome"):
        await saving.propose(change.address, change.operation, change.members)

    found = await restarted.find_out(entry)
    if change.told:
        assert found.state == ("verified applied" if applied else "verified not applied")
    else:
        assert found.state == "unknown"
        assert len(found.candidates) == (applied if change.operation == "create" else 0)
        journal.resolve(entry.id, bool(applied))
    assert journal.unfinished() == []
    assert [each.entry for each in journal.drafts()] == ([] if applied or not change.members else [None])
    assert change.applied() == applied
    assert len(journal.entries()) == 1
    if not applied:
        await restarted.save_again()
        assert change.applied() == 1


@every_change
@pytest.mark.parametrize("point", ["finished", "read again"])
async def test_w04_what_the_vendor_accepted_is_read_again_when_it_is_asked_for(
    restarts: Restarts, kind: type[Change], point: Point
) -> None:
    restarted = await restarts(kind, point)
    check_draft(restarted)
    (entry,) = restarted.journal.entries()
    assert (entry.state, entry.note, restarted.journal.unfinished()) == ("accepted", NOT_READ, [])
    found = await restarted.find_out(entry)
    if restarted.change.told:
        assert found.state == "verified applied"
    else:
        assert found.state == "accepted"
        assert len(found.candidates) == (1 if kind is Create else 0)
    assert restarted.change.applied() == 1
    assert restarted.draft is None


@pytest.mark.parametrize("kind", [Update, Create])
async def test_w08_of_what_was_done_no_draft_is_left(restarts: Restarts, kind: type[Change]) -> None:
    """A create would be sent a second time."""
    restarted = await restarts(kind, "told")
    assert (restarted.journal.entries()[0].state, restarted.draft) == ("applied", None)


@pytest.mark.parametrize("point", ["answered", "finished"])
async def test_w03_what_was_deleted_is_gone_here_too(restarts: Restarts, point: Point) -> None:
    restarted = await restarts(Delete, point)
    saving = restarted.repository.saving
    await restarted.find_out(restarted.journal.entries()[0])
    held = restarted.repository.held(restarted.change.address)
    assert held is not None
    assert held.gone_at is not None
    with pytest.raises(NotFound):
        await saving.propose(restarted.change.address, "delete", {})
