"""Records as text: exact for programs, inert for terminals."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.cli.layout import cell_width, cut, fit
from explorer.cli.output import Output
from explorer.cli.table import Table
from explorer.export.formats import Csv, JsonArray, JsonLines, flatten
from explorer.model.errors import UsageError
from explorer.model.field import Column
from explorer.model.json_text import JsonObject, dumps_visible, loads

_TEXTS = st.text(st.characters(), max_size=20)
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), _TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_TEXTS, inner, max_size=3)),
    max_leaves=8,
)
_ROWS = st.lists(st.dictionaries(_TEXTS, _VALUES, max_size=4), max_size=4)


def _acts(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\u202e\u2066\u200b\ufeff\u2028\xad"


@given(_ROWS)
def test_json_is_the_same_value_and_shows_nothing_that_acts(rows: list[dict[str, Any]]) -> None:
    out = io.StringIO()
    writer = JsonArray(out.write)
    for row in rows:
        writer.rows([row])
    writer.end()
    assert json.loads(out.getvalue()) == rows
    assert not [character for character in out.getvalue() if _acts(character) and character != "\n"]


def test_csv_of_one_column_has_a_line_for_an_empty_value() -> None:
    out = io.StringIO()
    Csv(out.write, ["a"], lambda: ["a"], shown=False).rows([{"a": ""}, {"a": None}, {"a": "x"}])
    assert out.getvalue() == 'a\r\n""\r\n""\r\nx\r\n'


def test_a_column_nobody_knows_is_answered_with_each_known_name_once() -> None:
    with pytest.raises(UsageError) as caught:
        Csv(io.StringIO().write, ["zzz"], lambda: ["a", "b", "a"], shown=False).rows([{"b": 1}])
    assert caught.value.next_step == "known are a, b"


@given(_ROWS)
def test_ndjson_is_a_record_a_line(rows: list[dict[str, Any]]) -> None:
    out = io.StringIO()
    JsonLines(out.write).rows(rows)
    assert [json.loads(line) for line in out.getvalue().split("\n")[:-1]] == rows


def test_numbers_stay_as_they_were_written() -> None:
    text = '{"a":1.10,"b":1e2,"c":12345678901234567890,"d":0.30000000000000004}'
    assert dumps_visible(loads(text)) == text


@given(st.lists(st.lists(_TEXTS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_csv_reads_back_as_it_was(cells: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = Csv(out.write, ["a", "b"], lambda: ["a", "b"], shown=False)
    writer.rows([{"a": one, "b": two} for one, two in cells])
    assert list(csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)) == [["a", "b"], *cells]


def test_csv_of_everything_keeps_nested_values_and_says_what_came_later() -> None:
    out = io.StringIO(newline="")
    writer = Csv(out.write, None, lambda: (), shown=False)
    writer.rows([{"id": 1, "team": {"name": "Kent", "tags": ["a", "b"]}, "none": None}])
    writer.rows([{"id": 2, "later": True}])
    writer.end()
    assert out.getvalue() == 'id,team.name,team.tags,none\r\n1,Kent,"[""a"",""b""]",\r\n2,,,\r\n'
    assert writer.remark == "later records also have later"


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "c.d"]), _VALUES, max_size=3), max_size=3))
def test_a_table_has_a_line_for_each_row_and_is_inert(rows: list[dict[str, Any]]) -> None:
    out = io.StringIO()
    columns = [Column("a", "a", width=6), Column("b", "b", "integer", width=4), Column("c.d", "c d", width=8)]
    writer = Table(out.write, columns, None, lambda: (), width=80)
    writer.rows(rows)
    writer.end()
    lines = out.getvalue().split("\n")
    assert len(lines) == len(rows) + 2
    assert not [character for line in lines for character in line if _acts(character)]


def test_a_table_keeps_to_the_terminal_and_says_what_had_no_room() -> None:
    columns = [Column("a", "first", width=10), Column("b", "second", width=10), Column("c", "third", width=10)]
    for width, shown, remark in ((34, 3, ""), (33, 2, "no room for third")):
        out = io.StringIO()
        writer = Table(out.write, columns, None, lambda: (), width=width)
        writer.rows([{"a": "x" * 40, "b": "漢字漢字漢字", "c": None}])
        assert len(out.getvalue().split("\n")[0].split()) == shown
        assert all(cell_width(line) <= width for line in out.getvalue().split("\n"))
        assert writer.remark == remark


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_table_narrows_what_is_wide_before_it_leaves_a_column_out(width: int) -> None:
    """And of what it leaves out the sides of a comparison are the last."""
    columns = [
        Column("at", "at", width=16, whole=True, spare=1),
        Column("field", "field", width=24),
        Column("left", "left", width=48),
        Column("right", "right", width=48),
    ]
    out = io.StringIO()
    writer = Table(out.write, columns, None, lambda: (), width=width)
    writer.rows([{"at": "2026-11-23 10:31", "field": "x", "left": "l" * 80, "right": "r" * 80}])
    head, line = out.getvalue().splitlines()
    assert {"field", "left", "right"} <= set(head.split()) and "lllllll" in line and "rrrrrrr" in line
    assert cell_width(line) <= width
    assert (("at" in head.split()), writer.remark) == ((False, "no room for at") if width == 40 else (True, ""))


def test_a_table_without_room_keeps_the_id() -> None:
    columns = [Column(each, each, width=20) for each in "abcdef"] + [Column("id", "id", "id", width=8)]
    out = io.StringIO()
    writer = Table(out.write, columns, None, lambda: (), width=50)
    writer.rows([{"a": "a" * 20, "id": 305965}])
    assert out.getvalue().split("\n")[1].endswith("305965")
    assert writer.remark == "no room for d, e, f"


def test_null_empty_and_missing() -> None:
    out = io.StringIO()
    columns = [Column("a", "a", width=3), Column("b", "b", width=3)]
    Table(out.write, columns, None, lambda: (), width=None).rows(
        [{"a": None, "b": "x"}, {"a": "", "b": "x"}, {"b": "x"}]
    )
    assert out.getvalue() == "a    b\n–    x\n     x\n–    x\n"


@given(_TEXTS, st.integers(1, 12))
def test_cut_and_fit_keep_to_the_width(text: str, width: int) -> None:
    assert cell_width(cut(text, width)) <= width
    assert cell_width(fit(text, width)) == width
    assert cut(text, 100) == text


def test_flatten() -> None:
    assert flatten({"a": {"b": {"c": 1}, "d": {}}, "e": [{"f": 1}]}) == {"a.b.c": 1, "a.d": {}, "e": [{"f": 1}]}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("+919876543210", True),
        ("+44 (0)20 7946.0123", True),
        ("+1-555-0100", False),
        ("+1+1", False),
        ("+A1", False),
        ("+", False),
        ("+44 20\n=1+1", False),
    ],
)
def test_a_phone_number_with_a_plus_stays_unless_it_can_be_reckoned(text: str, left: bool) -> None:
    writer = Csv(lambda written: None, None, lambda: (), no_formulas=True)
    writer.rows([{"a": text}])
    assert writer.apostrophes == int(not left)


def test_a_report_shows_addresses_whole_and_no_empty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (
        Column("address", "address", width=10, whole=True),
        Column("name", "name", width=10),
        Column("at", "at", width=16, whole=True, spare=1),
        Column("state", "state", width=10),
    )
    address, at = f"a/users/{'7' * 40}", "2026-01-01 09:00"
    rows: list[JsonObject] = [{"address": address, "name": "Ada " * 10, "at": at, "state": None}]

    def shown(width: int) -> list[str]:
        stream = io.StringIO()
        monkeypatch.setattr(Output, "width", property(lambda self: width))
        Output(stream, "table", terminal=True).values(rows, columns)
        return stream.getvalue().splitlines()

    assert [line.split() for line in shown(200)] == [["address", "name", "at"], [address, *["Ada"] * 10, *at.split()]]
    assert shown(80)[1].startswith(f"{address}  Ada ") and shown(80)[1].endswith(at)
    assert shown(70)[0].split() == ["address", "name"] and shown(70)[1].startswith(address)
    rows.clear()
    assert shown(80) == []


def test_what_has_no_room_goes_on_below_whole() -> None:
    columns = [Column("a", "a", width=30), Column("b", "b", width=30), Column("n", "n", "integer", width=3)]
    row = {"a": "users/{user_id}/email-addresses", "b": "漢字漢字 and so on", "n": 7}
    out = io.StringIO()
    Table(out.write, columns, None, lambda: (), width=30, wraps=True).rows([row, {"a": "x", "b": None, "n": 0}])
    assert out.getvalue().splitlines()[1:] == [
        "users/       漢字漢字     7",
        "{user_id}/   and so on",
        "email-addre",
        "sses",
        "x            –            0",
    ]
