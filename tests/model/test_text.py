"""What `safe` lets through to a terminal, and what folding makes equal."""

from hypothesis import given
from hypothesis import strategies as st

from explorer.model.text import digits, fold, safe, safe_block

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80))
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


def test_long_text_is_cut_with_a_sign() -> None:
    assert safe("x" * 600) == "x" * 511 + "…"
    assert len(safe("é" * 1_000_000, 20)) == 20


def test_a_block_keeps_its_lines() -> None:
    assert safe_block("a\r\nb\x1b\nc") == "a\nb␛\nc"


def test_folding_ignores_case_accents_and_width() -> None:
    assert fold("ÉMILIE ＡＢ Straße") == fold("emilie ab STRASSE")


def test_digits_of_any_script() -> None:
    assert digits("+44 (0)7700 ٩٠٠") == "4407700900"
