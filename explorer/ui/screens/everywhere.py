"""The search of all systems: what is held, found while one types; then what the vendors can be asked for. Returns the
record to open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.worker import Worker, WorkerState

from explorer.model.address import Address
from explorer.model.errors import ExplorerError
from explorer.model.listing import Hit
from explorer.model.search_words import terms
from explorer.repository import Repository, everywhere
from explorer.repository.everywhere import Found
from explorer.ui import cells, keys
from explorer.ui.errands import Errand, Errands
from explorer.ui.everywhere_lines import Layout, Mark, errand_line, hit_line
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, number, told

LIMIT: Final = 50
"""Hits of each account."""
_SEARCHING: Final = "search everywhere"
_SERVERS: Final = "servers"
_GETTING: Final = "getting"
_NARROW: Final = 110


@dataclass(frozen=True, slots=True)
class Kept:
    """What a search leaves for the next one."""

    text: str = ""
    address: Address | None = None
    """Of the hit that the cursor was on."""


@dataclass(frozen=True, slots=True)
class _Contents:
    """What one search brought."""

    text: str = ""
    found: Found = field(default_factory=Found)
    hits: tuple[Hit, ...] = ()
    """Those found here, then those that only a server found."""
    lines: tuple[Content, ...] = ()


class EverywhereScreen(Dialog[Address]):
    """A line to type in, the hits below it, and at the bottom what is not held and can be asked for."""

    CSS_PATH = "everywhere.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("everywhere")

    def __init__(
        self,
        repositories: Mapping[str, Repository],
        kept: Kept,
        *,
        unsent: Mapping[Address, Part],
        signs: Signs,
        clock: Callable[[], float],
    ) -> None:
        """It begins with the words of `kept`, which the first key replaces. `unsent` are records with a draft, or with
        a write of unknown outcome."""
        super().__init__()
        self._repositories = repositories
        self._text = kept.text
        self._goal = kept.address
        self._unsent = unsent
        self._signs = signs
        self._clock = clock
        self._errands = Errands(repositories, self._errands_changed)
        self._offered: list[Errand] = []
        self._contents: _Contents | None = None
        self._wanted = 0
        self._searching = False
        self._chooses = False
        """The first hit is to be opened as soon as it is known."""
        self._below = False
        """The keys are for what can be asked for."""

    def compose(self) -> ComposeResult:
        """Title, line to type in, hits, what can be asked for, keys."""
        with Vertical():
            yield OneLine(id="title")
            with Horizontal(id="prompt-line"):
                yield OneLine(id="prompt")
                yield LineInput()
            yield LiveLines(pointed=True, can_focus=False, id="hits")
            yield OneLine(id="said")
            yield LiveLines(pointed=True, can_focus=False, id="errands")
            yield OneLine(id="keys")

    def on_mount(self) -> None:
        """Search for what was searched for last, the words marked: what is typed takes their place."""
        self.query_one("#prompt", OneLine).show(cells.text(" find: ", "strong"))
        line = self.query_one(LineInput)
        with line.prevent(LineInput.Changed):
            line.value = self._text
        line.action_select_all()
        self.set_focus(line)
        self._errand_list.show_cursor(False)
        self._errands.take_text(self._text)
        self._tell()
        self._search()

    def on_resize(self) -> None:
        """Fit it to the new size."""
        if self._contents is not None:
            self._search()

    @property
    def kept(self) -> Kept:
        """For the next time."""
        hit = self.current
        return Kept(self._text, hit.address if hit is not None else None)

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
        """Search once more: after the search under way, of which nothing is shown then."""
        self._wanted += 1
        if not self._searching:
            self._searching = True
            self.run_worker(self._keep_searching(), group=_SEARCHING, exit_on_error=False, name=_SEARCHING)

    async def _keep_searching(self) -> None:
        try:
            done = 0
            while done != self._wanted:
                done = self._wanted
                contents = await asyncio.to_thread(self._find, self._text, dict(self._errands.served))
                if done == self._wanted:
                    self._show(contents)
        finally:
            self._searching = False

    def _find(self, text: str, served: Mapping[Address, tuple[Hit, ...]]) -> _Contents:
        """For a thread."""
        found = everywhere.find(self._repositories.values(), text, LIMIT)
        known = {hit.address for hit in found.hits}
        from_server = {hit.address for hits in served.values() for hit in hits}
        others = tuple(hit for hits in served.values() for hit in hits if hit.address not in known)
        hits, sought = (*found.hits, *others), terms(text)
        layout, now = Layout.of(self.app.size.width), self._clock()
        lines: list[Content] = []
        for hit in hits:
            unsent = self._unsent[hit.address][0][:1] if hit.address in self._unsent else ""
            mark = Mark(unsent, hit.address in from_server)
            copy = self._repositories[hit.address.account]
            lines.append(hit_line(copy, hit, sought, mark, layout, now, self._signs))
        self._errands.take_parts(self._parts())
        return _Contents(text, found, hits, tuple(lines))

    def _parts(self) -> list[everywhere.Part]:
        made: list[everywhere.Part] = []
        for copy in self._repositories.values():
            try:
                made += everywhere.parts(copy)
            except ExplorerError:
                continue  # the search has told of it
        return made

    # Showing

    @property
    def _hit_list(self) -> LiveLines:
        return self.query_one("#hits", LiveLines)

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

    def _show(self, contents: _Contents) -> None:
        """Show what was found. The cursor stays on its record as long as the words are the same."""
        before = self._contents
        hit = self.current
        goal = hit.address if before is not None and before.text == contents.text and hit is not None else self._goal
        self._contents = contents
        places = [place for place, hit in enumerate(contents.hits) if hit.address == goal]
        self._hit_list.change(contents.lines or [self._nothing], places[0] if places else 0)
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

    def _show_errands(self) -> None:
        place = self._errand_list.current
        before = self._offered[place].key if place < len(self._offered) else None
        self._offered = self._errands.all
        width = self.app.size.width
        lines = [errand_line(each, width, self._signs) for each in self._offered]
        room = max(self.app.size.height // 3, 3)
        self._errand_list.styles.height = min(len(lines), room)
        places = [place for place, each in enumerate(self._offered) if each.key == before]
        self._errand_list.change(lines, places[0] if places and self._below else 0)
        if not lines and self._below:
            self.action_other_part()
        self._tell()

    def _tell(self) -> None:
        narrow = self.app.size.width < _NARROW
        title: Sentence = ((" Search all systems  ", "strong"), ("in what is held here", "dim"))
        self.query_one("#title", OneLine).show(cells.line(*title), cells.line((f"{self._count} ", "")))
        said: list[Part] = []
        contents = self._contents
        for name, error in (contents.found.failures if contents is not None else {}).items():
            said.append((f" {self._signs.failed} {name}: {told(error)}", "failed"))
        if not said and self._offered:
            more = "" if narrow else "; what lies below records is held where it was opened"
            said.append((f" can be asked for{more}", "strong"))
        self.query_one("#said", OneLine).show(cells.line(*said))
        self.query_one("#keys", OneLine).show(cells.line(*as_bound("everywhere", self._keys())))

    def _keys(self) -> list[Part]:
        kinds = {each.kind for each in self._offered if each.can}
        shown = [("enter", "ask" if self._below else "open")]
        shown += [("tab", "hits" if self._below else "below")] if self._offered else []
        shown += [("f5", "servers")] if "search" in kinds else []
        shown += [("f6", "get all")] if "get" in kinds else []
        shown += [("f1", "keys"), ("esc", "stop" if self._errands.under_way else "leave")]
        parts: list[Part] = []
        for key, words in shown:
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        return parts

    @property
    def _count(self) -> str:
        """How much was found."""
        contents = self._contents
        if contents is None or not terms(contents.text):
            return ""
        found, shown = contents.found, len(contents.found.hits)
        more = len(contents.hits) - shown
        told = f"{number(found.count)}{'+' if found.at_least else ''}"
        counted = f"first {number(shown)} of {told} held" if found.count > shown else f"{told} held"
        return f"{counted}, {number(more)} more from servers" if more else counted

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

    def action_other_part(self) -> None:
        """Have the keys go to the other part."""
        self._below = not self._below and bool(self._offered)
        self._hit_list.show_cursor(not self._below)
        self._errand_list.show_cursor(self._below)
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
                work = self._errands.search(each, self._text)
                self.run_worker(work, group=_SERVERS, exit_on_error=False, name=str(each.address))
        for account in {each.address.account: None for each in begun}:
            own = [each for each in begun if each.kind == "get" and each.address.account == account]
            if own:
                self.run_worker(self._get(own), group=_GETTING, exit_on_error=False, name=f"all of {account}")

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
