"""A vendor of customers in a test's hands: what it holds, what it makes of a write, and what it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from explorer.model.address import Address
from tests.demo_vendors import DemoVendors
from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply
from tests.ui.screen.systems import Systems

HOME = "gormic/customers"
RECORD = Address.parse("gormic/customers/c-1")
ADA: dict[str, Any] = {
    "id": "c-1",
    "firstName": "Ada",
    "lastName": "Field",
    "email": "ada@example.com",
    "phone": "5550100",
    "phoneCountry": "US",
    "phoneCountryCalling": "1",
    "number": "1001",
    "cityId": None,
    "birthDate": "1990-12-10",
    "unsubscribed": False,
    "internalNote": "a\u2028b",
}


@dataclass
class Customers:
    """Gormic's API over one dictionary of customers."""

    server: FaultServer
    records: dict[str, dict[str, Any]] = field(default_factory=lambda: {"c-1": dict(ADA)})
    applies: bool = True
    """It does what it is told."""
    reads: bool = True
    """It answers when it is asked for a customer."""
    stores: Callable[[dict[str, Any]], dict[str, Any]] = dict
    """What it makes of the members it is given."""
    answer: Reply | None = None
    """What it says to a write; None: that it succeeded."""

    def __post_init__(self) -> None:
        self.server.otherwise = self._answered

    @property
    def config(self) -> str:
        """Of an account here."""
        auth = '{ api_key = "gormic-canary-key", organization_id = "o" }'
        return f'[accounts.gormic]\nvendor = "gormic"\nbase_url = "{self.server.url}"\nauth = {auth}\n'

    @property
    def ada(self) -> dict[str, Any]:
        """The first customer, as somebody else would change her."""
        return self.records["c-1"]

    @property
    def writes(self) -> list[Seen]:
        """What was sent to change something."""
        return [each for each in self.server.seen if each.method != "GET"]

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The members of each write."""
        return [json.loads(each.body)["params"] for each in self.writes]

    @property
    def readings(self) -> int:
        """How often a customer was asked for."""
        return sum(each.method == "GET" and each.target.endswith("/c-1") for each in self.server.seen)

    def _answered(self, seen: Seen) -> Reply:
        path, _, _ = seen.target.partition("?")
        key = path.rpartition("/")[2]
        if seen.method != "GET":
            if self.applies:
                self._apply(seen, key)
            return self.answer or json_reply({"data": {"succeed": True, "id": "c-9"}})
        if key == "customers":
            return json_reply({"data": {"users": list(self.records.values())}})
        if key == "export":
            return json_reply({"data": {"items": list(self.records.values())}}) if self.reads else Reply(reset=True)
        if not self.reads:
            return json_reply({}, 503)
        found = self.records.get(key)
        return json_reply({"data": {"user": found}} if found is not None else {}, 200 if found is not None else 404)

    def _apply(self, seen: Seen, key: str) -> None:
        if seen.method == "DELETE":
            self.records.pop(key, None)
            return
        given = self.stores(json.loads(seen.body)["params"])
        if seen.method == "POST":
            self.records["c-9"] = {**given, "id": "c-9", "phoneCountryCalling": given.get("phoneCallingCode")}
        elif key in self.records:
            self.records[key] |= given


@dataclass
class Waits:
    """Waiting takes until a test says so; what was waited for, in seconds."""

    seconds: list[float] = field(default_factory=list)
    _gates: list[asyncio.Event] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        """Wait."""
        gate = asyncio.Event()
        self.seconds.append(seconds)
        self._gates.append(gate)
        try:
            await gate.wait()
        finally:
            self._gates.remove(gate)

    @property
    def waiting(self) -> bool:
        """Something is waited for."""
        return any(not each.is_set() for each in self._gates)

    def over(self) -> None:
        """What is waited for now is over."""
        for gate in self._gates:
            gate.set()


Both: TypeAlias = tuple[Systems, Customers]


@asynccontextmanager
async def customers(folder: Path) -> AsyncIterator[Both]:
    """Apps on such a vendor."""
    async with fault_server() as server:
        vendor = Customers(server)
        systems = Systems(DemoVendors(), folder, config=vendor.config)
        try:
            yield systems, vendor
        finally:
            systems.close()
