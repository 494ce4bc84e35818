"""A tiny vendor, an account on the fault server, and a clock that only moves when somebody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from explorer.api.auth import HeaderKeys
from explorer.api.client import Client
from explorer.api.paging import NumberedPager
from explorer.model.account import Account, Network
from explorer.model.auth import AuthScheme, Token
from explorer.model.resource import Include, Operation, Option, Parameter, Resource, Vendor
from tests.fault_server import FaultServer, fault_server

PEOPLE = Resource(
    name="people",
    title="people",
    singular="person",
    id_name="person_id",
    record="tests.none:Person",
    columns=(),
    label=("name",),
    search="q",
    sort=(("by date", {"order": "date"}),),
    pager=NumberedPager(rows="data", size="per_page", current="page", last="pages", total="total"),
    operations=(
        Operation(
            "list",
            "GET",
            "/people",
            "List people",
            parameters=(
                Parameter("q"),
                Parameter("active", "bool", wire=("1", "0")),
                Parameter("company", "integer", minimum=1),
                Parameter("per_page", "integer", minimum=1),
                Parameter("order", "choice", choices=("date", "name")),
            ),
            includes=(Include("roles"), Include("notes")),
            include_parameters=("include",),
            errors=((422, "a filter is not accepted"),),
        ),
        Operation("get", "GET", "/people/{person_id}", "Show a person", unwrap=("data",)),
        Operation("update", "PUT", "/people/{person_id}", "Change a person", fixed={"kind": 1}, wrap="person"),
    ),
)


def vendor(auth: AuthScheme | None = None, **changes: Any) -> Vendor:
    """The tiny vendor, by default with a key in a header."""
    made = Vendor(
        name="tiny",
        title="Tiny",
        base_url="",
        base_url_example="https://tiny.example/api",
        auth=auth or HeaderKeys({"key": "x-api-key"}),
        resources=(PEOPLE,),
        options=(Option("company", "Company", "integer", parameter="company"),),
    )
    return replace(made, **changes)


def account(base_url: str, of: Vendor | None = None, **changes: Any) -> Account:
    """An account named `acme` of the tiny vendor."""
    made = Account(name="acme", vendor=of or vendor(), title="Acme", base_url=base_url, credentials={})
    return replace(made, **changes)


def operation(name: str, resource: Resource = PEOPLE) -> Operation:
    """The tiny vendor's operation called `name`."""
    found = resource.operation(name)
    assert found is not None
    return found


@dataclass
class FakeTime:
    """A clock that moves when somebody sleeps, and by hand."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


class MemoryTokens:
    """A token store without a disk."""

    def __init__(self, token: Token | None = None) -> None:
        self.token = token
        self.saved: list[Token] = []

    def load(self) -> Token | None:
        return self.token

    def save(self, token: Token) -> None:
        self.token = token
        self.saved.append(token)

    def clear(self) -> None:
        self.token = None

    def try_lock(self) -> Callable[[], None] | None:
        return lambda: None


@dataclass
class Rig:
    """A fault server and what is needed to make clients of it."""

    server: FaultServer
    time: FakeTime = field(default_factory=FakeTime)
    tokens: MemoryTokens = field(default_factory=MemoryTokens)
    credentials: dict[str, str] = field(default_factory=lambda: {"key": "k-1"})
    reads: int = 0
    """How often the credentials were read from where they come."""
    made: list[Client] = field(default_factory=list)

    def client(self, of: Vendor | None = None, network: Network | None = None, **changes: Any) -> Client:
        """A client of an account at the fault server; `changes` are the account's, or `ask`, `tokens`, `sleep`."""
        ask, tokens = changes.pop("ask", None), changes.pop("tokens", self.tokens)
        clock, sleep = changes.pop("clock", self.time), changes.pop("sleep", self.time.sleep)
        made = Client(
            account(changes.pop("base_url", self.server.url), of, network=network or Network(), **changes),
            self.read_credentials,
            tokens=tokens,
            ask=ask,
            clock=clock,
            now=lambda: 1_700_000_000.0,
            sleep=sleep,
            random=lambda: 0.5,
        )
        self.made.append(made)
        return made

    async def read_credentials(self) -> Mapping[str, str]:
        self.reads += 1
        return dict(self.credentials)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A fault server that ends with the test, and its clients too."""
    async with fault_server() as server:
        made = Rig(server)
        yield made
        for client in made.made:
            await client.aclose()
