"""Which host each account's credentials were last sent to: kept between runs, so that a changed config cannot quietly
send a key elsewhere."""

from __future__ import annotations

from pathlib import Path

from explorer.model.account import Account
from explorer.model.errors import StoreError
from explorer.store import private_file


class KnownHosts:
    """A small file for every account's credentials, in `folder`, that names an origin."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def last(self, account: Account) -> str:
        """The origin that the credentials went to last; empty when they went nowhere. Raises StoreError."""
        try:
            return private_file.read(self._file(account)).strip()
        except OSError as error:
            raise StoreError(
                f"the host that {account.name} was last used with cannot be read: {error.strerror}",
                next_step=f"look at {self._folder}",
            ) from None

    def keep(self, account: Account) -> None:
        """From now on they go to the account's present origin. Raises StoreError."""
        try:
            private_file.replace(self._file(account), account.origin + "\n")
        except OSError as error:
            raise StoreError(
                f"the host of {account.name} cannot be kept: {error.strerror}", next_step=f"look at {self._folder}"
            ) from None

    def _file(self, account: Account) -> Path:
        return self._folder / account.key_identity
