"""`RecordDetail`: one record, its fields in lanes and the ways into its related collections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from explorer.model.value import dataclass
from explorer.ui import cells, commands
from explorer.ui.detail_lines import Entry, Lane, arrange, lane_widths
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.widgets.backdrop import Backdrop
from explorer.ui.widgets.column import Column
from explorer.ui.widgets.next_key import NextKey
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Sentence
from explorer.ui.wording import number as counted

_LANES = 3
_NAME_SHARE = 5
"""A name has this part of the title line at least, and more where the rest leaves it."""


class _Lanes(Backdrop, Horizontal):
    pass


class RecordDetail(NextKey, Backdrop, Vertical, can_focus=True):
    """A title line and, below it, lanes of entries with a cursor. It draws only the cells that changed."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*commands.bindings("detail")]

    @dataclass
    class RelatedChosen(Message):
        """A related collection was asked for, by `enter` on its line or by its letter."""

        name: str

    @dataclass
    class LetterTyped(Message):
        """The key after `g`."""

        key: str

    def __init__(self, signs: Signs, *, has_related: bool) -> None:
        super().__init__()
        self._whose = ""
        self._title: Sentence = ()
        self._hint: Sentence = ()
        self.has_related = has_related
        """Records of this kind have collections under them."""
        self._own: Sequence[Entry] = ()
        self._related: Sequence[Entry] = ()
        self._lanes: tuple[Lane, ...] = ()
        self._arranged_for: tuple[tuple[int, int], ...] = ()
        self._widths: tuple[tuple[int, int], ...] = ()
        self._lane = 0
        self._entry = 0
        self._top = 0
        self._below = 0
        """Lines of the longest lane below those in sight, as the title line says."""
        self._waits_for_letter = False
        self._rule = "─" if signs.rule == UNICODE.rule else "-"
        self._line = OneLine()
        self._elsewhere = OneLine(classes="elsewhere")
        self._columns = [(Column(), Column(classes="contents")) for _ in range(_LANES)]

    def compose(self) -> ComposeResult:
        """The title, and for each lane labels and contents."""
        self._set_widths()
        yield self._line
        with _Lanes():
            for pair in self._columns:
                yield from pair
        yield self._elsewhere

    # What it shows

    @property
    def text(self) -> str:
        """Everything that can be scrolled to, as plain text."""
        lines = [f"{line.label.plain}  {line.content.plain}".strip() for lane in self._lanes for line in lane.lines]
        return "\n".join([*lines, *filter(None, [self._elsewhere.shown.strip()])])

    @property
    def title(self) -> str:
        """The title line's words."""
        return " ".join(filter(None, (self._whose, "".join(words for words, _ in self._title))))

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        entries = (*self._own, *self._related)
        return entries[self._entry] if self._entry < len(entries) else None

    def show_title(self, name: str, title: Sentence, hint: Sentence) -> None:
        """Say whose record this is: its name, cut so that `title` has room behind it; `hint` stands at the right."""
        self._whose, self._title, self._hint = name, title, hint
        self._show_title()

    @property
    def has_elsewhere(self) -> bool:
        """Its last line is kept for where else the person is. It is so for all records of a kind, so that nothing
        moves from one to the next."""
        return self._elsewhere.display

    @has_elsewhere.setter
    def has_elsewhere(self, kept: bool) -> None:
        self._elsewhere.display = kept

    @property
    def _room(self) -> int:
        """Lines for entries."""
        return max(self.size.height - 1 - self.has_elsewhere, 0)

    def show_elsewhere(self, words: Sentence, hint: Sentence) -> None:
        """Say in the last line where else the person is; no words: nowhere, as far as is known."""
        self._elsewhere.show(cells.line(*words), cells.line(*hint))

    def show_entries(self, own: Sequence[Entry], related: Sequence[Entry], *, keep_cursor: bool) -> None:
        """Show these fields and related collections."""
        self._own, self._related, self._arranged_for = own, related, ()
        if not keep_cursor:
            self._lane = self._entry = self._top = 0
        self._repaint()

    # Moving

    def move(self, by: int) -> None:
        """Move the cursor by entries within its lane."""
        entries = self._lanes[self._lane].entries if self._lane < len(self._lanes) else ()
        if entries:
            place = entries.index(self._entry) if self._entry in entries else 0
            self._go(self._lane, entries[min(max(place + by, 0), len(entries) - 1)])

    def move_page(self, by: int) -> None:
        """Move the cursor by as many entries as there are lines."""
        self.move(by * max(self._room - 1, 1))

    def move_lane(self, by: int) -> None:
        """Move the cursor to the lane beside, on the same height."""
        target = min(max(self._lane + by, 0), len(self._lanes) - 1)
        if target < 0 or target == self._lane:
            return
        height = self._line_of(self._lane, self._entry)
        below = [line.entry for line in self._lanes[target].lines[: height + 1] if line.entry is not None]
        entries = self._lanes[target].entries
        if entries:
            self._go(target, below[-1] if below else entries[0])

    def choose(self) -> bool:
        """Go into the related collection under the cursor; False: there is none."""
        entry = self.entry
        if entry is None or not entry.target:
            return False
        self.post_message(self.RelatedChosen(entry.target))
        return True

    def wait_for_letter(self) -> None:
        """Take the next key for a related collection's letter."""
        self._waits_for_letter = True

    def _go(self, lane: int, entry: int) -> None:
        self._lane, self._entry = lane, entry
        line, height = self._line_of(lane, entry), max(self._room, 1)
        lines = [place for place, each in enumerate(self._lanes[lane].lines) if each.entry == entry]
        last = lines[-1] if lines else line
        if line <= 1:
            line = 0
        self._top = min(max(self._top, last - height + 1), line)
        self._repaint()

    def _line_of(self, lane: int, entry: int) -> int:
        lines = self._lanes[lane].lines if lane < len(self._lanes) else ()
        return next((place for place, line in enumerate(lines) if line.entry == entry), 0)

    # Drawing

    def _show_title(self) -> None:
        count = counted(self._below)
        for more in (f"↓ {count} more  ", f"↓ {count}  ") if self._below else ("",):
            hint = cells.line((f" {more}", "dim"), *self._hint, (f" {self._rule}", "dim"))
            room = self.size.width - cells.line(*self._title).cell_length - hint.cell_length - 4
            if cells.text(self._whose).cell_length <= room:
                break
        name = cells.text(self._whose).truncate(max(room, self.size.width // _NAME_SHARE), ellipsis=True).plain
        title = cells.line((f"{name} " if name else "", "strong"), *self._title)
        rule = max(self.size.width - title.cell_length - hint.cell_length - 3, 0)
        left = cells.text(f"{self._rule} ", "dim") + title + cells.text(f" {self._rule * rule}", "dim")
        self._line.show(left, hint)

    def _repaint(self) -> None:
        """Have the columns show what is in sight."""
        if self._arranged_for != self._set_widths():
            self._arrange()
        longest = max((len(lane.lines) for lane in self._lanes), default=0)
        below = max(longest - self._top - self._room, 0) if self._room else 0
        if below != self._below:
            self._below = below
            self._show_title()
        unused = repeat(Lane(0, 0, ()))
        for lane, (labels, contents) in zip(chain(self._lanes, unused), self._columns, strict=False):
            lines = lane.lines[self._top : self._top + self._room]
            marked = [self.has_focus and line.entry is not None and line.entry == self._entry for line in lines]
            labels.show([_marked(line.label, lane.label_width, on) for line, on in zip(lines, marked, strict=True)])
            contents.show([_marked(line.content, lane.width, on) for line, on in zip(lines, marked, strict=True)])

    def _set_widths(self) -> tuple[tuple[int, int], ...]:
        """Give the columns their widths, and return them. They depend on nothing that differs from record to record."""
        widths = lane_widths((self.size.width or self.app.size.width) - 1, self.has_related)
        if widths != self._widths:
            self._widths = widths
            for place, pair in enumerate(self._columns):
                for column, width in zip(pair, widths[place] if place < len(widths) else (0, 0), strict=True):
                    column.display = width > 0
                    column.styles.width = width
        return widths

    def _arrange(self) -> None:
        self._arranged_for = self._widths
        self._lanes = arrange(self._own, self._related, self._widths)
        holding = [place for place, lane in enumerate(self._lanes) if self._entry in lane.entries]
        self._lane = holding[0] if holding else 0
        if not holding:
            self._entry = next((entry for lane in self._lanes for entry in lane.entries), 0)

    # Events

    def on_resize(self) -> None:
        """Arrange anew."""
        self._show_title()
        self._repaint()

    def on_key(self, event: events.Key) -> None:
        """The letter after `g`."""
        if not self.take_key(event) and self._waits_for_letter:
            self._waits_for_letter = False
            event.stop()
            event.prevent_default()
            self.post_message(self.LetterTyped(event.key))

    def on_focus(self) -> None:
        """Show the cursor."""
        self._repaint()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._waits_for_letter = False
        self.give_up()
        self._repaint()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what was clicked; a second click goes into it."""
        event.stop()
        place = self._top + event.screen_y - self.content_region.y - 1
        for number, (lane, pair) in enumerate(zip(self._lanes, self._columns, strict=False)):
            if event.widget in pair and 0 <= place < len(lane.lines):
                entry = lane.lines[place].entry
                if entry is not None:
                    self._go(number, entry)
                    if event.chain == 2:
                        self.choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll."""
        event.stop()
        self._scroll(-3)

    def _scroll(self, by: int) -> None:
        longest = max((len(lane.lines) for lane in self._lanes), default=0)
        self._top = min(max(self._top + by, 0), max(longest - self._room, 0))
        self._repaint()


def _marked(content: Content, width: int, on: bool) -> Content:
    """`content`, under the cursor or not."""
    return cells.fitted(content.without_spans, width).stylize("reverse") if on else content
