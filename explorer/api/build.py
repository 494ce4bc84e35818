"""Requests as values: where they go, and that they stay with the account's own origin. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final, TypedDict
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from explorer.api.parameters import completed
from explorer.model.account import Account, is_loopback
from explorer.model.auth import AuthRequest
from explorer.model.errors import BadAnswer, ConfigError, Rejected, UsageError
from explorer.model.json_text import JsonValue
from explorer.model.resource import Operation, Resource
from explorer.model.text import safe
from explorer.model.value import dataclass

_PORTS: Final = {"https": 443, "http": 80}


class Where(TypedDict):
    """Keyword arguments that tell a VendorError which call it belongs to."""

    account: str
    operation: str
    request: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port (RFC 6454): what credentials belong to."""

    scheme: str
    host: str
    """Lower case; an international name in its ASCII form."""
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """The origin of `url`. Raises ValueError unless it is https, or http to this machine, without user or
        password."""
        if not url.isprintable() or " " in url or "\\" in url:
            raise ValueError("it holds a character that no URL may hold")
        parts = urlsplit(url)
        port = parts.port
        if "@" in parts.netloc:
            raise ValueError("it holds a user name or a password")
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("it is no https:// URL")
        host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode("ascii")
        if parts.scheme == "http" and not is_loopback(host):
            raise ValueError("plain http goes to this machine only")
        return cls(parts.scheme, host.lower(), port or _PORTS[parts.scheme])

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, without the headers that sign it."""

    account: str
    operation: str
    """`resource.operation`, or `sign-in`."""
    method: str
    url: str
    """Without a query."""
    parameters: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: JsonValue = None
    """None: it has no body."""
    form: bool = False
    """The body goes as a form, not as JSON."""

    @property
    def writes(self) -> bool:
        """Changes something at the vendor."""
        return self.method != "GET"

    @property
    def line(self) -> str:
        """Method and URL, fit to be shown."""
        return f"{self.method} {self.url}"

    @property
    def where(self) -> Where:
        """What names this request in an error."""
        return {"account": self.account, "operation": self.operation, "request": self.line}

    def __repr__(self) -> str:
        return f"Request({self.operation}: {self.line})"


def base_origin(account: Account) -> Origin:
    """The only origin the account's requests go to. Raises ConfigError."""
    try:
        origin = Origin.of(account.base_url)
        parts = urlsplit(account.base_url)
        if parts.query or parts.fragment or account.base_url.endswith(("?", "#")):
            raise ValueError("it holds a query or a fragment")
        _check_path(parts.path)
    except ValueError as error:
        raise ConfigError(
            f"the base_url of account “{account.name}” cannot be used: {error}",
            next_step=f"write it like {account.vendor.base_url_example}",
        ) from None
    return origin


def request(
    account: Account,
    resource: Resource,
    operation: Operation,
    path_values: Mapping[str, str],
    parameters: Mapping[str, str],
    body: Mapping[str, JsonValue] | None = None,
) -> Request:
    """One call of `operation`; `parameters` are checked ones, `body` the members that a form gave.

    Raises UsageError for a missing parameter or an id that cannot be in a path, ConfigError for a base URL or a path
    of the account's own that cannot be used.
    """
    content: JsonValue = {**operation.fixed, **(body or {})} if operation.fixed or body is not None else None
    if content is not None and operation.wrap:
        content = {operation.wrap: content}
    return Request(
        account=account.name,
        operation=f"{resource.name}.{operation.name}",
        method=operation.method,
        url=_root(account) + _path(operation, f"{resource.name}.{operation.name}", path_values),
        parameters=tuple(completed(account, operation, parameters).items()),
        headers=account.vendor.headers,
        body=content,
    )


def sign_in_request(account: Account, step: AuthRequest) -> Request:
    """One call made to sign in, to the account's own origin."""
    root = str(base_origin(account)) if step.at_root else _root(account)
    return Request(
        account=account.name,
        operation="sign-in",
        method=step.method,
        url=f"{root}/{step.path.lstrip('/')}",
        headers=account.vendor.headers,
        body=None if step.body is None else dict(step.body),
        form=step.form,
    )


def redirected(request: Request, status: int, location: str, origin: Origin) -> Request:
    """The request that a redirect leads to. Raises Rejected for a write, which is never sent elsewhere, and BadAnswer
    when the way leads to another origin or nowhere."""
    if not location:
        raise BadAnswer(f"{request.account} answered {status} without a new place", status=status, **request.where)
    try:
        target = urljoin(request.url, location)
    except ValueError:
        target = location
    if request.writes:
        raise Rejected(
            f"{request.account} says that {request.url} has moved to {without_query(target)}; nothing was changed",
            status=status,
            next_step="correct the account's base_url or its operations in the config",
            **request.where,
        )
    try:
        same = Origin.of(target) == origin
    except ValueError:
        same = False
    if not same:
        raise BadAnswer(
            f"{request.account} sends {request.url} on to another host, {without_query(target)}; it was not followed",
            status=status,
            next_step="check the account's base_url: credentials stay with the host they were given for",
            **request.where,
        )
    parts = urlsplit(target)
    parameters = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return replace(request, url=f"{origin}{parts.path or '/'}", parameters=parameters)


def without_query(url: str) -> str:
    """`url` fit for a message: no query, no fragment, no user or password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a URL that cannot be read"
    return safe(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}", 200)


def _root(account: Account) -> str:
    return f"{base_origin(account)}{urlsplit(account.base_url).path.rstrip('/')}"


def _path(operation: Operation, label: str, values: Mapping[str, str]) -> str:
    template = "/" + operation.path.removeprefix("/")
    try:
        _check_path(template)
    except ValueError as error:
        raise ConfigError(
            f"the path of {label} cannot be used: {error}", next_step="correct it in operations"
        ) from None

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            known = ", ".join(f"{{{each}}}" for each in values) or "none"
            raise ConfigError(f"the path of {label} names {{{name}}}", next_step=f"it may name: {known}")
        value = values[name]
        if value.strip(".") == "" or not value.isprintable():
            raise UsageError(f"“{safe(value, 80)}” cannot be an id", next_step="name a record by its id")
        return quote(value, safe="")

    return re.sub(r"\{(\w+)\}", fill, template)


def _check_path(path: str) -> None:
    if path.startswith("//") or "://" in path or not re.fullmatch(r"[!-~]*", path) or re.search(r"[?#\\]", path):
        raise ValueError("it holds more than a path")
    if re.search(r"(^|/)\.{1,2}(/|$)", path):
        raise ValueError("it holds “.” or “..”")
