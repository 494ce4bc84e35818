"""Two records side by side: what differs, what is only written otherwise, and what one of them does not have."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.field import Kind
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.resource import Vendor
from explorer.model.side_by_side import Line, Side, Verdict, compared, side_by_side
from explorer.model.validate import attributes
from explorer.vendors import discover
from tests.fifth_vendor import VENDOR as CLUB

VENDORS = discover()
ADA: JsonObject = {
    "id": "c-1",
    "firstName": "Ada",
    "lastName": "Field",
    "email": "ada@example.com",
    "phone": "2079460123",
    "phoneCountryCalling": "44",
    "number": "1001",
    "birthDate": None,
}
USER: JsonObject = {
    "id": 7,
    "firstName": "ada",
    "lastName": "Field",
    "email": "Ada@example.com",
    "phoneNumber": "+44 20 7946 0123",
    "externalId": "E-7",
    "dob": "",
    "jobTitle": "Closer",
}


def side(vendor: Vendor, record: JsonObject, place: int = 0, *, whole: bool = True) -> Side:
    resource = vendor.resources[place]
    held = Held(Address(vendor.name, (resource.name, resource.key_of(record))), record, 1.0, whole)
    return Side(held, resource, attributes(resource.record))


def told(lines: list[Line]) -> dict[str, Verdict]:
    return {each.label: each.verdict for each in lines if each.group == "common"}


def test_records_of_two_systems_by_what_they_have_in_common() -> None:
    lines = side_by_side(side(VENDORS["gormic"], ADA), side(VENDORS["repcard"], USER))
    assert told(lines) == {
        "number": "differs",
        "given name": "otherwise",
        "e-mail": "otherwise",
        "phone": "otherwise",
        "born": "otherwise",
        "family name": "same",
        "job or role": "only",
    }
    assert next(each.verdict for each in lines if each.group == "common") == "differs"
    own = [(each.group, each.label) for each in lines if each.group != "common"]
    assert own == [("left", "id"), ("left", "calling code"), ("right", "id")]
    born = next(each for each in lines if each.label == "born")
    assert born.left is not None and born.right is not None
    assert (born.left.value, born.right.value) == (None, "")


def test_nothing_of_either_record_is_left_out() -> None:
    left, right = side(VENDORS["gormic"], {**ADA, "new": {"x": 1}}), side(VENDORS["repsly"], {"ID": "1", "Name": "A B"})
    values = [each.value for line in side_by_side(left, right) for each in (line.left, line.right) if each is not None]
    joined = {"Ada Field" if each in ("Ada", "Field") else str(each) for each in left.record.values()}
    assert joined <= {str(each) for each in values}


def test_a_whole_name_stands_for_its_parts_where_one_side_has_no_more() -> None:
    for name, verdict in (("Ada Field", "same"), ("Field, Ada", "otherwise"), ("Ada Fielding", "differs")):
        repsly = side(VENDORS["repsly"], {"ID": "1", "Name": name, "Active": True})
        lines = told(side_by_side(side(VENDORS["gormic"], ADA), repsly))
        assert lines["name"] == verdict and "given name" not in lines


def test_a_flag_and_a_word_for_a_status_are_the_same() -> None:
    lines = side_by_side(
        side(VENDORS["repsly"], {"ID": "1", "Active": True}),
        side(VENDORS["assemble"], {"id": 1, "status": {"id": 1, "name": "Active", "contactable": True}}),
    )
    assert told(lines)["status"] == "otherwise"


def test_records_of_one_collection_member_by_member() -> None:
    other = {**ADA, "id": "c-2", "phone": "02079460123", "phoneCountryCalling": "+44", "birthDate": "1990-01-01"}
    del other["number"]
    lines = side_by_side(side(VENDORS["gormic"], ADA), side(VENDORS["gormic"], other))
    assert {each.label: each.verdict for each in lines if each.verdict != "same"} == {
        "id": "differs",
        "calling code": "differs",
        "number": "differs",
        "born": "differs",
        "phone": "otherwise",
    }
    assert all(each.group == "common" for each in lines)
    assert [each.label for each in lines if each.verdict == "differs"][-1] == "id"


def test_one_number_with_two_calling_codes_differs() -> None:
    other = {**ADA, "id": "c-2", "phoneCountryCalling": "33"}
    lines = side_by_side(side(VENDORS["gormic"], ADA), side(VENDORS["gormic"], other))
    assert {each.label for each in lines if each.differs} == {"id", "phone", "calling code"}


def test_a_number_without_its_country_is_only_partly_known() -> None:
    repsly = side(VENDORS["repsly"], {"ID": "1", "Name": "Ada Field", "Phone": "020 7946 0123"})
    assert told(side_by_side(side(VENDORS["gormic"], ADA), repsly))["phone"] == "partly"


def test_a_vendor_without_a_mapping_is_compared_by_its_own_fields() -> None:
    lines = side_by_side(side(CLUB, {"id": 1, "name": "A B", "email": "x@y.z"}), side(VENDORS["gormic"], ADA))
    assert {(each.group, each.label) for each in lines} >= {("left", "id"), ("right", "id")}


@pytest.mark.parametrize(
    ("left", "right", "kind", "verdict"),
    [
        (None, None, "text", "same"),
        (None, "", "text", "otherwise"),
        (MISSING, [], "text", "otherwise"),
        (None, "x", "text", "differs"),
        (1, True, "bool", "otherwise"),
        ("Ädle  Straße", "ädle strasse", "text", "otherwise"),
        ("Müller", "Muller", "text", "differs"),
        (["a", "b"], ["b"], "text", "partly"),
        (["a", "b"], ["B", "A"], "text", "otherwise"),
        ("1990-12-10", "1990-12-10T00:00:00", "date", "otherwise"),
        ("1990-12-10", "1990-12-11", "date", "differs"),
        ({"a": 1}, {"a": 2}, "json", "differs"),
        ("\x1b[2J", "\x1b[3J", "text", "differs"),
    ],
)
def test_how_two_values_stand_to_each_other(left: Any, right: Any, kind: Kind, verdict: Verdict) -> None:
    assert compared(left, right, kind) == verdict
    assert compared(right, left, kind) == verdict


def test_what_a_list_row_does_not_tell_is_not_known() -> None:
    row: JsonObject = {"id": "c-2", "firstName": "Ada"}
    lines = told(side_by_side(side(VENDORS["gormic"], row, whole=False), side(VENDORS["repcard"], USER)))
    assert (lines["given name"], lines["e-mail"], lines["phone"]) == ("otherwise", "unknown", "unknown")
    lines = told(side_by_side(side(VENDORS["gormic"], row), side(VENDORS["repcard"], USER)))
    assert (lines["e-mail"], lines["phone"]) == ("differs", "differs")
    lines = told(side_by_side(side(VENDORS["gormic"], ADA), side(VENDORS["gormic"], row, whole=False)))
    assert (lines["id"], lines["phone"], lines["number"]) == ("differs", "unknown", "unknown")
