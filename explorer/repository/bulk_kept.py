"""`Kept`: what is on disk of a change to many, by which it is taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from explorer.model.address import Address
from explorer.model.body import without_secrets
from explorer.model.bulk_progress import had_their_turn
from explorer.model.errors import UsageError
from explorer.model.journal import Draft, Entry
from explorer.model.json_text import JsonObject
from explorer.repository.saving import Saving
from explorer.store.journal import Journal

_ALL: Final = 2**31


class Kept:
    """The draft of one batch and the entries of its requests. Every call reads from the disk, and may raise
    StoreError."""

    def __init__(
        self,
        saving: Saving,
        journal: Callable[[], Journal],
        collection: Address,
        operation: str,
        wanted: JsonObject,
        keys: tuple[str, ...],
        batch: str,
    ) -> None:
        self._saving = saving
        self._journal = journal
        self._collection = collection
        self._operation = operation
        self._wanted = wanted
        self._keys = keys
        self._batch = batch

    def draft(self, before: Mapping[str, JsonObject]) -> Draft:
        """What is kept of it; by key, `before` are the members to be changed as they were shown. Raises
        UsageError when the operation cannot be done, or not to many."""
        if not self._keys:
            raise UsageError("there are no records to change", next_step="mark some first: space")
        first = self._collection.child(self._keys[0])
        _, operation = self._saving.operation(first, self._operation)
        if without_secrets(operation, self._wanted) != self._wanted:
            raise UsageError("a secret is given to one record at a time", next_step="edit the records one by one")
        blank = self._saving.draft(first, self._operation)
        return replace(
            blank,
            segments=self._collection.segments,
            before=dict(before),
            typed=self._wanted,
            keys=self._keys,
            batch=self._batch,
        )

    def keep(self, before: Mapping[str, JsonObject]) -> Draft:
        """Puts it on disk, open here. Raises as `draft` does, UsageError when another change to many of these
        records waits to be gone on with, and OpenElsewhere."""
        draft, journal = self.draft(before), self._journal()
        earlier = journal.open_draft(draft.identity, draft.segments, draft.operation)
        if earlier is not None and earlier.batch != self._batch:
            journal.close_draft(draft.identity, draft.segments, draft.operation)
            raise not_through(earlier, self._collection)
        journal.keep_draft(draft)
        return draft

    def turns(self) -> Mapping[str, Entry]:
        """By key, what earlier runs did."""
        return had_their_turn(self._journal().entries(batch=self._batch, limit=_ALL))

    def close(self, draft: Draft, *, left: int) -> None:
        """Leaves it to whoever goes on with it where records are left; forgets it when none are."""
        journal = self._journal()
        close = journal.close_draft if left else journal.drop_draft
        close(draft.identity, draft.segments, draft.operation)


def not_through(earlier: Draft, collection: Address) -> UsageError:
    """Why another change to many records of `collection` cannot begin while `earlier` is kept."""
    return UsageError(
        f"an earlier change to {len(earlier.keys):,} records of {collection} is not through",
        next_step="J goes on with it, or drops it",
    )
