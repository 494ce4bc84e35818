"""The config file as values. Reading it needs neither pydantic nor a network, and no secret is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final

from explorer.config.account import INLINE, account, read_network
from explorer.config.document import Document, Problem, Table
from explorer.model.account import Account, Network
from explorer.model.errors import ConfigError
from explorer.model.nearest import hint
from explorer.model.resource import Vendor
from explorer.model.value import dataclass

DAYS_BOUNDS: Final = (0, 3650)
VERSIONS_MOST: Final = 1000

__all__ = ["CacheSettings", "Config", "Document", "Problem", "parse", "read", "vendor_names"]


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """What is kept on disk, and for how long."""

    memory_only: bool = False
    """Nothing is written; what was seen is forgotten at the end."""
    pages_days: float = 7
    records_days: float = 30
    """Days after the last confirmed sync of a record's collection."""
    versions: int = 20
    """Earlier forms of one record."""
    versions_days: float = 90
    """Days after the next form of the record was met."""
    versions_percent: float = 25
    """Of an account's file, for all its earlier forms together."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a config file says, with defaults for what it does not."""

    path: str = ""
    accounts: Mapping[str, Account] = field(default_factory=dict)
    """In the order of the file, by name: those without mistakes."""
    problems: tuple[Problem, ...] = ()
    theme: str = ""
    """A theme's name; empty: the default one."""
    mouse: bool = True
    """The screen takes the mouse; without, the terminal selects text with it."""
    masked: bool = False
    """Personal data is masked on the screen to begin with."""
    cache: CacheSettings = field(default_factory=CacheSettings)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by command, as the user wants them; an empty tuple: none."""
    demo: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that switch something off."""
        return tuple(each for each in self.problems if not each.warning)

    @property
    def inline_credentials(self) -> tuple[str, ...]:
        """The keys of credentials that stand in the file itself and are good for more than this machine."""
        return tuple(each.key for each in self.problems if each.message == INLINE)

    def account(self, name: str) -> Account:
        """The account called `name`. Raises ConfigError, which says what is wrong with it, or names the nearest."""
        if name in self.accounts:
            return self.accounts[name]
        key = f"accounts.{name}"
        for problem in self.errors:
            if problem.key == key or problem.key.startswith(key + "."):
                raise ConfigError(f"account {name} cannot be used: {problem}")
        if not name and self.errors:
            raise ConfigError("no account can be used", next_step="explorer config check names what to mend")
        raise ConfigError(
            f"there is no account “{name}”", next_step=hint(name, self.accounts) or "add one: explorer config path"
        )


def vendor_names(document: Document) -> frozenset[str]:
    """The vendors that the accounts of `document` name, known or not."""
    accounts = document.values.get("accounts")
    tables = accounts.values() if isinstance(accounts, dict) else ()
    named = (each.get("vendor") for each in tables if isinstance(each, dict))
    return frozenset(name for name in named if isinstance(name, str))


def parse(text: str, vendors: Mapping[str, Vendor], path: str = "config.toml") -> Config:
    """The config in the TOML `text`. Mistakes become problems; an account with one is left out, the others stay."""
    return read(Document(text, path), vendors)


def read(document: Document, vendors: Mapping[str, Vendor]) -> Config:
    """Like `parse`, of a document that is read already."""
    top = document.table()
    network = read_network(top.inner("network"), Network())
    accounts = top.inner("accounts")
    made: dict[str, Account] = {}
    for name in accounts.names():
        found = account(accounts.inner(name), vendors, network)
        if found is not None:
            made[name] = found
    theme = top.text("theme")
    cache = _cache(top.inner("cache"))
    keys = _keys(top.inner("keys"))
    mouse, masked = top.flag("mouse", True), top.flag("masked")
    demo = top.flag("demo")
    top.done()
    problems = tuple(sorted(document.problems, key=lambda each: each.line or 0))
    return Config(document.file, made, problems, theme, mouse, masked, cache, keys, demo)


def _cache(table: Table) -> CacheSettings:
    defaults = CacheSettings()
    made = CacheSettings(
        memory_only=table.flag("memory_only"),
        pages_days=table.number("pages_days", defaults.pages_days, *DAYS_BOUNDS),
        records_days=table.number("records_days", defaults.records_days, *DAYS_BOUNDS),
        versions=table.integer("versions", defaults.versions, 0, VERSIONS_MOST),
        versions_days=table.number("versions_days", defaults.versions_days, *DAYS_BOUNDS),
        versions_percent=table.number("versions_percent", defaults.versions_percent, 0, 100),
    )
    table.done()
    return made


def _keys(table: Table) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for command in table.names():
        value = table.raw(command)
        if isinstance(value, str):
            value = [value]
        if isinstance(value, list) and all(isinstance(key, str) and key for key in value):
            made[command] = tuple(value)
        else:
            table.note(command, 'has to be a key such as "e", or a list of keys; an empty list unbinds')
    return made
