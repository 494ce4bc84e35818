"""Whatever is sent along the contracts, or against them: no demo vendor fails of itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET

from explorer.demo.vendors import DemoOptions
from tests.demo.contract import Operation, contract, operations
from tests.demo.in_process import CREDENTIALS, InProcess

KNOWN: Final[Mapping[str, str]] = {
    "userId": "234523",
    "customerId": "25997808",
    "id": "c-1",
    "associationId": "3253",
    "addressId": "534",
    "postalAddressId": "353",
    "contactId": "3213",
    "phoneNumberId": "12312",
    "supervisorId": "431",
    "noteId": "53253",
    "touchpointId": "42",
    "lastTimeStamp": "0",
}
"""Ids that lead to a record, by the names of path parameters; RepCard's users have others."""
KNOWN_USER: Final = "26682"
EACH: Final = settings().max_examples // 25
"""Calls of each operation."""
ALL: Final = [each for vendor in CREDENTIALS for each in operations(vendor).values()]
SCHEMAS: Final = {vendor: schemathesis.openapi.from_dict(contract(vendor)) for vendor in CREDENTIALS}


def known(operation: Operation, path: Mapping[str, Any]) -> dict[str, str]:
    found = {name: KNOWN.get(name, "1") for name in path}
    return found | ({"userId": KNOWN_USER} if operation.vendor == "repcard" and "userId" in found else {})


def sent_body(case: Any, headers: dict[str, str]) -> bytes | None:
    """The body of a case as bytes, whatever it was made as."""
    body, media = case.body, (case.media_type or "")
    if body is NOT_SET:
        return None
    headers["content-type"] = media
    if isinstance(body, bytes):
        return body
    if "form" in media and isinstance(body, dict):
        return urlencode(body, doseq=True, errors="replace").encode()
    return json.dumps(body).encode()


@pytest.mark.parametrize("operation", ALL, ids=lambda operation: f"{operation.vendor}-{operation.id}")
def test_no_call_breaks_a_vendor(operation: Operation) -> None:
    documented = SCHEMAS[operation.vendor][operation.path][operation.method]
    cases = st.one_of(*(documented.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(
        max_examples=EACH, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(cases, st.booleans())
    def call(case: Any, right_ids: bool) -> None:
        path = known(operation, case.path_parameters) if right_ids else case.path_parameters
        filled = operation.path
        for name, value in path.items():
            filled = filled.replace(f"{{{name}}}", quote(str(value), safe="", errors="replace"))
        signed = CREDENTIALS[operation.vendor]
        headers = {name: str(value) for name, value in (case.headers or {}).items() if name.lower() not in signed}
        content = sent_body(case, headers)
        query = urlencode(case.query or {}, doseq=True, errors="replace")
        coded = {name.encode("utf-8", "replace"): text.encode("utf-8", "replace") for name, text in headers.items()}
        credentials = {name.encode(): text.encode() for name, text in signed.items()}
        vendors = InProcess(DemoOptions(people=20))
        answer = asyncio.run(
            vendors.call(
                operation.vendor,
                operation.method,
                f"{filled}?{query}" if query else filled,
                headers=coded | credentials,
                content=content,
            )
        )
        assert answer.status_code < 500
        if answer.status_code < 300 and answer.content:
            operation.check_answer(answer.status_code, answer.json())

    call()
