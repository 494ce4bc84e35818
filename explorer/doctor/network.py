"""Proxies in the environment, and the authorities that certificates are checked against."""

from __future__ import annotations

import os
import ssl
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from explorer.doctor.finding import Finding
from explorer.model.account import Account
from explorer.model.value import dataclass

_PROXIES: Final = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_SUBJECT: Final = "network"


@dataclass(frozen=True, slots=True)
class Authorities:
    """Where Python's OpenSSL looks for certificate authorities."""

    file: str
    folder: str
    override: str
    """What SSL_CERT_FILE names; empty: it is not set."""
    override_there: bool = True


def gather_authorities() -> Authorities:
    """Asks OpenSSL."""
    paths = ssl.get_default_verify_paths()
    override = os.environ.get("SSL_CERT_FILE", "")
    return Authorities(paths.cafile or "", paths.capath or "", override, not override or Path(override).is_file())


def judge_authorities(found: Authorities, accounts: Collection[Account]) -> Iterator[Finding]:
    """What to say of them, and of the accounts' own."""
    if not found.override_there:
        yield Finding(
            _SUBJECT,
            "TLS",
            "failed",
            f"SSL_CERT_FILE names {found.override}, which is not there",
            "run: unset SSL_CERT_FILE",
        )
    elif found.file or found.folder:
        yield Finding(_SUBJECT, "TLS", "fine", f"the system's authorities, {found.file or found.folder}")
    else:
        yield Finding(
            _SUBJECT,
            "TLS",
            "look",
            "this Python knows of no authorities of the system; those of certifi are used",
            "install ca-certificates, or name ca_file under [network]",
        )
    for path in sorted({each.network.ca_file for each in accounts if each.network.ca_file}):
        there = os.access(path, os.R_OK)
        yield Finding(
            _SUBJECT,
            "ca_file",
            "fine" if there else "failed",
            path if there else f"{path} cannot be read",
            "" if there else "correct it under [network]",
        )


def judge_proxies(environ: Mapping[str, str], accounts: Collection[Account]) -> Iterator[Finding]:
    """Whether a proxy is named, and used. A password in its URL is not shown."""
    named = {name: value for name in _PROXIES for key in (name, name.lower()) if (value := environ.get(key))}
    using = [each.name for each in accounts if each.network.trust_env]
    if not named:
        found = "none is named in the environment"
        yield Finding(_SUBJECT, "proxy", "fine", f"{found}, though trust_env is on" if using else found)
        return
    shown = ", ".join(f"{name} {_host(value)}" for name, value in named.items())
    if using:
        yield Finding(_SUBJECT, "proxy", "fine", f"{shown}; used for {', '.join(using)}")
    if any(not each.network.trust_env for each in accounts):
        yield Finding(
            _SUBJECT,
            "proxy",
            "look",
            f"{shown}; not used",
            "if there is no other way out: trust_env = true under [network]",
        )
    elif not using:
        yield Finding(_SUBJECT, "proxy", "fine", shown)


def _host(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"//{url}")
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}" if parts.scheme else place
