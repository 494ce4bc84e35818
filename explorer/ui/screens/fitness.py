"""A screen of places that tells how the accounts fare."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from explorer.ui.screens.places import PlacesScreen
from explorer.ui.workers import run_newest

if TYPE_CHECKING:
    from explorer.ui.app import ExplorerApp


class FitnessScreen(PlacesScreen):
    """Knows the command that shows health, nothing else."""

    def action_health(self) -> None:
        """Show copies, requests, drift and sign-in of the accounts."""
        run_newest(self, self._show_health, name="health", group="showing health")

    async def _show_health(self) -> None:
        from explorer.ui.screens.health import HealthScreen

        access = cast("ExplorerApp", self.app).access
        ways = await asyncio.to_thread(access) if access is not None else None
        screen = HealthScreen(self.repositories, self.place.account, ways, signs=self.signs, clock=self.clock)
        chosen = await self.app.push_screen_wait(screen)
        for pane in self.panes.values():
            pane.read_again()  # what was got meanwhile
        if chosen is not None:
            self.go_to(chosen)
