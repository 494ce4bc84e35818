"""`OpenAccounts`: what an app has of its accounts, and ends when it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from explorer.repository import Repository

if TYPE_CHECKING:
    from explorer.model.outcome import Prepared
    from explorer.store.journal import Journal

LEAVE_WITHIN: Final = 1.5
"""Seconds that writes on their way have when the system ends the program; the next start looks for their outcomes."""


class OpenAccounts:
    """The repositories of all accounts, in the order of the tabs, and the journal."""

    def __init__(self, repositories: Sequence[Repository], journal: Callable[[], Journal]) -> None:
        """`journal` opens what was written and typed."""
        self.journal = journal
        self._repositories = list(repositories)
        self._leave_within: float | None = None
        self.end_with_app = True
        """Else whoever runs the app closes them."""

    def __iter__(self) -> Iterator[Repository]:
        return iter(self._repositories)

    def __len__(self) -> int:
        return len(self._repositories)

    def add(self, repository: Repository) -> None:
        """Have one more account."""
        self._repositories.append(repository)

    def identity_of(self, account: str) -> str:
        """What tells the account of this name from every other."""
        return next(each.account.identity for each in self if each.account.name == account)

    @property
    def on_the_way(self) -> Sequence[Prepared]:
        """The writes of all accounts that have no outcome yet."""
        return [write for each in self for write in each.on_the_way]

    def hurry(self) -> None:
        """The system ends the program: from now on the outcome of a write is waited for `LEAVE_WITHIN` seconds at
        most."""
        self._leave_within = LEAVE_WITHIN

    async def end_writes(self, within: float | None = None) -> None:
        """Wait for the writes on their way, `within` seconds at most, and no longer than the system wants to."""
        limit = self._leave_within if within is None else within
        await asyncio.gather(*(each.end_writes(limit) for each in self))

    async def close(self) -> None:
        """Close all, after the writes on their way."""
        await asyncio.gather(*(each.close(within=self._leave_within) for each in self))
