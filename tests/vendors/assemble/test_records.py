"""Records read the documented samples without complaint, and survive each quirk of the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

import pytest

from explorer.model.display import cells
from explorer.model.json_text import JsonObject, loads
from explorer.model.resource import walk
from explorer.model.validate import Record, attributes, check, load
from tests.vendors.assemble.declared import CONTRACT, OPERATIONS, RESOURCES
from tests.vendors.assemble.samples import LIST_ROW, RECORDS, SCANT_ROW

SCHEMAS: Final = {
    "users": "User",
    "roles": "UserRoleAssociation",
    "email-addresses": "UserEmailAddress",
    "postal-addresses": "UserAddress",
    "emergency-contacts": "UserEmergencyContact",
    "phone-numbers": "UserPhoneNumber",
    "skills": "UserSkill",
    "supervisors": "UserSupervisor",
    "notes": "UserNote",
    "sub-notes": "UserSubNote",
    "touchpoints": "Touchpoint",
    "sub-touchpoints": "SubTouchpoint",
}
INCLUDES: Final = {each.name for each in OPERATIONS["users.get"][1].includes}


def read(resource: str, row: JsonObject) -> Any:
    """The record of a row with which nothing is wrong."""
    checked = check(RESOURCES[resource].record, row)
    assert checked.problems == {}
    assert checked.record is not None
    return checked.record


def sample(resource: str) -> dict[str, Any]:
    """The documented record, to be changed at will."""
    return deepcopy(dict(RECORDS[resource]))


def shown_cells(resource: str, row: JsonObject) -> dict[str, str | None]:
    """What a table shows of the row, by the columns' paths."""
    columns = RESOURCES[resource].columns
    return dict(zip((column.path for column in columns), cells(columns, row), strict=True))


@pytest.mark.parametrize(
    ("resource", "row"),
    [*RECORDS.items(), ("users", LIST_ROW), ("users", SCANT_ROW)],
    ids=lambda value: str(value)[:20],
)
def test_documented_samples(resource: str, row: Mapping[str, Any]) -> None:
    record = read(resource, dict(row))
    assert not record.__pydantic_extra__, "every member of the sample is declared"
    assert RESOURCES[resource].key_of(dict(row)) == str(row["id"])
    assert RESOURCES[resource].label_of(dict(row))


@pytest.mark.parametrize("resource", SCHEMAS)
def test_declares_the_documented_members_and_no_other(resource: str) -> None:
    declared = {each.name for each in attributes(RESOURCES[resource].record)}
    assert declared == CONTRACT.members(SCHEMAS[resource]).keys() | (INCLUDES if resource == "users" else set())


@pytest.mark.parametrize("resource", SCHEMAS)
def test_what_cannot_be_sent_says_why(resource: str) -> None:
    operation = RESOURCES[resource].operation("update")
    sendable = {each.name for each in attributes(operation.form)} if operation else set()
    for attribute in attributes(RESOURCES[resource].record):
        if operation and resource != "skills":
            assert bool(attribute.field.readonly) == (attribute.name not in sendable), attribute.name


@pytest.mark.parametrize("resource", SCHEMAS)
def test_every_member_may_be_absent_and_may_be_null(resource: str) -> None:
    read(resource, {})
    read(resource, {each.name: None for each in attributes(RESOURCES[resource].record)})


@pytest.mark.parametrize("resource", SCHEMAS)
def test_columns_read_the_documented_row(resource: str) -> None:
    columns = RESOURCES[resource].columns
    assert columns[0].path == "id"
    row = sample(resource)
    shown = shown_cells(resource, row)
    for column in columns:
        if not column.include:
            expected = walk(row, column.path)
            assert (shown[column.path] is None) == (expected is None)
            assert column.path.split(".")[0] in row or column.path == "profile_photo_url"


def test_default_columns_come_from_the_list_row() -> None:
    row = dict(LIST_ROW)
    assert [column.label for column in RESOURCES["users"].columns if column.shown] == [
        *("id", "name", "role", "team", "status", "title", "can manage")
    ]
    assert all(walk(row, column.path) is not None for column in RESOURCES["users"].columns if column.shown)


# Quirks, one by one


@pytest.mark.parametrize("key", [46485, "46485"])
def test_ids_as_integer_or_text_are_one(key: int | str) -> None:
    row = {**sample("users"), "id": key}
    read("users", row)
    assert RESOURCES["users"].key_of(row) == "46485"


@pytest.mark.parametrize("key", [1, "1"])
def test_status_and_team_ids_as_integer_or_text(key: int | str) -> None:
    assert str(read("users", {"status": {"id": key}}).status.id) == "1"
    assert str(read("roles", {"team": {"id": key}}).team.id) == "1"
    assert str(read("postal-addresses", {"user_id": key}).user_id) == "1"


@pytest.mark.parametrize("resource", ["users", "notes", "email-addresses"])
def test_a_record_bare_or_under_data(resource: str) -> None:
    operation = RESOURCES[resource].operation("get")
    assert operation is not None
    row = sample(resource)
    for answer in (row, {"data": row}):
        for key in operation.unwrap:
            answer = answer.get(key, answer)
        assert answer == row


@pytest.mark.parametrize("wrapped", [False, True])
def test_includes_bare_or_under_data(wrapped: bool) -> None:
    rows = {child.includes_as: [sample(child.name)] for child in RESOURCES["users"].children if child.includes_as}
    row = {**sample("users"), **({name: {"data": each} for name, each in rows.items()} if wrapped else rows)}
    user = read("users", row)
    assert user.phone_numbers[0].phone_number == "+447700900077"
    assert user.addresses[0].city == "London"
    assert user.supervisors[0].supervisor.display_name == "John Smith"
    shown = shown_cells("users", row)
    assert shown["phoneNumbers.phone_number"] == "+447700900077"
    assert shown["emailAddresses.email"] == "john.smith@example.com"
    assert shown["emergencyContacts.contact_number"] == "+447700900077"
    assert shown["skills.name"] == "Excel"
    assert {path for path, text in shown.items() if text is None} == {"profile_photo_url"}


@pytest.mark.parametrize(("flag", "value"), [(1, True), (0, False), (True, True)])
def test_booleans_as_integers(flag: Any, value: bool) -> None:
    assert read("roles", {"primary": flag, "recommend_organisation": flag}).primary is value


def test_a_list_row_without_title_and_with_null_names() -> None:
    row = dict(SCANT_ROW)
    assert "title" not in row and row["role_name"] is None
    user = read("users", row)
    assert user.title is None
    assert "title" not in user.model_fields_set and "role_name" in user.model_fields_set


@pytest.mark.parametrize(
    ("resource", "member"),
    [
        *(("users", name) for name in ("role_name", "team_name", "about_me", "anonymised", "on_call_end")),
        *(("users", name) for name in ("on_hold", "on_hold_start", "on_hold_end", "website")),
        ("postal-addresses", "from_date"),
        *(("roles", name) for name in ("end", "manager", "leaving_reason", "vetting", "recruitment_category")),
        *(("notes", name) for name in ("category", "team", "reminder", "deleted_at")),
    ],
)
def test_nulls(resource: str, member: str) -> None:
    assert getattr(read(resource, {**sample(resource), member: None}), member) is None


def test_names_that_start_with_a_digit_and_camel_case() -> None:
    user = read("users", {"2fa_enabled": True, "2fa_disabled": False, "permissionsDenied": [], "phoneNumbers": []})
    assert (user.two_factor_enabled, user.two_factor_disabled, user.phone_numbers) == (True, False, [])


@pytest.mark.parametrize("moment", ["2019-08-24", "2019-08-24T14:15:22Z", "2020-01-01 00:00:00"])
def test_dates_in_any_of_their_forms(moment: str) -> None:
    assert read("users", {"dob": moment, "on_call_end": moment}).dob == moment
    assert read("notes", {"created_at": moment}).created_at == moment


def test_a_date_that_is_none_is_marked_and_loses_nothing_else() -> None:
    row = {**sample("users"), "dob": "0000-00-00"}
    checked = check(RESOURCES["users"].record, row)
    assert checked.problems == {"dob": "is no date that can be read"}
    assert isinstance(checked.record, Record)
    assert getattr(checked.record, "first_name", None) == "John"
    assert row["dob"] == "0000-00-00", "the raw value stays to be shown"


@pytest.mark.parametrize(
    ("resource", "member"),
    [("roles", "start"), ("roles", "end"), ("users", "on_hold_start"), ("postal-addresses", "created_at")],
)
def test_dates_without_a_documented_form_are_any_text(resource: str, member: str) -> None:
    assert getattr(read(resource, {member: "string"}), member) == "string"


@pytest.mark.parametrize("place", ["12", 12, None])
def test_team_members_drift_between_pages(place: Any) -> None:
    team = {"id": "3521", "geo_location": place, "catchment_area_id": place, "public_url": "https://example.org"}
    assert str(read("roles", {"team": team}).team.geo_location) == str(place)


def test_a_sub_touchpoint_has_no_author_and_a_sub_note_has_one() -> None:
    assert read("notes", sample("notes")).sub_notes[0].user.display_name == "John Smith"
    assert "user" not in load(RESOURCES["sub-touchpoints"].record).model_fields


def test_children_are_read_from_the_record_above() -> None:
    for name in ("notes", "touchpoints"):
        (child,) = RESOURCES[name].children
        for row in sample(name)[child.includes_as]:
            read(child.name, row)


def test_a_deleted_note_is_marked() -> None:
    assert RESOURCES["notes"].archived == RESOURCES["sub-notes"].archived == "deleted_at"
    assert not RESOURCES["touchpoints"].archived, "false there means not archived, and is not null"


def test_coordinates_with_their_digits() -> None:
    row = loads('{"lat": 51.503274, "long": -0.1270}')
    assert read("postal-addresses", row).long == pytest.approx(-0.127)


def test_unknown_members_are_kept() -> None:
    assert read("users", {"new_in_v4": [1]}).__pydantic_extra__ == {"new_in_v4": [1]}


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"meta": {"pagination": {"total": "17", "current_page": "1", "total_pages": "1", "links": []}}},
        {"meta": {"pagination": {"total": 17, "current_page": 1, "total_pages": 1, "links": {"next": "string"}}}},
    ],
)
def test_the_last_page_whatever_the_counters_look_like(meta: Mapping[str, Any]) -> None:
    pager = RESOURCES["skills"].pager
    assert pager is not None
    answer = pager.read({"data": [sample("skills")], **meta}, "1")
    assert answer.next is None, "the link is never followed"
    assert len(answer.rows) == 1


def test_counters_as_text_lead_on() -> None:
    pager = RESOURCES["users"].pager
    assert pager is not None
    pagination = {"total": "31", "count": "15", "per_page": "15", "current_page": "2", "total_pages": "3"}
    answer = pager.read({"data": [sample("users")], "meta": {"pagination": pagination}}, "2")
    assert (answer.next, answer.total, answer.number, answer.pages, answer.size) == ("3", 31, 2, 3, 15)


def test_personal_data_is_marked() -> None:
    marked = {
        name: {each.name for each in attributes(resource.record) if each.field.personal}
        for name, resource in RESOURCES.items()
    }
    assert {"display_name", "dob", "username", "phoneNumbers", "addresses"} <= marked["users"]
    assert {"street", "city", "postcode", "address", "lat", "long"} <= marked["postal-addresses"]
    assert {"first_name", "contact_number", "relationship"} <= marked["emergency-contacts"]
    assert {"subject", "body", "created_by"} <= marked["notes"]
    assert {"subject", "body", "sub_touchpoints"} <= marked["touchpoints"]
