"""What is peculiar to Gormic: errors at any status, wrapped writes, tombstones, an export beside the ids."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from explorer.model.errors import AddressError
from explorer.model.json_text import JsonObject, JsonValue, loads
from explorer.model.resource import Answer
from explorer.model.validate import attributes, check, load
from explorer.vendors.gormic import VENDOR
from explorer.vendors.gormic.resources import CUSTOMERS
from tests.vendors.openapi import contract

CREATE = "explorer.vendors.gormic.forms:CustomerCreate"
UPDATE = "explorer.vendors.gormic.forms:CustomerUpdate"
LEAST: JsonObject = {
    "id": "c-2",
    "firstName": "Bo",
    "lastName": None,
    "phone": "5550101",
    "phoneCountry": "US",
    "phoneCountryCalling": "1",
    "number": "1002",
}


def _body(form: str, values: JsonObject) -> dict[str, Any]:
    return load(form).model_validate(values).model_dump(exclude_unset=True)


def test_records_have_the_documented_members() -> None:
    document = contract("gormic")
    assert {each.name for each in attributes(CUSTOMERS.record)} == document.members("Customer").keys()
    # Where the id is missing, uid stands for it.
    required = {each.name for each in attributes(CUSTOMERS.record) if each.required}
    assert required == document.required("Customer") - {"id"}


@pytest.mark.parametrize("gender", ["F", 1, {}, None], ids=str)
def test_a_gender_of_any_form_is_read(gender: JsonValue) -> None:
    assert check(CUSTOMERS.record, {**LEAST, "gender": gender}).problems == {}


def test_the_key_is_id_else_uid() -> None:
    assert CUSTOMERS.key_of(LEAST) == "c-2"
    assert CUSTOMERS.key_of({**LEAST, "uid": "u-9"}) == "c-2"
    other = {"uid": "u-9", **{name: value for name, value in LEAST.items() if name != "id"}}
    assert CUSTOMERS.key_of(other) == "u-9"
    assert check(CUSTOMERS.record, other).problems == {}


def test_export_is_never_taken_for_an_id() -> None:
    assert VENDOR.path_values(("customers", "c-1")) == {"customer_id": "c-1"}
    with pytest.raises(AddressError, match="export"):
        VENDOR.path_values(("customers", "export"))


def test_archived_customers_are_marked_as_deleted() -> None:
    assert CUSTOMERS.archived == "archivedAt"
    assert check(CUSTOMERS.record, {**LEAST, "archivedAt": "2025-03-01T09:00:00.000Z"}).problems == {}


def test_list_and_export_find_their_rows_in_different_places() -> None:
    assert CUSTOMERS.pager is not None and CUSTOMERS.export is not None
    listed = CUSTOMERS.pager.read(
        {"data": {"users": [LEAST], "next": "b3BhcXVl", "query": {}}}, CUSTOMERS.pager.start()
    )
    assert (listed.rows, listed.next) == ((LEAST,), "b3BhcXVl")
    first = CUSTOMERS.export.start()
    exported = CUSTOMERS.export.read({"data": {"items": [LEAST], "next": "b3BhcXVl"}}, first)
    assert exported.rows == (LEAST,)
    assert exported.next is not None
    since = CUSTOMERS.export.request(first, 50).parameters["updatedSince"]
    assert CUSTOMERS.export.request(exported.next, 50).parameters == {"updatedSince": since, "offset": "b3BhcXVl"}
    assert since == "1970-01-01T00:00:00.000Z"


def test_both_headers_are_needed_and_the_host_too() -> None:
    assert set(VENDOR.auth.alternatives[0]) == {"api_key", "organization_id"}
    sent = VENDOR.auth.headers({"api_key": "k", "organization_id": "org-1"}, None)
    assert sent == {"api-key": "k", "organization-id": "org-1"}
    assert VENDOR.base_url == ""


@pytest.mark.parametrize(
    ("http", "error", "status", "message"),
    [
        pytest.param(200, {"code": "PHONE_EXISTS"}, 400, "PHONE_EXISTS", id="inside a 200"),
        pytest.param(
            400, {"code": "PHONE_EXISTS", "description": "in use"}, 400, "PHONE_EXISTS: in use", id="described"
        ),
        pytest.param(200, {"code": "UNAUTHORIZED"}, 401, "UNAUTHORIZED", id="key inside a 200"),
        pytest.param(400, {"code": "NOT_FOUND"}, 404, "NOT_FOUND", id="not found as 400"),
        pytest.param(404, {"code": "NOT_FOUND"}, 404, "NOT_FOUND", id="not found as 404"),
        pytest.param(500, {"code": "Unknown"}, 500, "Unknown", id="service failed"),
        pytest.param(
            200, {"code": "ServerError", "serverError": {"code": 503}}, 503, "ServerError", id="service in a 200"
        ),
        pytest.param(200, "broken", 400, "broken", id="text"),
        pytest.param(500, [1], 500, "", id="array"),
    ],
)
def test_an_error_counts_at_any_status(http: int, error: JsonValue, status: int, message: str) -> None:
    body = {"app": "crm", "requestId": "main-9", "error": error, "data": {"users": []}}
    fault = VENDOR.fault(Answer(http, {}, body))
    assert fault is not None
    assert (fault.status, fault.message, fault.request_id) == (status, message, "main-9")


@pytest.mark.parametrize(
    ("given", "seconds"), [(b"12", 12.0), (b"0.5", 0.5), (b"-1", None), (b'"12"', None), (b"true", None)]
)
def test_the_time_to_wait_is_read(given: bytes, seconds: float | None) -> None:
    body = loads(b'{"error": {"code": "ServerError", "serverError": {"code": 429, "retryAfter": %s}}}' % given)
    fault = VENDOR.fault(Answer(429, {}, body))
    assert fault is not None
    assert (fault.status, fault.retry_after) == (429, seconds)


def test_what_did_not_succeed_failed_and_its_warnings_are_told() -> None:
    body = {"warnings": [{"about": "phone"}], "requestId": "main-7", "data": {"succeed": False}}
    fault = VENDOR.fault(Answer(200, {}, body))
    assert fault is not None
    assert (fault.status, fault.request_id) == (400, "main-7")
    assert '{"about":"phone"}' in fault.message


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"succeed": True, "id": "c-3"}, "warnings": []},
        {"data": {"users": [], "query": {}}, "error": None},
        {"data": {"users": []}, "error": {}},
        None,
    ],
    ids=str,
)
def test_a_good_answer_is_no_fault(body: JsonValue) -> None:
    assert VENDOR.fault(Answer(200, {}, body)) is None


def test_a_refusal_without_an_error_is_left_to_its_status() -> None:
    assert VENDOR.fault(Answer(502, {}, None)) is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([{"code": "EMAIL_MISSING"}, "late"], ('{"code":"EMAIL_MISSING"}', "late")),
        ([], ()),
        (None, ()),
        ("late", ()),
    ],
)
def test_the_warnings_of_a_good_answer_are_told_as_they_came(given: JsonValue, told: tuple[str, ...]) -> None:
    assert VENDOR.warnings(Answer(200, {}, {"warnings": given, "data": {"succeed": True}})) == told
    assert VENDOR.warnings(Answer(200, {}, None)) == ()


@pytest.mark.parametrize(("given", "sent"), [("F", "F"), ("1", 1), (1, 1), ("x1", "x1")])
def test_a_gender_is_sent_as_a_letter_or_a_number(given: JsonValue, sent: JsonValue) -> None:
    assert _body(CREATE, {"gender": given}) == {"gender": sent}
    assert _body(UPDATE, {"id": "c-1", "gender": given})["gender"] == sent


def test_a_create_sends_what_was_set_and_nothing_else() -> None:
    values = {"firstName": "Ada", "phone": "5550100", "phoneCallingCode": "1", "gender": 1, "unsubscribed": False}
    assert _body(CREATE, values) == values
    assert _body(CREATE, {}) == {}


def test_an_update_repeats_the_id_and_clears_with_null() -> None:
    assert _body(UPDATE, {"id": "c-1", "lastName": None}) == {"id": "c-1", "lastName": None}
    with pytest.raises(ValidationError):
        _body(UPDATE, {"internalNote": "Called back"})


@pytest.mark.parametrize(
    ("form", "mistake"),
    [
        (CREATE, {"lastName": None}),
        (CREATE, {"phoneCountryCalling": "1"}),
        (UPDATE, {"email": None}),
        (UPDATE, {"phoneCallingCode": "1"}),
        (UPDATE, {"archivedAt": None}),
        (UPDATE, {"unsubscribed": "perhaps"}),
    ],
    ids=str,
)
def test_forms_refuse(form: str, mistake: JsonObject) -> None:
    with pytest.raises(ValidationError):
        _body(form, {"id": "c-1", **mistake} if form == UPDATE else mistake)


@pytest.mark.parametrize("form", [CREATE, UPDATE])
def test_the_passcode_is_the_one_secret(form: str) -> None:
    assert [each.name for each in attributes(form) if each.field.secret] == ["passcode"]


def test_writes_are_wrapped_and_checked() -> None:
    operations = {each.name: each for each in CUSTOMERS.operations}
    assert {operations[name].wrap for name in ("create", "update")} == {"params"}
    assert operations["create"].verify == "search"
    assert operations["delete"].typed_confirmation and operations["delete"].final
