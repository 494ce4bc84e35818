"""`FieldEditor`: the value under the cursor of a form, to be typed or to be shown. All keys of the form come here."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip

from explorer.model.text import safe
from explorer.ui import cells
from explorer.ui.hidden_text import pasted, without_hidden
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.repaint import repainted, strip_of


class EditorOwner(Protocol):
    """Whose values are typed."""

    def take_key(self, event: events.Key) -> bool:
        """Whether it has dealt with a key; it is asked first."""

    def take_text(self, text: str) -> None:
        """The text is another one."""

    def take_paste(self, event: events.Paste) -> None:
        """Something was pasted where no text is taken."""

    def tell(self, words: str) -> None:
        """Say what a paste had to leave out."""


class FieldEditor(LineInput):
    """A line input that holds the raw text of a value, or else draws contents and takes no text.

    It has the focus as long as the form is there, and acts on each key before it looks at the next: on a slow line
    several arrive at once, and what comes after a key that moves is for the field it moved to.
    """

    def __init__(self, owner: EditorOwner) -> None:
        super().__init__()
        self._owner = owner
        self._instead: Content | None = None
        self._strip: Strip | None = None
        self._silent = False
        self._since = float("inf")
        self.locked = False
        """Only `escape` and `ctrl+c` do anything: what is typed could no longer be sent."""
        self.heir: Callable[[events.Key | events.Paste], None] | None = None
        """Takes keys that come here while another screen lies over this one; None: they do nothing."""

    # What it holds

    def edit(self, text: str, instead_of_text: str = "", *, hidden: bool = False) -> None:
        """Begin with the raw `text`, the cursor behind it; `instead_of_text` stands there, dim, while there is none."""
        self._instead = None
        self.password = hidden
        self.placeholder = safe(instead_of_text)
        self._put(text)
        # What stood there instead may go without a change of the text, which alone would draw anew.
        self.refresh()

    def begin_anew(self, *, joined: bool) -> None:
        """What is typed next takes the place of what stands here; in a list with commas it is one more part."""
        if not joined:
            self.action_select_all()
        elif self.value.strip() and not self.value.rstrip().endswith(","):
            self._put(f"{self.value.rstrip()}, ")

    def show_content(self, content: Content) -> None:
        """Draw `content`, and take no text."""
        self._instead = content
        self._put("")
        self.refresh()

    def show_instead_of_text(self, words: str) -> None:
        """Have `words` stand there while there is no text."""
        self.placeholder = safe(words)

    @property
    def takes_text(self) -> bool:
        """A text can be typed."""
        return self._instead is None

    def accept_from_now(self) -> None:
        """Keys that were read before now do nothing: nobody could see what they would do."""
        self._since = time.monotonic()

    def accept_from_next_paint(self) -> None:
        """Keys that were read before what is to be painted next do nothing."""
        self._since = float("inf")
        self.call_after_refresh(self.accept_from_now)

    def cursor_at_cell(self, cell: int) -> None:
        """Put the text cursor to a cell of what is shown."""
        self.cursor_position = self._cell_offset_to_index(cell)

    def tell_cursor(self) -> None:
        """Say where the text cursor is: a terminal shows there what is being composed of several keys."""
        self.app.cursor_position = self.cursor_screen_offset

    def _put(self, text: str) -> None:
        self._silent = True
        try:
            self.value = text
            self.cursor_position = len(text)
        finally:
            self._silent = False

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        if not self._silent:
            self._owner.take_text(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` between `start` and `end`, as one line and without what cannot be shown."""
        super().replace(without_hidden(text), start, end)

    # Events

    def _ignores(self, event: events.Key | events.Paste) -> bool:
        if event.time < self._since or self.screen.is_active:
            return event.time < self._since
        if self.heir is not None:
            self.heir(event)
        return True

    async def _on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self._ignores(event):
            return
        if event.key == "escape" or event.key.startswith("alt+"):
            await self.app._check_bindings("escape")
        elif (self.locked and event.key != "ctrl+c") or self._owner.take_key(event):
            return
        elif event.is_printable and event.character is not None:
            if self.takes_text:
                self.replace(event.character, *self.selection)
        else:
            await self.app._check_bindings(event.key)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if self._ignores(event) or self.locked:
            return
        if not self.takes_text:
            self._owner.take_paste(event)
            return
        text, left_out = pasted(event.text.strip())
        self.replace(text, *self.selection)
        if left_out:
            self._owner.tell(left_out)

    def on_resize(self) -> None:
        """Have the cursor in sight."""
        self._strip = None
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The line; `y` is 0."""
        if self._strip is None or self._strip.cell_length != self.size.width:
            self._strip = self._drawn()
        return self._strip

    def _drawn(self) -> Strip:
        if self._instead is not None:
            return strip_of(self, self._instead, self.size.width)
        if self.password:
            return strip_of(self, self._stars(), self.size.width)
        drawn = super().render_line(0)
        return drawn.adjust_cell_length(self.size.width, self.rich_style)

    def _stars(self) -> Content:
        place = min(self.cursor_position, max(self.size.width - 1, 0))
        text = f"{'*' * len(self.value)} "[: self.size.width]
        if not self.value:
            return cells.line((self.placeholder[:1] or " ", "cursor"), (self.placeholder[1:], "dim"))
        return cells.line((text[:place], ""), (text[place], "cursor"), (text[place + 1 :], ""))

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Any:
        """Draw anew, of the line only the cells that changed."""
        old, self._strip = self._strip, None
        drawn = old is not None and self.is_attached and old.cell_length == self.size.width
        if not drawn or regions or layout or recompose or not repaint:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        assert old is not None
        self._strip, changed = repainted(old, self._drawn(), 0)
        return super().refresh(*changed) if changed else self

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn in the old ones is dropped."""
        self._strip = None
        super().notify_style_update()
