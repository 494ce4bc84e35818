"""A vendor's values as cells, sort keys and searched text."""

import random
from typing import Any

import pytest

from explorer.model.display import cell, cells, searchable, sort_key
from explorer.model.field import Column, Kind
from explorer.model.json_text import loads
from explorer.model.resource import Operation, Resource, walk

PEOPLE = Resource(
    name="people",
    title="people",
    singular="person",
    id_name="person_id",
    record="",
    operations=(Operation("list", "GET", "/people", "List people"),),
    columns=(
        Column("id", "id", "id"),
        Column("name", "name"),
        Column("phone", "phone", "phone"),
        Column("teams.name", "teams"),
    ),
    label=("name",),
    key=("id", "uid"),
)


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, "text", None),
        ("", "text", ""),
        ("Ann\x1bLee", "text", "Ann␛Lee"),
        (True, "text", "yes"),
        (0, "bool", "no"),
        (1, "bool", "yes"),
        (0, "integer", "0"),
        (7, "id", "7"),
        (loads("1.10"), "number", "1.10"),
        (["a", None, "b"], "text", "a, b"),
        ({"id": 1, "name": "Kent"}, "text", "Kent"),
        ({"data": [{"name": "Kent"}, {"name": "Bow"}]}, "text", "Kent, Bow"),
        ({"x": 1}, "json", '{"x":1}'),
    ],
)
def test_cells(value: Any, kind: Kind, shown: str | None) -> None:
    assert cell(value, kind) == shown


def test_paths_lead_through_lists_and_wrapping() -> None:
    row = {"teams": {"data": [{"name": "Kent"}, {"name": "Bow"}]}, "team": {"name": "Kent"}}
    assert walk(row, "teams.name") == ["Kent", "Bow"]
    assert walk(row, "team.name") == "Kent"
    assert walk(row, "team.name.first") is None
    assert cells(PEOPLE.columns, {"id": 3, **row}) == ("3", None, None, "Kent, Bow")


def test_numbers_sort_by_value_and_missing_ones_last() -> None:
    values: list[Any] = [None, "10", "9", "x", ""]
    random.Random(1).shuffle(values)
    ordered = sorted((cell(value) for value in values), key=lambda each: sort_key(each, "integer"))
    assert ordered == ["9", "10", "", "x", None]


def test_search_text_folds_and_holds_every_tail_of_a_phone() -> None:
    words = searchable(PEOPLE, {"id": 5, "name": "Éva", "phone": "+44 7700 900345"}).split()
    assert "eva" in words and "5" in words
    assert "447700900345" in words and "900345" in words and "0345" in words


def test_the_key_is_the_first_member_that_has_one() -> None:
    assert PEOPLE.key_of({"id": None, "uid": "u-1"}) == "u-1"
    assert PEOPLE.key_of({"id": 0}) == "0"
    assert PEOPLE.key_of({"id": True, "uid": ""}) == ""
