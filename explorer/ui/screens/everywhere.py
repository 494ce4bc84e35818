"""The search of all systems: what is held, found while one types; then what the vendors can be asked for. Returns the
record to open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from threading import Event
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.worker import Worker, WorkerState

from explorer.model.address import Address
from explorer.model.listing import Hit
from explorer.model.person import contacts_of_opened_only
from explorer.model.search_words import terms
from explorer.repository import Repository
from explorer.ui import cells, keys
from explorer.ui.errands import Errand, Errands
from explorer.ui.everywhere_lines import errand_line
from explorer.ui.everywhere_search import Contents, Search
from explorer.ui.history import Sought
from explorer.ui.keys import as_bound
from explorer.ui.later import unless_left
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, told
from explorer.ui.workers import run_worker

_SEARCHING: Final = "search everywhere"
_COUNTING: Final = "counting"
_SERVERS: Final = "servers"
_GETTING: Final = "getting"
_NARROW: Final = 110


class EverywhereScreen(Dialog[Address]):
    """A line to type in, the hits below it, and at the bottom what is not held and can be asked for."""

    CSS_PATH = "everywhere.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("everywhere")

    def __init__(
        self,
        repositories: Mapping[str, Repository],
        sought: Sought,
        typed: str = "",
        *,
        unsent: Mapping[Address, Part],
        signs: Signs,
        clock: Callable[[], float],
    ) -> None:
        """It begins with what was `typed` on the way here, else with the words of `sought`, which the first key
        replaces. `unsent` are records with a draft, or
        with a write of unknown outcome."""
        super().__init__()
        self._ahead = typed
        self._text = typed or sought.text
        self._goal = None if typed else sought.address
        self._in_all = Search(repositories, unsent, signs)
        self._opened_only = [
            str(Address(name, (each.name,)))
            for name, repository in repositories.items()
            for each in contacts_of_opened_only(repository.account.vendor.resources)
        ]
        self._signs = signs
        self._clock = clock
        self._errands = Errands(repositories, self._errands_changed)
        self._offered: list[Errand] = []
        self._contents: Contents | None = None
        self._wanted = 0
        self._searching = False
        self._chooses = False
        """The first hit is to be opened as soon as it is known."""
        self._hit_list = LiveLines(pointed=True, can_focus=False, tells_more=False, id="hits")
        self._below = False
        """The keys are for what can be asked for."""

    def compose(self) -> ComposeResult:
        """Title, line to type in, hits, what can be asked for, keys."""
        with Vertical():
            yield OneLine(id="title")
            with Horizontal(id="prompt-line"):
                yield OneLine(id="prompt")
                yield LineInput()
            yield self._hit_list
            yield OneLine(id="said")
            yield LiveLines(pointed=True, can_focus=False, id="errands")
            yield Lines(can_focus=False, id="cause")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin to search. The words of the last search are marked: what is typed takes their place."""
        self.query_one("#prompt", OneLine).show(cells.text(" find: ", "strong"))
        line = self.query_one(LineInput)
        with line.prevent(LineInput.Changed):
            line.value = self._text
        line.cursor_position = len(self._text)
        if not self._ahead:
            line.action_select_all()
        self.set_focus(line)
        self._show_cursors()
        self._errands.take_text(self._text)
        self._tell()
        self._search()

    def on_resize(self) -> None:
        """Fit it to the new size."""
        if self._contents is not None:
            self._search()

    @property
    def sought(self) -> Sought:
        """For the next time."""
        hit = self.current
        return Sought(self._text, hit.address if hit is not None else None)

    def take(self, typed: str) -> None:
        """Have `typed`, which was typed on the way here, before what was typed here."""
        before, self._ahead = self._ahead, typed
        if not self.is_mounted:
            self._text = typed
            return
        line = self.query_one(LineInput)
        here = "" if line.selected_text == line.value else line.value.removeprefix(before)
        line.value = f"{typed}{here}"
        line.cursor_position = len(line.value)

    # Searching what is held

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        if event.value == self._text:
            return
        self._text, self._goal, self._chooses = event.value, None, False
        if self._below:
            self.action_other_part()
        self.workers.cancel_group(self, _SERVERS)
        self._errands.take_text(self._text if terms(self._text) else "")
        self._search()
        self._show_errands()

    def _search(self) -> None:
        """Search once more: after the search under way, of which nothing is shown then. What the last one found is
        counted no further: that would hold up this one."""
        self._wanted += 1
        self.workers.cancel_group(self, _COUNTING)
        if not self._searching:
            self._searching = True
            run_worker(self, self._keep_searching, group=_SEARCHING, name=_SEARCHING)

    async def _keep_searching(self) -> None:
        try:
            done = 0
            while done != self._wanted:
                done = self._wanted
                served, width, now = dict(self._errands.served), self.app.size.width, self._clock()
                contents = await asyncio.to_thread(self._in_all.run, self._text, served, width, now)
                if done == self._wanted:
                    self._show(contents)
                    if contents.found.at_least:
                        run_worker(self, partial(self._count, contents), group=_COUNTING, name=_COUNTING)
        finally:
            self._searching = False

    async def _count(self, contents: Contents) -> None:
        """Say how many there are, unless something else was found meanwhile."""
        stop = Event()
        try:
            counted = await asyncio.to_thread(self._in_all.counted, contents, stop.is_set)
        finally:
            stop.set()  # the thread outlives a worker that is cancelled
        if self._contents is contents:
            self._contents = counted
            self._tell()

    # Showing

    @property
    def _errand_list(self) -> LiveLines:
        return self.query_one("#errands", LiveLines)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was found, from the top."""
        return self._contents.hits if self._contents is not None else ()

    @property
    def errands(self) -> list[Errand]:
        """What can be asked for, from the top."""
        return self._offered

    @property
    def current(self) -> Hit | None:
        """The hit that the cursor is on."""
        place = self._hit_list.current
        return self.hits[place] if place < len(self.hits) else None

    def _show(self, contents: Contents) -> None:
        """Show what was found. The cursor stays on its record as long as the words are the same."""
        before = self._contents
        hit = self.current
        goal = hit.address if before is not None and before.text == contents.text and hit is not None else self._goal
        self._contents = contents
        self._errands.take_parts(contents.parts)
        places = [place for place, hit in enumerate(contents.hits) if hit.address == goal]
        self._hit_list.change(contents.lines or [self._nothing], places[0] if places else 0)
        self._show_cursors()
        self._show_errands()
        if self._chooses:
            self._chooses = False
            self.action_choose()

    @property
    def _nothing(self) -> Content:
        if not terms(self._text):
            return cells.text(" type words, their beginnings, or parts of a phone number, in any order", "dim")
        return cells.text(f" {self._signs.nothing} none in what is held here", "unsure")

    def _errands_changed(self, more_held: bool) -> None:
        """Something that was asked for has come, or failed, or is on its way."""
        if more_held:
            self._search()
        self._show_errands()

    def _show_cursors(self) -> None:
        self._hit_list.show_cursor(not self._below and bool(self.hits))
        self._errand_list.show_cursor(self._below)

    @property
    def _failed(self) -> Errand | None:
        """What the cursor is on, if it failed: there is room for the whole cause, and another try."""
        place = self._errand_list.current
        errand = self._offered[place] if self._below and place < len(self._offered) else None
        return errand if errand is not None and errand.state == "failed" else None

    def _show_errands(self) -> None:
        place = self._errand_list.current
        before = self._offered[place].key if place < len(self._offered) else None
        self._offered = self._errands.all
        width = self.app.size.width
        lines = [errand_line(each, width, self._signs) for each in self._offered]
        room = max(self.app.size.height // 3, 3)
        self._take_rows(self._errand_list, min(len(lines), room))
        places = [place for place, each in enumerate(self._offered) if each.key == before]
        self._errand_list.change(lines, places[0] if places and self._below else 0)
        if not lines and self._below:
            self.action_other_part()
        self._tell()

    def _tell(self) -> None:
        title: Sentence = ((" Search all systems  ", "strong"), ("in what is held here", "dim"))
        count = self._contents.count if self._contents is not None else ""
        self.query_one("#title", OneLine).show(cells.line(*title), cells.line((f"{count} ", "")))
        self._tell_said()
        failed, width = self._failed, self.app.size.width
        lines = cells.wrapped(((failed.words, "failed"),), width) if failed is not None else []
        cause = self.query_one("#cause", Lines)
        cause.show(lines)
        self._take_rows(cause, len(lines))
        self.query_one("#keys", HintsLine).tell(as_bound("everywhere", self._keys()))

    def _take_rows(self, lines: Lines, rows: int) -> None:
        """Give `lines` so many rows; what that leaves for the hits is known after the next layout."""
        if lines.styles.height is None or lines.styles.height.value != rows:
            lines.styles.height = rows
            self.call_after_refresh(unless_left(self, self._tell_said))

    @on(LiveLines.Moved, "#hits")
    def _tell_said(self) -> None:
        """What is to be known of the hits, and how many are out of view: a hit has no cells to spare for that."""
        narrow = self.app.size.width < _NARROW
        said: list[Part] = []
        contents = self._contents
        for name, error in (contents.found.failures if contents is not None else {}).items():
            said.append((f" {self._signs.failed} {name}: {told(error)}", "failed"))
        getting = {str(each.address) for each in self._offered if each.kind == "get"}
        named = ", ".join(each for each in self._opened_only if each not in getting)
        known = "contacts of opened ones only" if narrow else "e-mails and phones are known of opened records only"
        caveat = f"{named}: {known}" if named else ""
        if not said and self._offered:
            more = (
                f"; {caveat}" if caveat else "" if narrow else "; what lies below records is held where it was opened"
            )
            said.append((f" can be asked for{more}", "strong"))
        elif not said and caveat:
            said.append((f" {caveat}", "dim"))
        self.query_one("#said", OneLine).show(cells.line(*said), self._hit_list.out_of_view())

    def _keys(self) -> list[Part]:
        kinds = {each.kind for each in self._offered if each.can}
        shown = [("enter", "try again" if self._failed else "ask" if self._below else "open")]
        shown += [("tab", "hits" if self._below else "below")] if self._offered else []
        shown += [("f5", "servers")] if "search" in kinds else []
        shown += [("f6", "get all")] if "get" in kinds else []
        shown += [("f1", "keys"), ("esc", "stop" if self._errands.under_way else "leave")]
        parts: list[Part] = []
        for key, words in shown:
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        return parts

    # Commands

    @on(LineInput.Submitted)
    def action_choose(self) -> None:
        """Open the record, or ask for what the cursor is on."""
        if self._below:
            place = self._errand_list.current
            self._begin([self._offered[place]] if place < len(self._offered) else [])
        elif self._contents is None or self._contents.text != self._text:
            self._chooses = True
        elif self.current is not None:
            self.end(self.current.address)

    @on(Lines.Chosen, "#hits")
    @on(Lines.Chosen, "#errands")
    def _clicked(self, event: Lines.Chosen) -> None:
        if self._below != (event.lines is self._errand_list):
            self.action_other_part()
        self.action_choose()

    def action_move(self, by: int) -> None:
        """Move the cursor of the part that has the keys."""
        (self._errand_list if self._below else self._hit_list).move(by)
        if self._below:
            self._tell()

    def action_other_part(self) -> None:
        """Have the keys go to the other part."""
        self._below = not self._below and bool(self._offered)
        self._show_cursors()
        self._tell()

    def action_ask_servers(self) -> None:
        """Have all servers search that can and have not."""
        self._begin([each for each in self._errands.all if each.kind == "search" and each.state != "done"])

    def action_get_all(self) -> None:
        """Get all of every collection that is held in part."""
        self._begin([each for each in self._errands.all if each.kind == "get"])

    def _begin(self, errands: list[Errand]) -> None:
        """Ask for these, of every account by itself, one after the other."""
        begun = [each for each in errands if self._errands.begin(each)]
        for each in begun:
            if each.kind == "search":
                work = partial(self._errands.search, each, self._text)
                run_worker(self, work, group=_SERVERS, name=str(each.address))
        for account in {each.address.account: None for each in begun}:
            own = [each for each in begun if each.kind == "get" and each.address.account == account]
            if own:
                run_worker(self, partial(self._get, own), group=_GETTING, name=f"all of {account}")

    async def _get(self, errands: list[Errand]) -> None:
        for each in errands:
            await self._errands.get(each)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw ends what was asked for, too."""
        if event.state is WorkerState.ERROR and event.worker.group in (_SERVERS, _GETTING):
            self._errands.stop()

    def action_leave(self) -> None:
        """Stop what is under way; when nothing is, leave."""
        if self._errands.under_way:
            self.workers.cancel_group(self, _SERVERS)
            self.workers.cancel_group(self, _GETTING)
            self._errands.stop()
        else:
            self.end(None)
