"""`Writing`: what the user changes, from the key to the outcome.

    read → form (a draft is kept) → held against the vendor's present record → shown → confirmed → sent once → told

Forms, reviews and questions are screens that return a value; here it is written down what comes after what. Every
method that asks something raises ExplorerError, which whoever called it tells the user.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from explorer.model.account import hidden_variables
from explorer.model.address import Address
from explorer.model.edit import MISSING, Change, Edit
from explorer.model.errors import ChangedMeanwhile, ExplorerError, InvalidForm, NotFound, VendorError
from explorer.model.filling import Filling
from explorer.model.journal import Draft, Entry
from explorer.model.json_text import JsonObject
from explorer.model.members import Member, members
from explorer.model.outcome import Outcome, Prepared
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation
from explorer.repository import Repository
from explorer.repository.bulk import Bulk
from explorer.repository.choices import Choice
from explorer.repository.local_copy import FRESH_SECONDS
from explorer.repository.saving import FRESH_SECONDS as READ_AGAIN_SECONDS
from explorer.ui.change_lines import change_line, prepared_rows
from explorer.ui.drafts import DraftKeeper
from explorer.ui.offers import Subject
from explorer.ui.screens.bulk import BulkScreen
from explorer.ui.screens.change_many import ChangeManyScreen
from explorer.ui.screens.conflict import ConflictScreen, Resolution
from explorer.ui.screens.edit import EditScreen, Submitted
from explorer.ui.screens.journal import JournalChoice, JournalScreen
from explorer.ui.screens.leaving import Left
from explorer.ui.screens.review import ReviewScreen
from explorer.ui.screens.review_many import ReviewManyScreen
from explorer.ui.signs import Signs
from explorer.ui.widgets.form import Choices
from explorer.ui.wording import Sentence, told
from explorer.ui.write_watch import WriteWatch

if TYPE_CHECKING:
    from textual.app import App

    from explorer.store.journal import Journal

TITLES: Final = {"create": "Add to", "update": "Edit"}
"""What the form of an operation is called; an action by its own name."""
SETTLED: Final = ("applied", "accepted", "verified applied")
"""After these what was typed is no draft any more."""


class Writing:
    """The flows of writing; the only place that knows their order."""

    def __init__(
        self,
        app: App[None],
        repositories: Mapping[str, Repository],
        journal: Callable[[], Journal],
        *,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        settled: Callable[[Outcome], None],
        changed: Callable[[], None],
    ) -> None:
        """`settled` is called with what became of a write, as often as more is known of it; `changed` when there are
        other drafts, or other writes without an outcome."""
        self._app = app
        self._repositories = repositories
        self._journal = journal
        self._keeper = DraftKeeper(journal, self._kept)
        self.watch = WriteWatch(repositories, journal, told=settled, changed=changed)
        """Writes without an outcome, and the drafts there are."""
        self._signs = signs
        self._clock = clock
        self._say = say
        self._settled = settled

    async def close(self) -> None:
        """Put on disk what was typed, and stop reading for lost answers."""
        await self.watch.close()
        await asyncio.to_thread(self._keeper.close_all)

    def _kept(self) -> None:
        """A draft reached the disk, or did not: the form that is open says so."""
        for screen in self._app.screen_stack:
            if isinstance(screen, EditScreen) and screen.is_mounted:
                screen.tell_kept()

    # What the user starts

    async def start(self, address: Address, name: str, *, member: str = "") -> None:
        """Fill in the form of `name`, where it has one, beginning with `member`; else do it after its review."""
        repository = self._repositories[address.account]
        _, operation = repository.saving.operation(address, name)
        if operation.form:
            await self._fill_in(repository, address, operation, member)
        else:
            await self._act(repository, address, name)

    async def undo(self, entry: Entry) -> None:
        """Take a write back. What no reading can restore is asked for in the form."""
        repository = self.watch.repository_of(entry)
        edit = repository.saving.undo(entry)
        resource, operation = repository.saving.operation(edit.address, edit.operation)
        try:
            prepared = await repository.saving.prepare(edit, undoes=entry.id)
        except InvalidForm:
            opening = Opening(
                Filling(resource, operation, edit.before, dict(edit.wanted)),
                edit.address,
                repository.saving.draft(edit.address, edit.operation),
                label=resource.label_of(edit.before),
                notes=(((f"Undo of entry {entry.id}: some of it no reading tells, and has to be filled in.", ""),),),
                undoes=entry.id,
            )
            await self._form(repository, opening)
        else:
            await self._ended(await self._reviewed(repository, prepared))

    async def left(self) -> Left:
        """What would be unfinished if the program ended now."""
        await self.watch.look()
        return Left(
            drafts=[each for each in self.watch.drafts if each.process is None],
            unkept=self._keeper.unkept,
            under_way={each.account.title: each.saving.under_way for each in self._repositories.values()},
            unknown=[each.address for each in self.watch.unfinished],
        )

    async def journal(self, record: Address | None = None) -> JournalChoice | None:
        """Show drafts and the journal, of one record or of all; what was chosen there."""
        screen = JournalScreen(
            self._repositories,
            self._journal,
            self.watch,
            signs=self._signs,
            clock=self._clock,
            keeper=self._keeper,
            words=str(record or ""),
        )
        choice = await self._app.push_screen_wait(screen)
        await self.watch.look()
        return choice

    async def many(self, subject: Subject, name: str) -> tuple[str, ...] | None:
        """Make one change to the marked records; the keys of those that are not done, None when nothing was begun."""
        repository = self._repositories[subject.collection.account]
        _, operation = repository.saving.operation(subject.collection.child(subject.marked[0]), name)
        wanted: JsonObject = {}
        if operation.form:
            await asyncio.to_thread(members, operation.form)
        while True:
            if operation.form:
                asked = await self._asked_for_many(repository, operation, subject, wanted)
                if asked is None:
                    return None
                wanted = asked
            saving, account = repository.saving, repository.account
            bulk = Bulk(saving, self._journal, account, subject.collection, name, wanted, subject.marked)
            not_done = await self._run(repository, bulk, subject.names)
            if not_done is not None or not operation.form:
                return not_done

    async def reopen(self, draft: Draft) -> None:
        """Go on with a draft."""
        repository = self.watch.repository_of(draft)
        address = Address(repository.account.name, draft.segments)
        if draft.keys:
            bulk = Bulk.of(draft, repository.saving, self._journal, repository.account)
            await self._run(repository, bulk, {})
            return
        await self.start(address, draft.operation.rpartition(".")[2], member=draft.field)

    # The steps

    async def _fill_in(self, repository: Repository, address: Address, operation: Operation, member: str) -> None:
        await asyncio.to_thread(members, operation.form)  # the form's types take a while to load
        blank = repository.saving.draft(address, operation.name)
        draft = await self._keeper.open(blank.identity, blank.segments, blank.operation)
        try:
            record, read_at, notes = await self._read(repository, address, operation, draft)
        except ExplorerError:
            if draft is not None:
                await self._keeper.close(draft)
            raise
        resource = repository.resource(address)
        filling = Filling(resource, operation, prefilled(operation, record) if record else {}, {})
        if draft is not None:
            filling, meanwhile = reopened(filling, draft)
            notes = (*notes, *self._meanwhile(operation, meanwhile))
        label = resource.label_of(record) if address.is_record else ""
        opening = Opening(
            filling, address, draft or blank, label=label, record=record, read_at=read_at, notes=notes, member=member
        )
        await self._form(repository, opening)

    async def _read(
        self, repository: Repository, address: Address, operation: Operation, draft: Draft | None
    ) -> tuple[JsonObject, float | None, tuple[Sentence, ...]]:
        """What the form begins with, and when it was read; where that fails, what is held or was typed."""
        if operation.name == "create":
            return {}, None, ()
        held = repository.held(address) if address.is_record else None
        has_get = repository.resource(address).operation("get") is not None
        if held is not None and held.whole and has_get and self._clock() - held.fetched_at < FRESH_SECONDS:
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

    async def _form(self, repository: Repository, opening: Opening) -> None:
        """Show a form until it is sent or left."""
        address, operation = opening.address, opening.filling.operation

        async def submit(filling: Filling) -> Submitted:
            return await self._submit(repository, opening, filling)

        screen = EditScreen(
            opening.filling,
            address,
            label=opening.label,
            title=TITLES.get(operation.name, operation.name),
            account=repository.account,
            read_at=opening.read_at,
            keeper=self._keeper,
            draft=opening.draft,
            submit=submit,
            choices=self._choices(repository),
            signs=self._signs,
            clock=self._clock,
            notes=opening.notes,
            field=opening.member,
            record=opening.record,
            hidden=hidden_variables([each.account for each in self._repositories.values()]),
        )
        outcome = await self._app.push_screen_wait(screen)
        if outcome is not None:
            settled = outcome.state in SETTLED
            await (self._keeper.drop(opening.draft) if settled else self._keeper.close(opening.draft))
        await self._ended(outcome)

    async def _submit(self, repository: Repository, opening: Opening, filling: Filling) -> Submitted:
        """Hold what was typed against the present record, ask, and send. Raises ExplorerError for a refusal."""
        while True:
            try:
                prepared = await repository.saving.prepare(filling.edit(opening.address), undoes=opening.undoes)
                if not prepared.has_effect:
                    self._say("nothing would change: nothing is sent")
                    return Submitted(None, filling)
                return Submitted(await self._reviewed(repository, prepared), filling)
            except ChangedMeanwhile as error:
                resolution = await self._app.push_screen_wait(
                    ConflictScreen(
                        error,
                        filling.operation,
                        address=opening.address,
                        label=opening.label,
                        signs=self._signs,
                        say=self._say,
                        others=filling.edit(opening.address).others(error.present),
                        names=repository.label_for,
                    )
                )
                if resolution is None:
                    return Submitted(None, filling)
                filling = resolved(filling, error, resolution)
                if resolution.edit:
                    return Submitted(None, filling, field=resolution.edit)
                if not filling.changed:
                    self._say("theirs is taken: nothing of yours is left to send")
                    return Submitted(None, filling)

    async def _run(self, repository: Repository, bulk: Bulk, names: Mapping[str, str]) -> tuple[str, ...] | None:
        """Show what a change to many would send, run it, and return the keys of those that are not done."""
        samples = await bulk.samples()
        review = ReviewManyScreen(
            samples,
            len(bulk.keys),
            account=repository.account,
            signs=self._signs,
            clock=self._clock,
            say=self._say,
            names=repository.label_for,
        )
        await asyncio.to_thread(lambda: [prepared_rows(each, self._signs, repository.label_for) for each in samples])
        if not await self._app.push_screen_wait(review):
            return None
        await self._app.push_screen_wait(BulkScreen(bulk, title=review.heading, names=names, signs=self._signs))
        await self.watch.look()
        return bulk.not_done

    async def _asked_for_many(
        self, repository: Repository, operation: Operation, subject: Subject, wanted: JsonObject
    ) -> JsonObject | None:
        """What all of them get; None: nothing is to be done."""
        collection, saving = subject.collection, repository.saving

        async def check(tried: JsonObject) -> None:
            bulk = Bulk(saving, self._journal, repository.account, collection, operation.name, tried, subject.marked)
            await bulk.samples(1)

        screen = ChangeManyScreen(
            subject,
            operation,
            account=repository.account,
            signs=self._signs,
            choices=self._choices(repository),
            check=check,
            wanted=wanted,
        )
        return await self._app.push_screen_wait(screen)

    def _choices(self, repository: Repository) -> Choices:
        """What can be chosen for a field, found in a thread."""

        async def choices(member: Member, text: str) -> Sequence[Choice]:
            return await asyncio.to_thread(repository.choices, member.field, text)

        return choices

    async def _act(self, repository: Repository, address: Address, name: str) -> None:
        """Do what needs no form, such as to delete: what is deleted has to be what was seen."""
        held = repository.held(address) if name == "delete" else None
        edit = Edit(address, name, held.body if held is not None else {}, {})
        prepared = await repository.saving.prepare(edit)
        await self._ended(await self._reviewed(repository, prepared))

    async def _reviewed(self, repository: Repository, prepared: Prepared) -> Outcome | None:
        """Show it, and send it when that is wanted; None: it is not. What is read again just before it is sent and
        makes another request of it is shown again."""
        while True:
            # Names of what ids stand for may have to be looked for on the disk: from then on they are known.
            await asyncio.to_thread(prepared_rows, prepared, self._signs, repository.label_for)
            screen = ReviewScreen(
                prepared,
                account=repository.account,
                signs=self._signs,
                clock=self._clock,
                say=self._say,
                others=prepared.others,
                names=repository.label_for,
            )
            if not await self._app.push_screen_wait(screen):
                return None
            if self._clock() - prepared.read_at < READ_AGAIN_SECONDS:
                return await repository.saving.send(prepared)
            shown, prepared = prepared, await repository.saving.prepare(prepared.edit, undoes=prepared.undoes)
            if (prepared.method, prepared.url, prepared.body) == (shown.method, shown.url, shown.body):
                return await repository.saving.send(prepared)
            self._say("somebody changed the record while you looked: this is what would be sent now")

    async def _ended(self, outcome: Outcome | None) -> None:
        """Tell what became of a write."""
        await self.watch.look()
        if outcome is not None:
            self._settled(outcome)
            if outcome.state == "unknown":
                self._app.run_worker(self.watch.follow(outcome), group="watch", exit_on_error=False)

    def _meanwhile(self, operation: Operation, changes: Mapping[str, Change]) -> tuple[Sentence, ...]:
        """What the vendor changed since a draft was begun."""
        if not changes:
            return ((("Your draft. Nothing has changed at the vendor since.", ""),),)
        head: Sentence = (("Your draft. Changed at the vendor since:", "unsure"),)
        return (head, *(change_line(operation, name, each, self._signs) for name, each in changes.items()))


@dataclass(frozen=True, slots=True)
class Opening:
    """What a form begins with."""

    filling: Filling
    address: Address
    draft: Draft
    label: str = ""
    """The record's name, unsafe."""
    record: JsonObject = field(default_factory=dict)
    """The whole of what was read."""
    read_at: float | None = None
    notes: tuple[Sentence, ...] = ()
    member: str = ""
    """Where the cursor begins."""
    undoes: int | None = None


def reopened(filling: Filling, draft: Draft) -> tuple[Filling, Mapping[str, Change]]:
    """`filling` with what was typed before, and what the vendor changed since. The members that were typed stay held
    against what they were then, so that a change by somebody else is noticed."""
    now = filling.before
    then = {name: draft.before[name] for name in draft.typed if name in draft.before}
    untyped = {name: value for name, value in now.items() if name not in draft.typed}
    known = draft.before if now else {}
    changes = {
        name: Change(known.get(name, MISSING), now.get(name, MISSING))
        for name in (*known, *(name for name in now if name not in known))
        if known and known.get(name, MISSING) != now.get(name, MISSING)
    }
    before = {**untyped, **then} if now else draft.before
    return replace(filling, before=before, typed=dict(draft.typed)), changes


def resolved(filling: Filling, error: ChangedMeanwhile, resolution: Resolution) -> Filling:
    """`filling` after the user chose between theirs and mine."""
    filling = filling.rebased({**filling.before, **error.present})
    for name in resolution.theirs:
        filling = filling.back((name,))
    return filling
