"""Query parameters of a whole request: the page, what a query narrows by, and what the account's options set. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.model.account import Account
from explorer.model.errors import UsageError
from explorer.model.page import PageRequest, Query
from explorer.model.parameters import checked, included, unknown
from explorer.model.resource import Operation, Resource


def of_page(resource: Resource, operation: Operation, query: Query, page: PageRequest) -> dict[str, str]:
    """The parameters that ask for one page of `query`. Raises UsageError."""
    given = dict(query.filters)
    if query.sort:
        orders = dict(resource.sort)
        if query.sort not in orders:
            raise unknown("order", query.sort, list(orders))
        given |= orders[query.sort]
    if query.search:
        if not resource.search:
            raise UsageError(f"{resource.title} cannot be searched by the vendor", next_step="search what is held here")
        given[resource.search] = query.search
    for name in page.parameters:
        if name in given:
            raise UsageError(f"“{name}” is set by paging itself", next_step="ask for a page by its number")
    return {**page.size, **checked(operation, given), **included(operation, query.includes), **page.parameters}


def completed(account: Account, operation: Operation, values: Mapping[str, str]) -> dict[str, str]:
    """`values` with those that the account's options set for every call that documents them. Raises UsageError when a
    required one is missing."""
    options = {
        option.parameter: account.options[option.name]
        for option in account.vendor.options
        if option.name in account.options and operation.parameter(option.parameter) is not None
    }
    complete = {**options, **values}
    for parameter in operation.parameters:
        if parameter.required and parameter.name not in complete:
            raise UsageError(f"“{parameter.name}” is required", next_step=f"give {parameter.name}=…: {parameter.help}")
    return complete
