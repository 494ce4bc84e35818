"""A vendor of one customer that can lose what it answers to writes."""

from __future__ import annotations

import json
from typing import Any

from explorer.model.address import Address
from explorer.model.outcome import Outcome
from explorer.repository import Repository
from tests.fault_server import FaultServer, Reply, Seen, json_reply

BEFORE: dict[str, Any] = {
    "id": "c-1",
    "firstName": "Ada",
    "phone": "5550100",
    "phoneCountry": "US",
    "phoneCountryCalling": "1",
    "number": "1001",
    "internalNote": "a\u2028b",
}
RECORD = Address("gormic", ("customers", "c-1"))
NEW = Address("gormic", ("customers",))


class Vendor:
    """A customer behind a server that can lose what it answers to writes."""

    def __init__(self, server: FaultServer) -> None:
        self.server = server
        self.record: dict[str, Any] | None = dict(BEFORE)
        self.others: list[dict[str, Any]] = []
        self.applies = True
        self.answer = Reply(reset=True)
        self.waited: list[float] = []
        server.otherwise = self._answered

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    @property
    def writes(self) -> list[Seen]:
        return [each for each in self.server.seen if each.method != "GET"]

    def _answered(self, seen: Seen) -> Reply:
        if seen.method == "GET":
            if "/export" in seen.target:
                return json_reply({"data": {"items": self.others}})
            return json_reply({"data": {"user": self.record}}) if self.record else json_reply({}, 404)
        if self.applies and seen.method == "PATCH" and self.record:
            self.record |= json.loads(seen.body)["params"]
        elif self.applies and seen.method == "DELETE":
            self.record = None
        elif self.applies:
            self.others.append({**BEFORE, **json.loads(seen.body)["params"], "id": "c-9"})
        return self.answer


async def write(repository: Repository, address: Address, operation: str, **wanted: object) -> Outcome:
    return await repository.saving.send(await repository.saving.propose(address, operation, wanted))
