"""Where the requests go that read a collection or a record: their URLs, to be shown. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from explorer.api import build, parameters
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import UsageError
from explorer.model.page import PageRequest, Query
from explorer.model.parameters import included
from explorer.model.resource import Operation, Resource


def page_url(account: Account, query: Query, number: int = 1) -> str:
    """Of the GET that reads page `number` of `query`, from 1; where pages have no numbers, of the first one. Raises
    UsageError where no call lists the collection."""
    resource = account.vendor.resource(query.collection)
    operation, pager = account.operation(resource, "list"), resource.pager
    if operation is None:
        operation, pager = account.operation(resource, "export"), resource.export
    if operation is None:
        raise UsageError(f"{account.vendor.title} has no call that lists {resource.title}")
    page = PageRequest()
    if pager is not None:
        page = pager.request(pager.cursor(number) if pager.numbered else pager.start(), query.page_size)
    given = parameters.of_page(resource, operation, query, page)
    return _url(
        account, resource, operation, {**account.vendor.path_values(query.collection), **page.path_values}, given
    )


def record_url(account: Account, address: Address) -> str:
    """Of the GET that reads one record with what is shown of it by default. Raises UsageError where there is none."""
    resource = account.vendor.resource(address.segments)
    operation = account.operation(resource, "get")
    if operation is None:
        raise UsageError(f"{account.vendor.title} has no call that gets one {resource.singular}")
    includes = tuple(each.name for each in operation.includes if each.shown)
    values = account.vendor.path_values(address.segments)
    return _url(account, resource, operation, values, included(operation, includes))


def _url(
    account: Account,
    resource: Resource,
    operation: Operation,
    path_values: Mapping[str, str],
    given: Mapping[str, str],
) -> str:
    request = build.request(account, resource, operation, path_values, given)
    query = urlencode(request.parameters, quote_via=quote, safe=",:@")
    return f"{request.url}?{query}" if query else request.url
