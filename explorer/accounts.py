"""Opens what an account needs: its cache, its repository and, when the network is first needed, its client."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeAlias

from explorer.config import Config
from explorer.config.files import Folders
from explorer.model.account import Account, hidden_variables
from explorer.model.errors import ConfigError, StoreError
from explorer.repository import LocalCopy
from explorer.store import files
from explorer.store.cache import Cache

if TYPE_CHECKING:
    from explorer.api.client import Client
    from explorer.api.tokens import FileTokens
    from explorer.config.secrets import CredentialSource
    from explorer.doctor.accounts import Access
    from explorer.model.account_draft import Trial
    from explorer.model.journal import Purged
    from explorer.repository import Repository
    from explorer.repository.online import Ask, Connect
    from explorer.store.hosts import KnownHosts
    from explorer.store.journal import Journal

_DAY: Final = 86_400.0
_NAMED: Final = 3
"""So many accounts are named at most where something holds for many."""
AskHost: TypeAlias = Callable[[Account, str], Awaitable[bool]]
"""Given an account and the origin that its credentials last went to."""


class Accounts:
    """The accounts of one config, opened on demand. To be closed at the end."""

    def __init__(
        self, config: Config, folders: Folders, *, offline: bool = False, terminal: bool = True, tidy: bool = False
    ) -> None:
        """`terminal`: a command that fetches a credential may ask for a passphrase on it. `tidy`: each cache forgets
        what is old as soon as it is opened."""
        self._config = config
        self._folders = folders
        self._offline = offline
        self._terminal = terminal
        self._tidy = tidy
        self._caches: dict[str, Cache] = {}
        self._journal: Journal | None = None
        self._opening = Lock()
        self._without: dict[str, str] = {}
        self.ask_host: AskHost | None = None
        """Asks whether credentials that went to one host may go to another; None: nobody can be asked."""

    @property
    def notices(self) -> list[str]:
        """What has to be said about the caches that were opened, each thing once for all accounts, and the journal."""
        alike: dict[str, dict[str, str]] = {}
        for name, cache in self._caches.items():
            if words := self._without.get(name, cache.notice):
                file = self._file(self._config.accounts[name])
                alike.setdefault(words.replace(file.stem, "*"), {})[name] = words
        said = [_of_all(words, of_each) for words, of_each in alike.items()]
        if self._journal is not None and self._journal.notice:
            said.append(self._journal.notice)
        return said

    def local_copy(self, account: Account) -> LocalCopy:
        """What is held of `account`. Raises StoreError."""
        return LocalCopy(account, self._cache(account))

    def repository(self, account: Account) -> Repository:
        """`account` with its network. Raises StoreError."""
        from explorer.repository import Repository

        return Repository(
            account, self._cache(account), self._connect(account), journal=self.journal, offline=self._offline
        )

    def add(self, account: Account) -> Repository:
        """One more account, from now on like those of the config. Raises StoreError."""
        self._config = replace(self._config, accounts={**self._config.accounts, account.name: account})
        return self.repository(account)

    async def try_out(self, account: Account, ask: Ask) -> Trial:
        """What the vendor answers to one small reading call; nothing of it is kept. Raises ExplorerError."""
        from explorer.repository.trial import try_out

        client = await self._connect(account)(ask)
        if account.name in self._caches:
            client.report_to(self._caches[account.name].note_request)
        try:
            return await try_out(account, client)
        finally:
            await client.aclose()

    def access(self, asking: Callable[[Account], Ask]) -> Access:
        """The ways to each account that a look at it takes; `asking` gives who answers a second factor."""
        from explorer.doctor.accounts import Access

        return Access(
            read_credentials=lambda account: self.credentials(account).read(),
            last_host=self.last_host,
            token=lambda account: self.tokens(account).load(),
            try_out=lambda account: self.try_out(account, asking(account)),
        )

    def credentials(self, account: Account) -> CredentialSource:
        """Where the credentials of `account` are read from."""
        from explorer.config.secrets import CredentialSource

        hidden = hidden_variables([*self._config.accounts.values(), account])
        return CredentialSource(account, hidden=hidden, terminal=self._terminal)

    def tokens(self, account: Account) -> FileTokens:
        """What signing in to `account` earned."""
        from explorer.api.tokens import FileTokens

        return FileTokens(self._folders.state / "tokens", account.identity)

    def last_host(self, account: Account) -> str:
        """The origin that the credentials of `account` went to last; empty: none yet. Raises StoreError."""
        return self._hosts.last(account)

    def journal(self) -> Journal:
        """What was written and typed, of all accounts. It is on disk even where no copy is kept: without it nobody
        could tell what became of a write. It is one for all threads, and forgets what is old when it is opened. Raises
        StoreError."""
        with self._opening:
            if self._journal is None:
                from explorer.store.journal import Journal

                self._journal = Journal(self._journal_file)
                with suppress(StoreError):  # what is old can wait; what cannot be written says so itself
                    self._journal.expire()
            return self._journal

    def cache_file(self, account: Account) -> Path | None:
        """Where the copy is kept; None: in memory only."""
        return None if self._config.cache.memory_only or account.memory_only else self._file(account)

    def purge(self, account: Account | None) -> tuple[int, Purged]:
        """Deletes the copy of `account`, and what the journal keeps of records before and after writes; None: every
        copy there is, of accounts no longer set up, too. Returns the bytes that were freed, and what became of the
        journal. Raises StoreError, after all that could be deleted was."""
        from explorer.model.journal import Purged

        freed, failures, purged = 0, [], Purged()
        for file in [self._file(account)] if account else self._folders.cache.glob("*.sqlite"):
            before = files.size(file)
            try:
                _purge(file)
            except OSError as error:
                failures.append(f"{file} cannot be deleted: {error.strerror}")
            freed += before - files.size(file)
        if files.size(self._journal_file):
            try:
                journal = self.journal()
                before = journal.size()
                purged = journal.purge(account.identity if account else None)
                freed += max(before - journal.size(), 0)  # what SQLite keeps beside an open file may grow
            except StoreError as error:
                failures.append(str(error))
        if failures:
            raise StoreError("; ".join(failures), next_step="check who owns the folder and how it is mounted")
        return freed, purged

    def expire(self) -> None:
        """Has every open cache look for damage where it was not closed, and forget what the config no longer wants
        kept, in a thread of its own."""
        for cache in list(self._caches.values()):
            self._expire(cache)

    def close(self) -> None:
        """Closes every cache that was opened, and the journal."""
        for cache in self._caches.values():
            cache.close()
        if self._journal is not None:
            self._journal.close()

    @cached_property
    def _hosts(self) -> KnownHosts:
        from explorer.store.hosts import KnownHosts  # what is only read asks no host

        return KnownHosts(self._folders.state / "hosts")

    @property
    def _journal_file(self) -> Path:
        return self._folders.state / "journal.sqlite"

    def _file(self, account: Account) -> Path:
        """Named by what the account is, not by what it is called."""
        return self._folders.cache / f"{account.vendor.name}-{account.identity}.sqlite"

    def _cache(self, account: Account) -> Cache:
        if account.name not in self._caches:
            self._caches[account.name] = self._open(account)
            if self._tidy:
                self._expire(self._caches[account.name])
        return self._caches[account.name]

    def _open(self, account: Account) -> Cache:
        try:
            return Cache(self.cache_file(account), versions_kept=self._config.cache.versions)
        except StoreError as error:
            if self._offline:
                raise
            # The vendor can still be asked; what it answers is forgotten at the end.
            self._without[account.name] = f"nothing is kept on disk: {error}"
            return Cache(None)

    def _expire(self, cache: Cache) -> None:
        kept, now = self._config.cache, time.time()
        cache.upkeep.check()
        cache.upkeep.expire(
            pages_before=now - kept.pages_days * _DAY,
            records_before=now - kept.records_days * _DAY,
            versions_before=now - kept.versions_days * _DAY,
            versions_share=kept.versions_percent / 100,
        )

    def _connect(self, account: Account) -> Connect:
        """Makes the client. What it takes is loaded in a thread: it is half of all there is to load."""

        async def connect(ask: Ask) -> Client:
            import asyncio

            await self._check_host(account)
            return await asyncio.to_thread(self._client, account, ask)

        return connect

    async def _check_host(self, account: Account) -> None:
        """Raises ConfigError when the credentials last went to another host, and nobody says that they may go here."""
        import asyncio

        before = await asyncio.to_thread(self._hosts.last, account)
        if before == account.origin:
            return
        if before and not (self.ask_host is not None and await self.ask_host(account, before)):
            raise ConfigError(
                f"{account.name}: its credentials were last used with {before}, and the config names {account.origin}",
                next_step=f"if that is right, run: explorer config trust {account.name}",
            )
        with suppress(StoreError):  # a disk that takes nothing is no reason to stay away from a first host
            await asyncio.to_thread(self._hosts.keep, account)

    def _client(self, account: Account, ask: Ask) -> Client:
        from explorer.api.client import Client

        return Client(account, self.credentials(account), tokens=self.tokens(account), ask=ask)


def _of_all(words: str, of_each: Mapping[str, str]) -> str:
    """`words` about the accounts that they hold for; of one alone what is said of it."""
    names = list(of_each)
    if len(names) == 1:
        return f"{names[0]}: {of_each[names[0]]}"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}: {words}"


def _purge(file: Path) -> None:
    """Empties the cache at `file`, which another explorer may have open; where that fails, as on a full disk, deletes
    it. Raises OSError."""
    try:
        with closing(Cache(file)) as cache:
            cache.upkeep.purge().result()
    except StoreError:
        for each in (file, *files.damaged_copies(file)):
            files.remove(each)
