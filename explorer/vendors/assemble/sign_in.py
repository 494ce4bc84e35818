"""Signing in to Assemble: by a token, by e-mail and password in two steps, or by OAuth 2.0 client credentials.

All paths hang under the host's root, not under `/api` (inferred). `/auth/api/` and `/auth/api/token` are in the
guide to JSON Web Tokens, `/oauth/token` in the guide to OAuth 2.0; `/auth/api/refresh` is inferred: the guide
describes the call, but not where it goes, nor that its body names the token `token`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Final

from explorer.api.auth import bearer, client_credentials, header_value, jwt_expiry, member
from explorer.model.auth import AuthAnswer, AuthRequest, Challenge, Credentials, SignIn, Token
from explorer.model.errors import ConfigError, SignInNeeded
from explorer.model.text import safe
from explorer.model.value import dataclass

PRE_AUTH_PATH: Final = "/auth/api/"
TOKEN_PATH: Final = "/auth/api/token"
REFRESH_PATH: Final = "/auth/api/refresh"
OAUTH_PATH: Final = "/oauth/token"
SCOPE: Final = "users"

_PROMPTS: Final[Mapping[str, str]] = {
    "email": "Assemble has sent a code by e-mail. The code:",
    "sms": "Assemble has sent a code by text message. The code:",
    "auth_app": "The code that your authenticator app shows for Assemble:",
    "magic_link": "Assemble has sent a link by e-mail. Do not open it; the key at its end:",
}
_OAUTH_INSTEAD: Final = "put an OAuth client under auth: client_id and client_secret"


@dataclass(frozen=True, slots=True)
class AssembleSignIn:
    """Bearer tokens, however they are come by."""

    alternatives: tuple[tuple[str, ...], ...] = (("token",), ("email", "password"), ("client_id", "client_secret"))
    principal: tuple[str, ...] = ("email", "client_id")

    def headers(self, credentials: Credentials, token: Token | None) -> Mapping[str, str]:
        """The Authorization header. Raises ConfigError when there is neither an earned nor a given token."""
        return bearer(token.value) if token else bearer(header_value(credentials, "token"))

    def needs_token(self, credentials: Credentials) -> bool:
        """Unless the config gives one."""
        return not credentials.get("token")

    def sign_in(self, credentials: Credentials) -> SignIn:
        """The steps that earn the first token. Raises SignInNeeded, ConfigError for a credential that is missing."""
        if credentials.get("token"):
            raise SignInNeeded(
                "the token in the config is the only credential, and Assemble does not accept it",
                next_step="put a fresh token under auth.token, or e-mail and password",
            )
        if credentials.get("client_id"):
            return (yield from client_credentials(credentials, path=OAUTH_PATH, scope=SCOPE))
        return (yield from _two_steps(credentials))

    def refresh(self, credentials: Credentials, token: Token) -> SignIn | None:
        """The one call that replaces a JSON Web Token, expired or not. Each can be replaced once only, so whoever
        runs this keeps the new one before anything else, and never tries the old one again. Raises SignInNeeded when
        it is refused: until when an expired one is accepted, no page says."""
        if credentials.get("token") or credentials.get("client_id"):
            return None
        return _refresh(token)


def _refresh(token: Token) -> SignIn:
    return _token((yield from _call(REFRESH_PATH, {"token": token.value})))


def _two_steps(credentials: Credentials) -> SignIn:
    person = {name: _given(credentials, name) for name in ("email", "password")}
    answer = yield from _call(PRE_AUTH_PATH, person)
    pre_token = member(answer, "token")
    factor = answer.body.get("two_factor")
    if factor is None:
        return _token((yield from _call(TOKEN_PATH, {"token": pre_token})))
    key = yield from _ask(str(factor))
    answer = yield from _call(TOKEN_PATH, {"token": pre_token, "key": key})
    if 400 <= answer.status < 500:
        raise SignInNeeded(
            "Assemble did not accept the code",
            status=answer.status,
            next_step="sign in again: each try sends a new code",
        )
    return _token(answer)


def _given(credentials: Credentials, name: str) -> str:
    value = credentials.get(name, "")
    if not value:
        raise ConfigError(f"the credential “{name}” is missing or empty", next_step=f"give it under auth.{name}")
    return value


def _ask(factor: str) -> Generator[AuthRequest | Challenge, AuthAnswer | str, str]:
    """The code for a second factor, from the person. Raises SignInNeeded when there is none."""
    prompt = _PROMPTS.get(factor, f"Assemble asks for a second factor ({safe(factor, 40)}). The code:")
    answer = yield Challenge(safe(factor, 40), prompt)
    key = answer.strip() if isinstance(answer, str) else ""
    if not key:
        raise SignInNeeded(
            "Assemble wants a second factor, and none was given",
            next_step=_OAUTH_INSTEAD if factor == "magic_link" else "sign in again, and give the code",
        )
    return key


def _call(path: str, body: Mapping[str, str]) -> Generator[AuthRequest | Challenge, AuthAnswer | str, AuthAnswer]:
    answer = yield AuthRequest("POST", path, body)
    assert isinstance(answer, AuthAnswer)
    return answer


def _token(answer: AuthAnswer) -> Token:
    """A JSON Web Token; its own `exp` is all that tells how long it lives."""
    value = member(answer, "token")
    return Token(value, jwt_expiry(value))
