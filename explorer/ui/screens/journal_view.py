"""What the journal shows: the list with its filter, and one write's page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.worker import Worker

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, StoreError, UsageError
from explorer.model.field import Field
from explorer.model.journal import Draft, Entry
from explorer.model.json_text import JsonValue
from explorer.repository import Repository
from explorer.repository.drafts import DraftKeeper
from explorer.repository.write_watch import WriteWatch
from explorer.ui import cells
from explorer.ui.change_lines import Names
from explorer.ui.keys import as_bound, pressed
from explorer.ui.later import unless_left
from explorer.ui.screens.dialog import Dialog
from explorer.ui.screens.journal_items import BatchItem, Contents, DraftItem, EntryItem, Item, JournalChoice, read
from explorer.ui.screens.journal_lines import Drawing, Drawn, entry_page, headline
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, Tone, told
from explorer.ui.workers import run_newest, run_worker

if TYPE_CHECKING:
    from explorer.store.journal import Journal

GROUP: Final = "journal"
LOOK_EVERY: Final = 2.0
"""Seconds after which it is looked whether another explorer has written to the journal."""


class JournalView(Dialog[JournalChoice]):
    """Shows drafts and writes of all accounts, or the page of one write."""

    CSS_PATH = "journal.tcss"

    def __init__(
        self,
        repositories: Mapping[str, Repository],
        journal: Callable[[], Journal],
        watch: WriteWatch,
        *,
        signs: Signs,
        clock: Callable[[], float],
        keeper: DraftKeeper | None = None,
        within: Address | None = None,
        check: Callable[[str], None] = lambda account: None,
    ) -> None:
        """`keeper` is asked to discard drafts that it may still hold; `within` is the one record that it is about.
        `check` raises UsageError in words while nothing may be written to the account of this name."""
        super().__init__()
        self.accounts = {each.account.identity: each.account for each in repositories.values()}
        self.names = {each.account.identity: _names(each) for each in repositories.values()}
        self.journal = journal
        self.write_watch = watch
        self.signs = signs
        self.clock = clock
        self.keeper = keeper
        self._within = within
        self._check = check
        self._contents: Contents | None = None
        self._problem = ""
        self._items: list[Item] = []
        self.unfolded: set[str] = set()
        self.opened: int | None = None
        """The entry whose page is shown."""
        self._way_back: tuple[int, str] = (0, "")
        """The entry whose page is shown, and how it is taken back, as far as that is known yet."""
        self._seen: object = None
        self._stamp: object = None
        """The journal's when it was last read."""
        self._looking: Worker[None] | None = None
        self._ticking: Timer | None = None
        self._deaf: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        """Title, the list or one write's page, what was said last, the filter, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield LiveLines(pointed=True, id="list")
            yield LiveLines(id="page")
            yield OneLine(id="said")
            with Horizontal(id="filter"):
                yield OneLine(id="prompt")
                yield LineInput()
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#prompt", OneLine).show(cells.text(" filter:", "strong"))
        self.set_focus(self._list)
        self._deaf = self.write_watch.listen(unless_left(self, self._heard))
        self._count_down()
        self.set_interval(LOOK_EVERY, self._look_around, name="journal of others")
        self.redraw()
        self.reload()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._deaf()

    def on_resize(self) -> None:
        """Fit it to the new width."""
        self.redraw()

    # Reading

    def reload(self) -> None:
        """Read the journal, in a thread."""
        self._seen = self._unfinished
        run_newest(self, self._read, group=GROUP, name="read the journal")

    @property
    def _unfinished(self) -> object:
        """What was known of unfinished things when the journal was read; it is read anew when that has changed."""
        return self.write_watch.unfinished, self.write_watch.drafts, set(self.write_watch.waiting)

    async def _read(self) -> None:
        try:
            self._stamp = await asyncio.to_thread(lambda: self.journal().stamp())  # before: what comes later is seen
            self._contents = await asyncio.to_thread(
                read, self.journal, self.accounts, self.signs, self._within, self.names
            )
            self._problem = ""
            await self.look_for_way_back()
        except ExplorerError as error:
            self._problem = told(error)
        self.narrow()

    def _look_around(self) -> None:
        """Read it again once another explorer has written to it."""
        if self._looking is not None and not self._looking.is_finished:
            return
        self._looking = run_worker(self, self._look_for_others, group=f"{GROUP} of others", name="look at the journal")

    async def _look_for_others(self) -> None:
        try:
            stamp = await asyncio.to_thread(lambda: self.journal().stamp())
        except StoreError:
            return  # to read it again will say so
        if self._stamp is not None and stamp != self._stamp:
            await self.write_watch.look()
            self._stamp = stamp
            self.reload()

    def _heard(self) -> None:
        """Something is waited for, or became known."""
        self._count_down()
        if self._seen != self._unfinished:
            self.reload()
        else:
            self.redraw()

    def _count_down(self) -> None:
        """Draw anew every second, while something is waited for."""
        waiting = bool(self.write_watch.waiting)
        if waiting and self._ticking is None:
            self._ticking = self.set_interval(1.0, self.redraw)
        elif not waiting and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    # Showing

    @property
    def _list(self) -> LiveLines:
        return self.query_one("#list", LiveLines)

    @property
    def current(self) -> Item | None:
        """What the cursor is on, or whose page is shown."""
        if self.opened is not None:
            return self._entry_item(self.opened)
        place = self._list.current
        return self._items[place] if place < len(self._items) else None

    def _entry_item(self, number: int) -> EntryItem | None:
        contents = self._contents or Contents()
        return next((each for each in (*contents.unfinished, *contents.settled) if each.entry.id == number), None)

    @property
    def _words(self) -> str:
        return self.query_one(LineInput).value

    def narrow(self) -> None:
        """Take what the filter leaves, the cursor on the same item as before."""
        before, place = self.current, self._list.current
        self._items = (self._contents or Contents()).items(self._words, self.unfolded)
        keys = [each.key for each in self._items]
        self.redraw(keys.index(before.key) if before is not None and before.key in keys else place)

    def redraw(self, place: int | None = None) -> None:
        """Show what is known now; only what differs is sent."""
        now, width = self.clock(), self.app.size.width
        drawing = Drawing.of(self._items, width, now, self.signs, dict(self.write_watch.waiting))
        lines = Drawn(self._items, drawing) if self._items else [cells.text(f" {self._nothing}", "dim")]
        self._list.change(lines, self._list.current if place is None else place)
        item = self.current
        if self.opened is not None and isinstance(item, EntryItem):
            self._show_page(item, now, width)
        self._tell()

    @property
    def _nothing(self) -> str:
        if self._contents is None:
            return "" if self._problem else f"reading{self.signs.cut}"
        return f"nothing matches “{self._words}”" if self._words else "nothing was written yet, and nothing is kept"

    def _show_page(self, item: EntryItem, now: float, width: int) -> None:
        number, words = self._way_back
        undo, ours = words if number == item.entry.id else "", (self._contents or Contents()).pid
        page = entry_page(item, width, now, self.signs, self.write_watch.waiting, undo=undo, ours=ours)
        self.query_one("#page", LiveLines).change(page)

    def check_undo(self, entry: Entry) -> str:
        """What takes it back, in words; for a thread: it may load a form's types. Raises UsageError when nothing
        does."""
        self.check_writable(entry)
        saving = self.write_watch.repository_of(entry).saving
        edit = saving.undo(entry)
        _, operation = saving.operation(edit.address, edit.operation)
        return f"u reviews it: {operation.name} {edit.address}"

    def check_writable(self, item: Entry | Draft) -> None:
        """Raises UsageError when nothing may be written to its account."""
        self._check(self.write_watch.repository_of(item).account.name)

    def _is_writable(self, item: Entry | Draft) -> bool:
        try:
            self.check_writable(item)
        except UsageError:
            return False
        return True

    async def look_for_way_back(self) -> None:
        """Find out how the entry whose page is shown is taken back, and show it."""
        item = self._entry_item(self.opened) if self.opened is not None else None
        if item is None:
            return
        try:
            words = await asyncio.to_thread(self.check_undo, item.entry)
        except ExplorerError as error:
            words = told(error)
        self._way_back = item.entry.id, words
        if self.opened == item.entry.id:
            self.redraw()

    def _tell(self) -> None:
        item = self.current
        if self.opened is not None and isinstance(item, EntryItem):
            entry = item.entry
            title: Sentence = ((f" Entry {entry.id}", "strong"), (f" {self.signs.separator} {entry.address}", ""))
            right: Sentence = ()
        else:
            title, right = headline(self._contents, self._words, len(self._items), self.signs, self._within)
        self.query_one("#title", OneLine).show(cells.line(*title), cells.line(*right))
        parts: list[Part] = []
        for key, words in self._keys(item):
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        self.query_one("#keys", HintsLine).tell(as_bound("journal", parts))
        if self._problem:
            self.say(f"{self.signs.failed} {self._problem}  r tries again", "failed")

    def _keys(self, item: Item | None) -> list[tuple[str, str]]:
        """The keys that do something for what the cursor is on."""
        offered: list[tuple[str, str]] = []
        if self.has_class("-filtering"):
            return [("enter", "keep the filter"), ("esc", "end it")]
        if isinstance(item, DraftItem):
            offered = [("enter", "go on with it")] if self._is_writable(item.draft) else []
            offered.append(("f8", "discard"))
        elif isinstance(item, BatchItem):
            offered = [("enter", "show them" if item.folded else "fold them")]
        elif isinstance(item, EntryItem):
            if self.opened is None:
                offered.append(("enter", "details"))
            settling = [("r", "read again"), ("a", "applied"), ("n", "not applied")]
            undo = [("u", "undo")] if self._is_writable(item.entry) else []
            offered += settling if item.open_ended else undo
            offered.append(("y", "copy as curl"))
        if not (isinstance(item, EntryItem) and item.open_ended):
            offered.append(("r", "read again"))
        if self.opened is None:
            offered.append(("/", "filter"))
        return [*offered, ("esc", "back" if self.opened is not None else "no filter" if self._words else "leave")]

    def say(self, words: str, tone: Tone = "") -> None:
        """Say what happened, below the list."""
        self.query_one("#said", OneLine).show(cells.text(f" {words}", tone))

    # The filter

    def on_key(self, event: events.Key) -> None:
        """The filter opens at once: what is typed right behind its key is for it."""
        if self.has_class("-filtering"):
            return
        if pressed("journal-filter", event.key) and self.opened is None:
            event.stop()
            event.prevent_default()
            self.action_filter()

    def action_filter(self) -> None:
        """Narrow the list by what is typed."""
        if self.opened is None:
            self.add_class("-filtering")
            self.set_focus(self.query_one(LineInput))
            self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the filter is typed only it has keys."""
        free = action == "leave" or not self.has_class("-filtering")
        return free and super().check_action(action, parameters)

    def action_leave(self) -> None:
        """One step back: from the filter, from a page, from the journal."""
        if self.opened is not None:
            self.opened = None
            self.remove_class("-page")
            self.set_focus(self._list)
            self.redraw()
        elif self._words or self.has_class("-filtering"):
            self._end_filter()
            self.query_one(LineInput).value = ""
        else:
            self.end(None)

    def _end_filter(self) -> None:
        self.remove_class("-filtering")
        self.set_focus(self._list)
        self._tell()

    @on(LineInput.Changed)
    def _typed(self) -> None:
        self.narrow()

    @on(LineInput.Submitted)
    def _submitted(self) -> None:
        self._end_filter()

    @on(LiveLines.Moved)
    def _moved(self) -> None:
        self.say("")
        self._tell()


def _names(repository: Repository) -> Names:
    """What the account's local copy calls the records that ids stand for; nothing where it cannot be read."""

    def names(field: Field, value: JsonValue) -> str:
        try:
            return repository.label_for(field, value)
        except StoreError:
            return ""

    return names
