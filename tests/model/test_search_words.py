"""What a search is made of, and where it stands in a value."""

from __future__ import annotations

import pytest

from explorer.model.field import Kind
from explorer.model.search_words import places, terms


@pytest.mark.parametrize(
    ("value", "kind", "text", "marked"),
    [
        ("Jane Smith", "text", "smi", ["Smi"]),
        ("Blacksmith Smithson", "text", "smith", ["Smith"]),
        ("Søren Þór", "text", "thor", ["Þór"]),
        ("Straße 5", "text", "strasse", ["Straße"]),
        ("Zoë Müller", "text", "mül zoe", ["Zoë", "Mül"]),
        ("O'Brien", "text", "o'brien", ["O", "Brien"]),
        ("王小明", "text", "小明", ["小", "明"]),
        ("+44 7700 900345", "phone", "07700 900", ["7700 900"]),
        ("07700 900345", "phone", "+44 7700 900345", ["7700 900345"]),
        ("٠٣٠١٢٣", "phone", "0301", ["٠٣٠١"]),
        ("+44 7700 900345", "text", "345", []),
        ("jane@example.com", "email", "jane@ex", ["jane", "ex"]),
        ("Jane", "text", "joan", []),
    ],
)
def test_what_matched_is_marked(value: str, kind: Kind, text: str, marked: list[str]) -> None:
    found = places(value, kind, terms(text))
    spans = sorted({span for each in found.values() for span in each})
    assert [value[start:stop] for start, stop in spans] == marked


def test_terms_are_told_apart() -> None:
    assert [term.words for term in terms("smi 07700 900 jo@x.org")] == [("smi",), ("07700", "900"), ("jo", "x", "org")]
    assert terms("  -- ") == ()
    assert terms("+44 7700 900345")[0].numbers == ("447700900345", "7700900345")
