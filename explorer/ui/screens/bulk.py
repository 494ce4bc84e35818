"""One change to many records while it runs: how far it is, what failed and why, and how it ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.worker import Worker, WorkerState

from explorer.model.bulk_progress import BulkProgress
from explorer.model.errors import ExplorerError
from explorer.repository.bulk import Bulk
from explorer.ui import bulk_words, cells, keys
from explorer.ui.bugs import bug_words
from explorer.ui.change_lines import wrapped
from explorer.ui.keys import as_bound
from explorer.ui.later import call_later
from explorer.ui.screens.painted_dialog import PaintedDialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.drawn_lines import DrawnLines
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, told
from explorer.ui.workers import run_worker

REPAINT_SECONDS: Final = 0.25
"""The least time between two paints while it runs."""
GROUP: Final = "bulk"
"""The name of the worker's group."""
_BAR: Final = 40
_STATE_LINES: Final = 3
_AROUND: Final = 9
"""Lines besides what is told and the list of what failed."""


class BulkScreen(PaintedDialog[BulkProgress]):
    """Runs a change to many, and dismisses with what became of it once it was read."""

    CSS_PATH = "bulk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("bulk")

    def __init__(
        self,
        bulk: Bulk,
        *,
        title: str,
        names: Mapping[str, str],
        signs: Signs,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`title` says what is done; `names` are those of the records, by key, as far as they are known."""
        super().__init__(monotonic)
        self._bulk = bulk
        self._title_text = title
        self._names = names
        self._signs = signs
        self._resource = bulk.account.vendor.resource(bulk.collection.segments)
        self._progress = bulk.progress
        self._stopping = False
        self._shown_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def compose(self) -> ComposeResult:
        """Title, bar and counts, what goes on, what failed, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield OneLine(id="bar")
            yield OneLine(id="counts")
            yield Lines(can_focus=False, id="state")
            yield LiveLines(pointed=True, id="failed")
            yield Lines(can_focus=False, id="reason")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin."""
        title = cells.line((f" {self._title_text}", "strong"))
        self.query_one("#title", OneLine).show(title, cells.text(f"{self._bulk.account.title} ", "strong"))
        self._show()
        run_worker(self, self._run, group=GROUP, name="change many")

    def painted(self) -> None:
        """From now on keys count."""
        self.set_focus(self.query_one("#failed", LiveLines))

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._show()

    # The run

    async def _run(self) -> None:
        try:
            progress = await self._bulk.run(self._told)
        except ExplorerError as error:
            progress = replace(self._bulk.progress, stopped=told(error), ended=True)
        self._told(progress)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw ends the run, too: what was kept of it tells how far it came."""
        if event.state is WorkerState.ERROR:
            self._told(replace(self._bulk.progress, stopped=bug_words(event.worker.error), ended=True))

    def _told(self, progress: BulkProgress) -> None:
        """Show it now, or soon when something was shown just before."""
        self._progress = progress
        wait = 0.0 if self._shown_at is None else self._shown_at + REPAINT_SECONDS - self.monotonic()
        if progress.ended or wait <= 0:
            self._show()
        elif self._timer is None:
            self._timer = call_later(self, wait, self._show)

    # What it shows

    def _show(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._shown_at = self.monotonic()
        progress, width = self._progress, self.inner_width
        self.query_one("#bar", OneLine).show(self._bar(min(_BAR, width - 4)))
        self.query_one("#counts", OneLine).show(cells.line(("   ", ""), *bulk_words.counts(progress, self._signs)))
        state = wrapped(bulk_words.state(progress, self._names, self._stopping, self._signs), width - 3)[:_STATE_LINES]
        if progress.ended and (steps := bulk_words.next_steps(progress, self._resource)):
            state += wrapped(steps, width - 3)[:_STATE_LINES]
        lines = self.query_one("#state", Lines)
        lines.show([cells.NOTHING, *state, cells.NOTHING])
        lines.styles.height = len(state) + 2
        failed = self.query_one("#failed", LiveLines)
        failed.styles.height = max(min(len(progress.failed), self.app.size.height - _AROUND - len(state)), 1)
        failed.change(DrawnLines(tuple(progress.failed), lambda key: self._failure(key, width)), failed.current)
        self._tell_reason()
        self._tell_keys()

    def _bar(self, width: int) -> Content:
        progress = self._progress
        settled = progress.done + len(progress.failed)
        filled = width * settled // max(progress.total, 1)
        return cells.line(("   ", ""), (" " * filled, "cursor"), (self._signs.unloaded * (width - filled), "dim"))

    def _failure(self, key: str, width: int) -> Content:
        name = self._names.get(key, "")
        who = f"   {self._signs.refused} {key}{f'  {name}' if name else ''}"
        columns = (
            (cells.text(who), width // 3),
            (cells.text(f" {self._progress.failed[key]}", "dim"), width - width // 3),
        )
        return cells.side_by_side(columns)

    def _tell_reason(self) -> None:
        """The whole reason of the failure under the cursor."""
        reasons, lines = list(self._progress.failed.values()), self.query_one("#reason", Lines)
        place = self.query_one("#failed", LiveLines).current
        told = wrapped(((reasons[place], "unsure"),), self.inner_width - 3)[:2] if place < len(reasons) else []
        lines.show(told)

    def _tell_keys(self) -> None:
        if self._progress.ended:
            keys: tuple[Part, ...] = (("enter ", "key"), ("close ", "dim"))
        else:
            now, then = ("stops", "go on") if self._bulk.stop_at_failures else ("goes on", "stop")
            keys = ((f"{now} when one fails   ", ""), ("f ", "key"), (f"{then} then   ", "dim"))
            if not self._stopping:
                keys = (*keys, ("s ", "key"), ("stop after the one under way ", "dim"))
        self.query_one("#keys", HintsLine).tell(as_bound("bulk", keys), cells.NOTHING)

    # Keys

    @on(LiveLines.Moved)
    def _moved(self) -> None:
        self._tell_reason()

    def action_leave(self) -> None:
        """Stop; once it has ended, close."""
        if self._progress.ended:
            self.end(self._progress)
        else:
            self.action_stop()

    def action_stop(self) -> None:
        """End after the record under way."""
        if not self._progress.ended:
            self._bulk.stop()
            self._stopping = True
            self._show()

    def action_at_failure(self) -> None:
        """Stop at the first record that fails, or go on after it."""
        if not self._progress.ended:
            self._bulk.stop_at_failures = not self._bulk.stop_at_failures
            self._tell_keys()

    def action_close(self) -> None:
        """Close, when it has ended."""
        if self._progress.ended:
            self.end(self._progress)
