"""What `explorer PLACE` means before the screen is there: an address with what narrows it, a URL, an id or an e-mail of
a held record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from explorer.config.files import FIRST_STEPS
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError, ConfigError
from explorer.model.text import safe
from explorer.model.view import View, parse
from explorer.repository import LocalCopy

Tell = Callable[[str], object]
"""Is given one line of what has to be said."""


def place(text: str, copies: Mapping[str, LocalCopy], tell: Tell) -> View:
    """The view that `text` stands for. `copies` are by account name. Raises AddressError, ConfigError."""
    if not copies:
        raise ConfigError("no account is set up", next_step=FIRST_STEPS)
    accounts = {name: copy.account for name, copy in copies.items()}
    if "://" in text:
        return view_of(text, accounts, tell)
    if "/" in text or text in copies:
        return parse(text, accounts)
    return View(only(held_addresses(text, copies), text))


def view_of(url: str, accounts: Mapping[str, Account], tell: Tell) -> View:
    """What a URL of one account's API shows; what of its query is left out is told. Raises AddressError."""
    from explorer.model.url_address import narrowed  # the first paint does without

    address = _pointed_at(url, accounts)
    view, left = narrowed(url, address, accounts[address.account])
    _tell_left(left, tell)
    return view


def address_of(url: str, accounts: Mapping[str, Account], tell: Tell) -> Address:
    """What a URL of one account's API points at; that its query is left out is told. Raises AddressError."""
    from explorer.model.url_address import names_in_query  # the first paint does without

    address = _pointed_at(url, accounts)
    _tell_left(names_in_query(url), tell)
    return address


def _pointed_at(url: str, accounts: Mapping[str, Account]) -> Address:
    from explorer.model.url_address import address_of_url, leads_nowhere  # the first paint does without

    found = [address for account in accounts.values() if (address := address_of_url(url, account)) is not None]
    if not found:
        raise leads_nowhere(url, accounts.values())
    return only(found, url)


def _tell_left(names: tuple[str, ...], tell: Tell) -> None:
    if names:
        tell(f"left out of the URL: {', '.join(map(safe, names))}")


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
        raise no_record(text)
    raise AddressError(f"“{text}” is in several places", next_step=f"write {' or '.join(map(str, found))}")


def no_record(text: str) -> AddressError:
    """For the id or e-mail `text` of nothing that is held."""
    return AddressError(
        f"no record held here is “{safe(text)}”", next_step="write its address: ACCOUNT/RESOURCE/ID, see explorer ls"
    )
