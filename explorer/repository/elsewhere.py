"""The same person in the other collections of all accounts, from what is held of them: no vendor is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorer.model.address import Address
from explorer.model.elsewhere import Elsewhere, HeldPart, Match
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.identity import REASONS, Identity, identity, likeness
from explorer.model.listing import Held
from explorer.model.page import Query
from explorer.model.person import contacts_of_opened_only, resources_of_people
from explorer.repository.local_copy import LocalCopy


def elsewhere(record: Address, copies: Iterable[LocalCopy]) -> Elsewhere:
    """The records of all `copies` that may be of the person `record` is of, itself left out.

    Reads for some milliseconds, and loads `phonenumbers` where there are phones: for a thread. A copy that cannot be
    read is told of; the others are looked at. Raises NotCached, UsageError where the record is no person's.
    """
    copies = tuple(copies)
    own = next(each for each in copies if each.account.name == record.account)
    resource = own.resource(record)
    if resource.person is None:
        raise UsageError(
            f"{own.account.vendor.title} does not declare what its {resource.title} have in common with others"
        )
    held = own.held_record(record)
    wanted = identity(resource.person, held.known)
    matches: list[Match] = []
    parts: list[HeldPart] = []
    opened_only: list[Address] = []
    failed: list[tuple[str, ExplorerError]] = []
    cut = False
    for copy in copies:
        try:
            found, more = copy.candidates(wanted)
            matches += _matches(copy, found, wanted, record)
            parts += _parts(copy)
        except ExplorerError as error:
            failed.append((copy.account.name, error))
            continue
        cut = cut or more
        opened_only += [
            Address(copy.account.name, (each.name,)) for each in contacts_of_opened_only(copy.account.vendor.resources)
        ]
    matches.sort(key=lambda each: (each.held.gone_at is not None, REASONS.index(each.reasons[0])))
    matches.sort(key=lambda each: not each.sure)
    return Elsewhere(held, tuple(matches), cut, tuple(parts), tuple(opened_only), tuple(failed))


def _matches(copy: LocalCopy, found: Iterable[Held], wanted: Identity, record: Address) -> Iterator[Match]:
    """Those of `found` that may be of the person."""
    for held in found:
        resource = copy.resource(held.address)
        if held.address == record or resource.person is None:
            continue
        reasons = likeness(wanted, identity(resource.person, held.known))
        if reasons:
            yield Match(held, resource, copy.account.title, reasons)


def _parts(copy: LocalCopy) -> Iterator[HeldPart]:
    """The collections of people that are not held whole."""
    for resource in resources_of_people(copy.account.vendor.resources):
        listing = copy.peek(Query((resource.name,)))
        if not listing.complete:
            listed = resource.operation("list") is not None or resource.export is not None
            yield HeldPart(Address(copy.account.name, (resource.name,)), listing.held, listing.total, listed)
