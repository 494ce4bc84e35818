"""What records fill in of forms, member by member."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Final

import pytest

from explorer.model.json_text import JsonObject, JsonValue, Number
from explorer.model.prefill import prefilled
from explorer.model.resource import Vendor
from explorer.vendors import discover

VENDORS: Final[Mapping[str, Vendor]] = discover()


def _filled(vendor: str, resource: str, name: str, record: JsonObject) -> JsonObject:
    found = next(each for _, each in VENDORS[vendor].walk() if each.name == resource).operation(name)
    assert found is not None
    return prefilled(found, record)


REPCARD: Final[JsonObject] = {
    "id": 1466,
    "firstName": "Ada",
    "lastName": "Owner",
    "email": "ada@example.com",
    "username": "adaowner",
    "office": "Corporate Office",
    "team": "Team 1",
    "jobTitle": "Owner",
    "phoneNumber": "+919910800001",
    "role": "admin",
    "bio": "",
}


def test_a_user_of_repcard_fills_in_all_but_the_role() -> None:
    assert _filled("repcard", "users", "update", REPCARD) == {
        "firstName": "Ada",
        "lastName": "Owner",
        "userEmail": "ada@example.com",
        "username": "adaowner",
        "officeName": "Corporate Office",
        "teamName": "Team 1",
        "jobTitle": "Owner",
        "countryCode": "+91",
        "phoneNumber": 9910800001,
    }


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_what_is_not_set_at_repcard_is_not_filled_in(empty: JsonValue) -> None:
    filled = _filled("repcard", "users", "update", REPCARD | dict.fromkeys(("team", "externalId", "username"), empty))
    assert not filled.keys() & {"teamName", "externalId", "username"}


def test_an_external_id_is_text() -> None:
    assert _filled("repcard", "users", "update", REPCARD | {"externalId": 77})["externalId"] == "77"


@pytest.mark.parametrize(
    ("phone", "code", "national"),
    [
        ("+14805550142", "+1", 4805550142),
        ("+1 (480) 555-0142", "+1", 4805550142),
        ("+447700900123", "+44", 7700900123),
        ("+3545551234", "+354", 5551234),
        ("+390612345678", "+39", "0612345678"),
        ("+2250707070707", "+225", "0707070707"),
        ("+8613800138000", "+86", 13800138000),
    ],
)
def test_a_phone_is_parted_where_its_calling_code_ends(phone: str, code: str, national: JsonValue) -> None:
    filled = _filled("repcard", "users", "update", REPCARD | {"phoneNumber": phone})
    assert (filled["countryCode"], filled["phoneNumber"]) == (code, national)
    assert type(filled["phoneNumber"]) is type(national)


@pytest.mark.parametrize(
    "phone",
    ["07700900123", "447700900123", "", None, "+", "+999123456", "+44 (0)7700 900123", "+1 480 555 0142 ext. 7"],
)
def test_a_phone_that_would_have_to_be_guessed_is_asked_for(phone: JsonValue) -> None:
    filled = _filled("repcard", "users", "update", REPCARD | {"phoneNumber": phone})
    assert not filled.keys() & {"countryCode", "phoneNumber"}


def test_a_customer_of_gormic_keeps_its_calling_code_in_each_form() -> None:
    record = {"id": "c-1", "firstName": "Ada", "phone": "5550100", "phoneCountryCalling": "1", "phoneCountry": "US"}
    create = _filled("gormic", "customers", "create", record)
    update = _filled("gormic", "customers", "update", record)
    assert create == {"firstName": "Ada", "phone": "5550100", "phoneCallingCode": "1"}
    assert update == {"id": "c-1", "firstName": "Ada", "phone": "+15550100"}
    assert _filled("gormic", "customers", "update", record | {"phone": "+15550100"}) == update
    assert _filled("gormic", "customers", "update", {**record, "phoneCountryCalling": "+1"}) == update
    del record["id"]
    assert _filled("gormic", "customers", "update", record | {"uid": "u-9"})["id"] == "u-9"


@pytest.mark.parametrize(("gender", "filled"), [("F", "F"), (1, 1), ({}, None), (None, None)])
def test_a_gender_is_filled_in_raw_or_not_at_all(gender: JsonValue, filled: JsonValue) -> None:
    assert _filled("gormic", "customers", "update", {"gender": gender}).get("gender") == filled


def test_null_is_filled_in_where_the_form_takes_it() -> None:
    record = dict.fromkeys(("lastName", "email", "unsubscribed", "archivedAt", "passcode"))
    assert _filled("gormic", "customers", "update", record) == {"lastName": None}


def test_a_role_association_names_team_and_manager_by_id_and_has_its_flags_as_integers() -> None:
    record: JsonObject = {
        "id": 3253,
        "display_name": "Cook",
        "primary": True,
        "recommend_organisation": False,
        "team": {"data": {"id": "3521", "name": "north"}},
        "manager": {"id": 222432, "display_name": "Kim"},
        "vetting": {"id": 0},
        "leaving_reason": None,
        "start": "2020-01-06",
        "end": None,
        "feedback": None,
        "review_submitted_at": "2020-01-06T10:00:00Z",
    }
    filled = _filled("assemble", "roles", "update", record)
    assert filled == {
        "primary": 1,
        "recommend_organisation": 0,
        "team": {"id": 3521},
        "manager": {"id": 222432},
        "vetting": {"id": 0},
        "start": "2020-01-06",
    }
    assert all(type(filled[name]) is int for name in ("primary", "recommend_organisation"))


def test_members_that_assemble_sets_are_never_filled_in() -> None:
    record = {"id": 1, "user_id": 2, "email": "a@example.com", "primary": 1, "soft_bounces": 0, "created_at": "x"}
    assert _filled("assemble", "email-addresses", "update", record) == {"email": "a@example.com", "primary": True}
    note = {"id": 1, "subject": "x", "created_by": {"id": 1}, "category": {"id": 2}, "team": {"id": 3}}
    assert _filled("assemble", "notes", "update", note) == {"subject": "x"}


def test_reminders_and_custom_fields_keep_their_one_writable_member() -> None:
    reminder = {"reminder": {"data": {"date": "2026-08-24T14:15:22Z", "id": 7}}}
    assert _filled("assemble", "notes", "update", reminder) == {"reminder": {"date": "2026-08-24T14:15:22Z"}}
    assert _filled("assemble", "notes", "update", {"reminder": None}) == {"reminder": None}
    custom = {"attributes": {"shirt-size": {"value": "M", "id": 3}, "badge": {"value": None}}}
    assert _filled("assemble", "users", "update", custom) == {"attributes": {"shirt-size": {"value": "M"}}}


def test_what_a_list_would_do_to_sub_touchpoints_is_not_tried_by_itself() -> None:
    record = {"subject": "x", "sub_touchpoints": [{"id": 4, "body": "y"}], "attachments": [{}]}
    assert _filled("assemble", "touchpoints", "update", record) == {"subject": "x"}


def test_skills_are_filled_in_as_the_ids_of_the_rows() -> None:
    rows = [{"id": 45, "name": "Cooking"}, {"id": "654", "name": "Chess"}]
    assert _filled("assemble", "skills", "update", {"skills": rows}) == {"skills": [45, 654]}
    assert _filled("assemble", "skills", "update", {"skills": []}) == {"skills": []}


def test_a_supervision_can_be_made_again() -> None:
    record = {"id": 431, "supervisor": {"id": 222432, "display_name": "Kim"}, "primary": True}
    assert _filled("assemble", "supervisors", "create", record) == {"user": {"id": 222432}, "primary": True}


def test_a_value_that_the_form_does_not_take_is_filled_in_as_it_was_written() -> None:
    record = {"from_date": "2019-08-24 00:00:00", "lat": Number("51.50"), "street": "1 Example Street"}
    filled = _filled("assemble", "postal-addresses", "update", record)
    assert filled == record
    assert filled["lat"].literal == "51.50"


def test_phonenumbers_is_not_loaded_for_reading() -> None:
    code = """
import sys
from explorer.vendors import discover
from explorer.model.validate import attributes
for vendor in discover().values():
    for _, resource in vendor.walk():
        attributes(resource.record)
        for operation in resource.operations:
            operation.form and attributes(operation.form)
print("phonenumbers" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "False"
