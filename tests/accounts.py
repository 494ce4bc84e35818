"""Opens accounts as the program does: a config text, the real client and the real cache."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path

from explorer.api.client import Client
from explorer.api.tokens import FileTokens
from explorer.config import parse
from explorer.model.account import Account
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from explorer.vendors import discover


def accounts_of(config_text: str) -> Mapping[str, Account]:
    """The accounts of a config, by name."""
    config = parse(config_text, discover())
    assert not config.errors, config.errors
    return config.accounts


def open_repository(
    account: Account,
    folder: Path,
    *,
    offline: bool = False,
    clock: Callable[[], float] = time.time,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Repository:
    """The account with cache, journal and token in `folder`; its credentials stand in the config."""
    path = folder / f"{account.vendor.name}-{account.identity}.sqlite"

    async def credentials() -> dict[str, str]:
        return {name: str(secret.value) for name, secret in account.credentials.items()}

    async def connect(ask: Ask) -> Client:
        return Client(account, credentials, tokens=FileTokens(folder, account.identity), ask=ask)

    @cache
    def journal() -> Journal:
        return Journal(folder / "journal.sqlite", clock=clock, uptime=clock)

    return Repository(
        account,
        Cache(path, clock=clock),
        connect,
        journal=journal,
        offline=offline,
        clock=clock,
        monotonic=monotonic,
        sleep=sleep,
    )
