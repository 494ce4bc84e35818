"""The write journal: what is unfinished first, then what was written. Returns what to go on with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from explorer.model.curl import curl
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.journal import Draft, Entry
from explorer.model.outcome import Outcome
from explorer.ui import keys
from explorer.ui.change_lines import change_line
from explorer.ui.copying import copy
from explorer.ui.screens.journal_items import BatchItem, DraftItem, EntryItem, changes_of, operation_of
from explorer.ui.screens.journal_items import JournalChoice as JournalChoice
from explorer.ui.screens.journal_lines import countdown
from explorer.ui.screens.journal_view import GROUP, JournalView
from explorer.ui.screens.question import QuestionScreen
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.wording import Sentence, told
from explorer.ui.workers import run_worker
from explorer.ui.write_wording import state_words


class JournalScreen(JournalView):
    """What can be done about drafts and writes is done here; None: nothing is to be gone on with."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("journal")

    @on(Lines.Chosen)
    def action_enter(self) -> None:
        """Go on with a draft, unfold a change to many, or open a write's page."""
        item = self.current
        if isinstance(item, DraftItem):
            self._reopen(item)
        elif isinstance(item, BatchItem):
            self.unfolded ^= {item.batch}
            self.narrow()
        elif isinstance(item, EntryItem) and self.opened is None:
            self.opened = item.entry.id
            self.say("")
            self.add_class("-page")
            self.set_focus(self.query_one("#page", LiveLines))
            self.redraw()
            self._start(self.look_for_way_back)

    def _reopen(self, item: DraftItem) -> None:
        if item.elsewhere is not None:
            self.say(
                f"it is open in another explorer, pid {item.elsewhere}: go on there, or close its form first", "unsure"
            )
            return
        try:
            self.check_writable(item.draft)
        except UsageError as error:
            self.say(f"{self.signs.failed} {told(error)}", "failed")
        else:
            self.end(JournalChoice(reopen=item.draft))

    def action_undo(self) -> None:
        """Go on with what takes a write back, or say why nothing does."""
        item = self.current
        if isinstance(item, DraftItem):
            self.say("not sent yet: nothing to undo; f8 discards")
            return
        if not isinstance(item, EntryItem):
            self.say("u undoes one write: enter shows those of a change to many" if item else "")
            return
        self._start(partial(self._undone, item.entry))

    def action_read_again(self) -> None:
        """Read the journal, and what nobody knows the outcome of, again."""
        item = self.current
        if isinstance(item, EntryItem) and item.open_ended:
            at = self.write_watch.waiting.get(item.entry.id)
            if at is not None:
                self.say(f"entry {item.entry.id}: {countdown(at, self.clock())} anyway")
                return
            self.say(f"reading {item.entry.address} again{self.signs.cut}")
            self._start(partial(self._settled, lambda: self.write_watch.verify(item.entry)))
        else:
            self.say("")
            self.reload()

    def action_settle(self, applied: bool) -> None:
        """Say what became of a write that nothing else tells of."""
        item = self.current
        if not isinstance(item, EntryItem):
            return
        entry, words = item.entry, "applied" if applied else "not applied"
        if item.in_flight:
            self.say(f"entry {entry.id} is still being sent by pid {entry.process.pid}")
        elif entry.settled:
            self.say(f"entry {entry.id} is settled already: {entry.state}")
        else:
            freed = "its record can be written to again" if not applied else "its draft is not needed any more"
            self._ask(
                f"Entry {entry.id} was {words}?",
                [*self._shown(entry), ((f"The journal will say that you found it {words}; {freed}.", "unsure"),)],
                f"it was {words}",
                partial(self._settled, lambda: self.write_watch.resolve(entry, applied=applied)),
            )

    def action_discard(self) -> None:
        """Remove a draft, after a question."""
        item = self.current
        if not isinstance(item, DraftItem):
            self.say("f8 discards a draft; what was written stays in the journal for 30 days" if item else "")
        elif item.elsewhere is not None:
            self.say(f"it is open in another explorer, pid {item.elsewhere}", "unsure")
        else:
            draft = item.draft
            self._ask(
                "Discard this draft?",
                [*self._shown(draft), ((item.lost, "unsure"),)],
                "discard",
                partial(self._discarded, draft),
            )

    def _shown(self, item: Entry | Draft) -> list[Sentence]:
        operation = operation_of(item, self.accounts)
        lines = [change_line(operation, name, each, self.signs) for name, each in changes_of(item).items()]
        return [((f"{item.operation} {item.address}", "strong"),), *lines, ((" ", ""),)]

    def action_copy(self) -> None:
        """Copy a write's request as a command for curl."""
        item = self.current
        if not isinstance(item, EntryItem):
            return
        account = self.accounts.get(item.entry.identity)
        if account is None:
            self.say(
                f"{self.signs.failed} {self.write_watch.why_not(item.entry)}: it is not known how it signs", "failed"
            )
        else:
            entry = item.entry
            self._start(partial(self._copied, curl(account, entry.method, entry.url, entry.body)))

    # What takes a while

    def _ask(self, heading: str, said: list[Sentence], does: str, then: Callable[[], Awaitable[None]]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._start(then)

        self.app.push_screen(QuestionScreen(heading, said, does=does, leaves="back"), answered)

    def _start(self, doing: Callable[[], Awaitable[None]]) -> None:
        run_worker(self, partial(self._guarded, doing), group=f"{GROUP} actions", name="a journal action")

    async def _guarded(self, doing: Callable[[], Awaitable[None]]) -> None:
        try:
            await doing()
        except ExplorerError as error:
            self.say(f"{self.signs.failed} {told(error)}", "failed")
            self.reload()

    async def _settled(self, reading: Callable[[], Awaitable[Outcome]]) -> None:
        outcome = await reading()
        words, tone = state_words(outcome.state, self.signs)
        note = f": {outcome.note}" if outcome.note else ""
        self.say(f"entry {outcome.entry.id} {words}{note}", tone)
        self.reload()

    async def _undone(self, entry: Entry) -> None:
        await asyncio.to_thread(self.check_undo, entry)
        self.end(JournalChoice(undo=entry))

    async def _discarded(self, draft: Draft) -> None:
        if self.keeper is not None:
            await self.keeper.drop(draft)
        else:
            key = draft.identity, draft.segments, draft.operation
            await asyncio.to_thread(lambda: self.journal().drop_draft(*key))
        await self.write_watch.look()
        problem = self.keeper.status(draft).problem if self.keeper is not None else ""
        self.say(f"{self.signs.failed} {problem}" if problem else "the draft is gone", "failed" if problem else "")

    async def _copied(self, command: str) -> None:
        self.say(f"the request as curl: {await copy(self.app, command)}")
