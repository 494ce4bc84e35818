"""`Shown`: what the records of a change to many held when it was shown, which each is held against at its turn."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from explorer.model.address import Address
from explorer.model.edit import Change
from explorer.model.errors import ChangedMeanwhile
from explorer.model.json_text import JsonObject
from explorer.model.moment import clock_minute
from explorer.model.outcome import Prepared
from explorer.model.validate import by_name
from explorer.repository.saving import Saving


class Shown:
    """What was in front of the user, as far as that is known: what it was not known of is changed whatever it is."""

    def __init__(
        self,
        saving: Saving,
        collection: Address,
        operation: str,
        wanted: JsonObject,
        members: JsonObject | None = None,
        confirmed_at: float | None = None,
    ) -> None:
        """`members` are those that an earlier run has noted, which was begun at `confirmed_at`, in seconds since
        1970."""
        self._saving = saving
        self._collection = collection
        self._operation = operation
        self._wanted = wanted
        self.members: dict[str, JsonObject] = dict(members or {})
        """By key, the members to be changed as they were."""
        self._confirmed_at = confirmed_at
        self._at: float | None = None
        """Since when writes of ours are later than that, in seconds since 1970."""

    def see(self, keys: Sequence[str], samples: Sequence[Prepared]) -> None:
        """Notes what the records with `keys` hold that are to be changed: what a run before this one has noted counts
        on. It reads from the disk."""
        if self._operation != "update":
            return
        self._at = self._confirmed_at or time.time()
        for key in keys:
            if key not in self.members:
                held = self._saving.held(self._collection.child(key), self._operation, self._wanted)
                if held is not None:
                    self.members[key] = held
        for each in samples:
            before = each.edit.before
            self.members[each.edit.address.key] = {name: before[name] for name in self._wanted if name in before}

    def whose(self, keys: Sequence[str]) -> str:
        """What becomes of those of the records with `keys` that somebody else changes before their turn."""
        unseen = sum(key not in self.members for key in keys)
        since = ""
        if self._confirmed_at is not None:
            since = f"The rest was confirmed at {clock_minute(self._confirmed_at, time.time())}. "
        if unseen == len(keys):
            return f"{since}Each gets it whatever it holds by then."
        told = "Where somebody else changes the same before its turn, it is not written over: that record fails."
        if not unseen:
            return f"{since}{told}"
        return f"{since}{told} Of {unseen:,} it is not known here what they hold: these get it whatever that is."

    async def check(self, prepared: Prepared) -> None:
        """Raises ChangedMeanwhile when somebody else has changed what it changes since that was shown."""
        address = prepared.edit.address
        seen = self.members.get(address.key)
        if seen is None:
            return
        by_key = by_name(prepared.operation.form)
        found = replace(prepared.edit, before=seen).conflicts(prepared.edit.before, by_key)
        changes = {name: Change(each.before, each.theirs) for name, each in found.items()}
        ours = await self._saving.ours(address, self._operation, changes, self._at) if changes else {}
        others = {name: each for name, each in found.items() if name not in ours}
        if others:
            raise ChangedMeanwhile(
                f"somebody else changed {', '.join(others)} since this was shown: nothing was sent", conflicts=others
            )
