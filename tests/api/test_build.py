"""Requests go to the account's own origin, and what is filled into a path stays one segment of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.build import Origin, Request, base_origin, redirected, request, sign_in_request, without_query
from explorer.model.auth import AuthRequest
from explorer.model.errors import BadAnswer, ConfigError, UsageError
from tests.api.conftest import PEOPLE, account, operation

LIST, GET, UPDATE = operation("list"), operation("get"), operation("update")


@pytest.mark.parametrize(
    "base",
    [
        "http://tiny.example",
        "http://192.0.2.1",
        "http://127.0.0.1.tiny.example",
        "ftp://tiny.example",
        "tiny.example/api",
        "//tiny.example",
        "https://",
        "",
        "https://tiny.example@evil.example",
        "https://user:canary@tiny.example",
        "https://tiny.example/api?tenant=1",
        "https://tiny.example/api?",
        "https://tiny.example/api#x",
        "https://tiny.example:99999",
        "https://tiny.example:x",
        "https://tiny .example",
        "https://tiny.example\n",
        "https://tiny.example\\@evil.example",
        "https://tiny.example/a/../b",
        "https://tiny.example//a",
        "https://[::1",
        "https://a..b",
    ],
)
def test_a_base_url_that_cannot_be_used_is_refused(base: str) -> None:
    with pytest.raises(ConfigError, match="base_url of account “acme”") as caught:
        base_origin(account(base))
    assert "canary" not in str(caught.value)
    assert caught.value.next_step == "write it like https://tiny.example/api"


@pytest.mark.parametrize(
    ("key", "segment"),
    [
        ("1476", "1476"),
        ("1/../../admin?x=1#f", "1%2F..%2F..%2Fadmin%3Fx%3D1%23f"),
        ("a b", "a%20b"),
        ("é", "%C3%A9"),
        ("%2e%2e", "%252e%252e"),
        ("a@b.c", "a%40b.c"),
        ("{person_id}", "%7Bperson_id%7D"),
    ],
)
def test_an_id_stays_one_segment(key: str, segment: str) -> None:
    made = request(account("https://tiny.example/api"), PEOPLE, GET, {"person_id": key}, {})
    assert made.url == f"https://tiny.example/api/people/{segment}"


@given(st.text(min_size=1))
def test_no_id_leaves_its_place(key: str) -> None:
    try:
        made = request(account("https://tiny.example"), PEOPLE, GET, {"person_id": key}, {})
    except UsageError:
        assert key.strip(".") == "" or not key.isprintable()
        return
    start, _, segment = made.url.rpartition("/")
    assert start == "https://tiny.example/people"
    assert segment.isascii()
    assert not set(segment) & set("/?#\\ ")


@pytest.mark.parametrize("key", ["", ".", "..", "a\nb", "a\x00", "\u202ea"])
def test_what_cannot_be_an_id_is_refused(key: str) -> None:
    with pytest.raises(UsageError, match="cannot be an id"):
        request(account("https://tiny.example"), PEOPLE, GET, {"person_id": key}, {})


@pytest.mark.parametrize(
    "path",
    ["//evil.example/people", "https://evil.example/", "/people?x=1", "/people#x", "/a/../b", "/a b", "/a\\b", "/é"],
)
def test_an_accounts_own_path_is_only_a_path(path: str) -> None:
    with pytest.raises(ConfigError, match=r"the path of people\.list"):
        request(account("https://tiny.example"), PEOPLE, replace(LIST, path=path), {}, {})


def test_a_placeholder_that_nothing_fills_is_named() -> None:
    with pytest.raises(ConfigError, match=r"people\.get names \{uid\}") as caught:
        request(account("https://tiny.example"), PEOPLE, replace(GET, path="/people/{uid}"), {"person_id": "1"}, {})
    assert caught.value.next_step == "it may name: {person_id}"


def test_a_body_is_wrapped_around_fixed_and_given_members() -> None:
    made = request(account("https://tiny.example"), PEOPLE, UPDATE, {"person_id": "1"}, {}, {"name": "Zoë"})
    assert (made.method, made.writes, made.body) == ("PUT", True, {"person": {"kind": 1, "name": "Zoë"}})
    assert request(account("https://tiny.example"), PEOPLE, LIST, {}, {}).body is None


def test_a_request_does_not_tell_its_parameters_or_body() -> None:
    made = Request("acme", "people.list", "GET", "https://h/x", (("q", "canary"),), {"k": "canary"}, {"p": "canary"})
    assert "canary" not in f"{made!r} {made.line} {made.where}"


def test_a_sign_in_goes_to_the_root_or_under_the_base() -> None:
    made = account("https://tiny.example:8443/api")
    urls = [sign_in_request(made, AuthRequest("POST", "/auth/", {}, at_root=root)).url for root in (True, False)]
    assert urls == ["https://tiny.example:8443/auth/", "https://tiny.example:8443/api/auth/"]


def test_a_redirect_brings_its_own_query() -> None:
    origin = Origin.of("https://tiny.example")
    came = Request("acme", "people.list", "GET", "https://tiny.example/api/people", (("page", "1"),))
    for location, url, query in (
        ("/new?a=1&b=", "https://tiny.example/new", (("a", "1"), ("b", ""))),
        ("people/", "https://tiny.example/api/people/", ()),
        ("https://TINY.example:443/x#f", "https://tiny.example/x", ()),
    ):
        led = redirected(came, 302, location, origin)
        assert (led.url, led.parameters, led.method) == (url, query, "GET")
    with pytest.raises(BadAnswer, match="without a new place"):
        redirected(came, 302, "", origin)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pw@h.example/a?key=x#y", "https://h.example/a"),
        ("https://h.example/\x1b[2J", "https://h.example/␛[2J"),
        ("http://[", "a URL that cannot be read"),
    ],
)
def test_urls_in_messages_hold_no_query_and_no_password(url: str, shown: str) -> None:
    assert without_query(url) == shown
