"""The address that a URL of a vendor's API points at. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, unquote, urlsplit

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.resource import Resource


def address_of_url(text: str, account: Account) -> Address | None:
    """What the URL `text` points at, by the paths of the API's calls; None: it is not this account's, or no URL."""
    try:
        return _url_address(urlsplit(text), account)
    except ValueError:
        return None


def _url_address(url: SplitResult, account: Account) -> Address | None:
    base = urlsplit(account.base_url)
    if (url.scheme, url.netloc.casefold()) != (base.scheme, base.netloc.casefold()):
        return None
    path = url.path.rstrip("/")
    inside = path.removeprefix(base.path.rstrip("/"))
    for above, resource in account.vendor.walk():
        for operation in resource.operations:
            if operation.writes or "{cursor}" in operation.path:
                continue
            told = account.operation(resource, operation.name) or operation
            values = _template_values(told.path, inside)
            if values is not None and not set(values.values()) & set(resource.reserved):
                return Address(account.name, _segments(above, resource, values))
    return None


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
