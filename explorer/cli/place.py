"""What `explorer PLACE` means before the screen is there: an address with what narrows it, a URL, an id or an e-mail of
a held record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from explorer.config.files import FIRST_STEPS
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError, ConfigError
from explorer.model.view import View, parse
from explorer.repository import LocalCopy


def place(text: str, copies: Mapping[str, LocalCopy]) -> View:
    """The view that `text` stands for. `copies` are by account name. Raises AddressError, ConfigError."""
    if not copies:
        raise ConfigError("no account is set up", next_step=FIRST_STEPS)
    if "://" in text:
        return View(address_of(text, [copy.account for copy in copies.values()]))
    if "/" in text or text in copies:
        return parse(text, {name: copy.account for name, copy in copies.items()})
    return View(only(held_addresses(text, copies), text))


def address_of(url: str, accounts: Iterable[Account]) -> Address:
    """What a URL of one account's API points at. Raises AddressError."""
    from explorer.model.url_address import address_of_url  # the first paint does without

    found = [address for account in accounts if (address := address_of_url(url, account)) is not None]
    if not found:
        raise AddressError("no account has this host, or no call of its API this path")
    return only(found, url)


def held_addresses(text: str, copies: Mapping[str, LocalCopy]) -> list[Address]:
    """The held records with the id, or the e-mail, `text`."""
    if "@" in text:
        return [address for copy in copies.values() for address in _with_email(text, copy)]
    return [
        Address(name, (resource.name, text))
        for name, copy in copies.items()
        for resource in copy.account.vendor.resources
        if copy.held(Address(name, (resource.name, text))) is not None
    ]


def _with_email(text: str, copy: LocalCopy) -> Iterator[Address]:
    """The people with the e-mail `text`, whole: one that only begins so is somebody else's."""
    from explorer.model.identity import Identity, emails, folded_email  # an id or an address does without

    email = folded_email(text)
    for held in copy.candidates(Identity(frozenset({email})))[0] if email else ():
        person = copy.resource(held.address).person
        if person is not None and email in emails(person, held.known):
            yield held.address


def only(found: list[Address], text: str) -> Address:
    """The one that was found for `text`. Raises AddressError, which names several."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise AddressError(
            f"no record held here is “{text}”", next_step="write its address: ACCOUNT/RESOURCE/ID, see explorer ls"
        )
    raise AddressError(f"“{text}” is in several places", next_step=f"write {' or '.join(map(str, found))}")
