"""What held records are called."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.model.address import Address
from explorer.repository import LocalCopy
from explorer.ui import masking


def names_of(held: LocalCopy, collection: Address, keys: Sequence[str]) -> dict[str, str]:
    """Key to name, unsafe, of those records of `collection` that are held. It reads from the disk."""
    resource = held.resource(collection)
    found = ((key, held.held(collection.child(key))) for key in keys)
    return {key: masking.name_of(resource, each.body) for key, each in found if each is not None}
