"""What can be done with a record, or with the marked ones: each with its key, what it does, and why it is off. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Final

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import ExplorerError
from explorer.model.resource import Operation, Resource
from explorer.model.value import dataclass
from explorer.ui.wording import number, told

JOURNAL: Final = "journal"
"""Stands among operations for the writes to the record there have been."""
_USUAL: Final = (("e", "update", "edit"), ("a", "create", "add"), ("D", "delete", "delete"))
"""Keys as in the table, operations, and what they are called."""
_TAKEN: Final = "eaDJhjklgtm"
"""Letters that actions cannot have: those of the lines that are always there, and those that move the cursor."""
_NAMED: Final = 12
"""Marked records named at most."""

Check = Callable[[Address, str], object]
"""Raises ExplorerError, in words, when an operation cannot be called at an address: `Saving.operation`."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is to be done with."""

    collection: Address
    record: Address | None = None
    """Under the cursor, or open."""
    label: str = ""
    """Its name, unsafe."""
    marked: tuple[str, ...] = ()
    """Keys, the first marked first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Key to name, unsafe, of those marked whose name is known."""

    @property
    def is_marked(self) -> bool:
        """The record is one of the marked ones."""
        return self.record is not None and self.record.key in self.marked

    def whom(self, resource: Resource, *, many: bool) -> str:
        """What it is done with, in words."""
        if many:
            return f"the {number(len(self.marked))} marked {resource.noun(len(self.marked))}"
        if self.record is None:
            return str(self.collection)
        return f"{self.label} ({self.record})" if self.label else str(self.record)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done."""

    key: str
    operation: str
    title: str
    words: str
    """What it does, to how many, and the way back; or what it shows."""
    off: str = ""
    """Why it cannot be done; empty when it can."""


def offers(subject: Subject, account: Account, check: Check, *, many: bool) -> list[Offer]:
    """What can be done with the record, or with the marked ones, and what cannot be."""
    resource = account.vendor.resource(subject.collection.segments)
    offering = _Offering(subject, resource, check, many)
    letters = _letters(resource.actions)
    calls = [*_USUAL, *((letters[each.name], each.name, each.name.replace("-", " ")) for each in resource.actions)]
    found = [
        offering.offer(key, name, title, account.operation(resource, name))
        for key, name, title in calls
        if not (many and name == "create")
    ]
    if not many:
        off = "" if subject.record else offering.nothing
        found.append(Offer("J", JOURNAL, "journal", "Every write to this record with its outcome, and undo.", off))
    return found


@dataclass(frozen=True, slots=True)
class _Offering:
    """Makes the lines of one list."""

    subject: Subject
    resource: Resource
    check: Check
    many: bool

    @property
    def nothing(self) -> str:
        """Why nothing can be done with a record."""
        return f"there is no {self.resource.singular} under the cursor"

    def offer(self, key: str, name: str, title: str, operation: Operation | None) -> Offer:
        """One of them."""
        count = len(self.subject.marked) if self.many else 1
        words = self.resource.consequences(operation, count) if operation is not None else ""
        if self.many:
            title = f"{'change' if name == 'update' else title} {f'all {number(count)}' if count > 1 else 'it'}"
        return Offer(key, name, title, words, self._off(name, operation))

    def _off(self, name: str, operation: Operation | None) -> str:
        subject = self.subject
        whole = operation is not None and self.resource.on_collection(operation)
        if whole and self.many:
            return f"it is for the whole collection, not for some {self.resource.title} of it"
        if whole or name == "create":
            target: Address | None = subject.collection
        else:
            target = subject.collection.child(subject.marked[0]) if self.many else subject.record
        if target is None:
            return self.nothing
        try:
            self.check(target, name)
        except ExplorerError as error:
            return told(error)
        return ""


def _letters(operations: Sequence[Operation]) -> Mapping[str, str]:
    """A key for each: the first letter of its name that is free, else a digit."""
    letters: dict[str, str] = {}
    for operation in operations:
        free = [each for each in f"{operation.name}123456789" if each.isalnum() and each not in _TAKEN]
        letters[operation.name] = next(each for each in free if each not in letters.values())
    return letters


def names(subject: Subject) -> str:
    """The marked records by name, as many as can be read."""
    shown = [subject.names.get(key) or key for key in subject.marked[:_NAMED]]
    more = len(subject.marked) - len(shown)
    return ", ".join(shown) + (f" and {number(more)} more" if more else "")
