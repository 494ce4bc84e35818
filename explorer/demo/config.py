"""The demo's accounts and sockets: what a parent process knows before the vendors have started."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

REPCARD_KEY = "demo-repcard-key"
REPSLY_USERNAME = "demo-repsly"
REPSLY_PASSWORD = "demo-repsly-password"
ASSEMBLE_EMAIL = "operator@example.org"
ASSEMBLE_PASSWORD = "Demo-Assemble-1"
ASSEMBLE_TOKEN = "demo-assemble-token"
"""A bearer token that Assemble always takes."""
ASSEMBLE_CLIENT_ID = "demo-client"
ASSEMBLE_CLIENT_SECRET = "demo-client-secret"
GORMIC_KEY = "demo-gormic-key"
GORMIC_ORGANIZATION = "org-1"

CONTROL_PATH = "/-/faults"
"""Where on each vendor's port its faults are changed."""
CONTROL = "EXPLORER_DEMO_CONTROL"
"""The environment variable that hands a child the token this takes: an argument could be read by others."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One demo vendor as an account of explorer's config: `auth` maps names to inline credentials."""

    vendor: str
    title: str
    path: str
    """What follows host and port in the base URL."""
    auth: Mapping[str, str]

    @property
    def name(self) -> str:
        """The account's name, the first part of its addresses."""
        return f"demo-{self.vendor}"

    def base_url(self, port: int) -> str:
        """Where the vendor answers when it listens on `port`."""
        return f"http://127.0.0.1:{port}{self.path}"


DEMO_ACCOUNTS = (
    DemoAccount("repcard", "RepCard", "/api", {"api_key": REPCARD_KEY}),
    DemoAccount("repsly", "Repsly", "", {"username": REPSLY_USERNAME, "password": REPSLY_PASSWORD}),
    DemoAccount("assemble", "Assemble", "/api", {"email": ASSEMBLE_EMAIL, "password": ASSEMBLE_PASSWORD}),
    DemoAccount("gormic", "Gormic", "", {"api_key": GORMIC_KEY, "organization_id": GORMIC_ORGANIZATION}),
)


def bind_sockets(port: int | None = None) -> list[socket.socket]:
    """Four listening loopback sockets, one per account in order: `port` to `port` + 3, else free ports.

    Raises OSError where a port is taken.
    """
    return bind_ports([0 if port is None else port + index for index in range(len(DEMO_ACCOUNTS))])


def bind_ports(ports: Sequence[int]) -> list[socket.socket]:
    """Listening loopback sockets on these ports (0 is any free one). Raises OSError where one is taken."""
    sockets: list[socket.socket] = []
    try:
        for port in ports:
            sockets.append(socket.create_server(("127.0.0.1", port)))
    except OSError:
        for each in sockets:
            each.close()
        raise
    return sockets


def child_command(sockets: Sequence[socket.socket], *options: str) -> list[str]:
    """The command that serves the vendors on these sockets (pass their descriptors with `pass_fds`).

    The child ends with its standard input. `options` are further ones of `python -m explorer.demo`.
    """
    fds = ",".join(str(each.fileno()) for each in sockets)
    return [sys.executable, "-m", "explorer.demo", "--fd", fds, "--watch-stdin", *options]


def sockets_of(fds: Sequence[int]) -> list[socket.socket]:
    """The listening sockets behind file descriptors inherited from a parent. Raises OSError for any other."""
    return [socket.socket(fileno=fd) for fd in fds]


def ports_of(sockets: Sequence[socket.socket]) -> list[int]:
    """The ports that bound sockets listen on."""
    return [int(each.getsockname()[1]) for each in sockets]


def config_text(ports: Sequence[int], token: str = "") -> str:
    """A complete TOML config of explorer for the four vendors on these ports.

    With `token`, which they want for it, a remark tells how their faults are changed.
    """
    where = f"# faults: http://127.0.0.1:{ports[0]}{CONTROL_PATH} with the header Authorization: Bearer {token}"
    lines = [where] if token else []
    lines.append("demo = true")
    for account, port in zip(DEMO_ACCOUNTS, ports, strict=True):
        auth = ", ".join(f'{key} = "{value}"' for key, value in account.auth.items())
        lines += [
            "",
            f"[accounts.{account.name}]",
            f'vendor = "{account.vendor}"',
            f'title = "{account.title}"',
            f'base_url = "{account.base_url(port)}"',
            f"auth = {{ {auth} }}",
        ]
    return "\n".join(lines) + "\n"
