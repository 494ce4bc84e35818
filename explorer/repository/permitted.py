"""Which operations may be called where. Needs nothing of what sending takes: it is asked with every key."""

from __future__ import annotations

from typing import Final

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError, UsageError
from explorer.model.resource import Operation, Resource, Vendor

_READING: Final = ("list", "get", "export")


def permitted(account: Account, address: Address, name: str, *, offline: bool) -> tuple[Resource, Operation]:
    """What is called by `name` at `address`, when it may be. Raises UsageError in words, AddressError."""
    vendor = account.vendor
    resource = vendor.resource(address.segments)
    operation = account.operation(resource, name)
    _check_api(vendor)
    if operation is None or name in _READING:
        offered = ", ".join(each.name for each in resource.operations if each.writes)
        raise UsageError(f"{vendor.title} cannot {name} {resource.title}", next_step=offered and f"it can {offered}")
    _check_account(account, offline)
    if resource.on_collection(operation) != address.is_collection:
        meant = address.collection if address.is_record else f"{address}/ID"
        raise AddressError(f"{address} is not what {name} works on", next_step=f"write {meant}")
    vendor.path_values(address.segments)
    return resource, operation


def check_writes(account: Account, *, offline: bool) -> None:
    """Raises UsageError in words where nothing at all can be written to the account."""
    _check_api(account.vendor)
    _check_account(account, offline)


def _check_api(vendor: Vendor) -> None:
    if not any(each.writes for _, known in vendor.walk() for each in known.operations):
        raise UsageError(
            f"{vendor.title} is read-only: its API has no call that writes",
            next_step=f"change it in {vendor.title} itself, and read it again",
        )


def _check_account(account: Account, offline: bool) -> None:
    if account.read_only:
        raise UsageError(
            f"account “{account.name}” is read-only",
            next_step="set read_only = false in the config, or start without --read-only",
        )
    if offline:
        raise UsageError("nothing can be written offline", next_step="start without --offline")
