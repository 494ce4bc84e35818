"""Signing in, driven by hand: every call is answered here, none is made."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from explorer.model.auth import AuthAnswer, AuthRequest, Challenge, SignIn, Token
from explorer.model.errors import ConfigError, SignInNeeded
from explorer.vendors.assemble.sign_in import AssembleSignIn

SCHEME = AssembleSignIn()
PERSON = {"email": "john@example.com", "password": "SuperSecurePassword123"}
CLIENT = {"client_id": "id", "client_secret": "secret"}


def jwt(expiry: int) -> str:
    """A JSON Web Token that ends at `expiry`, unsigned."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"exp": expiry})
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2ln"])


def pre_auth(two_factor: str | None) -> AuthAnswer:
    return AuthAnswer(200, {"token": "pre", "expires_at": "2017-07-21T17:32:28Z", "two_factor": two_factor})


def drive(steps: SignIn, *answers: AuthAnswer | str) -> tuple[list[AuthRequest | Challenge], Token]:
    """What the steps asked for, and the token they came to."""
    asked = [next(steps)]
    for answer in answers[:-1]:
        asked.append(steps.send(answer))
    with pytest.raises(StopIteration) as done:
        steps.send(answers[-1])
    token = done.value.value
    assert isinstance(token, Token)
    return asked, token


def refused(steps: SignIn, *answers: AuthAnswer | str) -> SignInNeeded:
    """The error that the last answer brings."""
    next(steps)
    for answer in answers[:-1]:
        steps.send(answer)
    with pytest.raises(SignInNeeded) as error:
        steps.send(answers[-1])
    return error.value


def request(path: str, body: dict[str, Any], form: bool = False) -> AuthRequest:
    return AuthRequest("POST", path, body, form=form, at_root=True)


def test_two_steps_without_a_second_factor() -> None:
    asked, token = drive(SCHEME.sign_in(PERSON), pre_auth(None), AuthAnswer(200, {"token": jwt(2_000_000_000)}))
    assert asked == [request("/auth/api/", PERSON), request("/auth/api/token", {"token": "pre"})]
    assert token == Token(jwt(2_000_000_000), 2_000_000_000.0)
    assert SCHEME.headers(PERSON, token) == {"Authorization": f"Bearer {token.value}"}


@pytest.mark.parametrize("factor", ["email", "sms", "auth_app", "magic_link"])
def test_two_steps_with_a_second_factor(factor: str) -> None:
    asked, token = drive(
        SCHEME.sign_in(PERSON), pre_auth(factor), " 369741\n", AuthAnswer(201, {"token": jwt(2_000_000_000)})
    )
    assert isinstance(asked[1], Challenge)
    assert asked[1].kind == factor
    assert asked[1].prompt
    assert asked[2] == request("/auth/api/token", {"token": "pre", "key": "369741"})
    assert token.value == jwt(2_000_000_000)


def test_an_unknown_second_factor_is_asked_for_by_its_name() -> None:
    steps = SCHEME.sign_in(PERSON)
    next(steps)
    asked = steps.send(pre_auth("pass\x1bkey"))
    assert isinstance(asked, Challenge)
    assert "pass␛key" in asked.prompt
    assert "\x1b" not in asked.kind + asked.prompt


def test_a_token_whose_end_is_unknown() -> None:
    _, token = drive(SCHEME.sign_in(PERSON), pre_auth(None), AuthAnswer(200, {"token": "opaque"}))
    assert token == Token("opaque", None)


@pytest.mark.parametrize("status", [401, 422])
def test_refused_credentials(status: int) -> None:
    words = {"message": "The given data was invalid.", "status_code": status}
    error = refused(SCHEME.sign_in(PERSON), AuthAnswer(status, words))
    assert error.status == status
    assert error.next_step
    assert PERSON["password"] not in f"{error} {error.next_step}"


def test_a_refused_code_is_told_apart_from_a_refused_password() -> None:
    error = refused(SCHEME.sign_in(PERSON), pre_auth("sms"), "000000", AuthAnswer(401, {"message": "Unauthorized"}))
    assert "code" in str(error)
    assert "000000" not in str(error)


def test_no_code_given() -> None:
    error = refused(SCHEME.sign_in(PERSON), pre_auth("sms"), "  ")
    assert "second factor" in str(error)
    assert "client_id" not in error.next_step


def test_without_the_key_of_a_link_oauth_is_advised() -> None:
    assert "client_id" in refused(SCHEME.sign_in(PERSON), pre_auth("magic_link"), "").next_step


@pytest.mark.parametrize("body", [None, [], {}, {"token": ""}, {"token": 7}, {"token": "a\nb"}])
def test_an_answer_without_a_usable_token(body: Any) -> None:
    refused(SCHEME.sign_in(PERSON), pre_auth(None), AuthAnswer(200, body))


def test_client_credentials() -> None:
    answer = AuthAnswer(200, {"token_type": "Bearer", "expires_in": 3600, "access_token": "dummy"}, date=1000.0)
    asked, token = drive(SCHEME.sign_in(CLIENT), answer)
    body = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret", "scope": "users"}
    assert asked == [request("/oauth/token", body, form=True)]
    assert token == Token("dummy", 4600.0)
    assert SCHEME.refresh(CLIENT, token) is None, "there is nothing to refresh: the client signs in anew"


def test_refused_client_credentials() -> None:
    error = refused(SCHEME.sign_in(CLIENT), AuthAnswer(401, {"error": "invalid_client"}))
    assert error.status == 401


def test_a_given_token_signs_at_once() -> None:
    given = {"token": "eyJ"}
    assert not SCHEME.needs_token(given)
    assert SCHEME.headers(given, None) == {"Authorization": "Bearer eyJ"}
    assert SCHEME.refresh(given, Token("eyJ")) is None
    with pytest.raises(SignInNeeded, match="token in the config"):
        next(SCHEME.sign_in(given))


@pytest.mark.parametrize("credentials", [PERSON, CLIENT])
def test_all_else_has_to_earn_one(credentials: dict[str, str]) -> None:
    assert SCHEME.needs_token(credentials)
    with pytest.raises(ConfigError):
        SCHEME.headers(credentials, None)


@pytest.mark.parametrize("credentials", [{}, {"email": "john@example.com"}, {"client_id": "id"}])
def test_a_missing_credential_is_named_before_anything_is_sent(credentials: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"password|client_secret|email"):
        next(SCHEME.sign_in(credentials))


def test_refresh_sends_the_old_token_once() -> None:
    old, new = Token(jwt(1), 1.0), jwt(2_000_000_000)
    steps = SCHEME.refresh(PERSON, old)
    assert steps is not None
    asked, token = drive(steps, AuthAnswer(200, {"token": new}))
    assert asked == [request("/auth/api/refresh", {"token": old.value})]
    assert token == Token(new, 2_000_000_000.0)


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_a_refused_refresh_asks_for_nothing_more(status: int) -> None:
    steps = SCHEME.refresh(PERSON, Token(jwt(1), 1.0))
    assert steps is not None
    assert refused(steps, AuthAnswer(status, {"message": "Unauthorized"})).status == status


def test_who_calls_tells_caches_apart_by_what_is_no_secret() -> None:
    assert SCHEME.principal == ("email", "client_id")
    assert SCHEME.alternatives == (("token",), ("email", "password"), ("client_id", "client_secret"))
