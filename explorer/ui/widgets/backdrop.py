"""`Backdrop`: what other widgets stand on."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Backdrop(Widget):
    """Its own lines look alike, so one is drawn for all: nearly all of it is covered. Its style sheet has to leave it
    without a border, and without padding above and below."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`."""
        return super().render_lines(Region(crop.x, crop.y, crop.width, 1)) * crop.height
