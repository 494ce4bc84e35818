"""`Writing`: what the user changes, from the key to the outcome.

    read → form (a draft is kept) → held against the vendor's present record → shown → confirmed → sent once → told

Forms, reviews and questions are screens that return a value; here it is written down what comes after what. Every
method that asks something raises ExplorerError, which whoever called it tells the user.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from explorer.model.account import hidden_variables
from explorer.model.address import Address
from explorer.model.edit import Edit
from explorer.model.errors import ExplorerError, InvalidForm, UsageError
from explorer.model.filling import Filling
from explorer.model.journal import DONE, Draft, Entry
from explorer.model.outcome import Outcome
from explorer.model.resource import Operation
from explorer.repository import Repository
from explorer.repository.drafts import DraftKeeper
from explorer.repository.write_watch import WriteWatch
from explorer.ui import form_wording, masking
from explorer.ui.offers import Subject
from explorer.ui.opening import Opening
from explorer.ui.openings import Openings
from explorer.ui.reviewing import Reviewing, choices_of
from explorer.ui.screens.change_many import ChangeManyScreen
from explorer.ui.screens.edit import EditScreen, Submitted
from explorer.ui.screens.journal import JournalChoice, JournalScreen
from explorer.ui.screens.leaving import Left
from explorer.ui.signs import Signs
from explorer.ui.stage import Stage
from explorer.ui.submitting import Submitting
from explorer.ui.workers import run_worker
from explorer.ui.writing_at_once import WritingAtOnce
from explorer.ui.writing_many import WritingMany

if TYPE_CHECKING:
    from textual.app import App

    from explorer.store.journal import Journal

TITLES: Final = {"create": "Add to", "update": "Edit"}
"""What the form of an operation is called; an action by its own name."""


class Writing:
    """The flows of writing; the only place that knows their order."""

    def __init__(
        self,
        app: App[None],
        stage: Stage,
        repositories: Mapping[str, Repository],
        journal: Callable[[], Journal],
        *,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        settled: Callable[[Outcome], None],
        gone: Callable[[Address], None],
        changed: Callable[[], None],
    ) -> None:
        """`settled` is called with what became of a write, as often as more is known of it; `gone` with a record that
        was to be deleted and is not there; `changed` when there are other drafts, or other writes without an
        outcome."""
        self._app = app
        self._stage = stage
        self._repositories = repositories
        self._journal = journal
        self._keeper = DraftKeeper(journal, self._kept, clock=clock)
        self.watch = WriteWatch(repositories, journal, told=settled, changed=changed, clock=clock)
        """Writes without an outcome, and the drafts there are."""
        self._signs = signs
        self._clock = clock
        self._settled = settled
        self._openings = Openings(journal, signs=signs, clock=clock)
        self._reviewing = Reviewing(stage, signs=signs, clock=clock, say=say)
        self._submitting = Submitting(self._reviewing, self._keeper, journal, self.watch, say)
        self._at_once = WritingAtOnce(stage, self._reviewing, gone)
        self._many = WritingMany(stage, self._reviewing, journal, self._keeper, signs=signs)
        self._ends = False

    async def close(self) -> None:
        """Put on disk what was typed, and stop reading for lost answers."""
        self._ends = True
        await self.watch.close()
        await asyncio.to_thread(self._keeper.close_all)

    def _kept(self) -> None:
        """A draft reached the disk, or did not: the form that is open says so, and behind one that was closed there
        are other drafts now."""
        with self._app._context():  # whoever kept it knows of no app: nothing would have its colours, nor be masked
            self._tell_kept()

    def _tell_kept(self) -> None:
        forms: list[EditScreen | ChangeManyScreen] = [*self._forms, *self._forms_of_many]
        for form in forms:
            if form.is_mounted:
                form.tell_kept()
        if not forms and not self._ends:
            run_worker(self._app, self.watch.look, group="drafts")

    @property
    def _forms(self) -> list[EditScreen]:
        return [each for each in self._app.screen_stack if isinstance(each, EditScreen)]

    @property
    def _forms_of_many(self) -> list[ChangeManyScreen]:
        return [each for each in self._app.screen_stack if isinstance(each, ChangeManyScreen)]

    @property
    def is_sending(self) -> bool:
        """The form in front waits for the vendor's answer."""
        return any(each.sending and each.is_active for each in self._forms)

    @property
    def under_way(self) -> str:
        """What ending now would leave, as far as it is in front of the user; empty when nothing."""
        writes = sum(each.saving.under_way for each in self._repositories.values())
        waits = "it waits for the outcome of the write on its way" if writes else ""
        typed = any(each.has_typed and not each.sending for each in self._forms)
        typed = typed or any(each.wanted for each in self._forms_of_many)
        keeps = "what is typed here is kept, not sent" if typed else ""
        return ", and ".join(filter(None, (keeps, waits)))

    # What the user starts

    async def start(self, address: Address, name: str, *, member: str = "") -> None:
        """Fill in the form of `name`, where it has one, beginning with `member`; else do it after its review."""
        repository = self._repositories[address.account]
        _, operation = repository.saving.operation(address, name)
        if operation.form:
            await self._fill_in(repository, address, operation, member)
        else:
            await self._ended(await self._at_once.done(repository, address, operation))

    async def undo(self, entry: Entry) -> None:
        """Take a write back. What no reading can restore is asked for in the form."""
        repository = self.watch.repository_of(entry)
        edit = await asyncio.to_thread(repository.saving.undo, entry)  # which may load a form's types
        resource, operation = repository.saving.operation(edit.address, edit.operation)
        try:
            with self._stage.reading(f"reading {edit.address}"):
                prepared = await repository.saving.prepare(edit, undoes=entry.id)
        except InvalidForm as error:
            with self._stage.reading(f"reading {edit.address}"):
                blank = await self._blank_form(repository, edit, entry.id)
            filling = Filling(resource, operation, edit.before, dict(edit.wanted))
            missing = ", ".join(form_wording.label_of(filling, place) for place in error.fields)
            opening = Opening(
                filling,
                edit.address,
                blank,
                label=masking.name_of(resource, edit.before),
                notes=(((f"Undo of entry {entry.id}: what no reading tells has to be filled in: {missing}.", ""),),),
                undoes=entry.id,
            )
            await self._form(repository, opening)
        else:
            await self._ended(await self._reviewing.sent_after_review(repository, prepared, since=edit.before))

    async def left(self) -> Left:
        """What would be unfinished if the program ended now."""
        await self.watch.look()
        return Left(
            drafts=[each for each in self.watch.drafts if each.process is None],
            unkept=self._keeper.unkept,
            under_way={each.account.title: each.saving.under_way for each in self._repositories.values()},
            unknown=[each.address for each in self.watch.unfinished],
        )

    async def journal(self, record: Address | None, check: Callable[[str], None]) -> JournalChoice | None:
        """Show drafts and the journal, of one record or of all; what was chosen there. `check` raises UsageError while
        nothing may be written to the account of this name."""
        screen = JournalScreen(
            self._repositories,
            self._journal,
            self.watch,
            signs=self._signs,
            clock=self._clock,
            keeper=self._keeper,
            within=record,
            check=check,
        )
        choice = await self._stage.show(screen, then="opening it")
        if choice is None:
            await self.watch.look()
        return choice

    async def many(self, subject: Subject, name: str) -> tuple[str, ...] | None:
        """Make one change to the marked records; the keys of those that are not done, None when nothing was begun."""
        repository = self._repositories[subject.collection.account]
        not_done = await self._many.change(repository, subject, name)
        await self.watch.look()
        return not_done

    async def reopen(self, draft: Draft) -> tuple[str, ...] | None:
        """Go on with a draft; of a change to many records the keys of those that are not done, else None."""
        repository = self.watch.repository_of(draft)
        address = Address(repository.account.name, draft.segments)
        if draft.keys:
            not_done = await self._many.reopen(repository, draft)
            await self.watch.look()
            return not_done
        await self.start(address, draft.operation_name, member=draft.field)
        return None

    # The steps

    async def _blank_form(self, repository: Repository, edit: Edit, undoes: int) -> Draft:
        """The form of an undo, open here. Raises UsageError where it would take the place of what was typed into it
        before; OpenElsewhere, StoreError."""
        blank = replace(repository.saving.draft(edit.address, edit.operation), undoes=undoes)
        kept = await self._keeper.open(blank)
        if kept is not None:
            await self._keeper.close(kept)
            raise UsageError(
                f"{edit.address} has a draft, which its undo would replace", next_step="send or discard it: J"
            )
        return blank

    async def _fill_in(self, repository: Repository, address: Address, operation: Operation, member: str) -> None:
        with self._stage.reading(f"reading {address}"):
            blank = repository.saving.draft(address, operation.name)
            opening = asyncio.create_task(self._keeper.open(blank))
            try:
                draft = await asyncio.shield(opening)
                begun = await self._openings.of(repository, address, operation, draft, blank, member)
            except (ExplorerError, asyncio.CancelledError):
                with suppress(ExplorerError):
                    await self._keeper.close(await opening or blank)
                raise
        await self._form(repository, begun)

    async def _form(self, repository: Repository, opening: Opening) -> None:
        """Show a form until it is sent or left."""
        address, operation = opening.address, opening.filling.operation

        async def submit(filling: Filling) -> Submitted:
            return await self._submitting.submitted(repository, opening, filling)

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
            choices=choices_of(repository),
            signs=self._signs,
            clock=self._clock,
            pause=lambda: repository.pause,
            notes=opening.notes,
            field=opening.member,
            record=opening.record,
            hidden=hidden_variables([each.account for each in self._repositories.values()]),
        )
        outcome = await self._stage.show(screen)
        if outcome is not None:
            # What was done has no draft any more: the journal took it away with the outcome.
            gone = outcome.state in DONE and not outcome.unnoted
            await (self._keeper.forget(opening.draft) if gone else self._keeper.close(opening.draft))
        await self._ended(outcome)

    async def _ended(self, outcome: Outcome | None) -> None:
        """Tell what became of a write."""
        await self.watch.look()
        if outcome is not None:
            self._settled(outcome)
            if outcome.state == "unknown" or outcome.unnoted:
                run_worker(self._app, partial(self.watch.follow, outcome), group="watch")
