"""The records that may be of the same person. Returns the one to go to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from explorer.model.address import Address
from explorer.model.elsewhere import Elsewhere, Match
from explorer.model.elsewhere_words import caveats
from explorer.model.errors import ExplorerError
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.ui import cells, keys, masking
from explorer.ui.change_lines import wrapped
from explorer.ui.elsewhere_lines import match_line, match_state
from explorer.ui.getting import GettingParts
from explorer.ui.keys import as_bound, key_of
from explorer.ui.screens.compare import Chosen, CompareScreen
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Tone, number, told
from explorer.ui.workers import run_newest

_SAID_LINES: Final = 6
"""Lines for what has to be known of the list, at most."""

Comparison = Callable[[Address, Address], Awaitable[CompareScreen]]
"""Makes the screen that shows two records side by side. Raises ExplorerError."""
Search = Callable[[], Awaitable[Elsewhere]]
"""Looks for the person again. Raises ExplorerError."""


class ElsewhereScreen(Dialog[Chosen]):
    """One record a line, the surest first; below, where somebody may be missing."""

    CSS_PATH = "elsewhere.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("elsewhere")

    def __init__(
        self,
        found: Elsewhere,
        resource: Resource,
        comparison: Comparison,
        search: Search,
        repositories: Mapping[str, Repository],
        *,
        comparing: bool,
        signs: Signs,
        clock: Callable[[], float],
        note: str = "",
    ) -> None:
        """`resource` is that of the record that was looked at. With `comparing` `enter` compares; `note` says what else
        is to be known of that."""
        super().__init__()
        self._found = found
        self._resource = resource
        self._comparison = comparison
        self._search = search
        self._repositories = repositories
        self._comparing = comparing
        self._signs = signs
        self._clock = clock
        self._note = note
        self._failures: Sequence[Part] = ()
        """Why it could not be looked for again, or in less than there is."""
        self._getting = GettingParts(self, repositories, self._say, signs, self._got)

    def compose(self) -> ComposeResult:
        """Title, records, the state of the current one, what has to be known, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield LiveLines(pointed=True, id="matches")
            yield OneLine(id="state")
            yield Lines(can_focus=False, id="said")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show them."""
        self.set_focus(self._list)
        self._show()

    def on_resize(self) -> None:
        """Fit it to the new width."""
        self._show()

    @property
    def _list(self) -> LiveLines:
        return self.query_one("#matches", LiveLines)

    @property
    def current(self) -> Match | None:
        """The record under the cursor."""
        place = self._list.current
        return self._found.matches[place] if place < len(self._found.matches) else None

    def _show(self) -> None:
        width, found = self.app.size.width, self._found
        name = f"{masking.name_of(self._resource, found.of.known)} {self._signs.separator} "
        title = "Compare with" if self._comparing else "The same person elsewhere"
        self.query_one("#title", OneLine).show(
            cells.line((f" {title}  ", "strong"), (name, ""), (str(found.of.address), "dim")),
            cells.text(f"  {number(len(found.matches))} "),
        )
        lines = [match_line(each, width, self._signs) for each in found.matches]
        other = (
            f"; {key_of('mark', 'space')} marks two rows in a table, {key_of('compare', '=')} compares them"
            if self._comparing
            else ""
        )
        nobody = cells.text(f" nobody of what is held here looks alike{other}", "dim")
        self._list.change(lines or [nobody], self._list.current)
        notes = [*self._failures]
        notes += [(self._note, "unsure")] if self._note else []
        notes += [(each, "dim") for each in caveats(found)]
        said = [line for each in notes for line in wrapped((each,), width, 1)][:_SAID_LINES]
        below = self.query_one("#said", Lines)
        below.styles.height = len(said)
        below.show(said)
        self._show_state()

    @on(LiveLines.Moved)
    def _show_state(self) -> None:
        current = self.current
        state = match_state(current, self._clock(), self._signs) if current is not None else ()
        self.query_one("#state", OneLine).show(cells.line((" ", ""), *state))
        shown = [("enter", "compare")] if self._comparing else [("enter", "go there"), ("=", "compare with it")]
        getting = [("f6", "get all")] if self._parts else []
        parts: list[Part] = []
        for key, words in (*(shown if current is not None else []), *getting, ("esc", "back")):
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        self.query_one("#keys", HintsLine).tell(as_bound("elsewhere", parts))

    @property
    def _parts(self) -> list[Address]:
        """What is held in part and can be got."""
        return self._getting.possible(each.address for each in self._found.parts if each.listed)

    def _say(self, words: str, tone: Tone = "") -> None:
        """What is wrong stays in sight, on as many lines as it takes."""
        failures: Sequence[Part] = [(words, tone)] if tone else []
        if failures != self._failures:
            self._failures = failures
            self._show()
        self.query_one("#state", OneLine).show(cells.NOTHING if tone else cells.text(f" {words}"))

    def action_get_all(self) -> None:
        """Get all of what is held in part, and look again."""
        self._getting.start(self._parts)

    async def _got(self, failed: Sequence[Part]) -> None:
        try:
            self._found = await self._search()
        except ExplorerError as error:
            failed = [*failed, (told(error), "failed")]
        self._failures = failed
        self._show()

    @on(Lines.Chosen)
    def action_open(self) -> None:
        """Go to the record under the cursor, or compare with it."""
        if self._comparing:
            self.action_compare()
        elif self.current is not None:
            self.end(Chosen(self.current.address))

    def action_compare(self) -> None:
        """Put the record that was looked at and the one under the cursor side by side."""
        if self.current is not None:
            run_newest(self, partial(self._compare, self.current), group="compare", name="compare")

    async def _compare(self, match: Match) -> None:
        try:
            screen = await self._comparison(self._found.of.address, match.address)
        except ExplorerError as error:
            self._say(told(error), "failed")
            return
        chosen = await self.app.push_screen_wait(screen)
        if chosen is not None:
            self.end(chosen)
