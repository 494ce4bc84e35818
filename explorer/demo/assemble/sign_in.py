"""Signing in to demo Assemble: two steps with an optional second factor, refresh once, OAuth, a static token."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from explorer.demo.assemble import checks
from explorer.demo.assemble.answers import body, invalid, unauthorized
from explorer.demo.config import (
    ASSEMBLE_CLIENT_ID,
    ASSEMBLE_CLIENT_SECRET,
    ASSEMBLE_EMAIL,
    ASSEMBLE_PASSWORD,
    ASSEMBLE_TOKEN,
)
from explorer.demo.wire import Record, json_answer

TOKEN_LIFE = timedelta(hours=1)
_PRE_TOKEN_LIFE = timedelta(minutes=10)
_CREDENTIALS = "These credentials do not match our records."


@dataclass(frozen=True, slots=True)
class _Pending:
    """A sign-in after its first step."""

    expires: datetime
    code: str | None


class SignIn:
    """Issues and checks tokens. `tell` is where two-factor codes go; None: no second factor is asked.

    `life` says how long a token is good, given how long one usually is.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        tell: Callable[[str], None] | None,
        life: Callable[[timedelta], timedelta],
    ) -> None:
        self._now = now
        self._tell = tell
        self._life = life
        self._key = secrets.token_bytes(32)
        self._pending: dict[str, _Pending] = {}
        self._refreshed: set[str] = set()

    def admit(self, request: Request) -> None:
        """Refuse a call without a valid bearer token with 401."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise unauthorized()
        if token != ASSEMBLE_TOKEN and self._claims(token)["exp"] <= self._now().timestamp():
            raise unauthorized()

    async def pre_authenticate(self, request: Request) -> Response:
        """First step: e-mail and password for a pre-authentication token; the code is sent at once."""
        given = checks.validated(
            await body(request), {"email": checks.text, "password": checks.text}, ["email", "password"]
        )
        if (given["email"].lower(), given["password"]) != (ASSEMBLE_EMAIL, ASSEMBLE_PASSWORD):
            raise invalid({"email": [_CREDENTIALS]})
        token = secrets.token_urlsafe(24)
        code = None
        if self._tell is not None:
            code = f"{secrets.randbelow(1_000_000):06d}"
            self._tell(f"Assemble sign-in code: {code}")
        expires = self._now() + _PRE_TOKEN_LIFE
        self._pending[token] = _Pending(expires, code)
        return json_answer(
            {
                "token": token,
                "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "two_factor": "email" if code else None,
            }
        )

    async def create_token(self, request: Request) -> Response:
        """Second step: the pre-authentication token, and the code where one was sent, for a JWT."""
        token_checks: dict[str, checks.Check] = {
            "token": checks.text,
            "minimal": checks.boolean,
            "key": checks.nullable(checks.text),
        }
        given = checks.validated(await body(request), token_checks, ["token"])
        pending = self._pending.get(given["token"])
        if pending is None or pending.expires <= self._now():
            raise unauthorized()
        if pending.code is not None and given.get("key") != pending.code:
            raise invalid({"key": ["The two factor key is invalid."]})
        del self._pending[given["token"]]
        return json_answer({"token": self._jwt(minimal=given.get("minimal", False))})

    async def refresh(self, request: Request) -> Response:
        """A new JWT for an old one, which may have expired; each can be refreshed only once."""
        token = checks.validated(await body(request), {"token": checks.text}, ["token"])["token"]
        claims = self._claims(token)
        if claims["jti"] in self._refreshed:
            raise unauthorized()
        self._refreshed.add(claims["jti"])
        return json_answer({"token": self._jwt(minimal="name" not in claims)})

    async def oauth_token(self, request: Request) -> Response:
        """Client credentials, as a form or as JSON, for an access token."""
        form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        given: Record = (
            dict(parse_qsl((await request.body()).decode(errors="replace"))) if form else await body(request)
        )
        names = ("grant_type", "client_id", "client_secret")
        checks.validated(given, dict.fromkeys(names, checks.text), names)
        if given["grant_type"] != "client_credentials":
            raise invalid({"grant_type": ["The grant type is not supported."]})
        if not set(str(given.get("scope", "")).split()) <= {"users"}:
            raise invalid({"scope": ["The requested scope is invalid."]})
        if (given["client_id"], given["client_secret"]) != (ASSEMBLE_CLIENT_ID, ASSEMBLE_CLIENT_SECRET):
            raise unauthorized()
        life = int(self._life(TOKEN_LIFE).total_seconds())
        return json_answer({"token_type": "Bearer", "expires_in": life, "access_token": self._jwt(minimal=True)})

    def _jwt(self, *, minimal: bool) -> str:
        """A JSON Web Token (RFC 7519), signed with HS256."""
        issued = self._now()
        claims = {"sub": ASSEMBLE_EMAIL, "jti": secrets.token_hex(8), "iat": int(issued.timestamp())}
        claims["exp"] = int((issued + self._life(TOKEN_LIFE)).timestamp())
        if not minimal:
            claims["name"] = "Demo Operator"
        signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}"
        return f"{signed}.{self._signature(signed)}"

    def _signature(self, signed: str) -> str:
        return _base64url(hmac.new(self._key, signed.encode(), hashlib.sha256).digest())

    def _claims(self, token: str) -> dict[str, Any]:
        """The claims of a token of ours. Refuses any other with 401."""
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            raise unauthorized()
        payload = signed.partition(".")[2]
        return dict(json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def _encoded(value: Record) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
