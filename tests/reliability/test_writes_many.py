"""A change to two hundred records of which one is refused, and the program killed on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from explorer.repository.bulk import Bulk
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.fault_server import fault_server
from tests.repository.many import CUSTOMERS, PHONE_EXISTS, Customers, config, ran


@asynccontextmanager
async def one_change(customers: Customers, folder: Path, keys: list[str]) -> AsyncIterator[tuple[Bulk, Journal]]:
    """The same change to many, as one explorer after the other has it."""
    account = accounts_of(config(customers.server.url))["gormic"]
    repository = open_repository(account, folder, sleep=customers.sleep)
    journal = Journal(folder / "journal.sqlite")
    wanted = {"firstName": "Eve"}
    yield (
        Bulk(
            repository.saving, lambda: journal, account, CUSTOMERS, "update", wanted, keys, "b", sleep=customers.sleep
        ),
        journal,
    )
    await repository.close()
    journal.close()


@pytest.mark.parametrize("stop", [False, True], ids=["goes on", "stops"])
async def test_w25_one_of_two_hundred_is_refused(tmp_path: Path, stop: bool) -> None:
    async with fault_server() as server:
        customers = Customers(server, 200)
        customers.answers["c-57"] = PHONE_EXISTS
        keys = customers.keys
        async with one_change(customers, tmp_path, keys) as (bulk, _):
            bulk.stop_at_failures = stop
            ended = await ran(bulk)
            assert (ended.done, list(ended.failed), ended.left) == ((56 if stop else 199), ["c-57"], 143 if stop else 0)
            assert "phone" in ended.failed["c-57"].casefold()
        if stop:
            customers.answers.clear()
            async with one_change(customers, tmp_path, keys) as (bulk, journal):
                ended = await ran(bulk)
                assert (ended.done, ended.left, dict(ended.failed)) == (200, 0, {})
                assert not journal.drafts()
        assert Counter(customers.patched) == Counter(keys + (["c-57"] if stop else []))
        assert all(record["firstName"] == "Eve" for key, record in customers.records.items() if stop or key != "c-57")
