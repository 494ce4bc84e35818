"""Two records side by side, differences first. Returns one of them to go to, or to edit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.errors import ExplorerError
from explorer.model.side_by_side import Cell, Line, Side, side_by_side
from explorer.model.value import dataclass
from explorer.ui import cells, keys
from explorer.ui.compare_lines import field_line, heading, verdict_words, whole_lines, widths
from explorer.ui.copies import plain
from explorer.ui.copying import copy
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Tone, number, told
from explorer.ui.workers import run_newest, run_worker

Whole = Callable[[Address, Address], Awaitable[tuple[tuple[Side, Side], Sequence[Line]]]]
"""Asks the vendors for what is held as a list row only, and lays the two records side by side again. Raises
ExplorerError."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where to go."""

    address: Address
    edit: bool = False
    """And edit it there."""


class CompareScreen(Dialog[Chosen]):
    """A line for each field. One of the two records is the chosen one: keys that work on one record work on it."""

    CSS_PATH = "compare.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("compare")

    def __init__(
        self,
        sides: tuple[Side, Side],
        titles: tuple[str, str],
        lines: Sequence[Line],
        read_whole: Whole,
        *,
        signs: Signs,
        clock: Callable[[], float],
    ) -> None:
        """`titles` are those of the two accounts, `lines` what `side_by_side` makes of the two records."""
        super().__init__()
        self._sides = sides
        self._titles = titles if titles[0] != titles[1] else (f"{titles[0]} left", f"{titles[1]} right")
        self._signs = signs
        self._clock = clock
        self._lines = lines
        self._read_whole = read_whole
        self._chosen = 1
        self._only_differences = False
        self._shown: list[Line | None] = []
        """What stands in each line; None: a heading."""

    def compose(self) -> ComposeResult:
        """Title, whose records, fields, how they stand, the values whole, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield OneLine(id="whose", classes="heading")
            yield OneLine(id="ages", classes="heading")
            yield LiveLines(pointed=True, id="fields")
            yield OneLine(id="verdict")
            yield LiveLines(id="whole")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show it."""
        self.set_focus(self._list)
        self._show()

    def on_resize(self) -> None:
        """Fit it to the new width."""
        self._show()

    @property
    def _list(self) -> LiveLines:
        return self.query_one("#fields", LiveLines)

    @property
    def current(self) -> Line | None:
        """The field under the cursor."""
        place = self._list.current
        return self._shown[place] if place < len(self._shown) else None

    @property
    def chosen(self) -> Side:
        """The record that keys for one record work on."""
        return self._sides[self._chosen]

    # Showing

    def _show(self) -> None:
        before, width = self.current, self.app.size.width
        lines = [each for each in self._lines if each.differs or not self._only_differences]
        room = widths(self._lines, width)
        drawn: list[Content] = []
        self._shown = []
        for line in lines:
            if line.group != "common" and line.group not in {each.group for each in self._shown if each is not None}:
                title = self._titles[line.group == "right"]
                self._shown.append(None)
                drawn.append(cells.text(f" only in {title}", "strong"))
            self._shown.append(line)
            drawn.append(field_line(line, room, self._signs))
        nothing = "no field differs" if self._lines else "nothing is held of either"
        places = [place for place, each in enumerate(self._shown) if each is not None and each is before]
        self._list.change(drawn or [cells.text(f" {nothing}", "dim")], places[0] if places else 0)
        self._show_headings(room)
        self._show_title()
        self._show_current()

    def _show_headings(self, room: tuple[int, int, int]) -> None:
        both = [
            heading(side, title, self._clock(), chosen=place == self._chosen, signs=self._signs)
            for place, (side, title) in enumerate(zip(self._sides, self._titles, strict=True))
        ]
        margin = (cells.NOTHING, self.app.size.width - room[1] - room[2] - 2)
        for row, name in enumerate(("whose", "ages")):
            left, right = (cells.line(*each[row]) for each in both)
            line = cells.side_by_side((margin, (left, room[1] - 1), (cells.text(" "), 1), (right, room[2] + 2)))
            self.query_one(f"#{name}", OneLine).show(line)

    def _show_title(self) -> None:
        differing = sum(each.differs for each in self._lines)
        unknown = sum(each.verdict == "unknown" for each in self._lines)
        counted = f"{number(differing)} different" + (f", {number(unknown)} not known" if unknown else "")
        only = ", others hidden" if self._only_differences else ""
        self.query_one("#title", OneLine).show(
            cells.line((" Compare  ", "strong"), (f"{counted}{only}", "")),
            cells.line(
                (f" {self._signs.changed} ", "changed"),
                ("different  ", "dim"),
                (self._signs.alike, ""),
                (" same, written otherwise ", "dim"),
            ),
        )
        side = self._titles[self._chosen]
        wide = self.app.size.width >= 110
        parts: list[Part] = []
        for key, words in (
            ("h l", f"on {side}"),
            ("enter", "go there"),
            ("n", "all" if self._only_differences else "differences"),
            *((("f6", "read whole"),) if any(each.row_only for each in self._sides) else ()),
            ("y", "copy"),
            ("e", "edit"),
            *((("<", "swap"), ("tab", "whole values")) if wide else ()),
            ("esc", "back"),
        ):
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        self.query_one("#keys", HintsLine).tell(as_bound("compare", parts))

    @on(LiveLines.Moved)
    def _show_current(self) -> None:
        line, whole = self.current, self.query_one("#whole", LiveLines)
        if line is None:
            self._say("")
            whole.change([])
            return
        self._say(f"{line.label}: {verdict_words(line, self._titles)}")
        whole.change(whole_lines(line, self._titles, self.app.size.width, self._signs))

    def _say(self, words: str, tone: Tone = "") -> None:
        self.query_one("#verdict", OneLine).show(cells.text(f" {words}", tone))

    # Commands

    def action_only_differences(self) -> None:
        """Show the fields that differ only, or all."""
        self._only_differences = not self._only_differences
        self._show()

    def action_side(self, side: Literal["left", "right"]) -> None:
        """Choose one of the two records."""
        self._chosen = int(side == "right")
        self._show()

    def action_swap(self) -> None:
        """Have the left one on the right."""
        self._sides, self._titles = self._sides[::-1], self._titles[::-1]
        self._chosen = 1 - self._chosen
        self._lines = side_by_side(*self._sides)
        self._show()

    def action_read_whole(self) -> None:
        """Ask for the records of which only a list row is held."""
        if any(each.row_only for each in self._sides):
            run_newest(self, self._read, group="read whole", name="read whole")
        else:
            self._say("both records are held whole")

    async def _read(self) -> None:
        self._say(f"asking{self._signs.cut}")
        try:
            read, lines = await self._read_whole(*(each.held.address for each in self._sides))
        except ExplorerError as error:
            self._say(f"{self._signs.failed} {told(error)}", "failed")
            return
        if read[0].held.address == self._sides[0].held.address:  # they may have been swapped meanwhile
            self._sides, self._lines = read, lines
        else:
            self._sides = read[::-1]
            self._lines = side_by_side(*self._sides)
        self._show()

    def action_other_pane(self) -> None:
        """From the fields to the whole values, and back."""
        whole = self.query_one("#whole", LiveLines)
        self.set_focus(self._list if self.focused is whole else whole)

    def action_copy(self) -> None:
        """Copy the value of the chosen record."""
        line = self.current
        cell = (line.left, line.right)[self._chosen] if line is not None else None
        if line is None or cell is None or cell.value is MISSING or cell.value is None:
            self._say(f"{self._titles[self._chosen]} has nothing there to copy", "unsure")
        else:
            run_worker(self, partial(self._copy, line, cell), name="copy", group="copy")

    async def _copy(self, line: Line, cell: Cell) -> None:
        said = await copy(self.app, plain(cell.value), personal=cell.mark.personal)
        self._say(f"{line.label} of {self._titles[self._chosen]}: {said}")

    def action_end_with(self, what: Literal["open", "edit"]) -> None:
        """Go to the chosen record."""
        self.end(Chosen(self.chosen.held.address, edit=what == "edit"))
