"""`NewAccounts`: what setting up an account takes of the parts that the screen does not see. The composition root hands
it over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING

from explorer.model.resource import Vendor
from explorer.model.value import dataclass
from explorer.repository import Repository
from explorer.repository.online import Ask

if TYPE_CHECKING:
    from explorer.model.account_draft import AccountDraft, Trial


@dataclass(frozen=True, slots=True)
class NewAccounts:
    """Functions that raise ExplorerError. All but `problems` and `try_out` wait for a disk: for a thread."""

    file: str
    """The config that accounts are written to."""
    begin: Callable[[], tuple[Mapping[str, Vendor], Collection[str]]]
    """The vendors there are, and the names of the accounts that stand in the config."""
    problems: Callable[[AccountDraft, Mapping[str, Vendor]], Mapping[str, str]]
    """What is wrong with a draft, by the key within its table."""
    try_out: Callable[[AccountDraft, Ask], Awaitable[Trial]]
    """Makes a test call."""
    add: Callable[[AccountDraft], Repository]
    """Writes the account and opens it."""
