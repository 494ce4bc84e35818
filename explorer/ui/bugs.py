"""What is said of errors that nobody foresaw, and which of them the app outlives."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.worker import WorkerFailed, get_current_worker

from explorer.model.errors import ExplorerError
from explorer.ui.wording import told

Place = tuple[str, str, int]
"""Type of an error, and file and line that raised it."""


class Outlived:
    """Tells of errors that ended no more than what they happened in."""

    def __init__(self, say: Callable[[str], None], report: Callable[[BaseException], str] | None) -> None:
        """`report` writes down where an error came from, and says where that stands: once for each place."""
        self._say = say
        self._report = report
        self._reports: dict[Place, str] = {}
        self.before: Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object] | None = None
        """What the event loop told of errors before."""

    def tell(self, error: BaseException, what: str) -> None:
        """`what` ended with `error`."""
        if isinstance(error, ExplorerError):  # it was not caught where it should have been, but it has its own words
            self._say(told(error))
            return
        place = place_of(error)
        if place not in self._reports:
            self._reports[place] = self._report(error) if self._report is not None else "please report it"
        self._say(f"{bug_words(error)} in {what}: that came to nothing, all else goes on; {self._reports[place]}")

    def tell_forgotten(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A handler of the event loop's: the error of a task that nobody waits for. Others, such as those of
        connections that are lost while they are closed, stay with whoever took them before."""
        error, task = context.get("exception"), context.get("future") or context.get("task")
        if isinstance(error, Exception) and isinstance(task, asyncio.Task):
            self.tell(error, task.get_name())
        elif self.before is not None:
            self.before(loop, context)
        else:
            loop.default_exception_handler(context)


def tell_broken(node: DOMNode, error: Exception, what: str) -> None:
    """A node could not draw a part of what it shows, says so in its place, and goes on."""
    if isinstance(node.app, OutlivingApp):
        node.app.outlived.tell(error, what)


def bug_words(error: BaseException | None) -> str:
    """What it is called on the screen: its text may hold values."""
    return f"a bug of ours: {type(error).__name__}"


def last_words(error: BaseException | None, report: Callable[[BaseException], str] | None) -> str:
    """What stopped the app, in one line, unsafe, without values that could be a secret or a person's."""
    place = traceback.extract_tb(error.__traceback__)[-1] if error is not None and error.__traceback__ else None
    where = f" at {Path(place.filename).name}:{place.lineno}" if place is not None else ""
    reported = f"; {report(error)}" if error is not None and report is not None else ""
    return f"explorer: a bug of ours stopped it: {type(error).__name__}{where}{reported}"


def place_of(error: BaseException) -> Place:
    """Where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return (type(error).__name__, Path(frames[-1].filename).name, frames[-1].lineno or 0) if frames else ("", "", 0)


class OutlivingApp(App[None]):
    """An app that goes on when a worker, a timer, a forgotten task or the drawing of a part breaks, and tells of it.

    A worker is started without `exit_on_error`, so that its failure comes here from wherever it was started: Textual
    posts the message about it to the node that started it, and does not hand it up.
    """

    outlived: Outlived

    def begin_outliving(self) -> None:
        """From now on: the event loop runs."""
        loop = asyncio.get_running_loop()
        self.outlived.before = loop.get_exception_handler()
        loop.set_exception_handler(self.outlived.tell_forgotten)

    def end_outliving(self) -> None:
        """No longer: nothing can be shown any more."""
        asyncio.get_running_loop().set_exception_handler(self.outlived.before)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's end for all errors. Those that it hands here from elsewhere end the app: what they happened in
        takes no message any more."""
        if isinstance(error, WorkerFailed):
            worker = get_current_worker()
            self.outlived.tell(error.error, worker.name or worker.group)
        elif _was_in_a_timer(error):
            self.outlived.tell(error, "a timer")
        else:
            super()._handle_exception(error)


def _was_in_a_timer(error: BaseException) -> bool:
    """Whether a timer's callback raised it. Textual calls that outside of the messages, whose loop goes on: the
    first frame of a traceback is the one that caught it."""
    caught = error.__traceback__.tb_frame.f_code if error.__traceback__ is not None else None
    return caught in (Timer._tick.__code__, MessagePump._flush_next_callbacks.__code__)
