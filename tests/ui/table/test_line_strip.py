"""A line looks as if Textual had sent it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from explorer.ui.widgets.line_strip import LineStrip
from tests.ui.table.terminal import Terminal

CONSOLE = Console(force_terminal=True, color_system="truecolor")
STYLES = [
    *(Style.parse(text) for text in ("#e0e0e0 on #121212", "#999999 on #121212", "bold #e0e0e0 on #121212")),
    *(Style.parse(text) for text in ("reverse #e0e0e0 on #121212", "not dim #707070 on #121212", "dim", "red", "none")),
]
SEGMENTS = st.lists(st.builds(Segment, st.text("ab 姓é", min_size=1, max_size=6), st.sampled_from(STYLES)), max_size=6)


@given(SEGMENTS)
def test_a_line_looks_the_same(segments: list[Segment]) -> None:
    ours, theirs = Terminal((80, 2)), Terminal((80, 2))
    for terminal in (ours, theirs):
        terminal.feed("what stood there before, in no style \x1b[H")
    ours.feed(LineStrip(segments).render(CONSOLE) + "!")
    theirs.feed(Strip(segments).render(CONSOLE) + "!")
    assert ours.cells() == theirs.cells()


def test_wide_characters_leave_nothing_behind() -> None:
    drawn = LineStrip([Segment("姓 a", STYLES[0])]).render(CONSOLE)
    assert re.match(r"\x1b\[[\d;]+m\x1b\[4X姓 a", drawn), "on the ground of the line"
    assert "X" not in LineStrip([Segment("é │", STYLES[0])]).render(CONSOLE)
