"""How a file on this machine comes to the user's own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from shlex import quote


def scp_command(path: str, user: str, host: str, environ: Mapping[str, str]) -> str:
    """The command, for the user's own machine, that fetches `path` from here by scp.

    Within an SSH session the address is the one it came in by, as sshd tells in SSH_CONNECTION (client's address and
    port, server's address and port); else `host`.
    """
    parts = environ.get("SSH_CONNECTION", "").split()
    port = ""
    if len(parts) == 4:
        host, port = parts[2].partition("%")[0], parts[3]
    with suppress(ValueError):  # it is a name
        host = f"[{host}]" if ip_address(host).version == 6 else host
    words = ["scp", *(["-P", port] if port not in ("", "22") else []), f"{user}@{host}:{path}", "."]
    return " ".join(quote(word) for word in words)
