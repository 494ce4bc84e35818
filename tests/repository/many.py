"""Changes to many records of a vendor that a test tells what to do."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from explorer.model.address import Address
from explorer.model.bulk_progress import BulkProgress
from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply

CUSTOMERS = Address("gormic", ("customers",))
DONE = json_reply({"data": {"succeed": True}})
PHONE_EXISTS = json_reply({"error": {"code": "PHONE_EXISTS"}}, 400)


class Customers:
    """Customers behind a server that a test tells what to do with a write to one of them."""

    def __init__(self, server: FaultServer, count: int) -> None:
        self.records = {
            f"c-{number}": {"id": f"c-{number}", "firstName": "Ada", "phone": "5550100", "phoneCountryCalling": "1"}
            for number in range(1, count + 1)
        }
        self.patched: list[str] = []
        self.answers: dict[str, Reply] = {}
        """By key, what a write is answered with: it is applied unless that refuses it."""
        self.dropped: set[str] = set()
        """Writes to these do not arrive."""
        self.reached: asyncio.Event = asyncio.Event()
        """Set when a write waits for its answer."""
        self.reads = Counter[str]()
        self.waited: list[float] = []
        self.server = server
        server.otherwise = self._answered

    @property
    def keys(self) -> list[str]:
        return list(self.records)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)

    def _answered(self, seen: Seen) -> Reply:
        key = seen.target.rpartition("/")[2].partition("?")[0]
        if seen.method == "GET":
            self.reads[key] += 1
            record = self.records.get(key)
            return json_reply({"data": {"user": record}}) if record else json_reply({}, 404)
        self.patched.append(key)
        answer = self.answers.get(key, DONE)
        if key not in self.dropped and (answer.status < 400 or answer.reset):
            self.records[key] |= json.loads(seen.body)["params"]
        if answer.wait is not None:
            self.reached.set()
        return answer


@pytest.fixture
async def customers() -> AsyncIterator[Customers]:
    async with fault_server() as server:
        yield Customers(server, 6)


def config(url: str) -> str:
    return (
        f'[accounts.gormic]\nvendor = "gormic"\nbase_url = "{url}"\nauth = {{ api_key = "k", organization_id = "o" }}'
    )


@pytest.fixture
async def repository(customers: Customers, tmp_path: Path) -> AsyncIterator[Repository]:
    made = open_repository(accounts_of(config(customers.server.url))["gormic"], tmp_path, sleep=customers.sleep)
    yield made
    await made.close()


Make = Callable[..., Bulk]


@pytest.fixture
def make(customers: Customers, repository: Repository, journal: Journal) -> Make:
    def made(batch: str = "", keys: list[str] | None = None, **wanted: Any) -> Bulk:
        return Bulk(
            repository.saving,
            lambda: journal,
            repository.account,
            CUSTOMERS,
            "update",
            wanted or {"firstName": "Eve"},
            keys or customers.keys,
            batch,
            sleep=customers.sleep,
        )

    return made


async def ran(bulk: Bulk) -> BulkProgress:
    told: list[BulkProgress] = []
    ended = await bulk.run(told.append)
    assert told[-1] == ended == bulk.progress
    for each in told:
        assert each.total == each.done + len(each.failed) + each.left
    assert [each.done + len(each.failed) for each in told] == sorted(each.done + len(each.failed) for each in told)
    return ended
