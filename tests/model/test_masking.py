"""What stands for personal data, and finding it again in other people's sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.field import Column, Field
from explorer.model.json_text import JsonValue
from explorer.model.masking import MASK, PersonalTexts, mask, mask_cells, mask_record
from explorer.model.text import SafeText


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("Ann", "text", MASK),
        ("A much longer name than that", "text", MASK),
        ("ann@example.org", "email", "•••@•••"),
        ("+44 7700 900123", "phone", "••• •••"),
        ("1985-01-01", "date", "••••-••-••"),
        (7, "integer", "••"),
        (True, "bool", "••"),
        (None, "text", None),
        ("", "email", ""),
        ([], "json", []),
        (["Ann", None], "texts", [MASK, None]),
        ({"street": "High Street", "lines": [{"n": 3}]}, "json", {"street": MASK, "lines": [{"n": MASK}]}),
    ],
)
def test_it_tells_the_kind_and_that_there_is_something_and_no_more(
    value: JsonValue, kind: str, shown: JsonValue
) -> None:
    mark = Field(kind=kind, personal=True)  # type: ignore[arg-type]  # one of the literals
    assert mask(value, mark) == shown
    assert mask(value, Field()) == value


def test_cells_by_their_columns() -> None:
    columns = (Column("id", "id"), Column("mail", "mail", "email", personal=True), Column("x", "x", personal=True))
    assert mask_cells(columns, (SafeText("7"), SafeText("a@b.c"), None)) == ("7", "•••@•••", None)


def test_of_a_record_only_what_is_known_not_to_be_personal_is_shown() -> None:
    record: dict[str, JsonValue] = {"id": 7, "name": "Ann", "new": "?"}
    assert mask_record(record, {"id": False, "name": True}) == {"id": 7, "name": MASK, "new": MASK}
    assert mask_record(record, None) == {"id": MASK, "name": MASK, "new": MASK}


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Ann Lee", MASK),
        ("phone +1 (555) 0100 is in use by Ann Lee (ann@example.org)", f"phone {MASK} is in use by {MASK} ({MASK})"),
        ("Ann", MASK),
        ("Annual leave, ann, Lee", "Annual leave, ann, Lee"),
        ("Ann Leeds", f"{MASK} Leeds"),
        ("nothing to see", "nothing to see"),
        ("", ""),
    ],
)
def test_whole_words_are_found_again_the_longest_first(text: str, scrubbed: str) -> None:
    texts = PersonalTexts()
    texts.add(["Ann", "Ann Lee", {"mail": ["ann@example.org"]}, "+1 (555) 0100", "", None, 7, MASK, "x"])
    assert texts.scrub(text) == scrubbed


@given(st.text(alphabet="ab1 .@+-", max_size=12), st.text(alphabet="ab1 .@+-", max_size=30))
def test_what_is_remembered_never_stays_as_words_of_their_own(known: str, text: str) -> None:
    texts = PersonalTexts()
    texts.add(known)
    scrubbed = texts.scrub(f"({known}) {text}")
    known = known.strip()
    if len(known) > 1 and any(each.isalnum() for each in known):
        assert scrubbed.startswith(("(" + MASK, "( ")) or known not in scrubbed.partition(")")[0]


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.model.masking._MOST", 2)
    texts = PersonalTexts()
    texts.add(["Ann Lee", "Ann Roe", "Bob"])
    assert texts.scrub("Ann Lee, Ann Roe, Bob") == f"Ann Lee, {MASK}, {MASK}"
