"""A screen of places whose rows can be narrowed and sorted."""

from __future__ import annotations

from explorer.ui import navigation
from explorer.ui.screens.places import PlacesScreen


class NarrowingScreen(PlacesScreen):
    """Knows the commands that narrow and sort, nothing else."""

    def action_sort(self) -> None:
        """Sort by the column under the column cursor; again: the other way; again: no more."""
        column = self.pane.table.cursor_column
        if column is None:
            self.say("sort: there is no column under the cursor")
        else:
            self.visit(navigation.sorted_by(self.place, column, self.pane.resource))

    def action_clear_narrowing(self) -> None:
        """Show the whole collection again, as the server gives it."""
        self.visit(navigation.whole(self.place))
