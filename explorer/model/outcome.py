"""What is known of a write before it is sent, and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from math import inf

from explorer.model.address import Address
from explorer.model.edit import Change, Edit
from explorer.model.journal import Entry, State
from explorer.model.json_text import JsonObject, JsonValue, equal
from explorer.model.resource import Operation, Resource
from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Prepared:
    """A write that was held against the vendor's present record and the form. Nothing has been sent."""

    edit: Edit
    """`before` as the vendor has it now, `wanted` as it goes on the wire."""
    resource: Resource
    operation: Operation
    method: str
    url: str
    members: JsonObject | None
    """What the form gave; None: it takes no body of its own. May hold secrets."""
    body: JsonValue
    """The whole body fit to be shown: secrets as `***`. None: no body."""
    record: JsonObject
    """What was read; empty for a create."""
    read_at: float
    """Seconds since 1970."""
    notices: tuple[str, ...] = ()
    """What has to be said before it is sent: what it does, and the way back."""
    undoes: int | None = None
    """The journal's entry that it takes back."""
    after: int | None = None
    """The journal's newest entry about the record when it was read, 0: none; None where nothing was read."""
    others: Mapping[str, Change] = field(default_factory=dict)
    """Members that it leaves alone and somebody else has changed: as the form read them, and as they are now."""
    read_steady: float = -inf
    """When it was read by a clock that is never set, in seconds; it means nothing in another process."""

    @property
    def changes(self) -> Mapping[str, Change]:
        """Old and new by member."""
        return self.edit.changes

    @property
    def archived(self) -> bool:
        """The record was deleted before: what still answers is marked so."""
        return self.resource.is_archived(self.record)

    @property
    def has_effect(self) -> bool:
        """There is something to send: an update that changes nothing sends nothing."""
        return self.operation.name != "update" or bool(self.changes)

    def shows(self, other: Prepared) -> bool:
        """Whoever has seen it knows what `other` sends, and what that changes."""
        if (self.method, self.url, self.changes.keys()) != (other.method, other.url, other.changes.keys()):
            return False
        if other.archived and not self.archived:
            return False
        pairs = ((change, other.changes[name]) for name, change in self.changes.items())
        return equal(self.body, other.body) and all(
            equal(ours.before, theirs.before) and equal(ours.after, theirs.after) for ours, theirs in pairs
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a write."""

    entry: Entry
    address: Address | None = None
    """The record that was written, or made; None where it is not known."""
    stored_as: Mapping[str, Change] = field(default_factory=dict)
    """Members that the vendor holds otherwise than they were sent: sent, and held."""
    candidates: tuple[Address, ...] = ()
    """Records that a create without an answer may have made."""
    warnings: tuple[str, ...] = ()
    """The vendor's own, unsafe."""
    unnoted: str = ""
    """Why the journal did not take this outcome, in words: there it is open still. Empty: it did."""

    @property
    def state(self) -> State:
        """As in the journal."""
        return self.entry.state

    @property
    def note(self) -> str:
        """What is to be said about it."""
        return self.entry.note
