"""What `safe` lets through to a terminal, and what folding makes equal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.text import MARKS_LIMIT, digits, fold, safe, safe_block

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.integers(min_value=1, max_value=60))
def test_nothing_that_acts_on_a_terminal_is_left(text: str, limit: int) -> None:
    shown = safe(text, limit)
    assert len(shown) <= limit
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(character) for character in shown} & BIDI
    shown.encode("utf-8")


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_safe_twice_is_safe_once(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80))
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann\x1b[2J Lee", "Ann␛[2J Lee"),
        ("Ann\x1b]52;c;cm0=\x07", "Ann␛]52;c;cm0=␇"),
        ("Ann\x9b31m", "Ann\ufffd31m"),
        ("a\r\nb\nc\td\x7f\x00", "a↵b↵c⇥d␡␀"),
        ("admin\x08", "admin␈"),
        ("Ann\u202eeeL", "Ann\ufffdeeL"),
        ("Ann\u200bLee", "Ann\ufffdLee"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("\ud800", "\ufffd"),
        ("\u0301x", "◌\u0301x"),
        ("e" + "\u0301" * 184, "e" + "\u0301" * MARKS_LIMIT),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_each_trick_is_made_visible(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_long_text_is_cut_with_a_sign() -> None:
    assert safe("x" * 600) == "x" * 511 + "…"
    assert len(safe("é" * 1_000_000, 20)) == 20


def test_a_block_keeps_its_lines() -> None:
    assert safe_block("a\r\nb\x1b\nc") == "a\nb␛\nc"


def test_folding_ignores_case_accents_and_width() -> None:
    assert fold("ÉMILIE ＡＢ Straße") == fold("emilie ab STRASSE")


def test_digits_of_any_script() -> None:
    assert digits("+44 (0)7700 ٩٠٠") == "4407700900"
