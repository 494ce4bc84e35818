"""`RecordTypes`: what the detail pane needs of a vendor's record types, loaded in a thread after the first paint.

They bring pydantic and the vendors' own modules: a first screen does without them.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from explorer.model.json_text import JsonObject
from explorer.model.resource import Resource, TypeReference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.model.validate import Attribute


class RecordTypes:
    """Record types by reference, so far as they are loaded."""

    def __init__(self) -> None:
        self._loaded: dict[TypeReference, tuple[Attribute, ...]] = {}

    def attributes(self, resource: Resource) -> tuple[Attribute, ...] | None:
        """The members of the resource's record type; None: not loaded yet."""
        return self._loaded.get(resource.record)

    def problems(self, resource: Resource, body: JsonObject) -> Mapping[str, str]:
        """What is wrong with `body`, by member; nothing while its type is not loaded."""
        if resource.record not in self._loaded:
            return {}
        from explorer.model.validate import check  # loaded by now: see `load`

        return check(resource.record, body).problems

    async def load(self, resource: Resource) -> bool:
        """Have the type at hand; False: it was already."""
        if resource.record in self._loaded:
            return False
        self._loaded[resource.record] = await asyncio.to_thread(_load, resource.record)
        return True


def _load(reference: TypeReference) -> tuple[Attribute, ...]:
    from explorer.model.validate import attributes, check

    check(reference, {})  # builds the type's validator, which takes a while
    return attributes(reference)
