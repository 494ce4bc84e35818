"""The record as the vendor sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from explorer.model.json_text import dumps_visible
from explorer.model.listing import Held
from explorer.model.masking import mask_record
from explorer.model.moment import clock_minute
from explorer.ui import cells, keys, masking
from explorer.ui.screens.dialog import Dialog
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine


class RawScreen(Dialog[None]):
    """JSON, one member a line. What acts on a terminal is shown as an escape, and long texts are cut: for reading."""

    CSS_PATH = "raw.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("raw")

    def __init__(self, held: Held, now: float, personal: Mapping[str, bool] | None = None) -> None:
        """`personal` says of the record's members whether they are; None: that is not known."""
        super().__init__()
        self._held = held
        self._now = now
        self._personal = personal

    def compose(self) -> ComposeResult:
        """Title and text."""
        with Vertical():
            yield OneLine()
            yield Lines()

    def on_mount(self) -> None:
        """Show it."""
        held = self._held
        kind = "the record" if held.whole else "the list's row only"
        title = cells.line(
            (" raw JSON ", "strong"), (f"{held.address}  {kind}, as of {clock_minute(held.fetched_at, self._now)}", "")
        )
        self.query_one(OneLine).show(title, cells.line(("esc ", "key"), ("leave ", "dim")))
        lines = self.query_one(Lines)
        body = mask_record(held.body, self._personal) if masking.is_on() else held.body
        lines.show([cells.text(f" {line}") for line in dumps_visible(body, indent=2).split("\n")])
        self.set_focus(lines)
