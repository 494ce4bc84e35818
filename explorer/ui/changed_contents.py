"""What changed in some accounts, read in a thread, each record with its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from textual.content import Content

from explorer.model.address import Address, Segments
from explorer.model.changes import RecordChange
from explorer.model.errors import ExplorerError
from explorer.model.text import fold
from explorer.model.value import dataclass
from explorer.repository import Repository
from explorer.ui import masking
from explorer.ui.changed_lines import caveats, record_lines
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Sentence, told

LIMIT: Final = 300
"""Records of each account."""

Within: TypeAlias = tuple[Repository, Segments]
"""An account, and the collection in it that is asked about; of no segments: all of them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record with its lines."""

    record: RecordChange
    lines: tuple[Content, ...]
    sought: str
    """What the filter looks at, folded, never masked."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What was read."""

    items: tuple[Item, ...] = ()
    since: float | None = None
    """None: the last visit to each collection."""
    has_visits: bool = True
    """There was one to any of them."""
    said: Sentence = ()
    """What has to be known of it."""
    parts: tuple[Address, ...] = ()
    """The collections that are held in part."""


def read_changes(accounts: Sequence[Within], since: float | None, *, now: float, width: int, signs: Signs) -> Contents:
    """The latest changes first, in lines of `width` cells; `since` in seconds since 1970, None: the last visit to each
    collection. An account that cannot be read is named; the others are told of."""
    found: list[Item] = []
    said: list[Part] = []
    parts: list[Address] = []
    moments: set[float | None] = set()
    visits = 0
    for repository, within in accounts:
        try:
            changes = repository.changes(since, within, LIMIT)
        except ExplorerError as error:
            said.append((f"{signs.failed} {repository.account.name}: {told(error)}", "failed"))
            continue
        moments.add(changes.since)
        visits += changes.visits
        said += caveats(repository.account.name, changes)
        parts += [Address.parse(f"{repository.account.name}/{each}") for each in changes.partial]
        found += [_item(repository, each, now, width, signs) for each in changes.records]
    found.sort(key=lambda each: -each.record.at)
    at = moments.pop() if len(moments) == 1 else None
    has_visits = since is not None or visits > 0
    return Contents(tuple(found), at, has_visits, tuple(said), tuple(parts))


def _item(repository: Repository, record: RecordChange, now: float, width: int, signs: Signs) -> Item:
    masking.current().saw_label(repository.resource(record.address), record.label)
    lines = tuple(record_lines(record, width, now, signs))
    with masking.real():
        plain = lines if not masking.is_on() else record_lines(record, width, now, signs)
    return Item(record, lines, fold(" ".join(line.plain for line in plain)))
