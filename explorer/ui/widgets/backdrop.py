"""`Backdrop`: what other widgets stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget as _Widget
else:
    _Widget = object  # Textual takes a widget's style from the first of its bases that is a widget


class Backdrop(_Widget):
    """Mixed into a widget whose own lines look alike: one is drawn for all, as nearly all of it is covered. Its style
    sheet has to leave it without a border, and without padding above and below."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`."""
        return super().render_lines(Region(crop.x, crop.y, crop.width, 1)) * crop.height
