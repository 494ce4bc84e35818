"""What the terminal parser makes of `escape` and a key right after it."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from explorer.ui.alt_keys import tell_alt_keys


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("\x1bj", "alt+j"),
        ("\x1bG", "alt+G"),
        ("\x1b1", "alt+1"),
        ("\x1b3", "alt+3"),
        ("\x1b-", "alt+minus"),
        ("\x1b/", "alt+slash"),
        ("\x1b:", "alt+colon"),
        ("\x1b?", "alt+question_mark"),
        ("\x1b,", "alt+comma"),
        ("\x1b]", "alt+right_square_bracket"),
        ("\x1b\x12", "alt+ctrl+r"),
        ("\x1b\r", "alt+enter"),
        ("\x1b[A", "up"),
        ("\x1bOP", "f1"),
        ("\x1bf", "alt+f"),
        ("\x1bb", "alt+b"),
        ("\x1b[1;5C", "ctrl+right"),
        ("\x1b[49;3u", "alt+1"),
        ("1", "1"),
    ],
)
def test_each_is_one_key(sent: str, told: str) -> None:
    tell_alt_keys()
    keys = [each for each in XTermParser().feed(sent) if isinstance(each, events.Key)]
    assert [key.key for key in keys] == [told]
    assert not told.startswith("alt+") or sent.endswith("u") or keys[0].character is None, "it is no text"
