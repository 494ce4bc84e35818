"""`Address`: the one name of everything, `ACCOUNT/RESOURCE[/ID[/SUBRESOURCE[/ID...]]]`."""

from __future__ import annotations

from urllib.parse import quote, unquote

from explorer.model.errors import AddressError
from explorer.model.value import dataclass

Segments = tuple[str, ...]
"""Resource names and ids by turns, such as `("users", "46485", "notes")`."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a thing lives. Ids are kept as they are and percent-encoded only when written."""

    account: str
    segments: Segments = ()

    @classmethod
    def parse(cls, text: str) -> Address:
        """The address written in `text`. Raises AddressError when a part is empty."""
        parts = text.strip().strip("/").split("/")
        if not all(parts):
            raise AddressError(
                f"“{text}” is not an address: a part of it is empty",
                next_step="write ACCOUNT/RESOURCE/ID, such as repcard/users/1476",
            )
        account, *segments = (unquote(part) for part in parts)
        return cls(account, tuple(segments))

    def __str__(self) -> str:
        return "/".join([quote(self.account, safe=""), *(quote(part, safe="@+,:=") for part in self.segments)])

    @property
    def is_account(self) -> bool:
        """Names an account alone."""
        return not self.segments

    @property
    def is_collection(self) -> bool:
        """Names a collection of records, such as `assemble/users`."""
        return len(self.segments) % 2 == 1

    @property
    def is_record(self) -> bool:
        """Names one record, such as `assemble/users/46485`."""
        return bool(self.segments) and len(self.segments) % 2 == 0

    @property
    def key(self) -> str:
        """The record's own id; the empty string for a collection or an account."""
        return self.segments[-1] if self.is_record else ""

    @property
    def collection(self) -> Address:
        """The collection this record is in; itself for a collection."""
        return Address(self.account, self.segments[:-1]) if self.is_record else self

    @property
    def parent(self) -> Address:
        """One level up; an account is its own parent."""
        return Address(self.account, self.segments[:-1])

    def child(self, segment: str) -> Address:
        """One level down."""
        return Address(self.account, (*self.segments, segment))
