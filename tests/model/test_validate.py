"""Records are read field by field: a fault marks the field and never loses the record."""

from typing import Annotated

import pytest

from explorer.model.field import Field
from explorer.model.validate import Record, attributes, check


class Person(Record):
    id: Annotated[int | str, Field(kind="id")]
    born: Annotated[int | None, Field("born in", kind="integer")] = None


class Unmarked(Record):
    id: int


PERSON = f"{__name__}:Person"


def test_unknown_members_are_kept() -> None:
    checked = check(PERSON, {"id": 1, "shoe": 44})
    assert checked.problems == {}
    assert checked.record is not None and checked.record.model_extra == {"shoe": 44}


def test_a_fault_names_its_field_and_quotes_nothing() -> None:
    checked = check(PERSON, {"id": 1, "born": "canary"})
    assert list(checked.problems) == ["born"] and "canary" not in checked.problems["born"]
    assert checked.record is not None


def test_a_missing_member_is_a_problem_and_the_rest_is_still_told() -> None:
    checked = check(PERSON, {"born": {"x": 1}})
    assert set(checked.problems) == {"id", "born"}


def test_attributes_carry_their_marks() -> None:
    first, second = attributes(PERSON)
    assert (first.name, first.required, first.label) == ("id", True, "id")
    assert (second.label, second.field.kind, second.required) == ("born in", "integer", False)


def test_an_attribute_without_a_mark_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Unmarked\.id"):
        attributes(f"{__name__}:Unmarked")
