"""A screen of places where things are changed: which keys lead to which flow, and what is unfinished."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.view import View
from explorer.repository import Repository
from explorer.ui.history import History
from explorer.ui.keeping import Keeping
from explorer.ui.later import is_left, unless_left
from explorer.ui.screens.writable import WritableScreen
from explorer.ui.signs import Signs
from explorer.ui.wording import Part
from explorer.ui.workers import run_newest, run_worker

if TYPE_CHECKING:
    from explorer.model.journal import Draft, Entry
    from explorer.model.outcome import Outcome
    from explorer.store.journal import Journal
    from explorer.ui.writing import Writing


class WritingScreen(WritableScreen):
    """Starts what the user wants changed, and says what became of it. What that takes is loaded after the first
    paint, or when it is first used."""

    temporary = False
    """What is kept goes when the program ends."""

    def __init__(
        self,
        repositories: Sequence[Repository],
        *,
        journal: Callable[[], Journal],
        start: View | None,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        keeping: Keeping,
    ) -> None:
        """`journal` opens it, when it is first needed."""
        super().__init__(repositories, start=start, signs=signs, clock=clock, say=say, keeping=keeping)
        self._journal = journal
        self._to_mark: dict[Address, tuple[str, ...]] = {}
        """Records that a change to many has not done, by collections that were not in front when it ended."""

    @cached_property
    def writing(self) -> Writing:
        """The flows."""
        from explorer.ui.writing import Writing

        return Writing(
            self.app,
            self.stage,
            self.repositories,
            self._journal,
            signs=self.signs,
            clock=self.clock,
            say=self.say,
            settled=self._settled,
            gone=self._is_gone,
            changed=unless_left(self, self._unfinished_changed),
        )

    @property
    def _has_begun(self) -> bool:
        return "writing" in self.__dict__

    async def begin(self) -> None:
        """After the first paint: look for what an earlier explorer left unfinished."""
        await asyncio.to_thread(_load)
        self.watch(self.app, "app_focus", self._focused, init=False)
        await self.writing.watch.begin()

    async def end(self) -> None:
        """Put on disk what was typed, and stop reading for lost answers."""
        if self._has_begun:
            await self.writing.close()

    # What is said

    @property
    def writing_state(self) -> list[Part]:
        """Whether writes are on in the tab in front, and what is unfinished."""
        parts = [self.writes_state]
        if self._has_begun:
            from explorer.ui import write_wording  # the first paint does without

            parts.extend(write_wording.unfinished(len(self.writing.watch.unfinished), len(self.writing.watch.drafts)))
        return parts

    def _unfinished_changed(self) -> None:
        """There are other drafts, or other writes without an outcome."""
        watch, unsent = self.writing.watch, dict[Address, Part]()
        for draft in watch.drafts:
            address = self._address_now(draft)
            if address is not None and address.is_record and draft.entry is None:
                unsent[address] = (f"{self.signs.draft} draft, not sent", "unsure")
        for entry in watch.unfinished:
            address = self._address_now(entry)
            if address is not None:
                unsent[address] = (f"{self.signs.unknown} a write of unknown outcome", "unsure")
        self.unsent = unsent
        for pane in self.panes.values():
            pane.split.show_unsent(unsent)
        self.tell()

    def _address_now(self, item: Entry | Draft) -> Address | None:
        """Its address under the name that its account has now; None: there is no such account any more."""
        try:
            return Address(self.writing.watch.repository_of(item).account.name, item.segments)
        except UsageError:
            return None

    def _settled(self, outcome: Outcome) -> None:
        """A write has an outcome: say it, and show what is held now."""
        from explorer.model.journal import DONE
        from explorer.ui import write_wording

        self.say(write_wording.outcome(outcome, self.signs))
        entry, written = outcome.entry, self._address_now(outcome.entry)
        pane = self.panes.get(written.account) if written is not None else None
        if written is None or pane is None:
            return
        if outcome.address is not None:
            written = Address(written.account, outcome.address.segments)
        deleted = entry.operation_name == "delete" and outcome.state in DONE
        if entry.operation_name == "create" and written.is_record:
            if self.place.account == written.account and not self.stage.words:
                self.go_to(written)
        elif self.place.record == written and (deleted or pane.repository.held(written) is None):
            self.action_up()
        pane.show_written()

    def _is_gone(self, address: Address) -> None:
        """What was to be deleted is not there: show what is held now."""
        self.say(f"{address} is gone already: nothing was sent")
        if self.place.record == address:
            self.action_up()
        self.panes[address.account].show_written()

    # Commands

    def action_edit(self) -> None:
        """Edit the record in front; in the detail beginning with the field under the cursor."""
        entry = self.pane.detail.entry if self.pane.situation.where == "detail" else None
        self._begin("update", "edit", entry.member if entry is not None else "")

    def action_add(self) -> None:
        """Add a record to the collection in front; on a related line of the detail, to that one."""
        self._begin("create", "add")

    def action_delete(self) -> None:
        """Delete the record in front."""
        self._begin("delete", "delete")

    def _begin(self, operation: str, name: str, member: str = "") -> None:
        """Start `operation`, which users know as `name`."""
        target = self.target(operation)
        self.start(partial(self._load_and_operate, target, operation, member), name, f"reading {target}")

    async def _load_and_operate(self, target: Address, operation: str, member: str) -> None:
        await asyncio.to_thread(_load)
        await self._operate(target, operation, member)

    async def _operate(self, target: Address, operation: str, member: str = "") -> None:
        try:
            await self.writing.start(target, operation, member=member)
        except ExplorerError:
            await self.writing.watch.look()  # another explorer may have been at it
            raise
        finally:
            self._show_held()

    def _show_held(self) -> None:
        """What was begun is over: show what was read again for it, also where nothing was sent."""
        if not is_left(self):
            for pane in self.panes.values():
                pane.read_again()

    def _focused(self, focused: bool) -> None:
        """Meanwhile another window may have been written in."""
        if focused:
            self.look_for_unfinished()

    def look_for_unfinished(self) -> None:
        """Find out what other explorers have left of drafts and of writes without an outcome."""
        if self._has_begun:
            run_worker(self, self.writing.watch.look, group="drafts")

    def action_actions(self) -> None:
        """Show what can be done with the record in front or the marked ones."""
        self.start(self._show_actions, "actions")

    async def _show_actions(self) -> None:
        from explorer.ui.offers import JOURNAL, Subject
        from explorer.ui.record_names import names_of
        from explorer.ui.screens.actions import ActionsScreen

        place, repository, marked = self.place, self.pane.repository, self.pane.table.marked
        collection, record = Address(place.account, place.query.collection), place.record or self.pane.cursor_address
        wanted = (*marked, record.key) if record is not None else marked
        names = await asyncio.to_thread(names_of, repository, collection, wanted)
        label = names.get(record.key, "") if record is not None else ""
        subject = Subject(collection, record, label, marked, names)
        chosen = await self.stage.show(
            ActionsScreen(subject, account=repository.account, check=self.check, signs=self.signs), then="reading it"
        )
        if chosen is None:
            return
        if chosen.operation == JOURNAL:
            await self._show_journal(record)
        elif not chosen.many:
            with self.stage.reading(f"reading {record or collection}"):
                await asyncio.to_thread(_load)
            await self._operate(self.target(chosen.operation), chosen.operation)
        else:
            with self.stage.reading(f"reading {collection}"):
                await asyncio.to_thread(_load)
            not_done = await self.writing.many(subject, chosen.operation)
            if not_done is not None:
                self.pane.table.mark_only(not_done)
                self.pane.show_written()

    def action_quit(self) -> None:
        """Leave the program; what is unfinished, such as a write on its way, is said first."""
        run_newest(self, self._quit, name="quit", group="quit")

    @property
    def is_sending(self) -> bool:
        """The form in front waits for the vendor's answer."""
        return self._has_begun and self.writing.is_sending

    @property
    def under_way(self) -> str:
        """What ending now would leave, in words; empty when nothing."""
        return self.writing.under_way if self._has_begun else ""

    async def _quit(self) -> None:
        from explorer.ui.screens.leaving import LeavingScreen

        leaves: bool | None = True
        if self._has_begun:
            left = replace(await self.writing.left(), temporary=self.temporary)
            if left.asks:
                leaves = await self.app.push_screen_wait(LeavingScreen(left, signs=self.signs))
        if leaves:
            self.app.exit(return_code=0)

    def action_journal(self) -> None:
        """Show drafts and the write journal."""
        self.start(partial(self._show_journal, None), "journal")

    async def _show_journal(self, record: Address | None) -> None:
        with self.stage.reading("opening the journal"):
            await asyncio.to_thread(_load)
        choice = await self.writing.journal(record, self.check_unlocked)
        if choice is None:
            return
        try:
            if choice.undo is not None:
                await self.writing.undo(choice.undo)
            elif choice.reopen is not None:
                await self._reopen(choice.reopen)
        finally:
            self._show_held()

    async def _reopen(self, draft: Draft) -> None:
        not_done = await self.writing.reopen(draft)
        collection = self._address_now(draft)
        if not_done is not None and collection is not None:
            self._to_mark[collection] = not_done
            self._mark_not_done()
            self.pane.show_written()

    def _mark_not_done(self) -> None:
        """Have marked what a change that was gone on with has not done, where its collection is in front."""
        collection = Address(self.place.account, self.place.query.collection)
        if collection in self._to_mark:
            self.pane.table.mark_only(self._to_mark.pop(collection))

    def _turn(self, history: History) -> None:
        """A collection that comes to the front may have records to be marked."""
        super()._turn(history)
        self._mark_not_done()


def _load() -> None:
    """What writing takes, and sending: loaded here, off the event loop."""
    import explorer.repository.saving
    import explorer.ui.writing  # noqa: F401
