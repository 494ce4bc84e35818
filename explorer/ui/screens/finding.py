"""A screen of places that searches all of them."""

from __future__ import annotations

from explorer.model.address import Address
from explorer.ui.history import Sought
from explorer.ui.screens.places import PlacesScreen


class FindingScreen(PlacesScreen):
    """Opens the search of all systems, and keeps its words, in memory alone, for the next time."""

    sought = Sought()
    """By the last search."""

    def action_everywhere(self, text: str = "") -> None:
        """Search all systems, for `text` or what was searched for last."""
        from explorer.ui.screens.everywhere import EverywhereScreen  # brings what the first paint does without

        sought = Sought(text) if text else self.sought
        screen = EverywhereScreen(self.repositories, sought, unsent=self.unsent, signs=self.signs, clock=self.clock)

        def left(chosen: Address | None) -> None:
            self.sought = screen.sought
            if chosen is not None:
                self.go_to(chosen)
            else:
                self.pane.show(self.place)

        self.app.push_screen(screen, left)
