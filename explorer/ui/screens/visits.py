"""A screen of places that knows what was looked at, and tells what has changed since."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

from explorer.model.address import Address, Segments
from explorer.model.errors import ExplorerError, StoreError
from explorer.ui.history import History
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.wording import told
from explorer.ui.workers import run_newest

VISIT_SECONDS: Final = 3.0
"""A collection that is in front for less was only passed on the way."""


class VisitsScreen(PlacesScreen):
    """Keeps until when each collection was in front: the marks in its rows are of what came after that.

    A visit ends when another collection comes to the front that does not lie below, or the program ends; until then
    the marks stay as they were when it began.
    """

    def on_mount(self) -> None:
        """The first visit begins. Looked at are the collection in front and those around it; kept is since when."""
        self._visits: dict[tuple[str, Segments], float] = {}
        self._visits[self.place.account, self.place.query.collection] = self.clock()

    def on_unmount(self) -> None:
        """All visits end."""
        for account, collection in list(self._visits):
            self._end_visit(account, collection)

    def _turn(self, history: History) -> None:
        super()._turn(history)
        account, collection = self.place.account, self.place.query.collection
        for known in list(self._visits):
            if known[0] != account or collection[: len(known[1])] != known[1]:
                self._end_visit(*known)
        if (account, collection) not in self._visits:
            self._visits[account, collection] = self.clock()
            self.pane.show_marks()

    def _end_visit(self, account: str, collection: Segments) -> None:
        began = self._visits.pop((account, collection))
        if self.clock() - began >= VISIT_SECONDS:
            with suppress(StoreError):  # the cache's notice says what cannot be kept
                self.repositories[account].visit(collection)

    # Commands

    def action_changed(self) -> None:
        """Show what is new, changed and gone."""
        self._tell_changes(self._show_changed)

    async def _show_changed(self) -> None:
        from explorer.ui.screens.changed import ChangedScreen

        collection = Address(self.place.account, self.place.query.collection)
        chosen = await self.app.push_screen_wait(
            ChangedScreen(self.repositories, collection, signs=self.signs, clock=self.clock)
        )
        if chosen is not None:
            self.go_to(chosen)

    def action_versions(self) -> None:
        """Show earlier forms of the record in front."""
        record = self.place.record or self.pane.cursor_address
        if record is not None:
            self._tell_changes(partial(self._show_versions, record))

    async def _show_versions(self, record: Address) -> None:
        from explorer.ui.screens.versions import VersionsScreen

        repository = self.repositories[record.account]
        forms = await asyncio.to_thread(repository.forms, record)
        if not forms:
            self.say(f"{record} is not held yet")
            return
        resource = repository.resource(record)
        await self.app.push_screen_wait(VersionsScreen(resource, record, forms, signs=self.signs, clock=self.clock))

    def _tell_changes(self, showing: Callable[[], Awaitable[None]]) -> None:
        run_newest(self, partial(self._shown, showing), name="what changed", group="changes")

    async def _shown(self, showing: Callable[[], Awaitable[None]]) -> None:
        try:
            await showing()
        except ExplorerError as error:
            self.say(told(error))
