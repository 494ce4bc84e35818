"""A list of lines with a cursor."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from explorer.ui.widgets.live_lines import LiveLines

LINES = [Content(f"line {number:02} {'.' * 20} end of {number:02}") for number in range(30)]


class ListApp(App[None]):
    """A list alone."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield LiveLines(pointed=True)


@pytest.mark.parametrize("height", [3, 8])
@pytest.mark.parametrize("key", ["j", "pagedown"])
async def test_the_current_line_is_whole_however_far_it_is_scrolled(height: int, key: str) -> None:
    app = ListApp()
    async with app.run_test(size=(44, height)) as pilot:
        shown = app.query_one(LiveLines)
        shown.focus()
        shown.change(LINES)
        for keys in (key, {"j": "k", "pagedown": "pageup"}[key]):
            for _ in LINES:
                await pilot.press(keys)
                drawn = [shown.render_line(y).text for y in range(height)]
                assert any(f"end of {shown.current:02}" in line for line in drawn), drawn
            assert shown.current in (0, len(LINES) - 1)
