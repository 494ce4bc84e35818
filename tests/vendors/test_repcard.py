"""What is peculiar to RepCard: three forms of body, outcomes inside them, updates of the whole, customers by id."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from explorer.model.json_text import JsonObject, JsonValue, loads
from explorer.model.resource import Answer, Fault
from explorer.model.validate import attributes, check, load
from explorer.vendors.repcard import VENDOR
from explorer.vendors.repcard.resources import ATTACHMENTS, CUSTOMERS, USERS
from tests.vendors.openapi import contract

USER: JsonObject = {
    "id": 1466,
    "firstName": "Ada",
    "lastName": "Owner",
    "dob": None,
    "email": "ada@example.com",
    "username": "adaowner",
    "address": "",
    "office": "Corporate Office",
    "team": "",
    "jobTitle": "Owner",
    "phoneNumber": "+919910800001",
    "image": "",
    "rating": "0.0",
    "bio": "",
    "companyName": "Example Sub 1",
    "badgeId": "NVYHP9",
    "qrCode": "",
}
UPDATE: JsonObject = {
    "firstName": "foo",
    "lastName": "bar",
    "userEmail": "foobar@example.com",
    "phoneNumber": 9999999999,
    "jobTitle": "software developer",
    "roleName": "sales",
    "officeName": "Corporate Office",
    "teamName": "office team",
    "countryCode": "+1",
}


def _body(form: str, values: JsonObject) -> dict[str, Any]:
    return load(form).model_validate(values).model_dump(exclude_unset=True)


def _form(name: str) -> str:
    operation = USERS.operation(name)
    assert operation is not None
    return operation.form


def _fault(status: int, body: JsonValue) -> Fault | None:
    return VENDOR.fault(Answer(status, {}, body))


@pytest.mark.parametrize(
    ("schema", "record"), [("User", USERS.record), ("Customer", CUSTOMERS.record), ("Attachment", ATTACHMENTS.record)]
)
def test_records_have_the_documented_members(schema: str, record: str) -> None:
    document = contract("repcard")
    assert {each.name for each in attributes(record)} == document.members(schema).keys()
    assert {each.name for each in attributes(record) if each.required} == document.required(schema)


def test_a_listed_user_reads() -> None:
    checked = check(USERS.record, USER)
    assert (checked.problems, checked.record is not None) == ({}, True)
    assert USERS.key_of(USER) == "1466"
    assert USERS.label_of(USER) == "Ada Owner"


def test_what_live_users_carry_besides_is_kept() -> None:
    row = {**USER, "status": 1, "role": "sales", "officeId": 7, "firstAppointment": {"at": "2025-01-02"}, "new": [1]}
    checked = check(USERS.record, row)
    assert not checked.problems
    assert checked.record is not None
    assert checked.record.model_extra == {"new": [1]}


def test_a_member_of_another_type_is_marked_and_the_user_kept() -> None:
    checked = check(USERS.record, {**USER, "team": {"id": 3}})
    assert checked.record is not None
    assert checked.problems.keys() == {"team"}


def test_a_customer_reads_with_numbers_as_text_and_flags_as_integers() -> None:
    row = loads(
        b'{"id": 25997808, "fullName": "Demo Customer", "latitude": "55.34", "longitude": 34.22, "type": 2,'
        b' "statusId": 173325, "statusTitle": null, "isReferral": 0, "isReferrer": true, "contactDistance": 25.91,'
        b' "enerfloCustomerId": 12, "referredBy": null, "notes": null, "user": null, "attachments": null,'
        b' "statusChangeLogs": [{"user": "Sam", "statusFrom": "", "statusTo": "Closed", "createdAt": "2025-01-13"}],'
        b' "lead_priority": null, "own_field": "x"}'
    )
    assert check(CUSTOMERS.record, row).problems == {}
    assert CUSTOMERS.label_of(row) == "Demo Customer"


def test_a_customer_is_opened_by_id_only() -> None:
    assert CUSTOMERS.operation("list") is None
    assert VENDOR.path_values(("customers", "25997808", "attachments", "2031")) == {
        "customer_id": "25997808",
        "attachment_id": "2031",
    }


def test_includes_say_which_of_the_two_parameters_carries_them() -> None:
    get = CUSTOMERS.operation("get")
    assert get is not None
    assert {include.name: (include.parameter, include.source) for include in get.includes} == {
        "user": ("withRelations", "seed"),
        "notes": ("withRelations", "seed"),
        "attachments": ("withRelations", "inferred"),
        "auroraProjectLinks": ("withRelations", "inferred"),
        "ShowSoloField": ("withAttributes", "seed"),
    }


@pytest.mark.parametrize("empty", [{}, [], None])
def test_an_empty_result_of_any_form_is_an_empty_page(empty: JsonValue) -> None:
    assert USERS.pager is not None
    page = USERS.pager.read({"status": 1, "statusCode": 200, "message": "", "result": empty}, "1")
    assert (page.rows, page.next) == ((), None)


def test_the_size_of_a_page_is_a_documented_parameter_that_callers_may_set() -> None:
    for resource in (USERS, ATTACHMENTS):
        listing = resource.operation("list")
        assert listing is not None and resource.pager is not None
        assert resource.pager.request("1", 5_000).size == {"per_page": "100"}
        assert listing.parameter("per_page") is not None


def test_users_are_paged_by_the_counters_in_result() -> None:
    assert USERS.pager is not None
    result = {"data": [USER], "totalCount": 2, "currentPage": 1, "totalPages": 2}
    page = USERS.pager.read({"status": 1, "statusCode": 200, "message": "", "result": result}, "1")
    assert (len(page.rows), page.next, page.total, page.pages) == (1, "2", 2, 2)


def test_attachments_are_paged_by_the_paginator_and_never_by_its_links() -> None:
    assert ATTACHMENTS.pager is not None
    elsewhere = "https://qa.repcard.example/api/customers/138454/attachments?page=2"
    row = {
        "id": 2031,
        "title": "IMG.PNG",
        "attachmentInfo": {"fileName": "IMG.PNG.PNG"},
        "attachmentUrl": "https://s3.example/x",
    }
    body = {"current_page": 1, "data": [row], "last_page": 1, "total": 1, "next_page_url": elsewhere}
    assert ATTACHMENTS.pager.read(body, "1").next is None
    assert check(ATTACHMENTS.record, row).problems == {}
    assert ATTACHMENTS.label_of(row) == "IMG.PNG"


@pytest.mark.parametrize(
    ("http", "body", "status", "message"),
    [
        pytest.param(
            401,
            {"status": 0, "statusCode": 401, "message": "Unauthorized", "result": {}},
            401,
            "Unauthorized",
            id="key",
        ),
        pytest.param(
            404,
            {"status": 0, "statusCode": 404, "message": "User not found", "result": []},
            404,
            "User not found",
            id="no user",
        ),
        pytest.param(200, {"statusCode": 401, "error": "expired"}, 401, "expired", id="inside a 200"),
        pytest.param(200, {"status": 0, "statusCode": 200, "message": "No"}, 400, "No", id="status 0"),
        pytest.param(200, {"status": 1, "statusCode": 422, "message": "No"}, 422, "No", id="code despite status 1"),
        pytest.param(429, {"message": "Too Many Attempts."}, 429, "Too Many Attempts.", id="Laravel"),
        pytest.param(502, {}, 502, "", id="no words"),
    ],
)
def test_a_failure_is_recognised(http: int, body: JsonValue, status: int, message: str) -> None:
    fault = _fault(http, body)
    assert fault is not None
    assert (fault.status, fault.message) == (status, message)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"status": 1, "statusCode": 200, "message": "", "result": {}}, id="envelope"),
        pytest.param({"status": 0, "statusCode": 0, "message": "", "result": {}}, id="type skeleton"),
        pytest.param({"data": {"id": 1}}, id="customer"),
        pytest.param({"current_page": 1, "data": [], "last_page": 1, "total": 0}, id="paginator"),
        pytest.param(None, id="no body"),
        pytest.param([], id="array"),
    ],
)
def test_a_success_is_no_fault(body: JsonValue) -> None:
    assert _fault(200, body) is None


def test_a_refusal_of_another_form_is_left_to_its_status() -> None:
    assert _fault(502, None) is None


def test_laravel_names_the_fields() -> None:
    fault = _fault(422, {"message": "Invalid.", "errors": {"userEmail": ["Taken.", "Odd."], "jobTitle": "Long."}})
    assert fault is not None
    assert fault.fields == {"userEmail": "Taken. Odd.", "jobTitle": "Long."}


def test_an_update_wants_its_nine_members_together() -> None:
    form = _form("update")
    assert {each.name for each in attributes(form) if each.required} == UPDATE.keys()
    for missing in UPDATE:
        with pytest.raises(ValidationError):
            _body(form, {name: value for name, value in UPDATE.items() if name != missing})
    assert _body(form, UPDATE) == UPDATE


@pytest.mark.parametrize(
    ("given", "sent"), [("9999999999", 9999999999), ("0612345678", "0612345678"), (447700900345, 447700900345)]
)
def test_a_phone_number_is_sent_as_an_integer_unless_that_would_lose_its_zero(given: Any, sent: Any) -> None:
    assert _body(_form("update"), {**UPDATE, "phoneNumber": given})["phoneNumber"] == sent


@pytest.mark.parametrize(
    "mistake",
    [
        {"phoneNumber": "+1 999"},
        {"phoneNumber": "٠١٢٣٤"},
        {"phoneNumber": 0},
        {"phoneNumber": 10**15},
        {"countryCode": "1"},
        {"countryCode": "+12345"},
        {"userEmail": "foobar"},
        {"roleName": ""},
        {"firstName": ""},
        {"officeName": None},
        {"dob": "1990-01-01"},
    ],
    ids=str,
)
def test_an_update_refuses(mistake: JsonObject) -> None:
    with pytest.raises(ValidationError):
        _body(_form("update"), {**UPDATE, **mistake})


def test_an_update_can_do_without_a_team_and_leaves_a_blank_external_id_out() -> None:
    body = _body(_form("update"), {**UPDATE, "teamName": "", "externalId": "", "username": "foobar"})
    assert body["teamName"] == ""
    assert body["username"] == "foobar"
    assert "externalId" not in body


def test_removing_a_user_names_an_heir_for_each_kind_and_is_final() -> None:
    unlink = USERS.operation("unlink")
    assert unlink is not None
    assert (unlink.fixed, unlink.verify, unlink.undo, unlink.typed_confirmation) == (
        {"assignContact": 2},
        "none",
        "",
        True,
    )
    heirs = {"leadToUser": 1477, "customerToUser": 1477, "recruitToUser": 1477, "otherToUser": 1477}
    assert _body(unlink.form, heirs) == heirs
    for name in heirs:
        for nobody in (0, True, "all"):
            with pytest.raises(ValidationError):
                _body(unlink.form, {**heirs, name: nobody})
        with pytest.raises(ValidationError):
            _body(unlink.form, {other: value for other, value in heirs.items() if other != name})


def test_activate_and_deactivate_are_two_actions_that_undo_each_other() -> None:
    activate, deactivate = USERS.operation("activate"), USERS.operation("deactivate")
    assert activate is not None and deactivate is not None
    assert (activate.method, activate.path) == (deactivate.method, deactivate.path)
    assert (activate.fixed, deactivate.fixed) == ({"status": 1}, {"status": 0})
    assert (activate.undo, deactivate.undo) == ("deactivate", "activate")
    assert {activate.verify, deactivate.verify} == {"none"}
