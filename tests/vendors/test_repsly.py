"""What is peculiar to Repsly: one export that is paged by a number in the path, and refusals of no documented form."""

from __future__ import annotations

import pytest

from explorer.api.build import Request
from explorer.api.decode import Received
from explorer.api.fault import judge
from explorer.model.errors import SignInNeeded
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Answer
from explorer.model.validate import attributes, check
from explorer.vendors.repsly import VENDOR
from explorer.vendors.repsly.resources import USERS
from tests.vendors.openapi import contract

USER: JsonObject = {
    "ID": "7d2f6f0c-5c1e-4a55-9f0b-0d4b2f6f9a01",
    "Code": "USR001",
    "Name": "Ada Field",
    "Email": "ada@example.com",
    "Active": True,
    "Role": "Admin|Representative",
    "Note": None,
    "Phone": "+1 555 0100",
    "Territories": ["North/North 1/North 1.1", "South"],
    "SendEmailEnabled": True,
    "Address1": "1 Main St",
    "Address2": None,
    "City": "Mesa",
    "State": "AZ",
    "ZipCode": "85201",
    "ZipCodeExt": None,
    "Country": "United States",
    "CountryCode": "US",
    "Attributes": [{"Title": "Shirt size", "Value": "M"}, {"Title": "Start date", "Value": None}],
    "Permissions": ["DataAnalysis"],
}


def test_records_have_the_documented_members() -> None:
    document = contract("repsly")
    assert {each.name for each in attributes(USERS.record)} == document.members("User").keys()
    assert {each.name for each in attributes(USERS.record) if each.required} == document.required("User")


def test_documented_lengths_are_told_and_never_enforced() -> None:
    document = contract("repsly")
    rules = {each.name: each.field.rule for each in attributes(USERS.record)}
    for name, schema in document.members("User").items():
        if "maxLength" in schema:
            assert f"up to {schema['maxLength']} characters" in rules[name]
    assert check(USERS.record, {**USER, "Name": "x" * 500}).problems == {}


def test_an_exported_user_reads_and_is_known_by_id_not_code() -> None:
    assert check(USERS.record, USER).problems == {}
    assert USERS.key_of(USER) == USER["ID"]
    assert USERS.label_of(USER) == "Ada Field"


def test_everything_but_the_id_can_be_null() -> None:
    assert check(USERS.record, {**dict.fromkeys(USER), "ID": "x"}).problems == {}


@pytest.mark.parametrize(
    "own",
    [
        pytest.param([{"Title": "Size", "Value": "M", "Type": "Select"}], id="with a type"),
        pytest.param({"Size": "M", "Start": None}, id="an object"),
        pytest.param([], id="none"),
    ],
)
def test_attributes_of_every_form_are_read(own: JsonValue) -> None:
    assert check(USERS.record, {**USER, "Attributes": own}).problems == {}


def test_the_export_is_the_only_call_and_begins_at_zero() -> None:
    assert [each.name for each in USERS.operations] == ["export"]
    assert USERS.pager is None
    assert USERS.export is not None
    assert USERS.export.request(USERS.export.start(), 50).path_values == {"cursor": "0"}
    page = USERS.export.read(
        {"MetaCollectionResult": {"TotalCount": 1, "LastTimeStamp": 1873201}, "Users": [USER]}, "0"
    )
    assert (page.next, page.bookmark, page.total) == ("1873201", "1873201", None)


def test_inactive_users_are_asked_for_by_an_option() -> None:
    (option,) = VENDOR.options
    export = USERS.operation("export")
    assert export is not None
    parameter = export.parameter(option.parameter)
    assert parameter is not None
    assert (parameter.kind, parameter.wire, parameter.required) == ("bool", ("true", "false"), False)
    assert parameter.source == "inferred"


def test_calls_come_one_at_a_time_with_a_pause() -> None:
    assert (VENDOR.parallel, VENDOR.interval) == (1, 0.3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b'{"Code": 401, "Message": "Unknown user"}', "Unknown user", id="JSON"),
        pytest.param(b'{"Code": 401, "Message": null}', "wrong or missing", id="JSON without words"),
        pytest.param(b"<Fault><Reason>Bad &amp; wrong</Reason></Fault>", "Bad", id="XML"),
        pytest.param(
            b"<html><head><style>p { color: red }</style></head><body>\n<p>Endpoint not found.</p></body></html>",
            "Endpoint not found.",
            id="HTML",
        ),
        pytest.param(b"", "wrong or missing", id="no body"),
        pytest.param(b"[]", "wrong or missing", id="array"),
    ],
)
def test_a_refusal_of_any_form_is_told(data: bytes, words: str) -> None:
    export = USERS.operation("export")
    assert export is not None
    request = Request("repsly", "users.export", "GET", "https://api.repsly.example/v3/export/users/0")
    with pytest.raises(SignInNeeded) as refused:
        judge(Received(401, {}, data), request, export, VENDOR, now=0.0)
    assert words in str(refused.value)
    assert "color" not in str(refused.value)


def test_a_good_answer_is_no_fault() -> None:
    assert VENDOR.fault(Answer(200, {}, {"MetaCollectionResult": {"TotalCount": 0}, "Users": []})) is None
