"""What Assemble's refusals say."""

from __future__ import annotations

import pytest

from explorer.model.json_text import JsonValue
from explorer.model.resource import Answer, Fault
from explorer.vendors.assemble import VENDOR


def read(status: int, body: JsonValue) -> Fault | None:
    return VENDOR.fault(Answer(status, {}, body))


@pytest.mark.parametrize("status_code", ["403", 403])
def test_unauthorized_action_is_a_rule_and_no_missing_sign_in(status_code: JsonValue) -> None:
    fault = read(403, {"message": "Unauthorized action", "status_code": status_code})
    assert fault == Fault(403, "Unauthorized action")


@pytest.mark.parametrize("status_code", ["404", 404, None, "", "not a number", "4٠4", True, [404]])
def test_status_code_as_text_as_integer_or_nonsense(status_code: JsonValue) -> None:
    assert read(404, {"message": "404 Not found", "status_code": status_code}) == Fault(404, "404 Not found")


def test_the_status_inside_the_body_counts() -> None:
    fault = read(400, {"message": "Unauthorized action", "status_code": "403"})
    assert fault is not None
    assert fault.status == 403


def test_faulty_values_by_field() -> None:
    body = {
        "message": "The given data was invalid.",
        "errors": {"email": ["The email field is required.", "Really."], "dob": "no date"},
        "status_code": 422,
    }
    assert read(422, body) == Fault(
        422, "The given data was invalid.", {"email": "The email field is required. Really.", "dob": "no date"}
    )


@pytest.mark.parametrize("body", [None, [], "Bad gateway", {"message": ["x"], "errors": ["y"]}])
def test_a_refusal_of_another_form_keeps_its_status(body: JsonValue) -> None:
    assert read(502, body) == Fault(502)


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_success_is_none(status: int) -> None:
    assert read(status, {"message": "created", "data": {}}) is None
