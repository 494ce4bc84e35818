"""What `explorer PLACE` means before the screen is there: an address with what narrows it, a URL, an id or an e-mail of
a held record."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explorer.config.files import FIRST_STEPS
from explorer.model.address import Address
from explorer.model.errors import AddressError, ConfigError
from explorer.model.view import View, parse
from explorer.repository import LocalCopy


def place(text: str, copies: Mapping[str, LocalCopy], url_address: Callable[[str], Address | None]) -> View:
    """The view that `text` stands for. `copies` are by account name. Raises AddressError, ConfigError."""
    if not copies:
        raise ConfigError("no account is set up", next_step=FIRST_STEPS)
    if "://" in text:
        found = url_address(text)
        if found is None:
            raise AddressError("no account has this host, or no call of its API this path")
        return View(found)
    if "/" in text or text in copies:
        return parse(text, {name: copy.account for name, copy in copies.items()})
    if "@" in text:
        return View(_only([hit.address for copy in copies.values() for hit in copy.find(text, limit=3)], text))
    return View(_only(list(_with_id(text, copies)), text))


def _with_id(text: str, copies: Mapping[str, LocalCopy]) -> list[Address]:
    return [
        Address(name, (resource.name, text))
        for name, copy in copies.items()
        for resource in copy.account.vendor.resources
        if copy.held(Address(name, (resource.name, text))) is not None
    ]


def _only(found: list[Address], text: str) -> Address:
    if len(found) == 1:
        return found[0]
    if not found:
        raise AddressError(
            f"no record held here is “{text}”", next_step="write its address: ACCOUNT/RESOURCE/ID, see explorer ls"
        )
    raise AddressError(f"“{text}” is in several places", next_step=f"open {' or '.join(map(str, found))}")
