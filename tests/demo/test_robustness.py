"""Whatever is sent, a vendor answers: no body and no query breaks an app."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.demo.vendors import DemoOptions
from tests.demo.calls import CALLS, Call
from tests.demo.contract import operations
from tests.demo.in_process import CREDENTIALS, InProcess
from tests.demo.test_conformance import url

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800")
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@st.composite
def strange_calls(draw: st.DrawFn) -> Call:
    """A call that succeeds, with some of its body's fields and query values replaced by anything."""
    call = draw(st.sampled_from([each for each in CALLS if each.status < 300]))
    body = _strange(draw, call.body) if call.body is not None else None
    odd = st.sampled_from(["", "-1", "9" * 30, "é", "nan", "0001-01-01"]) | st.text()
    query = {name: draw(odd | st.just(value)) for name, value in call.query.items()}
    return Call(call.vendor, call.operation, 0, call.path, query, body)


def _strange(draw: st.DrawFn, value: Any) -> Any:
    if draw(st.integers(0, 3)) == 0:
        return draw(VALUES)
    if isinstance(value, dict):
        return {name: _strange(draw, each) for name, each in value.items()}
    return [_strange(draw, each) for each in value] if isinstance(value, list) else value


@given(strange_calls())
@settings(max_examples=400)
def test_no_call_breaks_a_vendor(call: Call) -> None:
    operation = operations(call.vendor)[call.operation]
    vendors = InProcess(DemoOptions(people=20))
    content = None if call.body is None else json.dumps(call.body)
    headers = {"content-type": "application/json"}
    request = vendors.call(
        call.vendor,
        operation.method,
        url(operation, call.path),
        params=call.query,
        content=content,
        headers=CREDENTIALS[call.vendor] | headers,
    )
    response = asyncio.run(request)
    assert response.status_code < 500
    if response.status_code < 300 and response.content:
        operation.check_answer(response.status_code, response.json())
