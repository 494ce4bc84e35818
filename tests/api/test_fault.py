"""Answers that are no success become the error that fits, with words and a next step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from explorer.api.build import Request
from explorer.api.decode import Received
from explorer.api.fault import judge
from explorer.model.errors import (
    BadAnswer,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    ServerFault,
    SignInNeeded,
    TimedOut,
    VendorError,
)
from explorer.model.resource import Answer, Fault
from tests.api.conftest import operation, vendor

LIST = operation("list")
REQUEST = Request("acme", "people.list", "GET", "https://tiny.example/people", (("q", "canary"),))


def _judge(status: int, body: bytes = b"", fault: Fault | None = None, **headers: str) -> Answer:
    received = Received(status, {name.replace("_", "-"): text for name, text in headers.items()}, body)
    return judge(received, REQUEST, LIST, vendor(fault=lambda answer: fault), now=0.0)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejected),
        (401, SignInNeeded),
        (403, Forbidden),
        (404, NotFound),
        (405, Rejected),
        (408, TimedOut),
        (409, Rejected),
        (410, NotFound),
        (418, Rejected),
        (422, Rejected),
        (425, ServerFault),
        (429, RateLimited),
        (500, ServerFault),
        (503, ServerFault),
        (599, ServerFault),
        (304, Rejected),
    ],
)
def test_a_status_is_one_kind_of_error(status: int, kind: type[VendorError]) -> None:
    with pytest.raises(VendorError) as caught:
        _judge(status)
    error = caught.value
    assert type(error) is kind
    assert (error.account, error.operation, error.status) == ("acme", "people.list", status)
    assert error.request == "GET https://tiny.example/people"
    assert str(status) in str(error)
    assert "people.list" in str(error)
    assert error.next_step
    assert "canary" not in f"{error} {error.request} {error.next_step}"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_success_is_decoded(status: int) -> None:
    assert _judge(status, b'{"a": 1}').body == {"a": 1}
    assert _judge(status, b"").body is None


def test_a_login_page_is_no_answer() -> None:
    with pytest.raises(BadAnswer) as caught:
        _judge(200, b"<!doctype html><title>Sign in here</title>", content_type="text/html")
    assert caught.value.status == 200
    sentence = "sent a web page instead of JSON (a sign-in page of the network?) to people.list: “Sign in here”"
    assert str(caught.value).partition(" ")[2] == sentence


def test_another_thing_than_json_is_called_by_its_type() -> None:
    with pytest.raises(BadAnswer, match=r"an unreadable answer to people.list: not JSON \(text/plain\): hello"):
        _judge(200, b"hello", content_type="text/plain")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(422, "bad q"), "422 to people.list: a filter is not accepted (“bad q”)"),
        (Fault(400, "bad q"), "400 to people.list: bad q"),
        (Fault(400, " "), "400 to people.list: bad request"),
        (Fault(499), "499 to people.list: no reason given"),
        (Fault(400, "\x1b[2J" + "x" * 5000), "400 to people.list: ␛[2J" + "x" * 100),
        (Fault(400, "no", {"q": "too short", "page": "too\x07 high"}), "no; q: too short; page: too␇ high"),
    ],
)
def test_what_the_vendor_and_its_documentation_say(fault: Fault, words: str) -> None:
    with pytest.raises(Rejected) as caught:
        _judge(fault.status, b"{}", fault)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 700
    assert set(caught.value.fields) == set(fault.fields)


def test_the_inner_status_counts() -> None:
    with pytest.raises(SignInNeeded) as caught:
        _judge(200, b'{"statusCode": 401}', Fault(401, "no"))
    assert caught.value.status == 401
    assert str(caught.value) == "acme answered 200 to people.list, in it an error: no"


@pytest.mark.parametrize(
    ("fault", "headers", "wait"),
    [
        (None, {"retry_after": "7"}, 7.0),
        (Fault(429, retry_after=3.0), {"retry_after": "7"}, 3.0),
        (Fault(429), {}, None),
        (None, {"retry_after": "Sun, 06 Nov 1994 08:50:07 GMT", "date": "Sun, 06 Nov 1994 08:49:37 GMT"}, 30.0),
    ],
)
def test_how_long_to_wait(fault: Fault | None, headers: dict[str, str], wait: float | None) -> None:
    with pytest.raises(RateLimited) as caught:
        _judge(429, b"", fault, **headers)
    assert caught.value.retry_after == wait
    assert wait is None or f"{wait:.0f} s" in str(caught.value)


def test_the_request_id_is_told() -> None:
    with pytest.raises(ServerFault) as caught:
        _judge(500, x_request_id="r\x1b1")
    assert caught.value.request_id == "r␛1"
    assert "r␛1" in caught.value.next_step
    with pytest.raises(ServerFault) as caught:
        _judge(500, b"{}", Fault(500, request_id="own"), x_request_id="other")
    assert caught.value.request_id == "own"


def test_an_error_page_gives_its_first_words() -> None:
    with pytest.raises(ServerFault, match=r"502 to people\.list: Bad gateway at the edge"):
        _judge(502, b"<html><body><h1>Bad gateway</h1> at the edge", content_type="text/html")


def test_a_redirect_passes() -> None:
    assert _judge(302, b"<html>", location="/x") == Answer(302, {"location": "/x"}, None)


def test_a_write_is_told_to_change_what_was_refused() -> None:
    received: Any = Received(422, {}, b"{}")
    with pytest.raises(Rejected) as caught:
        judge(received, replace(REQUEST, method="PUT"), LIST, vendor(), 0.0)
    assert caught.value.next_step == "change what was refused"
