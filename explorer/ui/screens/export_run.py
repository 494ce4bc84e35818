"""An export while it runs: how far it is and what is left; at its end where the file is, and how it is fetched."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.worker import Worker, WorkerState

from explorer.ui import cells, keys
from explorer.ui.bugs import bug_words
from explorer.ui.change_lines import wrapped
from explorer.ui.copying import copy
from explorer.ui.exporting import Export, Progress
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, number
from explorer.ui.workers import run_worker

_REPAINT_SECONDS: Final = 0.25
_WIDTH: Final = 116


class ExportRunScreen(Dialog[Progress]):
    """Runs an export, and dismisses with what became of it."""

    CSS_PATH = "export.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("exporting")

    def __init__(
        self,
        export: Export,
        title: str,
        scp: Callable[[str], str],
        signs: Signs,
        say: Callable[[str], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`scp` makes the command that fetches a file."""
        super().__init__()
        self._export = export
        self._title = title
        self._scp = scp
        self._signs = signs
        self._say = say
        self._monotonic = monotonic
        self._shown_at = 0.0
        self._stopping = False

    def compose(self) -> ComposeResult:
        """Title, count, what came of it, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield OneLine(id="count")
            yield Lines(id="told")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin."""
        self.query_one("#title", OneLine).show(cells.text(f" Export {self._title}", "strong"))
        self._show()
        run_worker(self, partial(self._export.run, self._told), name="export", group="export")

    def on_resize(self) -> None:
        """Wrap it anew."""
        self._show()

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw ends it, too."""
        if event.state is WorkerState.ERROR and event.worker.group == "export":
            bug = bug_words(event.worker.error)
            self._export.progress = Progress(rows=self._export.progress.rows, problem=bug, ended=True)
            self._show()

    def _told(self, progress: Progress) -> None:
        if progress.ended or self._monotonic() - self._shown_at >= _REPAINT_SECONDS:
            self._show()

    def _show(self) -> None:
        self._shown_at = self._monotonic()
        progress = self._export.progress
        self.query_one("#count", OneLine).show(cells.line(("   ", ""), *self._count(progress)))
        width = min(self.app.size.width, _WIDTH)
        sentences = self._result(progress) if progress.ended else []
        lines = [line for each in sentences for line in wrapped(each, width)]
        told = self.query_one("#told", Lines)
        told.show(lines)
        told.styles.height = max(min(len(lines), self.app.size.height - 5), 1)
        keys: list[Part] = [("s ", "key"), ("stop, and keep what arrived ", "dim")]
        if progress.ended:
            copying: list[Part] = [("y ", "key"), ("copy the scp line   ", "dim")] if progress.path else []
            keys = [*copying, ("enter ", "key"), ("close ", "dim")]
        elif self._stopping:
            keys = [("stopping after the rows under way ", "dim")]
        self.query_one("#keys", HintsLine).tell(as_bound("exporting", keys), cells.NOTHING)

    def _count(self, progress: Progress) -> Sentence:
        total = self._export.wanted.rows.count
        of_all = "" if total is None else f" of {number(total)}"
        rows: Part = (f"{number(progress.rows)}{of_all} rows", "strong")
        if progress.ended or total is None:
            return (rows,)
        return (rows, (f"   {number(max(total - progress.rows, 0))} left", "dim"))

    def _result(self, progress: Progress) -> list[Sentence]:
        path, told = progress.path, list[Sentence]()
        if progress.path and progress.problem:
            words = f"incomplete: {progress.problem}; what arrived is kept"
            if progress.whole:
                words = f"{progress.problem}; all rows are kept"
            told.append(((f"{self._signs.failed} {words}", "unsure"),))
            if self._export.replaces:
                told.append(((f"{self._export.file.path} stays as it was", ""),))
        elif progress.problem:
            told.append(((f"{self._signs.failed} nothing was written: {progress.problem}", "failed"),))
            if progress.next_step:
                told.append(((progress.next_step, ""),))
        if progress.apostrophes:
            words = f"{number(progress.apostrophes)} cells begin with an apostrophe, which is not the vendor's"
            told.append(((words, "dim"),))
        if progress.path:
            told.append((("written to ", "dim"), (path, "")))
            told.append((("fetch it:  ", "dim"), (self._scp(path), "")))
        return told

    # Keys

    def action_stop(self) -> None:
        """End soon."""
        self._stopping = True
        self._export.stop()
        self._show()

    def action_leave(self) -> None:
        """Stop; once it has ended, close."""
        if self._export.progress.ended:
            self.action_close()
        else:
            self.action_stop()

    def action_close(self) -> None:
        """Close, when it has ended."""
        if self._export.progress.ended:
            self.end(self._export.progress)

    async def action_copy(self) -> None:
        """Copy the command that fetches the file."""
        if self._export.progress.path:
            self._say(f"the scp line: {await copy(self.app, self._scp(self._export.progress.path), personal=False)}")
