"""Repositories over real HTTP to the demo vendors, with a clock that a test can turn."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.repository import Repository
from explorer.store import writes
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors
from tests.fault_server import FaultServer, fault_server
from tests.repository.losing import Vendor

Open = Callable[..., Repository]
"""Opens the demo account of a vendor: `opened("repcard", offline=True)`. All are closed at the end."""
Full = Callable[[int], AbstractContextManager[None]]
"""No outcome reaches the disk: with `full(n)`, from the nth on, counted from 0."""


class Clock:
    """The time of day, in seconds since 1970, as a test sets it."""

    def __init__(self) -> None:
        self.now = 1_760_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def scripted() -> AsyncIterator[FaultServer]:
    """A vendor whose answers a test writes down: `opened("gormic", at=scripted.url)`."""
    async with fault_server() as server:
        yield server


@pytest.fixture
async def opened(demo_vendors: DemoVendors, tmp_path: Path, clock: Clock) -> AsyncIterator[Open]:
    made: list[Repository] = []

    def open_account(vendor: str, *, offline: bool = False, of: DemoVendors = demo_vendors, at: str = "") -> Repository:
        account = accounts_of(of.config_text)[f"demo-{vendor}"]
        account = replace(account, base_url=at or account.base_url)
        repository = open_repository(account, tmp_path, offline=offline, clock=clock)
        made.append(repository)
        return repository

    yield open_account
    for each in made:
        await each.close()


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    async with fault_server() as server:
        yield Vendor(server)


@pytest.fixture
async def repository(vendor: Vendor, tmp_path: Path) -> AsyncIterator[Repository]:
    text = f"""[accounts.gormic]
        vendor = "gormic"
        base_url = "{vendor.server.url}"
        auth = {{ api_key = "k", organization_id = "o" }}"""
    made = open_repository(accounts_of(text)["gormic"], tmp_path, sleep=vendor.sleep)
    yield made
    await made.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """The same file, as another explorer sees it."""
    return Journal(tmp_path / "journal.sqlite")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Full:
    """No outcome reaches the disk, from the given one on."""

    @contextmanager
    def filling(first: int = 0) -> Any:
        taken = []
        record = writes.record

        def refuse(*what: Any) -> Any:
            taken.append(what)
            if len(taken) <= first:
                return record(*what)
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(writes, "record", refuse)
            yield

    return filling
