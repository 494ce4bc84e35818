"""`RecordDetail`: one record, its fields in lanes and the ways into its related collections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from explorer.ui import cells, commands
from explorer.ui.detail_lines import Entry, Lane, arrange
from explorer.ui.widgets.one_line import changed_spans, strip_of
from explorer.ui.wording import Sentence


class RecordDetail(Widget, can_focus=True):
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

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title: Sentence = ()
        self._hint: Sentence = ()
        self._own: Sequence[Entry] = ()
        self._related: Sequence[Entry] = ()
        self._lanes: tuple[Lane, ...] = ()
        self._width = -1
        self._lane = 0
        self._entry = 0
        self._top = 0
        self._waits_for_letter = False
        self._strips: list[Strip] = []

    # What it shows

    @property
    def text(self) -> str:
        """Everything that can be scrolled to, as plain text."""
        return "\n".join(line.content.plain.rstrip() for lane in self._lanes for line in lane.lines)

    @property
    def title(self) -> str:
        """The title line's words."""
        return "".join(words for words, _ in self._title)

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        entries = (*self._own, *self._related)
        return entries[self._entry] if self._entry < len(entries) else None

    def show_title(self, title: Sentence, hint: Sentence) -> None:
        """Say whose record this is; `hint` stands at the right."""
        self._title, self._hint = title, hint
        self._repaint()

    def show_entries(self, own: Sequence[Entry], related: Sequence[Entry], *, keep_cursor: bool) -> None:
        """Show these fields and related collections."""
        self._own, self._related, self._width = own, related, -1
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
        self.move(by * max(self.size.height - 2, 1))

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

    def choose(self) -> None:
        """Go into the related collection under the cursor."""
        entry = self.entry
        if entry is not None and entry.target:
            self.post_message(self.RelatedChosen(entry.target))

    def wait_for_letter(self) -> None:
        """Take the next key for a related collection's letter."""
        self._waits_for_letter = True

    def _go(self, lane: int, entry: int) -> None:
        self._lane, self._entry = lane, entry
        line, height = self._line_of(lane, entry), max(self.size.height - 1, 1)
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

    def _arrange(self) -> None:
        if self._width != self.size.width:
            self._width = self.size.width
            self._lanes = arrange(self._own, self._related, self._width)
            self._lane = min(self._lane, max(len(self._lanes) - 1, 0))
            if self._lanes and self._entry not in self._lanes[self._lane].entries:
                places = [place for place, lane in enumerate(self._lanes) if self._entry in lane.entries]
                self._lane = places[0] if places else 0
                self._entry = self._entry if places else next(iter(self._lanes[0].entries), 0)

    def _repaint(self) -> None:
        """Draw again, and send the cells that differ from what is shown."""
        if not self.is_attached or not self.size.height:
            return
        old = self._strips
        self._strips = self._drawn()
        if len(old) != len(self._strips) or (old and old[0].cell_length != self.size.width):
            self.refresh()
            return
        regions = [
            Region(start, y, stop - start, 1)
            for y, (before, after) in enumerate(zip(old, self._strips, strict=True))
            for start, stop in changed_spans(before, after)
        ]
        if regions:
            self.refresh(*regions)

    def _drawn(self) -> list[Strip]:
        self._arrange()
        width, height = self.size
        lines = [strip_of(self, self._title_line(width), width)]
        lines.extend(strip_of(self, self._body_line(self._top + y), width) for y in range(height - 1))
        return lines

    def _title_line(self, width: int) -> Content:
        title, hint = cells.line(*self._title), cells.line(*self._hint)
        room = max(width - hint.cell_length - 4, 0)
        left = title.truncate(max(room - 4, 0), ellipsis=True)
        rule = max(room - left.cell_length - 2, 0)
        return cells.text("─ ", "dim") + left + cells.text(f" {'─' * rule} ", "dim") + hint + cells.text(" ─", "dim")

    def _body_line(self, place: int) -> Content:
        parts: list[tuple[Content, int]] = []
        x = 0
        for lane in self._lanes:
            parts.append((cells.NOTHING, lane.x - x))
            x = lane.x + lane.width
            if place >= len(lane.lines):
                parts.append((cells.NOTHING, lane.width))
                continue
            line = lane.lines[place]
            current = self.has_focus and line.entry == self._entry
            parts.append((line.content.without_spans.stylize("reverse") if current else line.content, lane.width))
        return cells.side_by_side(parts)

    def render_line(self, y: int) -> Strip:
        """The line `y` from the top."""
        if len(self._strips) != self.size.height or (self._strips and self._strips[0].cell_length != self.size.width):
            self._strips = self._drawn()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn in the old ones is dropped."""
        self._strips = []
        super().notify_style_update()

    # Events

    def on_key(self, event: events.Key) -> None:
        """The letter after `g`."""
        if self._waits_for_letter:
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
        self._repaint()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what was clicked; a second click goes into it."""
        event.stop()
        place = self._top + event.y - 1
        for number, lane in enumerate(self._lanes):
            if event.y and lane.x <= event.x < lane.x + lane.width and place < len(lane.lines):
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
        self._top = min(max(self._top + by, 0), max(longest - self.size.height + 1, 0))
        self._repaint()
