"""`AccountDraft`: an account on its way into the config, as it was filled in. `Trial`: what a test call saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from explorer.model.account import Secret
from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """One `[accounts.NAME]` table before it is written."""

    name: str
    vendor: str
    title: str = ""
    """Empty: the vendor's."""
    base_url: str = ""
    """Empty: the vendor's."""
    credentials: Mapping[str, Secret] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    """As typed, by option name."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer of a vendor, without anything of a person in it."""

    collection: str
    """What was asked for, as people call it: `users`."""
    seconds: float
    """From the first request, a sign-in among them, to the answer."""
    rows: int
    """Records in the answer."""
    total: int | None = None
    """Records there are, where the vendor says so."""
    skew: float | None = None
    """Seconds that the vendor's clock is ahead of this machine's; None where it did not tell."""
