"""What is pasted is one text, whatever stands in it and however it is cut into pieces on the way."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from explorer.ui.hidden_text import SUBSTITUTE, pasted
from explorer.ui.pasting import PasteFilter, PasteParser

START, END = "\x1b[200~", "\x1b[201~"
TEXTS = st.text(alphabet="ab\x1b[201~m\r\n", max_size=40).filter(lambda text: END not in f"{text}\x1b[201")


def pieces(text: str, cuts: list[int]) -> list[str]:
    """`text` cut at places of it."""
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[start:end] for start, end in itertools.pairwise(places)]


@given(TEXTS, TEXTS, st.lists(st.integers(0, 200), max_size=8))
def test_no_escape_stays_in_a_paste_and_nothing_else_is_touched(inner: str, after: str, cuts: list[int]) -> None:
    whole = f"a\x1b[A{START}{inner}{END}{after}\x1b[B"
    if START in after or START in f"\x1b[A{inner}":
        return
    take = PasteFilter()
    cleaned = inner.replace("\x1b", SUBSTITUTE)
    assert "".join(map(take, pieces(whole, cuts))) == f"a\x1b[A{START}{cleaned}{END}{after}\x1b[B"


def test_an_escape_in_a_paste_makes_no_keys() -> None:
    parser = PasteParser()
    sent = [event for piece in ("x\x1b[20", "0~xx\x1b[31myy\nzz\x1b[2", "01~q") for event in parser.feed(piece)]
    keys = [each.character for each in sent if isinstance(each, events.Key)]
    [paste] = [each for each in sent if isinstance(each, events.Paste)]
    assert keys == ["x", "q"] and paste.text == f"xx{SUBSTITUTE}[31myy\nzz"
    assert pasted(paste.text, block=True) == ("xx[31myy\nzz", "left out of what was pasted: an escape")
    assert pasted(paste.text) == ("xx[31myy zz", "left out of what was pasted: an escape")


def test_line_ends_and_tabs_of_a_paste_are_no_loss() -> None:
    assert pasted("a\r\nb\rc\td", block=True) == ("a\nb\nc\td", "")
    assert pasted("a\r\nb\rc\td") == ("a b c d", "")
