"""`Edit`: what the user saw and what they want, by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from explorer.model.address import Address
from explorer.model.json_text import JsonObject, JsonValue


class Missing(Enum):
    """The mark of a member that is not there: not the same as null, nor as empty text."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Change:
    """One field's old and new value; either may be `MISSING`."""

    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that somebody else changed to something else meanwhile."""

    before: JsonValue
    theirs: JsonValue
    mine: JsonValue


@dataclass(frozen=True, slots=True)
class Edit:
    """A wish to change one record by one operation."""

    address: Address
    operation: str
    before: JsonObject
    """The members as they were read."""
    wanted: JsonObject
    """The members the user has set, whether changed or not."""

    @property
    def changes(self) -> Mapping[str, Change]:
        """The members that differ from what was read; setting a value to what it was is no change."""
        return {
            name: Change(self.before.get(name, MISSING), value)
            for name, value in self.wanted.items()
            if self.before.get(name, MISSING) != value
        }

    def conflicts(self, theirs: JsonObject) -> Mapping[str, Conflict]:
        """The changed members that the vendor's present record has neither as read nor as wanted."""
        return {
            name: Conflict(change.before, present, change.after)
            for name, change in self.changes.items()
            if (present := theirs.get(name, MISSING)) not in (change.before, change.after)
        }

    def others(self, theirs: JsonObject) -> Mapping[str, Change]:
        """The members that it leaves alone and that the vendor's present record has otherwise than they were read; of
        an object that is changed in part, the other part. Nothing where it was not made from a reading."""
        found: dict[str, Change] = {}
        for name in {**self.before, **theirs} if self.before else ():
            before, present = self.before.get(name, MISSING), theirs.get(name, MISSING)
            if name in self.changes:
                touched = self.wanted[name]
                if not (isinstance(before, dict) and isinstance(present, dict) and isinstance(touched, dict)):
                    continue
                before = {key: value for key, value in before.items() if key not in touched}
                present = {key: value for key, value in present.items() if key in before}
            if before != present:
                found[name] = Change(before, present)
        return found
