"""The config as it takes effect: every value with where it comes from, credentials masked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from explorer.config import Config, Document
from explorer.model.account import Account, Secret
from explorer.model.text import safe

MASK = "***"


def show(config: Config, document: Document, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Lines of text: key, value and origin."""

    def line(path: tuple[str, ...], value: object, otherwise: str = "default") -> str:
        here = document.lines.get(path)
        origin = f"line {here}" if here else otherwise
        return f"{safe('.'.join(path)):44} {safe(_shown(value)):44} {origin}"

    yield line(("theme",), config.theme or "the default one")
    yield line(("mouse",), config.mouse)
    yield line(("masked",), config.masked)
    yield line(("demo",), config.demo)
    yield line(("cache", "memory_only"), config.cache.memory_only)
    yield line(("cache", "pages_days"), config.cache.pages_days)
    yield line(("cache", "records_days"), config.cache.records_days)
    yield line(("cache", "versions"), config.cache.versions)
    yield line(("cache", "versions_days"), config.cache.versions_days)
    yield line(("cache", "versions_percent"), config.cache.versions_percent)
    for command, keys in config.keys.items():
        yield line(("keys", command), ", ".join(keys) or "none")
    for account in config.accounts.values():
        yield ""
        for path, value, otherwise in _account(account, document, environment):
            yield line(path, value, otherwise)


def _account(
    account: Account, document: Document, environment: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], object, str]]:
    top = ("accounts", account.name)
    yield (*top, "vendor"), account.vendor.name, ""
    yield (*top, "title"), account.title, "the vendor's"
    yield (*top, "base_url"), account.base_url, "the vendor's"
    yield (*top, "read_only"), account.read_only, "default"
    yield (*top, "memory_only"), account.memory_only, "default"
    for name, secret in account.credentials.items():
        yield (*top, "auth", name), f"{MASK} {_source(secret, environment)}", ""
    for name, value in account.options.items():
        yield (*top, "options", name), value, ""
    for name, (method, path) in account.operations.items():
        key = (*top, "operations", name)
        yield key if key in document.lines else (*top, "operations", *name.split(".", 1)), f"{method} {path}", ""
    network = {
        "timeout": account.network.timeout,
        "parallel": account.network.parallel or account.vendor.parallel,
        "ca_file": account.network.ca_file or "the system's authorities",
        "trust_env": account.network.trust_env,
    }
    for name, setting in network.items():
        shared = document.lines.get(("network", name))
        yield (*top, "network", name), setting, f"line {shared}, for all accounts" if shared else "default"


def _source(secret: Secret, environment: Mapping[str, str]) -> str:
    match secret.source:
        case "env":
            return f"from ${secret.value} ({'set' if environment.get(str(secret.value)) else 'not set'})"
        case "command":
            # The arguments may say more than a stranger should read.
            return f"from the command {secret.value[0]}"
        case "file":
            return f"from the file {secret.value}"
        case "keyring":
            return "from the keyring"
        case "inline":
            return "from this file"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
