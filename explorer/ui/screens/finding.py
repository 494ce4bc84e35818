"""A screen of places that searches all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.model.address import Address
from explorer.ui.history import Sought
from explorer.ui.screens.places import PlacesScreen

if TYPE_CHECKING:
    from explorer.ui.screens.everywhere import EverywhereScreen


class FindingScreen(PlacesScreen):
    """Opens the search of all systems, and keeps its words, in memory alone, for the next time."""

    search_of_all: EverywhereScreen | None = None
    """The one that lies over this screen."""
    sought = Sought()
    """By the last search."""

    def action_everywhere(self, text: str = "") -> None:
        """Search all systems, for `text` or what was searched for last. Where the search is there already, `text` is
        what was typed on the way to it."""
        from explorer.ui.screens.everywhere import EverywhereScreen  # brings what the first paint does without

        if self.search_of_all is not None:
            self.search_of_all.take(text)
            return
        screen = self.search_of_all = EverywhereScreen(
            self.repositories, self.sought, text, unsent=self.unsent, signs=self.signs, clock=self.clock
        )
        self.app.push_screen(screen, self._everywhere_left)

    def _everywhere_left(self, chosen: Address | None) -> None:
        assert self.search_of_all is not None
        self.sought, self.search_of_all = self.search_of_all.sought, None
        if chosen is not None:
            self.go_to(chosen)
        else:
            self.pane.show(self.place)
