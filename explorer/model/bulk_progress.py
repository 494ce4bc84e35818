"""How far one change to many records has come. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Final

from explorer.model.journal import Entry
from explorer.model.value import dataclass

_TELLING: Final = 3
"""Records after which the time that is left can be told."""


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """How far a change to many records has come: `total` = `done` + `failed` + `left`."""

    total: int
    done: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    """Key to the reason, in the order of the run."""
    left: int = 0
    """Neither done nor failed."""
    unchanged: int = 0
    """Those of the done that were so already: for them nothing was sent."""
    unknown: str = ""
    """The key, among those left, of the record whose outcome is not known."""
    now: str = ""
    """The key of the record under way."""
    note: str = ""
    """What is being waited for."""
    seconds_left: float | None = None
    """An estimate; None: it cannot be told yet."""
    stopped: str = ""
    """Why it ended before all had their turn."""
    ended: bool = False
    kept: bool = False
    """It is on the disk, to be gone on with while any are left."""


def had_their_turn(entries: Sequence[Entry]) -> dict[str, Entry]:
    """By key, the newest of the batch's `entries` (the newest first) about each record that needs no other turn.

    What was found not to be applied has one. What stopped a run is its last entry: when that was refused, it may have
    been for a reason that is gone by now, such as a key that had expired, so it has one, too.
    """
    newest: dict[str, Entry] = {}
    for entry in entries:
        newest.setdefault(entry.segments[-1], entry)
    return {key: entry for key, entry in newest.items() if not _has_another(entry, entries[0])}


def remaining(keys: Sequence[str], entries: Sequence[Entry]) -> tuple[str, ...]:
    """Those of `keys` whose turn is still to come, or whose outcome is to be found out, by the batch's `entries`."""
    settled = {key for key, entry in had_their_turn(entries).items() if entry.finished}
    return tuple(key for key in keys if key not in settled)


def _has_another(entry: Entry, last: Entry) -> bool:
    return entry.state == "verified not applied" or (entry.state == "refused" and entry.id == last.id)


def seconds_left(passed: float, settled: int, left: int) -> float | None:
    """An estimate, from the `passed` seconds that the `settled` records took; None: it cannot be told yet."""
    return passed / settled * left if settled >= _TELLING else None
