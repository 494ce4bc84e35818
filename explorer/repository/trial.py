"""A test call: whether an account works, and how much it sees."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from explorer.model.account import Account
from explorer.model.account_draft import Trial
from explorer.model.errors import UsageError
from explorer.model.page import Query
from explorer.model.resource import Operation, Resource

if TYPE_CHECKING:
    from explorer.api.client import Client


async def try_out(account: Account, client: Client) -> Trial:
    """Asks for the first page of the first collection that can be read. Raises ExplorerError."""
    resource, operation = first_reading(account)
    pager = resource.export if operation.name == "export" else resource.pager
    began = time.monotonic()
    answer = await client.list(resource, operation, Query((resource.name,)), pager.start() if pager else "")
    return Trial(resource.title, time.monotonic() - began, len(answer.rows), answer.total, client.skew)


def first_reading(account: Account) -> tuple[Resource, Operation]:
    """The vendor's first collection that can be listed or exported. Raises UsageError where there is none."""
    for resource in account.vendor.resources:
        for name in ("list", "export"):
            if (operation := account.operation(resource, name)) is not None:
                return resource, operation
    raise UsageError(f"{account.vendor.title} has no collection that can be read")
