"""One person in several systems: the records that may be of one who was looked at, and what was not looked at."""

from __future__ import annotations

from explorer.model.address import Address
from explorer.model.errors import ExplorerError
from explorer.model.identity import Reason, is_sure
from explorer.model.listing import Held
from explorer.model.resource import Resource
from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A record that may be of the same person."""

    held: Held
    resource: Resource
    account_title: str
    reasons: tuple[Reason, ...]
    """The strongest first; at least one."""

    @property
    def address(self) -> Address:
        """Where it is."""
        return self.held.address

    @property
    def label(self) -> str:
        """Its name for people, unsafe."""
        return self.resource.label_of(self.held.known)

    @property
    def sure(self) -> bool:
        """There is more than a maybe."""
        return is_sure(self.reasons)

    @property
    def archived(self) -> bool:
        """Its vendor marks it deleted."""
        return bool(self.resource.archived) and self.held.known.get(self.resource.archived) is not None


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A collection of people that is not held whole, so that somebody may be missing."""

    address: Address
    """Of the collection."""
    held: int
    total: int | None
    """None: the vendor does not say."""
    listed: bool = True
    """There is a call that lists it."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Who else may be the same person."""

    of: Held
    matches: tuple[Match, ...] = ()
    """Sure ones first, then by reason, in the order of the accounts."""
    cut: bool = False
    """There are more who have the same name."""
    parts: tuple[HeldPart, ...] = ()
    """The copies that may hold more."""
    opened_only: tuple[Address, ...] = ()
    """Collections whose rows tell neither e-mail nor phone: only those of records that were opened are known."""
    failed: tuple[tuple[str, ExplorerError], ...] = ()
    """Accounts whose copies could not be read, and why."""
