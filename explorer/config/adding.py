"""Adding an account to the config file: its table is put behind what stands there, of which nothing else changes."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

import tomli_w

from explorer.config import Config, parse
from explorer.config.files import read_text, sample
from explorer.model.account import Account, Secret
from explorer.model.account_draft import AccountDraft
from explorer.model.errors import ConfigError
from explorer.model.resource import Vendor
from explorer.model.text import safe
from explorer.store import private_file
from explorer.store.files import alone

_ATTEMPTS: Final = 5
"""How often the file is read anew when somebody writes to it meanwhile."""

Stamp = tuple[int, ...]
"""Tells whether a file is still the one that was read."""


def table_text(draft: AccountDraft, vendor: Vendor | None = None) -> str:
    """The account as a TOML table; what is the vendor's own anyway is left out."""
    members: dict[str, Any] = {"vendor": draft.vendor}
    if draft.title and (vendor is None or draft.title != vendor.title):
        members["title"] = draft.title
    if draft.base_url and (vendor is None or draft.base_url.rstrip("/") != vendor.base_url):
        members["base_url"] = draft.base_url
    members["auth"] = {name: _source(secret) for name, secret in draft.credentials.items()}
    if draft.options:
        members["options"] = {name: _number(text) for name, text in draft.options.items()}
    header = tomli_w.dumps({"accounts": {draft.name: {}}})
    return header + "".join(f"{_key(name)} = {_inline(value)}\n" for name, value in members.items())


def problems(draft: AccountDraft, vendors: Mapping[str, Vendor]) -> dict[str, str]:
    """What is wrong with `draft`, by dotted key within its table, such as `auth.api_key.env`. Reads no file."""
    found = parse(table_text(draft, vendors.get(draft.vendor)), vendors)
    prefix = f"accounts.{draft.name}"
    return {
        each.key.removeprefix(prefix).removeprefix("."): "; ".join(filter(None, (each.message, each.next_step)))
        for each in found.errors
    }


class ConfigFile:
    """The config file that accounts are added to. It need not be there yet."""

    def __init__(self, path: Path, vendors: Callable[[], Mapping[str, Vendor]]) -> None:
        """`vendors` are all there are; looking for them takes a while."""
        self.path = path
        self._vendors = vendors

    def names(self) -> Collection[str]:
        """The accounts that stand there, also those with mistakes. Raises ConfigError."""
        text, _ = self._read()
        accounts = _values(text, self.path).get("accounts", {})
        return tuple(accounts) if isinstance(accounts, dict) else ()

    def account(self, draft: AccountDraft) -> Account:
        """What `draft` would make, with the file's own network settings. Raises ConfigError."""
        text, _ = self._read()
        return self._made(self._added(text, draft), draft)

    def add(self, draft: AccountDraft) -> Account:
        """Writes `draft` behind what stands in the file then, readable by its owner only. Raises ConfigError."""
        real = Path(os.path.realpath(self.path))  # a link stays one
        try:
            real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with alone(real.parent):
                return self._add(real, draft)
        except OSError as error:
            raise ConfigError(
                f"{safe(str(self.path))} cannot be written: {error.strerror}", next_step=_by_hand(self.path)
            ) from None

    def _add(self, real: Path, draft: AccountDraft) -> Account:
        for _ in range(_ATTEMPTS):
            text, stamp = self._read()
            added = self._added(text, draft)
            account = self._made(added, draft)
            if _stamp(real) == stamp:
                private_file.replace(real, added)
                return account
        raise ConfigError(f"{safe(str(self.path))} is being written by somebody else", next_step="try again")

    def _read(self) -> tuple[str, Stamp]:
        """The text, the sample where there is no file, and what the file was then."""
        stamp = _stamp(self.path)
        try:
            return read_text(self.path)[0], stamp
        except FileNotFoundError:
            return sample(), ()

    def _added(self, text: str, draft: AccountDraft) -> str:
        """`text` with the new table, and nothing else that means anything else than before. Raises ConfigError."""
        before = _values(text, self.path)
        accounts = before.get("accounts", {})
        if isinstance(accounts, dict) and draft.name in accounts:
            raise ConfigError(f"there is an account “{draft.name}” already", next_step="choose another name")
        gap = "" if text.endswith("\n\n") or not text else "\n" if text.endswith("\n") else "\n\n"
        table = table_text(draft, self._vendors().get(draft.vendor))
        added = text + gap + table
        try:
            after = tomllib.loads(added)
        except tomllib.TOMLDecodeError:
            after = {}
        new = tomllib.loads(table)["accounts"]
        if not isinstance(accounts, dict) or after != {**before, "accounts": {**accounts, **new}}:
            raise ConfigError(
                f"{safe(str(self.path))} is written so that no table can be added at its end",
                next_step=_by_hand(self.path),
            )
        return added

    def _made(self, text: str, draft: AccountDraft) -> Account:
        config: Config = parse(text, self._vendors(), str(self.path))
        return config.account(draft.name)


def _values(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise ConfigError(
            f"{safe(str(path))} has a mistake in it, and nothing is added to it",
            next_step="explorer config check names the line",
        ) from None


def _by_hand(path: Path) -> str:
    return f"write the account into {safe(str(path))} by hand: explorer config path, and the README"


def _stamp(path: Path) -> Stamp:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _source(secret: Secret) -> Any:
    if secret.source == "inline":
        return secret.value
    return {secret.source: list(secret.value) if isinstance(secret.value, tuple) else secret.value}


def _number(text: str) -> str | int:
    """`text`, as a number where it is one and nothing else."""
    return int(text) if text.isascii() and text.isdecimal() and str(int(text)) == text else text


def _inline(value: Any) -> str:
    """`value` on one line: tomli-w would make a table of its own of each."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(name)} = {_inline(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return tomli_w.dumps({"value": value}).removeprefix("value = ").removesuffix("\n")


def _key(name: str) -> str:
    return tomli_w.dumps({name: 0}).partition(" = ")[0]
