"""What is sent shows the same picture in fewer bytes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from explorer.ui.fewer_bytes import PLAIN, shortened
from tests.ui.table.terminal import Terminal

SIZE = (20, 6)
CONSOLES = [Console(force_terminal=True, color_system=name) for name in ("truecolor", "256", "standard")]
COLORS = st.sampled_from(["", "red", "bright_blue", "#e0e0e0", "#999999", "color(99)", "default"])
ATTRIBUTES = st.sets(st.sampled_from(["bold", "dim", "italic", "underline", "reverse", "strike"]))


@st.composite
def styles(draw: st.DrawFn) -> Style:
    """Any that is drawn."""
    ground = draw(COLORS)
    return Style.parse(" ".join([*sorted(draw(ATTRIBUTES)), draw(COLORS), *(["on", ground] if ground else [])]))


@st.composite
def frames(draw: st.DrawFn) -> str:
    """Pieces of lines at any places, as Textual sends them, with other sequences between."""
    made = []
    for _ in range(draw(st.integers(0, 8))):
        y, x = draw(st.integers(1, SIZE[1])), draw(st.integers(1, 9))  # no line goes beyond the right edge
        segments = draw(st.lists(st.builds(Segment, st.text("ab é", max_size=4), styles()), max_size=3))
        made.append(f"\x1b[{y};{x}H{Strip(segments).render(draw(st.sampled_from(CONSOLES)))}")
        between = "\n" if y < SIZE[1] else ""  # on the last line it would scroll
        made.append(draw(st.sampled_from([between, "", "\x1b[3X", "\x1b[2;4r\x1b[2H\x1b[1M\x1b[r", "\x1b[?25l"])))
    return "".join(made)


def shows(*texts: str) -> object:
    """What is seen on a terminal that read `texts`."""
    terminal = Terminal(SIZE)
    for text in texts:
        terminal.feed(text)
    return terminal.cells()


@given(frames(), frames())
@example("\x1b[1;2ma\x1b[0m", "\x1b[2;31mb\x1b[0;1mc\x1b[m")
@example("\x1b[1;1H\u0995\u09be\n", "")
def test_it_shows_the_same(first: str, second: str) -> None:
    one, style = shortened(first)
    other, style = shortened(second, style)
    after, _ = shortened("after", style)
    assert shows(one, other, after) == shows(first, second, "after")
    assert len(one + other) <= len(first + second)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("\x1b[1;1H\x1b[1;31ma\x1b[0m\n\x1b[2;1H\x1b[1;31mb\x1b[0m", "\x1b[1H\x1b[1;31ma\x1b[2Hb"),
        ("\x1b[38;2;1;2;3;48;5;7ma\x1b[0m\x1b[2;48;5;7mb\x1b[0m", "\x1b[38;2;1;2;3;48;5;7ma\x1b[2;39mb"),
        ("\x1b[1;2;31ma\x1b[0;2;31mb\x1b[0m", "\x1b[1;2;31ma\x1b[22;2mb"),
        ("\x1b[31ma\x1b[0m\x1b[1;32m \x1b[0;41m \x1b[0;31mb\x1b[0m", "\x1b[31ma \x1b[41m \x1b[49mb"),
        ("\x1b[31ma\x1b[0m\x1b[7;32m \x1b[0m", "\x1b[31ma\x1b[7;32m "),
        ("\x1b[7ma\x1b[0m\x1b[2;4r\x1b[7mb\x1b[0m", "\x1b[7ma\x1b[m\x1b[2;4r\x1b[7mb"),
        ("\x1b[58;5;1ma\x1b[0mb", "\x1b[58;5;1ma\x1b[0mb"),
        ("\x1b[38;2;1ma", "\x1b[38;2;1ma"),
        ("no sequence", "no sequence"),
    ],
    ids=[
        "across a jump",
        "one colour",
        "an end of two",
        "blanks",
        "blanks that are seen",
        "nothing moved in a style",
        "unknown",
        "cut",
        "text",
    ],
)
def test_only_what_differs_is_sent(text: str, sent: str) -> None:
    assert shortened(text)[0] == sent


def test_the_style_is_kept_from_one_frame_to_the_next() -> None:
    first, style = shortened("\x1b[2;5H\x1b[31ma\x1b[0m")
    assert (first, style) == ("\x1b[2;5H\x1b[31ma", (frozenset(), "31", ""))
    assert shortened("\x1b[2;5H\x1b[31mb\x1b[0m", style) == ("\x1b[2;5Hb", style)
    assert shortened("\x1b[2;5Hb", style)[0] == "\x1b[2;5H\x1b[mb"
    assert shortened("\x1b[?1049l", style)[0] == "\x1b[m\x1b[?1049l", "what is not drawn is sent in no style"
    assert shortened("\x1b[2;4r\x1b[2H\x1b[1M\x1b[r", style)[0] == "\x1b[2;4r\x1b[2H\x1b[1M\x1b[r"
    assert shortened("\x1b[58;5;1ma\x1b[0m", style) == ("\x1b[m\x1b[58;5;1ma\x1b[0m", PLAIN)


def test_what_follows_letters_that_the_terminal_takes_for_wider_stands_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As tmux 3.3 does, where a vowel sign is a cell of its own."""
    monkeypatch.setattr("pyte.screens.wcwidth", lambda sign: int(unicodedata.category(sign) != "Mn"))
    terminal = Terminal((30, 2))
    terminal.feed(
        shortened("\x1b[1;1H\x1b[31m\x1b[25X  রোকেয়া    │ দিল্লী     \x1b[0m\x1b[32mActive\x1b[0m\x1b[1;26Hnext")[0]
    )
    row = [each[0] for each in terminal.cells()[0]]
    assert (row[9], "".join(row[19:])) == ("│", "Activenext ")
    terminal.feed(shortened("\x1b[1;1H\x1b[31m  Inés   │ Kent    \x1b[0m\x1b[32mActive\x1b[0m")[0])
    assert terminal.lines()[0] == "  Inés   │ Kent    Activenext ", "nothing is left of what stood there"
