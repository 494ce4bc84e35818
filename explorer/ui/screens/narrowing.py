"""A screen of places whose rows can be narrowed and sorted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

from explorer.ui import navigation
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.workers import run_newest


class NarrowingScreen(PlacesScreen):
    """Knows the commands that narrow and sort, nothing else."""

    def action_filter(self) -> None:
        """Ask what the rows are to be narrowed and sorted by."""
        run_newest(self, self._filter, name="filter", group="filter")

    async def _filter(self) -> None:
        from explorer.repository.named_ids import id_named
        from explorer.ui.screens.filter import FilterScreen

        place, repository = self.place, self.pane.repository
        view = replace(navigation.view_of(place), address=place.address.collection)
        listing = await asyncio.to_thread(repository.peek, place.query)
        reading = partial(id_named, repository, view.address.segments)
        screen = FilterScreen(repository, view, listing, reading, signs=self.signs)
        wanted = await self.app.push_screen_wait(screen)
        if wanted is not None and wanted != view:
            shown = navigation.place_of_view(wanted, repository.account)
            same_order = (view.sort, view.order) == (wanted.sort, wanted.order)
            self.visit(replace(shown, cursor=place.cursor if same_order else ""))

    def action_sort(self) -> None:
        """Sort by the column under the column cursor; again: the other way; again: no more. The cursor goes to the
        first row, which is what one sorts for; marks and the way back keep the record it was on."""
        column = self.pane.table.cursor_column
        if column is None:
            self.say("sort: there is no column under the cursor")
        else:
            self.visit(replace(navigation.sorted_by(self.place, column, self.pane.resource), cursor="", row=0))

    def action_clear_narrowing(self) -> None:
        """Show the whole collection again, as the server gives it."""
        self.visit(navigation.whole(self.place))
