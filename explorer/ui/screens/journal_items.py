"""What the journal lists: drafts, writes without a known outcome, then the newest writes; read and put into words in a
thread. No widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from explorer.model.account import Account
from explorer.model.address import Address, Segments
from explorer.model.bulk_progress import remaining
from explorer.model.edit import Change, Edit
from explorer.model.errors import ExplorerError
from explorer.model.journal import UNFINISHED, Draft, Entry, State
from explorer.model.resource import Operation
from explorer.model.text import fold
from explorer.model.value import dataclass
from explorer.ui import cells, masking
from explorer.ui.change_lines import Names, Teller, change_line, nameless
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Sentence, number
from explorer.ui.write_wording import state_words

if TYPE_CHECKING:
    from explorer.store.journal import Journal

ALL: Final = 2**31
"""Of one batch: however many there are."""
LIMIT: Final = 500
"""Writes that are listed at most, besides those without a known outcome."""


@dataclass(frozen=True, slots=True)
class JournalChoice:
    """What is to be gone on with; one of the two."""

    undo: Entry | None = None
    reopen: Draft | None = None


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A draft."""

    draft: Draft
    what: Sentence
    """What was typed, unsafe."""
    sought: str
    """What the filter looks at, folded."""
    elsewhere: int | None = None
    """The pid of another explorer in which it is open."""
    left: int | None = None
    """Of a change to many records: how many have not had their turn."""

    @property
    def lost(self) -> str:
        """What becomes of it when it is discarded."""
        total = len(self.draft.keys)
        if self.left is None or self.left == total:
            return "What was typed is lost."
        return (
            f"{number(total - self.left)} of {number(total)} had their turn, and stay as they are now;"
            f" the {number(self.left)} left will not be changed."
        )

    @property
    def key(self) -> tuple[object, ...]:
        """Tells it from every other item."""
        return self.draft.identity, self.draft.segments, self.draft.operation


@dataclass(frozen=True, slots=True)
class EntryItem:
    """A write."""

    entry: Entry
    operation: Operation | None
    """None: its account is not set up any more, or the vendor has no such operation now."""
    what: Sentence
    """What it changes, unsafe."""
    sought: str
    in_flight: bool = False
    """An explorer that runs is sending it."""
    indented: bool = False
    """It is listed below its change to many."""
    names: Names = nameless
    """What people call the records that ids stand for."""

    @property
    def key(self) -> tuple[object, ...]:
        """Tells it from every other item."""
        return (self.entry.id,)

    @property
    def state(self) -> State:
        """As it is to be shown: what nobody is sending any more is unknown."""
        return "unknown" if self.entry.state == "sending" and not self.in_flight else self.entry.state

    @property
    def open_ended(self) -> bool:
        """Reading again, or the user, can settle it."""
        return not self.in_flight and not self.entry.settled


@dataclass(frozen=True, slots=True)
class BatchItem:
    """A change to many records; its writes are listed below it when it is unfolded."""

    members: tuple[EntryItem, ...]
    """The newest first."""
    folded: bool

    @property
    def batch(self) -> str:
        """Its name."""
        return self.members[0].entry.batch

    @property
    def key(self) -> tuple[object, ...]:
        """Tells it from every other item."""
        return "batch", self.batch

    def what(self, signs: Signs) -> Sentence:
        """What it changes, unsafe: of values of before only one that all of them had."""
        first = self.members[0]
        if all(each.what == first.what for each in self.members) or first.entry.operation_name != "update":
            return first.what
        return Teller(first.operation, signs, first.names).given(first.entry.wanted)


Item: TypeAlias = DraftItem | EntryItem | BatchItem


@dataclass(frozen=True, slots=True)
class Contents:
    """What the journal holds."""

    drafts: tuple[DraftItem, ...] = ()
    unfinished: tuple[EntryItem, ...] = ()
    """On the way or unknown, the newest first."""
    settled: tuple[EntryItem, ...] = ()
    """The newest first."""
    cut: bool = False
    """There are older ones."""
    pid: int = 0
    """Ours, as the journal knows it."""

    def items(self, words: str = "", unfolded: Iterable[str] = ()) -> list[Item]:
        """What all of `words` are found in, in order; changes to many as one item unless they are `unfolded`."""
        sought, opened = fold(words).split(), set(unfolded)
        items: list[Item] = [each for each in self.drafts if _has(each, sought)]
        items += [each for each in self.unfinished if _has(each, sought)]
        settled = [each for each in self.settled if _has(each, sought)]
        batches: dict[str, list[EntryItem]] = {}
        for each in settled:
            if each.entry.batch:
                batches.setdefault(each.entry.batch, []).append(each)
        for each in settled:
            members = batches.get(each.entry.batch, [])
            if len(members) < 2:
                items.append(each)
            elif members[0] is each:
                items.append(BatchItem(tuple(members), each.entry.batch not in opened))
                if each.entry.batch in opened:
                    items.extend(_indented(member) for member in members)
        return items


def read(
    journal: Callable[[], Journal],
    accounts: Mapping[str, Account],
    signs: Signs,
    within: Address | None = None,
    names: Mapping[str, Names] | None = None,
) -> Contents:
    """Reads the journal, `within` one record or all; for a thread. `accounts`, and the `names` that each knows, by
    identity. Raises StoreError."""
    names = names or {}
    held = journal()
    below = within.segments if within is not None else ()
    identity = next((key for key, each in accounts.items() if within is not None and each.name == within.account), "")
    listed = held.entries(identity=identity, below=below, limit=LIMIT + 1)
    drafts = [each for each in held.drafts() if _is_within(each, identity, below)]
    known = {each.id for each in listed}
    older = [each for each in held.unfinished() if each.id not in known and _is_within(each, identity, below)]
    made = [
        _entry_item(each, accounts, signs, names.get(each.identity, nameless), held)
        for each in (*listed[:LIMIT], *reversed(older))
    ]
    return Contents(
        tuple(_draft_item(each, accounts, signs, names.get(each.identity, nameless), held) for each in drafts),
        tuple(each for each in made if each.entry.state in UNFINISHED),
        tuple(each for each in made if each.entry.state not in UNFINISHED),
        len(listed) > LIMIT,
        held.process.pid,
    )


def _is_within(item: Entry | Draft, identity: str, below: Segments) -> bool:
    return identity in ("", item.identity) and item.segments[: len(below)] == below


def operation_of(item: Entry | Draft, accounts: Mapping[str, Account]) -> Operation | None:
    """The operation as the vendor has it now; None: it, or the account, is not there any more."""
    account = accounts.get(item.identity)
    if account is None:
        return None
    try:
        resource = account.vendor.resource(item.segments)
    except ExplorerError:
        return None
    return account.operation(resource, item.operation_name)


def changes_of(item: Entry | Draft) -> Mapping[str, Change]:
    """What it changes, or would."""
    if isinstance(item, Draft):
        return Edit(item.address, "", {} if item.keys else item.before, item.typed).changes
    return Edit(item.address, "", item.before, item.wanted).changes


def _entry_item(
    entry: Entry, accounts: Mapping[str, Account], signs: Signs, names: Names, journal: Journal
) -> EntryItem:
    operation, name = operation_of(entry, accounts), entry.operation_name
    changes = changes_of(entry)

    def told() -> Sentence:
        parts: list[Part] = [] if name == "update" else [(f"{name}  " if changes else name, "strong")]
        for place, (member, change) in enumerate(changes.items()):
            parts += [("; " if place else "", ""), *change_line(operation, member, change, signs, names)]
        return tuple(parts)

    in_flight = entry.state == "sending" and journal.in_flight(entry)
    item = EntryItem(entry, operation, told(), "", in_flight, names=names)
    many = " many" if entry.batch else ""
    words = (f"{entry.id} {entry.address} {entry.operation} {entry.note}{many}", state_words(item.state, signs)[0])
    with masking.real():
        sought = _sought(told(), *words, *entry.wanted)
    return replace(item, sought=sought)


def _draft_item(
    draft: Draft, accounts: Mapping[str, Account], signs: Signs, names: Names, journal: Journal
) -> DraftItem:
    operation, name = operation_of(draft, accounts), draft.operation_name
    left: int | None = None
    labels = ", ".join(Teller(operation, signs).label((each,)) for each in draft.typed)
    parts: list[Part] = [] if name == "update" else [(f"{name}  ", "strong")]
    if draft.keys:
        left = len(remaining(draft.keys, journal.entries(batch=draft.batch, limit=ALL)))
        parts.append((f"{number(left)} of {number(len(draft.keys))} records left", ""))
        parts += [(": ", ""), *Teller(operation, signs, names).given(draft.typed)]
    else:
        parts.append((labels, ""))
    if draft.unread:
        parts.append((f"{'  ' if labels else ''}what the editor left cannot be read yet", "unsure"))
    if draft.undoes is not None:
        parts.append((f"  takes entry {draft.undoes} back", "dim"))
    if draft.entry is not None:
        parts.append((f"  sent as entry {draft.entry}", "unsure"))
    elsewhere = draft.process.pid if draft.process not in (None, journal.process) and draft.process else None
    kind = "draft many" if draft.keys else "draft"
    sought = _sought(parts, f"{draft.address} {draft.operation} {kind}", *draft.typed)
    return DraftItem(draft, tuple(parts), sought, elsewhere, left)


def _sought(parts: Sequence[Part], *words: str) -> str:
    return fold(" ".join((*words, cells.line(*parts).plain)))


def _has(item: DraftItem | EntryItem, words: Sequence[str]) -> bool:
    return all(word in item.sought for word in words)


def _indented(item: EntryItem) -> EntryItem:
    return replace(item, indented=True)
