"""The main screen: tabs, the pane in front, a line of keys or the search prompt. Every command ends here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from explorer.model.address import Address
from explorer.model.view import View
from explorer.repository import Repository
from explorer.ui import cells, commands
from explorer.ui.commands import Keys, Situation
from explorer.ui.hints import worded
from explorer.ui.keeping import Keeping
from explorer.ui.screens.arranging import ArrangingScreen
from explorer.ui.screens.bookmarking import BookmarkingScreen
from explorer.ui.screens.finding import FindingScreen
from explorer.ui.screens.fitness import FitnessScreen
from explorer.ui.screens.looks import LooksScreen
from explorer.ui.screens.narrowing import NarrowingScreen
from explorer.ui.screens.same_person import SamePersonScreen
from explorer.ui.screens.taking_out import TakingOutScreen
from explorer.ui.screens.visits import VisitsScreen
from explorer.ui.screens.writing import WritingScreen
from explorer.ui.signs import Signs
from explorer.ui.widgets.account_tabs import AccountTabs, tab_state
from explorer.ui.widgets.backdrop import Backdrop
from explorer.ui.widgets.keys_line import KeysLine
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.widgets.resource_pane import ResourcePane
from explorer.ui.widgets.search_line import SearchLine
from explorer.ui.wording import Part, joined

if TYPE_CHECKING:
    from explorer.store.journal import Journal
    from explorer.ui.goto import Destination


class Panes(Backdrop, Container):
    """The accounts' panes, of which one is shown."""


class MainScreen(
    Backdrop,
    WritingScreen,
    LooksScreen,
    VisitsScreen,
    TakingOutScreen,
    NarrowingScreen,
    FindingScreen,
    FitnessScreen,
    ArrangingScreen,
    SamePersonScreen,
    BookmarkingScreen,
):
    """The screen of the program while there are accounts."""

    BINDINGS: ClassVar[list[BindingType]] = [*commands.bindings("table", "anywhere")]

    def __init__(
        self,
        repositories: Sequence[Repository],
        *,
        journal: Callable[[], Journal],
        start: View | None,
        keys: Keys,
        signs: Signs,
        clock: Callable[[], float],
        headline: Sequence[Part],
        say: Callable[[str], None],
        keeping: Keeping,
        faults: str = "",
        hint: str = "",
        config_file: str = "",
        temporary: bool = False,
    ) -> None:
        """`headline` stands at the right of the tabs, behind its first part, where there is room, `faults` of the demo;
        `say` tells the user something that happened; `hint` stands above the line of keys;
        `config_file` is what commands that are copied have to name; `temporary`: what is kept goes when
        the program ends."""
        super().__init__(repositories, journal=journal, start=start, signs=signs, clock=clock, say=say, keeping=keeping)
        self._keys = keys
        self._headline = headline
        self._faults: list[Part] = [(f"faults: {faults}", "unsure")] if faults else []
        self._hint = hint
        self.config_file = config_file
        self.temporary = temporary
        self._was_up = False

    def compose(self) -> ComposeResult:
        """Tabs, the pane in front, keys."""
        yield AccountTabs()
        with Panes(id="panes"):
            yield self.pane
        if self._hint:
            yield OneLine(id="hint")
        yield KeysLine()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """When it first comes up, all widgets have just been styled as they were mounted; later Textual says when to
        style them again."""
        if not self._was_up:
            self._was_up, event.refresh_styles = True, False

    def on_mount(self) -> None:
        """Say where one is, in the first frame."""
        if self._hint:
            self.query_one("#hint", OneLine).show(cells.text(f" {worded(self._hint)}", "dim"))
        self.tell()

    @property
    def situation(self) -> Situation:
        """What decides which commands are available."""
        return replace(
            self.pane.situation,
            accounts=len(self.repositories),
            back=bool(self.history.past),
            forward=bool(self.history.future),
            last=self.history.last is not None,
            quit_key=self.key_now("quit"),
            refusal=self.refusal,
        )

    @on(ResourcePane.StateChanged)
    def _state_changed(self) -> None:
        self._tell_tabs()

    @on(AccountTabs.Chosen)
    def _tab_chosen(self, event: AccountTabs.Chosen) -> None:
        self.action_account(event.place + 1)

    # What is said

    def tell(self) -> None:
        """Say where one is."""
        self._tell_tabs()
        self._tell_keys()

    def _tell_tabs(self) -> None:
        tabs = [
            tab_state(repository.account.title, self.panes[name].state if name in self.panes else None, self.signs)
            for name, repository in self.repositories.items()
        ]
        place = list(self.repositories).index(self.place.account)
        head, looks, writing = self._headline, self.looks_state(brief=True), self.writing_state
        weighty = [part for part in writing if part[1] not in ("", "dim")]
        # What is left out first weighs least.
        states = (
            [*head, *self._faults, *self.looks_state(), *writing],
            [*head, *self.looks_state(), *writing],
            [*head, *looks, *writing],
            [*head, *looks, *weighty],
            [*looks, *weighty],
        )
        rights = [(*joined(each, self.signs), (" ", "")) if each else () for each in states]
        line = self.query_one_optional(AccountTabs)
        if line is not None:  # what happens while the screen is taken down is told to nobody
            line.show_tabs(tabs, place, rights)

    def _tell_keys(self) -> None:
        line = self.query_one_optional(KeysLine)
        if line is None:
            return
        if self.waits_for:
            line.show(cells.line(*self.waits_for))
        else:
            line.show_keys("detail" if self.place.record is not None else "table", self._keys)

    def key_now(self, command: str) -> str:
        """The key of a command, as people write it; empty: it has none."""
        return commands.written(self._keys[command][:1])

    # Commands

    async def action_command(self, name: str) -> None:
        """Run a command, or say why it is off."""
        command = commands.by_id(name)
        reason = command.available(self.situation)
        if reason:
            self.say(f"{command.title}: {reason}")
        else:
            await (self.pane.table if command.of_table else self).run_action(command.action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The table's keys are off in the detail; none of them work while a search is typed."""
        if action != "command":
            return True
        if self.has_class("-searching"):
            return False
        where = commands.by_id(str(parameters[0])).where
        return where in ("anywhere", self.pane.situation.where)

    async def on_key(self, event: events.Key) -> None:
        """`escape` and a key right after it reach a terminal program as one alt key: here it counts as both."""
        if not event.key.startswith("alt+"):
            return
        event.stop()
        if self.has_class("-searching"):
            self._search_cancelled()
            return
        await self.action_command("up")
        # The focus moves by a message of its own; the key has to come after it.
        self.app.call_later(self.app.simulate_key, event.key.removeprefix("alt+"))

    def action_next_pane(self) -> None:
        """From the table to the detail, and back."""
        if self.place.record is None:
            self.pane.open_record(self.pane.table.cursor_key)
        else:
            self.action_up()

    def action_get_all(self) -> None:
        """Bring the whole collection up to date."""
        self.pane.get_all()

    def action_refresh(self) -> None:
        """Ask the vendor again, and what is unfinished."""
        self.pane.refresh_visible()
        self.look_for_unfinished()

    def action_page(self, by: int) -> None:
        """Go to the next or previous page."""
        self.pane.step_page(by)

    def action_record(self, by: int) -> None:
        """Open the next or previous record."""
        self.pane.step_record(by)

    def action_detail_line(self, by: int) -> None:
        """Move in the detail."""
        self.pane.detail.move(by)

    def action_detail_page(self, by: int) -> None:
        """Move in the detail by pages."""
        self.pane.detail.move_page(by)

    def action_detail_side(self, by: int) -> None:
        """Move to the lane beside."""
        self.pane.detail.move_lane(by)

    def action_enter_related(self) -> None:
        """Go into the related collection under the cursor."""
        if not self.pane.detail.choose():
            edit = self.key_now("edit")
            self.say(
                f"enter: this is a field; right leads to the related collections{f', {edit} edits it' if edit else ''}"
            )

    def action_related_prefix(self) -> None:
        """The next key is a related collection's letter."""
        self.pane.detail.wait_for_letter()

    def action_toggle_detail(self) -> None:
        """Have the detail below the table, away, or beside it."""
        self.pane.split.toggle_detail()

    def action_help(self) -> None:
        """Show help."""
        from explorer.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.situation, self._keys))

    async def action_raw(self) -> None:
        """Show the record's JSON. One of a megabyte takes a while to be read: keys wait for it, timers do not."""
        from explorer.ui.screens.raw import RawScreen

        held = await asyncio.to_thread(self.pane.repository.held, Address.parse(self.situation.record))
        if held is None:
            self.say("raw JSON: the record is not held yet")
        else:
            self.app.push_screen(RawScreen(held, self.clock(), self.personal_members(held.address)))

    # Going and searching

    def action_go(self, text: str) -> None:
        """Open the go-to line with `text` in it."""
        if text.startswith("//"):
            self.action_everywhere(text.removeprefix("//"))
            return
        from explorer.ui.goto import Surroundings
        from explorer.ui.screens.go import GoScreen

        around = Surroundings(self.repositories, self.place, self.situation, self._keys, self.keeping.kept)
        self.app.push_screen(GoScreen(around, text, self.action_everywhere), self._went)

    async def _went(self, to: Destination | None) -> None:
        if to is None:
            return
        if to.view is not None:
            self.go_to_view(to.view)
        elif to.address is not None:
            self.go_to(to.address)
        elif to.command:
            await self.action_command(to.command)
        elif to.search:
            self._search_server(to.search)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted into no field is somewhere to go."""
        self.action_go(event.text.strip())

    @property
    def is_searching(self) -> bool:
        """What to search for is being typed."""
        return self.has_class("-searching")

    async def action_search(self) -> None:
        """Open the search prompt."""
        line = self.query_one_optional(SearchLine)
        if line is None:  # to style its input takes as long as half of the first screen
            line = SearchLine()
            await self.mount(line)
        self.add_class("-searching")
        place = self.place
        words = place.held_search or place.query.search
        line.open(self.pane.resource, words, offline=self.pane.repository.offline)

    def leaving(self) -> None:
        """A search that is being typed belongs to the account in front."""
        if self.is_searching:
            self._search_cancelled()

    def on_descendant_focus(self) -> None:
        """A click elsewhere leaves the search."""
        line = self.query_one_optional(SearchLine)
        if line is not None and self.focused is not None and line not in self.focused.ancestors:
            self.leaving()

    @on(SearchLine.Typed)
    def _search_typed(self, event: SearchLine.Typed) -> None:
        if self.is_searching:
            self.pane.preview_search(event.words.strip() or None)
        elif self.search_of_all is not None:
            self.search_of_all.take(self.query_one(SearchLine).words_for_all)

    @on(SearchLine.Cancelled)
    def _search_cancelled(self) -> None:
        self.remove_class("-searching")
        self.pane.show(self.place)

    @on(SearchLine.AllAsked)
    def _search_all(self) -> None:
        self._search_cancelled()
        self.action_everywhere(self.query_one(SearchLine).words_for_all)

    @on(SearchLine.Submitted)
    def _search_submitted(self, event: SearchLine.Submitted) -> None:
        if not self.is_searching:
            return
        self.remove_class("-searching")
        if event.scope == "server" or not event.words:
            self._search_server(event.words)
        else:
            query = replace(self.place.query, search="")
            self.visit(replace(self.place, query=query, held_search=event.words, record=None, cursor="", row=0))

    def _search_server(self, words: str) -> None:
        query = replace(self.place.query, search=words)
        self.visit(replace(self.place, query=query, held_search="", record=None, cursor="", row=0))
