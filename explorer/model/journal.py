"""What is remembered of writing: `Intent` and `Entry` for what was sent, `Draft` for what was typed and was not.

None of them holds a secret: members whose field is secret (`Field.secret`) are left out of `before`, `wanted`,
`after` and `typed`, and stand as `***` in `body`.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from explorer.model.address import Address, Segments
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.value import dataclass

State: TypeAlias = Literal[
    "sending",  # on disk before the first byte is sent; no outcome yet
    "applied",  # the vendor said so, and reading again found it
    "refused",  # the vendor said no, or nothing was sent
    "unknown",  # the answer was lost
    "verified applied",  # the answer was lost; reading again, or the user, found that it was applied
    "verified not applied",  # the answer was lost; reading again, or the user, found that it was not
    "accepted",  # the vendor said so, and it has not been, or cannot be, checked
    "not applied",  # the vendor said so, and reading again did not find it
]
UNFINISHED: Final[tuple[State, ...]] = ("sending", "unknown")
"""States of a write that may or may not have reached its record."""
DONE: Final[tuple[State, ...]] = ("applied", "verified applied", "accepted")
"""States of a write that counts as done, and can be taken back."""


@dataclass(frozen=True, slots=True)
class Process:
    """A running explorer, told from every other process that has had, or will have, its number."""

    pid: int
    started: str = ""
    """When it was started, by the system's own measure; empty where the system does not tell."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One request that writes, before it is sent."""

    identity: str
    """`Account.identity`: writes are told apart by it, whatever the account is called."""
    origin: str
    """Scheme, host and port; undo and resume refuse another one."""
    account: str
    segments: Segments
    """The record's, or for a create its collection's."""
    operation: str
    """`resource.operation`, such as `users.update`."""
    method: str
    url: str
    before: JsonObject
    """The members as they were read."""
    wanted: JsonObject
    """The members the user has set."""
    body: JsonValue = None
    """What is sent, secrets as `***`; None: no body."""
    batch: str = ""
    """`Draft.batch` of the change to many records that this is one of; empty: it stands alone."""
    undoes: int | None = None
    """The entry that it takes back."""
    drafted: bool = False
    """It was filled in in a form: the draft of that form is tied to it until its outcome is known."""

    @property
    def operation_name(self) -> str:
        """The operation without its resource, such as `update`."""
        return self.operation.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Entry(Intent):
    """One request that writes, with what became of it."""

    id: int = 0
    """Counts up from 1 and is never given twice."""
    state: State = "sending"
    note: str = ""
    """What is to be said about the outcome, in words."""
    began_at: float = 0.0
    """Seconds since the epoch."""
    up: float | None = None
    """The same in seconds since the machine was started, by a clock that nobody sets; None where nothing tells."""
    ended_at: float | None = None
    """When its outcome was last recorded; None while it is being sent."""
    after: JsonObject | None = None
    """The members as they were read again afterwards."""
    undone_by: int | None = None
    """The entry that took it back, when that one is done."""
    process: Process = Process(0)
    """The explorer that sent it."""

    @property
    def address(self) -> Address:
        """The record, or for a create its collection, under the name the account had then."""
        return Address(self.account, self.segments)

    @property
    def finished(self) -> bool:
        """It has an outcome."""
        return self.state not in UNFINISHED

    @property
    def settled(self) -> bool:
        """Its outcome is known for sure: neither reading again nor the user has anything to add."""
        return self.finished and self.state != "accepted"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into one form and is not known to have been applied. There is one for each record and
    operation."""

    identity: str
    """`Account.identity`."""
    origin: str
    """Scheme, host and port; a draft is not reopened for another one."""
    account: str
    segments: Segments
    """The record's; the collection's for a create or for a change to many records."""
    operation: str
    """`resource.operation`, such as `users.update`."""
    before: JsonObject
    """The members as they were read when the form was opened; for a change to many records, once it was confirmed, by
    key those that it changes, as far as they were known."""
    typed: JsonObject
    """The members the user has touched, as typed: not all of them need to be valid yet."""
    field: str = ""
    """The member that had the focus."""
    keys: tuple[str, ...] = ()
    """For a change to many records: their ids, in order; those done have entries of the same `batch`."""
    batch: str = ""
    """For a change to many records: its own name, unlike that of any other."""
    undoes: int | None = None
    """The entry that it takes back."""
    entry: int | None = None
    """The entry that it was sent as, whose outcome is not settled; None: it was not sent as it stands. The journal sets
    it."""
    unread: str = ""
    """What an editor left of the whole change that cannot be read: the editor goes on with it."""
    kept_at: float = 0.0
    """Seconds since the epoch; the journal sets it."""
    process: Process | None = None
    """The explorer in which it is open; None: in none. The journal sets it."""

    @property
    def operation_name(self) -> str:
        """The operation without its resource, such as `update`."""
        return self.operation.rpartition(".")[2]

    @property
    def empty(self) -> bool:
        """Nothing is typed: it only holds the form."""
        return not self.typed and not self.keys and not self.unread

    @property
    def address(self) -> Address:
        """The record or collection, under the name the account had then."""
        return Address(self.account, self.segments)


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge of the journal did."""

    entries: int = 0
    """Writes that are gone."""
    kept: int = 0
    """Writes that stay: those without a known outcome, and what drafts need."""
    drafts: int = 0
    """Drafts; they stay."""
