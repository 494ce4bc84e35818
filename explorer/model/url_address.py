"""The address that a URL of a vendor's API points at, and what of its query can be asked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError
from explorer.model.resource import Resource
from explorer.model.view import View, parse

_PORTS: Final = {"http": ":80", "https": ":443"}
"""What a URL without a port means (RFC 9110, sections 4.2.1 and 4.2.2)."""


def address_of_url(text: str, account: Account) -> Address | None:
    """What the URL `text` points at, by the paths of the API's calls; None: it is not this account's, or no URL."""
    try:
        return _url_address(urlsplit(text), account)
    except ValueError:
        return None


def leads_nowhere(text: str, accounts: Iterable[Account]) -> AddressError:
    """For the URL `text` that points at nothing of any of `accounts`, such as a page of a vendor's own console."""
    theirs = [account.name for account in accounts if _has_host_of(text, account)]
    return AddressError(
        f"the API of {theirs[0]} has no call with this path" if theirs else "no account has this host",
        next_step="write the record's id or e-mail alone, or its address",
    )


def narrowed(text: str, address: Address, account: Account) -> tuple[View, tuple[str, ...]]:
    """What the URL `text`, which points at `address`, shows: its rows as its query narrows them, by what the vendor
    documents of the call that lists them. What else is in the query is left out, and named. Raises AddressError."""
    resource = account.vendor.resource(address.segments)
    operation = account.operation(resource, "list") if address.is_collection else None
    filters = {each.name for each in operation.parameters} if operation is not None else set()
    carriers = operation.include_parameters if operation is not None else ()
    parts, includes, left = list[str](), list[str](), list[str]()
    for name, value in parse_qsl(urlsplit(text).query, keep_blank_values=True):
        if name in filters:
            parts.append(f".{quote(name, safe='[]')}={quote(value)}")
        elif name in carriers:
            includes += [quote(each.strip(), safe="") for each in value.split(",")]
        else:
            left.append(name)
    parts += [f"include={','.join(includes)}"] if includes else []
    narrowing = f"?{'&'.join(parts)}" if parts else ""
    return parse(f"{address}{narrowing}", {account.name: account}), tuple(left)


def names_in_query(text: str) -> tuple[str, ...]:
    """What the query of the URL `text` says something about."""
    return tuple(name for name, _ in parse_qsl(urlsplit(text).query, keep_blank_values=True))


def _url_address(url: SplitResult, account: Account) -> Address | None:
    base = urlsplit(account.base_url)
    above_all = base.path.rstrip("/")
    if _host(url) != _host(base) or not url.path.startswith(f"{above_all}/"):
        return None
    inside = url.path.rstrip("/").removeprefix(above_all)
    for above, resource in account.vendor.walk():
        for operation in resource.operations:
            if operation.writes or "{cursor}" in operation.path:
                continue
            told = account.operation(resource, operation.name) or operation
            values = _template_values(told.path, inside)
            if values is not None and not set(values.values()) & set(resource.reserved):
                return Address(account.name, _segments(above, resource, values))
    return None


def _has_host_of(text: str, account: Account) -> bool:
    try:
        return _host(urlsplit(text)) == _host(urlsplit(account.base_url))
    except ValueError:
        return False


def _host(url: SplitResult) -> tuple[str, str]:
    return url.scheme, url.netloc.casefold().removesuffix(_PORTS.get(url.scheme, ""))


def _template_values(template: str, path: str) -> dict[str, str] | None:
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template.partition("?")[0].rstrip("/")))
    found = re.fullmatch(pattern, path)
    return {name: unquote(value) for name, value in found.groupdict().items()} if found else None


def _segments(above: tuple[Resource, ...], resource: Resource, values: Mapping[str, str]) -> tuple[str, ...]:
    made: list[str] = []
    for each in above:
        made.extend((each.name, values.get(each.id_name, "")))
    made.append(resource.name)
    if resource.id_name in values:
        made.append(values[resource.id_name])
    return tuple(made)
