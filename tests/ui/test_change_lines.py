"""Changes in words: what differs looks different, secrets are hidden, lists say what goes and what comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.address import Address
from explorer.model.edit import MISSING, Change
from explorer.model.field import Field
from explorer.model.json_text import JsonValue, loads
from explorer.model.value_words import both, value_words
from explorer.ui.change_lines import Row, Teller, body_lines, change_line, laid_out, prepared_rows
from explorer.ui.signs import ASCII, UNICODE
from tests.ui.prepared import JOHN, call, prepared

_, UPDATE = call(Address.parse("assemble/users/1"), "update")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def told(rows: list[Row]) -> dict[str, str]:
    return {row.label: "".join(words for words, _ in row.words) for row in rows}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (MISSING, "not set"),
        (None, "null"),
        ("", "“”"),
        (" ", "“ ”"),
        ("Jo ", "“Jo ”"),
        ("null", "“null”"),
        ("***", "“***”"),
        ([], "[]"),
        (True, "yes"),
        (loads("1.10"), "1.10"),
        ([1, None, "a"], "1, null, a"),
        ({"id": 5, "team": {"id": 7}, "birthDate": ""}, "id 5, team (id 7), birth date “”"),
        ("a\x1b[2J\u202e", "a␛[2J�"),
    ],
)
def test_values(value: JsonValue, words: str) -> None:
    assert value_words(value) == words


@given(VALUES, VALUES)
def test_what_differs_looks_different(before: JsonValue, after: JsonValue) -> None:
    shown = both(Change(before, after))
    assert before == after or shown[0] != shown[1]


def test_labels_and_what_is_different_inside() -> None:
    record = {**JOHN, "attributes": {"shirt_size": {"value": "M"}, "car": {"value": "x"}}, "on_call": 0}
    wanted = {"dob": "1985-01-02", "attributes": {"shirt_size": {"value": ""}, "car": {"value": "x"}}}
    assert told(prepared_rows(prepared("assemble/users/46485", "update", record, on_call=True, **wanted), UNICODE)) == {
        "born": "not set  →  1985-01-02",
        "on call": "no  →  yes",
        "custom fields › shirt_size › value": "M  →  “”",
    }


def test_a_new_record_has_no_before_and_hides_its_secrets() -> None:
    made = prepared("gormic/customers", "create", {}, firstName="Ann", passcode="1234", internalNote="")
    shown = told(prepared_rows(made, ASCII))
    assert shown == {"first name": "Ann", "passcode": "***  neither shown nor kept", "internal note": '""'}
    secret = change_line(made.operation, "passcode", Change("1234", "5678"), UNICODE)
    assert "".join(words for words, _ in secret) == "passcode  ***  neither shown nor kept"


def test_a_list_that_is_replaced_says_what_goes_stays_and_comes() -> None:
    record = {"skills": [{"id": 45, "name": "First aid"}, {"id": 46, "name": "Driving"}]}
    address = "assemble/users/46485/skills"
    rows = prepared_rows(prepared(address, "update", record, skills=[45, 800]), UNICODE)
    assert [row.label for row in rows] == ["skills", "", ""]
    words = ["".join(each for each, _ in row.words) for row in rows]
    assert words == ["removed 1: Driving (46)", "kept 1: First aid (45)", "added 1: 800"]
    rows = prepared_rows(prepared(address, "update", record, skills=[46, 45]), UNICODE)
    assert told(rows) == {"skills": "reordered 2: Driving (46); First aid (45)"}
    _, operation = call(Address.parse(address), "update")
    line = change_line(operation, "skills", Change([1], [7]), UNICODE)
    assert "".join(each for each, _ in line) == "skills  removed 1: 1; kept: none; added 1: 7"


def test_ids_are_named_where_that_is_known() -> None:
    heirs = dict.fromkeys(("leadToUser", "customerToUser", "recruitToUser"), 1477) | {"otherToUser": 1478}
    # A team of the same number is no user.
    made = prepared("repcard/users/1476", "unlink", {"id": 1476, "team": {"id": 1478, "name": "North"}}, **heirs)

    def names(field: Field, value: JsonValue) -> str:
        return "Jane Smith" if (field.refers, value) == ("users", 1477) else ""

    rows = told(prepared_rows(made, UNICODE, names))
    assert (rows["leads go to"], rows["others go to"]) == ("Jane Smith (1477)", "1478")


def test_what_is_never_told_is_not_said_to_be_unset() -> None:
    record = {"firstName": "A", "lastName": "B", "email": "a@b.example", "phoneNumber": "+447700900345"}
    record |= {"jobTitle": "x", "office": "o", "team": "t"}
    made = prepared("repcard/users/1476", "update", record, roleName="Lead", jobTitle="y")
    assert told(prepared_rows(made, UNICODE)) == {"role": "never told  →  Lead", "job title": "x  →  y"}


def test_a_delete_tells_what_is_deleted() -> None:
    made = prepared("gormic/customers/9f3c", "delete", {"id": "9f3c", "firstName": "Ann", "email": None})
    assert told(prepared_rows(made, UNICODE)) == {"first name": "Ann", "id": "9f3c"}


def test_an_operation_that_is_gone_names_no_fields() -> None:
    assert told(Teller(None, UNICODE).rows({"birthDate": Change(None, "1985-01-01")})) == {
        "birth date": "null  →  1985-01-01"
    }


def test_a_late_difference_in_a_long_text_is_seen() -> None:
    before, after = both(Change("x" * 600 + "old end", "x" * 600 + "new end"))
    assert (before, after) == ("…" + "x" * 20 + 'old end"', "…" + "x" * 20 + 'new end"')


@pytest.mark.parametrize("width", [30, 80, 140])
@pytest.mark.parametrize("text", ["word " * 90 + "end", "漢字" * 90 + "end", "x" * 300 + "end"])
def test_nothing_is_cut(text: str, width: int) -> None:
    rows = Teller(UPDATE, UNICODE).rows({"accessibility_info": Change(MISSING, text), "dob": Change(None, "x")})
    lines = laid_out(rows, width)
    assert all(line.cell_length <= width for line in lines)
    joined = "".join(line.plain.replace(" ", "") for line in lines)
    assert text.replace(" ", "") in joined
    for line in body_lines({"accessibility_info": text, "deep": [{"a": text}]}, width):
        assert line.cell_length <= width


def test_a_body_is_whole() -> None:
    body = {"name": "a\u202eb", "texts": ["x" * 200, 'q"uo\\te']}
    assert [line.plain for line in body_lines({"id": 1}, 80)] == ['   {"id":1}']
    joined = "".join(line.plain.strip() for line in body_lines(body, 60))
    assert "\u202e" not in joined
    assert loads(joined) == body
