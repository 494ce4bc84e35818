"""`Selecting`: finds, narrows and sorts the rows held here in a thread, for one place at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Final

from textual.dom import DOMNode

from explorer.model.arranging import Arrangement
from explorer.model.errors import ExplorerError, Stopped
from explorer.model.page import Query
from explorer.model.value import dataclass
from explorer.repository import LocalCopy
from explorer.ui.workers import run_worker

if TYPE_CHECKING:
    from explorer.repository import Selected

GROUP: Final = "held"
"""The name of the workers' group."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the held rows, and how they are sorted."""

    query: Query
    words: str
    arrangement: Arrangement


class Selecting:
    """Looks once at a time: what is asked for meanwhile, or what arrives, is looked at right after. A look at what is
    wanted no longer is broken off."""

    def __init__(
        self,
        node: DOMNode,
        local: LocalCopy,
        found: Callable[[Wanted, Selected, bool], None],
        failed: Callable[[ExplorerError], None],
    ) -> None:
        """`node` owns the worker; `found` is told what was found, unless something else is wanted by then, and whether
        that is all: where all take longer the first records come before."""
        self._node = node
        self._local = local
        self._found = found
        self._failed = failed
        self._wanted: Wanted | None = None
        self._outdated = False
        self._stop = Event()
        self._runs = False
        """The worker is under way, maybe at the end of a look that was broken off."""
        self.busy = False
        """What is wanted is being looked for."""

    def ask(self, wanted: Wanted | None) -> None:
        """Look for `wanted`, anew if it is what was wanted before; None: nothing is any more."""
        if wanted != self._wanted:
            self._stop.set()
        self._wanted = wanted
        self._outdated = self.busy = wanted is not None
        if self.busy and not self._runs:
            self._runs = True
            run_worker(self._node, self._look, name="held rows", group=GROUP)

    async def _look(self) -> None:
        try:
            while self._outdated and self._wanted is not None:
                self._outdated = False
                await self._look_for(self._wanted)
        finally:
            self._stop.set()
            self._runs = self.busy = False

    async def _look_for(self, wanted: Wanted) -> None:
        stop = self._stop = Event()
        loop = asyncio.get_running_loop()

        def tell_first(found: Selected) -> None:
            if not stop.is_set():
                self._found(wanted, found, False)

        def look() -> Selected:
            return self._local.selected(
                wanted.query,
                wanted.words,
                wanted.arrangement,
                on_first=lambda found: loop.call_soon_threadsafe(tell_first, found),
                stopped=stop.is_set,
            )

        try:
            found = await asyncio.to_thread(look)
        except Stopped:
            return
        except ExplorerError as error:
            if self._wanted == wanted:
                self._outdated = self.busy = False
                self._failed(error)
            return
        if self._wanted == wanted:
            stop.set()
            self.busy = self._outdated
            self._found(wanted, found, True)


class HeldMatches:
    """Counts what can be found here of a search that its server did not answer."""

    def __init__(self, node: DOMNode, local: LocalCopy, changed: Callable[[], None]) -> None:
        """`node` owns the worker; `changed` is called when it is counted, or that failed."""
        self._selecting = Selecting(node, local, self._found, self._failed)
        self._changed = changed
        self._wanted: Wanted | None = None
        self.count = 0
        """Records; 0 until they are counted."""
        self.problem: ExplorerError | None = None
        """Why they cannot be counted."""

    def look(self, wanted: Wanted | None) -> None:
        """Count what is found of `wanted`, once; None: of nothing."""
        if wanted != self._wanted:
            self._wanted, self.count, self.problem = wanted, 0, None
            self._selecting.ask(wanted)

    def _found(self, wanted: Wanted, found: Selected, whole: bool) -> None:
        if whole:
            self.count = len(found)
            self._changed()

    def _failed(self, error: ExplorerError) -> None:
        self.problem = error
        self._changed()
