"""`Session`: what the composition root hands to a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli.outcome import say
from explorer.config import Config
from explorer.config.files import FIRST_STEPS
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError, ConfigError
from explorer.model.kept_views import MARK, KeptViews
from explorer.model.value import dataclass
from explorer.model.view import written
from explorer.repository import LocalCopy

if TYPE_CHECKING:
    from explorer.doctor.accounts import Access
    from explorer.model.journal import Purged
    from explorer.repository import Repository
    from explorer.store.journal import Journal


@dataclass(frozen=True, slots=True)
class Session:
    """The accounts a command may use, and how to reach what they hold."""

    config: Config
    offline: bool
    local_copy: Callable[[Account], LocalCopy]
    """Opens what is held of an account."""
    repository: Callable[[Account], Repository]
    """Opens an account with its network. The first request loads what that takes."""
    purge: Callable[[Account | None], tuple[int, Purged]]
    """Deletes what is held of one account, or of all that ever were, also in the journal; returns the bytes that were
    freed, and what became of the journal."""
    cache_file: Callable[[Account], Path | None]
    """Where an account's copy is kept; None: in memory only."""
    journal: Callable[[], Journal]
    """Opens what was written, of all accounts."""
    access: Callable[[], Access]
    """The ways to each account that a look at it takes, where nobody answers a second factor."""

    kept_views: Callable[[], KeptViews]
    """Reads the columns and saved views. Raises ConfigError."""

    def view_text(self, text: str) -> str:
        """The view that `text` is the name of, as text; of what is no such name itself. Raises UsageError,
        ConfigError."""
        return self.kept_views().view(text) if text.startswith(MARK) else text

    def rows_text(self, text: str) -> str:
        """`text`, or what a URL of an account's API shows, as the text of a view. Raises AddressError."""
        if "://" not in text:
            return text
        from explorer.cli.place import view_of  # most give an address

        return written(view_of(text, self.config.accounts, say))

    def address(self, text: str, *, of_held: bool = True) -> tuple[Account, Address]:
        """The account and address that `text` names: an address, a URL of an account's API, or with `of_held` the id or
        e-mail of the one held record that has it. Raises AddressError, ConfigError."""
        if not text.strip():
            raise AddressError("an address is missing", next_step="explorer ls shows the accounts")
        address: Address | None
        if "://" in text:
            from explorer.cli.place import address_of  # most give an address

            address = address_of(text, self.config.accounts, say)
        elif "/" in text or text in self.config.accounts:
            address = Address.parse(text)
        else:
            address = self._held(text) if of_held and not self._is_mistyped_account(text) else None
            if address is None and of_held and "@" in text.strip()[1:]:
                from explorer.cli.place import no_record  # most give an address

                raise no_record(text)
            if address is None and text.isdecimal():
                raise AddressError(
                    f"the id “{text}” alone is no address", next_step="write ACCOUNT/RESOURCE/ID, see explorer ls"
                )
            address = address or Address.parse(text)
        return self.account(address.account), address

    def _held(self, text: str) -> Address | None:
        """The one held record with this id or e-mail; None: no record that is held. Raises AddressError for several."""
        from explorer.cli.place import held_addresses, only

        held = {name: each for name, each in self.config.accounts.items() if self._has_file(each)}
        found = held_addresses(text, {name: self.local_copy(each) for name, each in held.items()})
        return only(found, text) if found else None

    def _is_mistyped_account(self, text: str) -> bool:
        """It is nearly the name of an account, and without `@` or a digit hardly an e-mail or id: no copy is opened."""
        from explorer.model.nearest import nearest  # most give an address

        may_be_held = "@" in text or any(each.isdigit() for each in text)
        return not may_be_held and bool(nearest(text, self.config.accounts))

    def _has_file(self, account: Account) -> bool:
        """Something may be held of it: to look for a record makes no file."""
        file = self.cache_file(account)
        return file is not None and file.exists()

    def account(self, name: str) -> Account:
        """The account called `name`. Raises ConfigError."""
        if not self.config.accounts and not self.config.errors:
            raise ConfigError("no account is set up", next_step=FIRST_STEPS)
        return self.config.account(name)
