"""What becomes of texts before they are shown: `safe`, cells and their order."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcswidth

from explorer.demo.people.hostile import hostile_texts
from explorer.model.display import cell, sort_key
from explorer.model.field import Column
from explorer.model.text import MARKS_LIMIT, fold, mixed_scripts, safe, safe_block
from explorer.repository import Repository
from explorer.ui import cells
from explorer.ui.signs import UNICODE
from explorer.ui.widgets.table_lines import lay_out, row_runs
from explorer.vendors import discover
from tests.repository.losing import RECORD, Vendor

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
HOSTILE = [each.text for each in hostile_texts()]


def harmless(shown: str) -> bool:
    """Nothing that acts on a terminal is left in it."""
    shown.encode("utf-8")
    return (
        not {unicodedata.category(each) for each in shown} & {"Cc", "Cs", "Zl", "Zp"}
        and not {unicodedata.bidirectional(each) for each in shown} & BIDI
    )


@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.integers(min_value=1, max_value=60))
def test_r30_any_text_is_harmless_once_and_for_all_and_within_its_limit(text: str, limit: int) -> None:
    shown = safe(text, limit)
    assert len(shown) <= limit and harmless(shown)
    assert safe(safe(text)) == safe(text)
    assert all(harmless(line) for line in safe_block(text, limit).split("\n"))


def test_r30_every_hostile_text_is_harmless() -> None:
    for text in HOSTILE:
        shown = safe(text)
        assert harmless(shown) and safe(shown) == shown, text[:80]
        assert harmless(cells.value(text, "text").plain)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann\x1b]52;c;cm0=\x07", "Ann␛]52;c;cm0=␇"),
        ("Ann\x1b]52;c;cm0=\x1b\\ Lee", "Ann␛]52;c;cm0=␛\\ Lee"),
        ("Ann\x1b]52;c;cm0= Lee", "Ann␛]52;c;cm0= Lee"),
        ("Ann\x9b31m \x9d0;x\x9c\x90q", "Ann\ufffd31m \ufffd0;x\ufffd\ufffdq"),
        ("Ann\x1b[6n\x1b[c\x1b[21t", "Ann␛[6n␛[c␛[21t"),
        ("admin\rx\x08\x0b\x0c", "admin␍x␈␋␌"),
        ("a\r\nb\nc\td", "a↵b↵c⇥d"),
        ("a\x00b\x7fc\x0e\x0f", "a␀b␡c␎␏"),
    ],
)
def test_r02_r03_r05_r06_r07_r08_r09_each_trick_is_made_visible(text: str, shown: str) -> None:
    assert safe(text) == shown == cell(text) == cells.text(text).plain


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[red]x",
            "a [b] c",
            "John [VIP]",
            "Rate [5%]",
            "[/]",
            "[/",
            "x[/y]",
            "[sys:LOCK=SAFE]",
            "[@click=app.boom('x')]a",
        ),
        "[link=https://example.net]x[/link]",
    ],
)
def test_r13_r14_r15_r16_markup_is_text(text: str) -> None:
    for content in (cells.text(text), cells.line((text, "dim")), cells.value(text, "text"), cells.value(text, "long")):
        assert content.plain == text
        assert all(span.style in cells.STYLES.values() for span in content.spans)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Ann\u202eeeL", "Ann\ufffdeeL"), ("\u2066x\u2069 y", "\ufffdx\ufffd y"), ("\u200fx", "\ufffdx")],
)
def test_r19_what_turns_the_direction_is_marked(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text", ["שלום עולם", "مرحبا بالعالم", "می\u200cخواهم", "👩\u200d🚀", "👩\u200d👩\u200d👧", "नमस्ते"]
)
def test_r20_writing_stays_as_it_is(text: str) -> None:
    assert safe(text) == text == cell(text)


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\ufeff", "\u00ad", "\U000e0041", "\u3164", "\u2800", "\u115f", "\u2060", "\u034f", "\uffa0"]
)
def test_r21_what_has_no_width_or_ink_is_marked(hidden: str) -> None:
    assert safe(f"Ann{hidden}Lee") == "Ann\ufffdLee" != safe("AnnLee")


def test_r22_marks_are_few_and_have_a_base() -> None:
    assert safe("e" + "\u0301" * 184) == "e" + "\u0301" * MARKS_LIMIT
    assert safe("\u0301x") == "◌\u0301x"
    assert "\n" not in safe("e" + "\u0301" * 184 + "\n")


@pytest.mark.parametrize("text", ["山田太郎", "ｱｲｳ", "각", "👩", "ｗｉｄｅ", "กำ", "e\u0301", "🇩🇪", "…"])
def test_r23_wide_characters_take_the_cells_that_a_terminal_gives_them(text: str) -> None:
    assert cell_len(safe(text)) == wcswidth(safe(text))
    assert cells.fitted(cells.text(text), 12).cell_length == 12


def test_r25_empty_blanks_and_null_are_three_pictures() -> None:
    pictures = [cells.value(each, "text").plain for each in ("", "  ", None)]
    assert len(set(pictures)) == 3 and all(each.strip() for each in pictures)
    assert cell(None) is None and cell("") == ""
    column = Column("name", "name", "text", 9)
    layout = lay_out((column,), 1, 20)
    runs = [row_runs(layout, (column,), "", (cell(each),), UNICODE) for each in ("", " \xa0", None)]
    rows = ["".join(text for text, _ in each).strip() for each in runs]
    assert rows == ["", "“ \xa0”", "–"]


def test_r26_hostile_values_have_one_order_and_are_not_touched() -> None:
    before = list(HOSTILE)
    for kind in ("text", "integer", "date", "phone"):
        keys = [sort_key(cell(each), kind) for each in HOSTILE]
        shuffled = random.Random(3).sample(HOSTILE, len(HOSTILE))
        assert sorted(sort_key(cell(each), kind) for each in shuffled) == sorted(keys)
    assert [fold(each) for each in HOSTILE] and before == HOSTILE
    assert fold("Straße ＡＢ") == fold("STRASSE ab")


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        ("J\u043ehn Smith", ("Cyrillic", "Latin")),
        ("Lee \u0391nn", ("Greek", "Latin")),
        ("Иван Smith", ()),
        ("José Łukasz", ()),
        ("田中 さくら", ()),
        ("김 Kim", ()),
        ("", ()),
    ],
)
def test_r24_names_of_mixed_scripts_are_known(name: str, scripts: tuple[str, ...]) -> None:
    assert mixed_scripts(name) == scripts


async def test_r24_whose_name_mixes_scripts_is_marked_where_somebody_is_removed(
    vendor: Vendor, repository: Repository
) -> None:
    caution = "The name mixes Cyrillic and Latin letters that look alike: go by the id."
    assert caution not in (await repository.saving.propose(RECORD, "delete", {})).notices
    assert vendor.record is not None
    vendor.record["lastName"] = "L\u043evelace"
    assert caution in (await repository.saving.propose(RECORD, "delete", {})).notices


def test_r24_every_call_that_removes_somebody_is_marked_and_none_brings_people_together() -> None:
    calls = [
        (each, resource)
        for vendor in discover().values()
        for _, resource in vendor.walk()
        for each in resource.operations
    ]
    removing = [each for each, resource in calls if resource.person is not None and each.name == "delete"]
    assert removing and all(each.typed_confirmation for each in removing)
    assert not [each for each, _ in calls if re.search(r"\b(merg|combin|join|unit)", f"{each.name} {each.summary}")]
