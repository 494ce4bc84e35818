"""`Openings`: finds out what a form begins with, from the vendor, from what is held, and from what was typed before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.model.address import Address
from explorer.model.body import secrets_of
from explorer.model.change_words import written_by
from explorer.model.edit import Change, placed
from explorer.model.errors import NotFound, VendorError
from explorer.model.filling import Filling
from explorer.model.journal import Draft
from explorer.model.json_text import JsonObject
from explorer.model.members import members
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource
from explorer.repository import Repository
from explorer.repository.local_copy import is_young
from explorer.ui import form_wording, masking
from explorer.ui.change_lines import change_line
from explorer.ui.keys import key_of
from explorer.ui.opening import Opening, reopened
from explorer.ui.signs import Signs
from explorer.ui.wording import Sentence, told

if TYPE_CHECKING:
    from explorer.store.journal import Journal


class Openings:
    """Reads the record a form is about, and says what has to be known before it is filled in."""

    def __init__(self, journal: Callable[[], Journal], *, signs: Signs, clock: Callable[[], float]) -> None:
        self._journal = journal
        self._signs = signs
        self._clock = clock

    async def of(
        self,
        repository: Repository,
        address: Address,
        operation: Operation,
        draft: Draft | None,
        blank: Draft,
        member: str,
    ) -> Opening:
        """What the form begins with, of what the vendor has and of what was typed before."""
        resource = repository.resource(address)
        await asyncio.to_thread(load_forms, resource)
        record, read_at, notes = await self._read(repository, address, operation, draft)
        looked = read_at is not None and not notes
        notes = (*await self._unsettled(operation, blank), *notes)
        filling = Filling(resource, operation, prefilled(operation, record) if record else {}, {})
        label = masking.name_of(resource, record) if address.is_record else ""
        opening = Opening(
            filling, address, blank, label=label, record=record, read_at=read_at, notes=notes, member=member
        )
        return opening if draft is None else await self._reopened(repository, opening, draft, looked=looked)

    async def _reopened(self, repository: Repository, opening: Opening, draft: Draft, *, looked: bool) -> Opening:
        """`opening` with what was typed before, and what is to be said of that; `looked`: the vendor's record was read
        just now."""
        operation = opening.filling.operation
        filling, meanwhile = reopened(opening.filling, draft)
        ours = await repository.saving.ours(opening.address, operation.name, meanwhile, draft.kept_at)
        for name in ours:
            filling = replace(filling, before=placed(filling.before, (name,), meanwhile[name].after))
        meanwhile = {name: each for name, each in meanwhile.items() if name not in ours}
        lasting = await self._of_draft(draft)
        notes = (*opening.notes, *lasting, *self._meanwhile(operation, meanwhile, looked=looked))
        notes = (*notes, *(((written_by(each, operation, (name,)), ""),) for name, each in ours.items()))
        if secret := ", ".join(sorted(secrets_of(operation))):
            again: Sentence = ((f"Never kept, and to be typed again if it was: {secret}.", ""),)
            notes, lasting = (*notes, again), (*lasting, again)
        member = opening.member or draft.field
        return replace(
            opening, filling=filling, draft=draft, notes=notes, lasting=lasting, member=member, undoes=draft.undoes
        )

    async def _unsettled(self, operation: Operation, blank: Draft) -> tuple[Sentence, ...]:
        """What is to be said of an earlier write to the record that has no outcome: until it has, nothing is sent."""
        if operation.name == "create":
            return ()
        earlier = await asyncio.to_thread(lambda: self._journal().blocking(blank.identity, blank.segments))
        if earlier is None:
            return ()
        told = f"Entry {earlier.id}, an earlier write to it, has no known outcome: until it has, nothing can be sent."
        return (
            (
                (told, "unsure"),
                (f" What is typed here is kept: esc, then {key_of('journal', 'J')} shows the entry.", ""),
            ),
        )

    async def _read(
        self, repository: Repository, address: Address, operation: Operation, draft: Draft | None
    ) -> tuple[JsonObject, float | None, tuple[Sentence, ...]]:
        """What the form begins with, and when it was read; where that fails, what is held or was typed."""
        if operation.name == "create":
            return {}, None, ()
        held = await asyncio.to_thread(repository.held, address) if address.is_record else None
        has_get = repository.resource(address).operation("get") is not None
        if draft is None and held is not None and held.whole and has_get and is_young(held.fetched_at, self._clock()):
            return held.body, held.fetched_at, ()
        try:
            return await repository.saving.read(address, operation.name), self._clock(), ()
        except NotFound:
            raise
        except VendorError as error:
            if held is None and draft is None:
                raise
            note = f"It could not be read again: {told(error)}. Before anything is sent it has to be."
            body, at = (held.body, held.fetched_at) if held is not None else ({}, None)
            return body, at, (((note, "unsure"),),)

    async def _of_draft(self, draft: Draft) -> tuple[Sentence, ...]:
        """Whether it was sent, and what it takes back."""
        notes: tuple[Sentence, ...] = ()
        if draft.undoes is not None:
            notes = (((f"It takes entry {draft.undoes} back.", ""),),)
        number = draft.entry
        if number is not None:
            entry = await asyncio.to_thread(lambda: self._journal().entry(number))
            notes = (*notes, form_wording.sent_as(entry, self._clock()))
        return notes

    def _meanwhile(self, operation: Operation, changes: Mapping[str, Change], *, looked: bool) -> tuple[Sentence, ...]:
        """What the vendor changed since a draft was begun; `looked`: it was read for that just now."""
        if not looked or operation.name == "create":
            return ((("Your draft.", ""),),)
        if not changes:
            return ((("Your draft. Nothing has changed at the vendor since.", ""),),)
        head: Sentence = (("Your draft. Changed at the vendor since:", "unsure"),)
        return (head, *(change_line(operation, name, each, self._signs) for name, each in changes.items()))


def load_forms(resource: Resource) -> None:
    """Load the types of its forms, in a thread: it takes a while the first time."""
    for each in resource.operations:
        if each.form:
            members(each.form)
