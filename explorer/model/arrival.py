"""What reading a listing brought: each record once, and whether as many came as the vendor says there are. Pure."""

from __future__ import annotations

from dataclasses import field

from explorer.model.json_text import JsonObject
from explorer.model.listing import other_total
from explorer.model.page import PageAnswer
from explorer.model.resource import Resource
from explorer.model.value import dataclass


@dataclass(slots=True)
class Arrival:
    """The rows of one reading, page by page."""

    rows: int = 0
    """Rows that came, each record's once."""
    repeated: int = 0
    """Rows of records that had come already."""
    archived: int = 0
    """Rows that the vendor marks deleted."""
    total: int | None = None
    """Rows the vendor says there are, by the last page."""
    ended: bool = False
    """The last page has come."""
    _keys: set[str] = field(default_factory=set)

    def take(self, resource: Resource, answer: PageAnswer) -> list[JsonObject]:
        """The rows of the next page whose records have not come already; of those on the page itself the last holds.
        Rows without a key are all taken: nothing tells whether they are the same."""
        fresh: dict[str | int, JsonObject] = {}
        for place, row in enumerate(answer.rows):
            key = resource.key_of(row)
            if key not in self._keys:
                fresh[key or place] = row
        self._keys.update(key for key in fresh if isinstance(key, str))
        self.rows += len(fresh)
        self.repeated += len(answer.rows) - len(fresh)
        self.archived += sum(map(resource.is_archived, fresh.values()))
        self.total, self.ended = answer.total, answer.next is None
        return list(fresh.values())

    @property
    def other_total(self) -> int | None:
        """The vendor's total where every page came and yet not so many rows."""
        return other_total(self.total, self.rows - self.archived, self.archived) if self.ended else None
