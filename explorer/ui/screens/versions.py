"""Earlier forms of one record, and what changed between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from explorer.model.address import Address
from explorer.model.changes import Compared, Version, known_before
from explorer.model.moment import clock_minute
from explorer.model.resource import Resource
from explorer.ui import cells, keys
from explorer.ui.change_lines import laid_out
from explorer.ui.changed_lines import field_rows
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, number
from explorer.ui.workers import run_newest

GROUP: Final = "versions"


class VersionsScreen(Dialog[None]):
    """The forms, the newest first; below what is different between the one under the cursor and what was known before
    it, or the one that was marked."""

    CSS_PATH = "versions.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("versions")

    def __init__(
        self,
        resource: Resource,
        address: Address,
        forms: Sequence[Version],
        *,
        signs: Signs,
        clock: Callable[[], float],
    ) -> None:
        """`forms` are not none, the newest first."""
        super().__init__()
        self._resource = resource
        self._address = address
        self._forms = tuple(forms)
        self._signs = signs
        self._clock = clock
        self._marked: int | None = None

    def compose(self) -> ComposeResult:
        """Title, forms, between which two, what differs, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield LiveLines(pointed=True, id="forms")
            yield OneLine(id="between")
            yield LiveLines(id="fields")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show the forms, and what changed last."""
        earlier = sum(each.until is not None for each in self._forms)
        title: Sentence = (
            (" Versions ", "strong"),
            (f" {self._resource.label_of(self._forms[0].body)} {self._signs.separator} ", ""),
            (str(self._address), "dim"),
        )
        self.query_one("#title", OneLine).show(cells.line(*title), cells.text(f"  {number(earlier)} earlier "))
        parts: list[Part] = []
        for key, words in (("j k", "which"), ("space", "compare with this one"), ("tab", "scroll"), ("esc", "leave")):
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        self.query_one("#keys", HintsLine).tell(as_bound("versions", parts))
        self.set_focus(self._list)
        self._redraw()
        self._compare()

    def on_resize(self) -> None:
        """Fit it to the new width."""
        self._compare()

    @property
    def _list(self) -> LiveLines:
        return self.query_one("#forms", LiveLines)

    def _redraw(self) -> None:
        """The forms, one a line."""
        now, called = self._clock(), max(len(_call(each)) for each in self._forms)
        lines = []
        for place, each in enumerate(self._forms):
            mark = self._signs.marked if place == self._marked else " "
            until = "now" if each.until is None else f"until {clock_minute(each.until, now)}"
            seen = f"last seen {clock_minute(each.seen_at, now)}"
            lines.append(
                cells.line(
                    (f" {mark} {until:24}", "" if each.until else "strong"), (f"{_call(each):{called}}  {seen}", "dim")
                )
            )
        self._list.change(lines, self._list.current)

    def _pair(self) -> tuple[Version, Version] | None:
        """The two forms to compare, the newer one first."""
        here = self._list.current
        if self._marked is not None and self._marked != here:
            return self._forms[min(here, self._marked)], self._forms[max(here, self._marked)]
        before = known_before(self._forms, here)
        return (self._forms[here], before) if before is not None else None

    @on(LiveLines.Moved)
    def _compare(self) -> None:
        run_newest(self, self._show_difference, group=GROUP, name="compare")

    async def _show_difference(self) -> None:
        from explorer.model.changed_fields import field_changes

        pair, now = self._pair(), self._clock()
        line, fields = self.query_one("#between", OneLine), self.query_one("#fields", LiveLines)
        if pair is None:
            line.show(cells.text(" nothing earlier is kept", "dim"))
            fields.change([])
            return
        newer, older = pair
        compared = Compared(
            older.body, newer.body, exact=older.plain and not newer.whole, whole=older.whole and newer.whole
        )
        changes = await asyncio.to_thread(field_changes, self._resource, compared)
        names = [clock_minute(each.seen_at, now) if each.until else "now" for each in (older, newer)]
        line.show(cells.line((f" as seen {names[0]}  {self._signs.becomes}  {names[1]}", "strong")))
        rows = field_rows(changes, self._signs)
        fields.change(laid_out(rows, self.app.size.width, indent=1) or [cells.text(" no field differs", "dim")])

    def action_mark(self) -> None:
        """Compare with the form under the cursor, or with the one before again."""
        here = self._list.current
        self._marked = None if self._marked == here else here
        self._redraw()
        self._compare()

    def action_other_pane(self) -> None:
        """From the forms to the fields, and back."""
        fields = self.query_one("#fields", LiveLines)
        self.set_focus(self._list if self.focused is fields else fields)


def _call(form: Version) -> str:
    return "the record" if form.whole else "list row"
