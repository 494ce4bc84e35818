"""Every documented operation, called on the demo vendors, answers in the documented shape."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.calls import ADDRESS, ASSEMBLE, CALLS, CONTACT, GORMIC, REPCARD, REPSLY, ROLE, Call
from tests.demo.contract import Operation, operations, schema_fields
from tests.demo.in_process import CREDENTIALS, InProcess

VENDORS = {"repcard": REPCARD, "repsly": REPSLY, "assemble": ASSEMBLE, "gormic": GORMIC}
ALL_OPERATIONS = [operation for vendor in VENDORS for operation in operations(vendor).values()]
SIGN_IN = {"preAuthenticate", "createToken", "refreshToken", "oauthToken"}
GUARDED = [operation for operation in ALL_OPERATIONS if operation.id not in SIGN_IN]
# What the first step of a test makes, for calls that need a record of their own to delete.
CREATE_BODIES: dict[str, tuple[str, Any]] = {
    "deleteRoleAssociation": ("roles", ROLE),
    "deleteEmailAddress": ("email-addresses", {"primary": False, "email": "spare@example.com"}),
    "deletePostalAddress": ("postal-addresses", ADDRESS),
    "deleteEmergencyContact": ("emergency-contacts", CONTACT),
}


@pytest.mark.parametrize("call", CALLS, ids=str)
async def test_answer_has_the_documented_shape(vendors: InProcess, call: Call) -> None:
    operation = operations(call.vendor)[call.operation]
    path, body = await prepared(vendors, call)
    if body is not None and call.status < 300:
        operation.check_request(body)
    response = await vendors.call(call.vendor, operation.method, url(operation, path), params=call.query, json=body)
    assert response.status_code == call.status, response.text
    assert operation.has_answer(call.status)
    operation.check_answer(call.status, response.json() if response.content else None)


@pytest.mark.parametrize("vendor", VENDORS)
def test_calls_cover_the_contract(vendor: str) -> None:
    succeeded = {call.operation for call in VENDORS[vendor] if call.status < 300}
    assert succeeded == set(operations(vendor))


def test_contracts_hold_every_operation() -> None:
    assert {vendor: len(operations(vendor)) for vendor in VENDORS} == {
        "repcard": 7,
        "repsly": 1,
        "assemble": 48,
        "gormic": 6,
    }


@pytest.mark.parametrize("operation", GUARDED, ids=lambda operation: f"{operation.vendor}-{operation.id}")
async def test_wrong_credentials_are_refused(vendors: InProcess, operation: Operation) -> None:
    wrong = {name: value + "x" for name, value in CREDENTIALS[operation.vendor].items() if name != "accept"}
    accept = {name: value for name, value in CREDENTIALS[operation.vendor].items() if name == "accept"}
    for headers in (accept, accept | wrong):
        response = await vendors.call(operation.vendor, operation.method, url(operation, {}), headers=headers)
        assert response.status_code == 401
        operation.check_answer(401, response.json())


@pytest.mark.parametrize(
    "operation",
    [each for each in GUARDED if "404" in each.document["responses"]],
    ids=lambda operation: f"{operation.vendor}-{operation.id}",
)
async def test_unknown_records_are_not_found(vendors: InProcess, operation: Operation) -> None:
    body: dict[str, Any] | None = {} if "requestBody" in operation.document else None
    response = await vendors.call(operation.vendor, operation.method, url(operation, {}), json=body)
    assert response.status_code == 404
    operation.check_answer(404, response.json())


@pytest.mark.parametrize("vendor", VENDORS)
async def test_undocumented_methods_and_paths_are_refused(vendors: InProcess, vendor: str) -> None:
    for operation in operations(vendor).values():
        response = await vendors.call(vendor, "OPTIONS", url(operation, {}))
        assert response.status_code == 405
        assert operation.method in response.headers["allow"]
    response = await vendors.call(vendor, "GET", "/nowhere")
    assert response.status_code == 404
    assert isinstance(response.json(), dict)


@pytest.mark.parametrize(
    "operation",
    [each for each in ALL_OPERATIONS if "requestBody" in each.document],
    ids=lambda operation: f"{operation.vendor}-{operation.id}",
)
@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff"])
async def test_malformed_bodies_are_refused(vendors: InProcess, operation: Operation, content: bytes) -> None:
    path = {"userId": "234523" if operation.vendor == "assemble" else "26682", "id": "c-1", "associationId": "3253"}
    path |= {"addressId": "534", "postalAddressId": "353", "contactId": "3213", "phoneNumberId": "12312"}
    path |= {"supervisorId": "431", "noteId": "53253", "touchpointId": "42"}
    response = await vendors.call(operation.vendor, operation.method, url(operation, path), content=content)
    assert response.status_code == 400
    assert isinstance(response.json(), dict)


DOCUMENTED_FIELDS = [
    ("repcard", "User", "/users/27001/details?firstVerifiedDoorKnock=1&firstAppointment=1", "result"),
    ("repcard", "Customer", "/customers/25997808", "data"),
    ("repcard", "Attachment", "/customers/138454/attachments", "data.0"),
    ("repcard", "AttachmentPage", "/customers/138454/attachments", ""),
    ("repsly", "User", "/v3/export/users/0", "Users.0"),
    ("assemble", "User", "/users/234523", ""),
    ("assemble", "UserRoleAssociation", "/users/234523/roles", "data.0"),
    ("assemble", "Team", "/users/234523/roles", "data.0.team"),
    ("assemble", "UserEmailAddress", "/users/234523/email-addresses/534", "data"),
    ("assemble", "UserAddress", "/users/234523/postal-addresses/353", "data"),
    ("assemble", "UserEmergencyContact", "/users/234523/emergency-contacts/3213", "data"),
    ("assemble", "UserPhoneNumber", "/users/234523/phone-numbers/12312", "data"),
    ("assemble", "UserSkill", "/users/234523/skills", "data.0"),
    ("assemble", "UserSupervisor", "/users/234523/supervisors/431", "data"),
    ("assemble", "UserNote", "/users/234523/notes/53253", "data"),
    ("assemble", "UserSubNote", "/users/234523/notes/53253", "data.sub_notes.0"),
    ("assemble", "Touchpoint", "/users/234523/touchpoints/42", "data"),
    ("assemble", "TouchpointType", "/users/234523/touchpoints/42", "data.type"),
    ("assemble", "SubTouchpoint", "/users/234523/touchpoints/42", "data.sub_touchpoints.0"),
    ("gormic", "Customer", "/v1/crm/customers/c-1", "data.user"),
]
# Named in the contract only because other people's code mentions them.
NEVER_SENT = {("repcard", "User"): {"status", "role", "officeId", "officeTeamId"}, ("gormic", "Customer"): {"uid"}}
SOMETIMES_SENT = {("repcard", "User"): {"externalId"}}


@pytest.mark.parametrize(("vendor", "schema", "path", "where"), DOCUMENTED_FIELDS)
async def test_every_documented_field_is_sent(
    vendors: InProcess, vendor: str, schema: str, path: str, where: str
) -> None:
    value = await vendors.json(vendor, "GET", path)
    for step in where.split(".") if where else []:
        value = value[int(step)] if step.isdigit() else value[step]
    left_out = NEVER_SENT.get((vendor, schema), set()) | SOMETIMES_SENT.get((vendor, schema), set())
    assert schema_fields(vendor, schema) - left_out <= set(value)


def url(operation: Operation, path: dict[str, str]) -> str:
    """The path of a call after the base path; unknown ids where none is given."""
    text = operation.path
    for step in operation.path.split("/"):
        if step.startswith("{"):
            unknown = "0" if step == "{lastTimeStamp}" else "999999998"
            text = text.replace(step, path.get(step[1:-1], unknown))
    return f"/{text}" if operation.id in SIGN_IN else text


async def prepared(vendors: InProcess, call: Call) -> tuple[dict[str, str], Any]:
    """A call's path and body with `created` replaced by what was made just before."""
    path, body = dict(call.path), call.body
    if "created" in path.values():
        collection, new = CREATE_BODIES[call.operation]
        made = await vendors.json("assemble", "POST", f"/users/234523/{collection}", json=new, expect=201)
        path = {name: str(made["data"]["id"]) if value == "created" else value for name, value in path.items()}
    if body == {"token": "created"}:
        first = next(each for each in ASSEMBLE if each.operation == "preAuthenticate")
        token = (await vendors.json("assemble", "POST", "//auth/api/", json=first.body))["token"]
        if call.operation == "refreshToken":
            token = (await vendors.json("assemble", "POST", "//auth/api/token", json={"token": token}))["token"]
        body = {"token": token}
    return path, body
