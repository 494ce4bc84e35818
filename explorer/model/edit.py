"""`Edit`: what the user saw and what they want, by field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import Final

from explorer.model.address import Address
from explorer.model.json_text import JsonObject, JsonValue, equal
from explorer.model.value import dataclass


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


def conflict_path(name: str) -> tuple[str, ...]:
    """Where the conflict called `name` lies: a member, or a key of one."""
    return tuple(name.split(".", 1))


def changed_keys(value: JsonValue, before: JsonValue) -> JsonValue:
    """Of an object that is edited key by key those that differ from `before`; anything else as it is."""
    if not isinstance(value, dict) or not isinstance(before, dict):
        return value
    return {name: each for name, each in value.items() if not equal(before.get(name, MISSING), each)}


def placed(known: JsonObject, path: tuple[str, ...], value: JsonValue) -> JsonObject:
    """`known` members with `value` at `path`; `MISSING`: without what is there."""
    name, *inner = path
    made = placed(known.get(name) or {}, tuple(inner), value) if inner else value
    rest = {each: held for each, held in known.items() if each != name}
    return rest if made is MISSING else {**rest, name: made}


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
            if not equal(self.before.get(name, MISSING), value)
        }

    def conflicts(self, theirs: JsonObject, by_key: Collection[str] = ()) -> Mapping[str, Conflict]:
        """The changed members that the vendor's present record has neither as read nor as wanted.

        Members in `by_key` are objects whose keys are changed by themselves: they conflict as `member.key`.
        """
        found: dict[str, Conflict] = {}
        for name, change in self.changes.items():
            whole = Conflict(change.before, theirs.get(name, MISSING), change.after)
            parts = _parts(name, whole) if name in by_key else [(name, whole)]
            for place, each in parts:
                if not any(equal(one, other) for one, other in _agreeing(each)):
                    found[place] = each
        return found

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
            if not equal(before, present):
                found[name] = Change(before, present)
        return found


def _parts(name: str, whole: Conflict) -> Iterator[tuple[str, Conflict]]:
    """What is wanted of an object, key by key."""
    mine: JsonObject = whole.mine
    before, theirs = (side if isinstance(side, dict) else {} for side in (whole.before, whole.theirs))
    for key, value in mine.items():
        yield f"{name}.{key}", Conflict(before.get(key, MISSING), theirs.get(key, MISSING), value)


def _agreeing(each: Conflict) -> tuple[tuple[JsonValue, JsonValue], ...]:
    """The pairs of values of which any that are equal leave nothing to be decided."""
    return (each.theirs, each.before), (each.theirs, each.mine), (each.mine, each.before)
