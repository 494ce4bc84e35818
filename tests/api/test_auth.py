"""Schemes: which headers sign a request, and which values are refused by name."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from explorer.api.auth import Basic, Bearer, HeaderKeys, client_credentials, header_value, jwt_expiry, member
from explorer.model.auth import AuthAnswer, AuthRequest, AuthScheme, Token
from explorer.model.errors import ConfigError, SignInNeeded

TWO_KEYS = HeaderKeys({"api_key": "api-key", "organization_id": "organization-id"}, principal=("organization_id",))


@pytest.mark.parametrize(
    ("scheme", "credentials", "headers"),
    [
        (HeaderKeys({"api_key": "x-api-key"}), {"api_key": "k"}, {"x-api-key": "k"}),
        (TWO_KEYS, {"api_key": "k", "organization_id": "o"}, {"api-key": "k", "organization-id": "o"}),
        (Basic(), {"username": "Aladdin", "password": "open sesame"}, "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        (Basic(), {"username": "test", "password": "123£"}, "dGVzdDoxMjPCow=="),
        (Bearer(), {"token": "t.t.t"}, {"Authorization": "Bearer t.t.t"}),
    ],
)
def test_headers_that_sign(scheme: AuthScheme, credentials: dict[str, str], headers: Any) -> None:
    expected = {"Authorization": f"Basic {headers}"} if isinstance(headers, str) else headers
    assert scheme.headers(credentials, None) == expected
    assert not scheme.needs_token(credentials)
    assert scheme.refresh(credentials, Token("x")) is None
    assert set(scheme.principal) <= {name for names in scheme.alternatives for name in names}
    assert scheme.alternatives == (tuple(credentials),)


@pytest.mark.parametrize(
    "value", ["canary\n", "\ncanary", "can ary", "canary\t", "canäry", "canary\x00", "c" * 9000, ""]
)
def test_a_value_that_no_header_can_hold_is_refused_by_name(value: str) -> None:
    with pytest.raises(ConfigError, match="“api_key”") as caught:
        header_value({"api_key": value}, "api_key")
    assert not value.strip() or value.strip() not in str(caught.value)


def test_a_missing_credential_is_named() -> None:
    with pytest.raises(ConfigError, match="“organization_id” is missing"):
        TWO_KEYS.headers({"api_key": "k"}, None)


@pytest.mark.parametrize(
    ("username", "password", "words"),
    [("a:b", "p", "“username” holds a colon"), ("u", "p\n", "“password” holds a newline"), ("", "p", "“username”")],
)
def test_what_basic_cannot_carry(username: str, password: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Basic().headers({"username": username, "password": password}, None)


def _jwt(claims: Any) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{part}.c2ln"


@pytest.mark.parametrize(
    ("token", "expiry"),
    [
        (_jwt({"exp": 1_700_000_000}), 1_700_000_000.0),
        (_jwt({"exp": 1_700_000_000.5, "sub": "ü?>"}), 1_700_000_000.5),
        (_jwt({}), None),
        (_jwt({"exp": "1700000000"}), None),
        (_jwt({"exp": True}), None),
        (_jwt({"exp": -1}), None),
        (_jwt({"exp": 1e300}), None),
        (_jwt([1]), None),
        ("a.b", None),
        ("a.!!!.c", None),
        ("a.é.c", None),
        ("a.e30=.c", None),
        ("", None),
    ],
)
def test_the_end_of_a_json_web_token(token: str, expiry: float | None) -> None:
    assert jwt_expiry(token) == expiry


def _earn(answer: AuthAnswer) -> tuple[AuthRequest, Token]:
    steps = client_credentials({"client_id": "me", "client_secret": "secret"}, scope="users")
    request = next(steps)
    assert isinstance(request, AuthRequest)
    with pytest.raises(StopIteration) as end:
        steps.send(answer)
    return request, end.value.value


@pytest.mark.parametrize(
    ("body", "date", "expiry"),
    [
        ({"access_token": "t", "expires_in": 3600}, 100.0, 3700.0),
        ({"access_token": "t", "expires_in": 3600}, None, None),
        ({"access_token": "t", "expires_in": "3600"}, 100.0, None),
        ({"access_token": "t"}, 100.0, None),
        ({"access_token": _jwt({"exp": 5000}), "expires_in": 3600}, 100.0, 5000.0),
    ],
)
def test_client_credentials(body: Any, date: float | None, expiry: float | None) -> None:
    request, token = _earn(AuthAnswer(200, body, date))
    assert (request.method, request.path, request.form, request.at_root) == ("POST", "/oauth/token", True, True)
    assert request.body == {
        "grant_type": "client_credentials",
        "client_id": "me",
        "client_secret": "secret",
        "scope": "users",
    }
    assert (token.value, token.expires_at) == (body["access_token"], expiry)
    assert "secret" not in repr(request)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (AuthAnswer(401, {"error": "invalid_client", "error_description": "no such client"}), "401: no such client"),
        (AuthAnswer(400, {"error": "invalid\x1b_scope"}), "400: invalid␛_scope"),
        (AuthAnswer(403, None), "answered 403"),
        (AuthAnswer(200, None), "no “access_token”"),
        (AuthAnswer(200, {"access_token": ""}), "no “access_token”"),
        (AuthAnswer(200, {"access_token": 5}), "no “access_token”"),
        (AuthAnswer(200, {"access_token": "a\r\nb"}), "cannot go into a header"),
        (AuthAnswer(302, {"access_token": "t"}), "answered 302"),
    ],
)
def test_a_sign_in_that_earns_nothing(answer: AuthAnswer, words: str) -> None:
    with pytest.raises(SignInNeeded, match=words):
        member(answer, "access_token")
