"""`Account`: one configured access to one vendor, as a value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from hashlib import sha256
from ipaddress import ip_address
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from explorer.model.resource import Operation, Resource, Vendor
from explorer.model.value import dataclass

SecretSource: TypeAlias = Literal["env", "command", "file", "keyring", "inline"]


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a credential comes from. It is read when it is needed and never printed."""

    source: SecretSource
    value: str | tuple[str, ...]
    """A variable's name, a command as an argv list, a path, `service/user`, or (inline) the text itself."""

    def __repr__(self) -> str:
        return f"Secret({self.source})"


@dataclass(frozen=True, slots=True)
class Network:
    """How requests travel."""

    timeout: float = 30.0
    """Seconds for one attempt as a whole."""
    parallel: int | None = None
    """Requests in flight at once; None: as the vendor bears."""
    ca_file: str = ""
    trust_env: bool = False
    """Use HTTPS_PROXY and NO_PROXY."""


@dataclass(frozen=True, slots=True)
class Account:
    """One tab. Its `name` is the first part of addresses."""

    name: str
    vendor: Vendor
    title: str
    base_url: str
    """Scheme, host, port and path, without a slash at the end."""
    credentials: Mapping[str, Secret]
    """By the names the vendor's auth scheme gives them."""
    read_only: bool = False
    memory_only: bool = False
    """Of its records nothing is kept on disk; what was seen is forgotten at the end."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Values as they go on the wire, by option name."""
    operations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Overrides: `resource.operation` to method and path template."""
    network: Network = field(default_factory=Network)

    def operation(self, resource: Resource, name: str) -> Operation | None:
        """The operation, with this account's own method and path where the config gives them."""
        found = resource.operation(name)
        override = self.operations.get(f"{resource.name}.{name}")
        if found is None or override is None:
            return found
        return replace(found, method=override[0], path=override[1])

    @property
    def identity(self) -> str:
        """Sixteen hex digits that stand for vendor, origin and principal: caches, tokens and journals are kept under
        them, not under the name, so that a renamed account keeps its copy and a changed one starts anew."""
        told = [self.credentials[name] for name in self.vendor.auth.principal if name in self.credentials]
        who = told or list(self.credentials.values())
        parts = [
            self.vendor.name,
            self.base_url,
            *(f"{secret.source}:{secret.value}" for secret in who),
            *(f"{name}={value}" for name, value in sorted(self.options.items())),
        ]
        return sha256("\0".join(parts).encode()).hexdigest()[:16]

    @property
    def origin(self) -> str:
        """Scheme, host and port of the base URL."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def key_identity(self) -> str:
        """Sixteen hex digits that stand for the account's name and where its credentials come from, wherever they are
        sent: by them a change of the host is noticed. What an inline credential is counts for nothing."""
        sources = (
            (name, each.source, "" if each.source == "inline" else str(each.value))
            for name, each in sorted(self.credentials.items())
        )
        return sha256("\0".join((self.name, *(part for source in sources for part in source))).encode()).hexdigest()[
            :16
        ]


def hidden_variables(accounts: Collection[Account]) -> frozenset[str]:
    """The environment variables that hold credentials of `accounts`: child processes are started without them."""
    return frozenset(
        str(secret.value) for each in accounts for secret in each.credentials.values() if secret.source == "env"
    )


def is_loopback(host: str) -> bool:
    """`host`, a name or an address, is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
