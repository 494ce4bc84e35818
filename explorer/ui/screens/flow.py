"""A screen of places on which flows run: one at a time, each from a key over some screens to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from textual import events
from textual.worker import Worker

from explorer.model.errors import ExplorerError
from explorer.model.view import View
from explorer.repository import Repository
from explorer.ui.history import History
from explorer.ui.keeping import Keeping
from explorer.ui.later import call_later, is_left
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.signs import Signs
from explorer.ui.stage import Stage
from explorer.ui.wording import Sentence, told
from explorer.ui.workers import run_worker

GROUP: Final = "writing"
"""The name of the workers' group."""
SHOW_AFTER: Final = 0.2
"""Seconds that something may take without a word."""


class FlowScreen(PlacesScreen):
    """While the screen that a key leads to is not there yet, other keys do nothing, and `escape` stops it: typed for
    that screen, they must not act on this one."""

    def __init__(
        self,
        repositories: Sequence[Repository],
        *,
        start: View | None,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        keeping: Keeping,
    ) -> None:
        super().__init__(repositories, start=start, signs=signs, clock=clock, say=say, keeping=keeping)
        self.stage = Stage(lambda: self.app, self._stage_changed)
        """Where flows put their screens."""
        self._flow: Worker[None] | None = None
        self._waited = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waits_for(self) -> Sentence:
        """What is waited for, for the line of keys; empty when nothing is, or not for long yet."""
        if not self._waited or not self.stage.words:
            return ()
        words = f"{self.stage.words}{self.signs.cut}   "
        return ((" esc ", "key"), ("stops it   ", "dim"), (words, ""), ("no other key acts yet", "dim"))

    def holds_back(self, event: events.Event) -> bool:
        """The key, paste or click is for nobody, because a screen is on its way; `escape` stops that."""
        if not self.stage.words:
            return False
        if isinstance(event, events.Key):
            if event.key == "ctrl+c":
                return False
            if event.key == "escape" or event.key.startswith("alt+"):
                self.stop_flow("stopped")
        return True

    def stop_flow(self, words: str) -> None:
        """Show nothing of what is being made ready."""
        if self._flow is not None and self.stage.words:
            self._flow.cancel()
            self.stage.end()
            self.say(f"{words}: nothing was changed")

    def start(self, flow: Callable[[], Awaitable[None]], name: str, words: str = "") -> None:
        """Begin `flow`, unless one is under way; `words` say what is made ready for its first screen."""
        if self._flow is not None and not self._flow.is_finished:
            self.say(f"{self._flow.name} is not through yet: try again when its outcome is known")
            return
        self.app.clear_notifications()  # they would cover what the next screen says first
        self.stage.begin(words or name)
        self._flow = run_worker(self, partial(self._guarded, flow), name=name, group=GROUP)

    async def _guarded(self, flow: Callable[[], Awaitable[None]]) -> None:
        try:
            await flow()
        except ExplorerError as error:
            self.say(told(error))
        finally:
            self.stage.end()

    def _turn(self, history: History) -> None:
        """What was begun at another place is not for this one."""
        self.stop_flow("you went elsewhere")
        super()._turn(history)

    def _stage_changed(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.stage.words and not self._waited:
            self._timer = call_later(self, SHOW_AFTER, self._waits)
        elif self._waited:
            self._waited = bool(self.stage.words)
            self._tell_waiting()

    def _waits(self) -> None:
        self._timer, self._waited = None, True
        self._tell_waiting()

    def _tell_waiting(self) -> None:
        if not is_left(self):
            self.tell()
