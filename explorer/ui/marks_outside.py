"""How many of the marked records the rows leave out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from textual.dom import DOMNode

from explorer.model.errors import StoreError
from explorer.model.listing import Listing
from explorer.ui.rows import HeldRows, ListingRows
from explorer.ui.selecting import GROUP
from explorer.ui.workers import run_worker

_ROWS: Final = 50
"""Rows whose keys are read in the time that one record is looked up in."""


class MarksOutside:
    """Counts in a thread, once at a time: what is marked or shown meanwhile is counted right after."""

    def __init__(self, node: DOMNode, changed: Callable[[], None]) -> None:
        """`node` owns the worker; `changed` is called when the count is another."""
        self._node = node
        self._changed = changed
        self._marked: tuple[str, ...] = ()
        self._rows: ListingRows | HeldRows | None = None
        self._shown: Listing | HeldRows | None = None
        self._outside: frozenset[str] = frozenset()
        self._outdated = False
        self._runs = False

    def of(self, marked: tuple[str, ...], rows: ListingRows | HeldRows) -> int:
        """How many of `marked` are not among `rows`: 0 of other rows than before, until they are counted. What is
        marked besides is taken to be among them until then, as what is marked by a key is."""
        shown = rows.listing if isinstance(rows, ListingRows) else rows
        if shown != self._shown or marked != self._marked:
            self._outside = self._outside.intersection(marked) if shown == self._shown else frozenset()
            self._marked, self._rows, self._shown = marked, rows, shown
            self._outdated = True
            if not self._runs:
                self._runs = True
                run_worker(self._node, self._look, name="marks outside", group=GROUP)
        return len(self._outside)

    async def _look(self) -> None:
        try:
            while self._outdated and self._rows is not None:
                self._outdated = False
                with suppress(StoreError):  # reading the rows themselves tells of it
                    found = await asyncio.to_thread(_left_out, self._marked, self._rows)
                    if not self._outdated and found != self._outside:
                        self._outside = found
                        self._changed()
        finally:
            self._runs = False


def _left_out(marked: tuple[str, ...], rows: ListingRows | HeldRows) -> frozenset[str]:
    if len(marked) * _ROWS < rows.count:
        return frozenset(key for key in marked if rows.position_of(key) is None)
    return frozenset(marked).difference(rows.keys())
