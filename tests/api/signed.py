"""A vendor that wants a token: its sign-in, and a server that accepts the newest one alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.api.auth import bearer, jwt_expiry, member
from explorer.model.auth import AuthAnswer, AuthRequest, Challenge, Credentials, SignIn, Token
from tests.api.conftest import Rig, vendor
from tests.fault_server import Reply, Seen, json_reply

NOW = 1_700_000_000.0


@dataclass(frozen=True)
class Password:
    """A scheme with a sign-in at `/login`, a code where the vendor wants one, and a refresh at `/refresh`."""

    alternatives: tuple[tuple[str, ...], ...] = (("key",),)
    principal: tuple[str, ...] = ()

    def headers(self, credentials: Credentials, token: Token | None) -> Mapping[str, str]:
        return bearer(token.value if token else "")

    def needs_token(self, credentials: Credentials) -> bool:
        return True

    def sign_in(self, credentials: Credentials) -> SignIn:
        answer = yield AuthRequest("POST", "/login", {"key": credentials["key"]})
        assert isinstance(answer, AuthAnswer)
        value = member(answer, "token")
        if answer.body.get("factor"):
            code = yield Challenge("sms", "The code:")
            answer = yield AuthRequest("POST", "/code", {"code": code})
            assert isinstance(answer, AuthAnswer)
            value = member(answer, "token")
        return Token(value, jwt_expiry(value) or answer.body.get("until"))

    def refresh(self, credentials: Credentials, token: Token) -> SignIn | None:
        return self._refresh(token)

    def _refresh(self, token: Token) -> SignIn:
        answer = yield AuthRequest("POST", "/refresh", {"token": token.value})
        assert isinstance(answer, AuthAnswer)
        return Token(member(answer, "token"), answer.body.get("until"))


SIGNED = vendor(Password())


class Vendor:
    """Accepts the newest token only, and each refresh once."""

    def __init__(self, rig: Rig) -> None:
        self.given = 0
        self.valid = ""
        self.trouble: dict[str, Reply] = {}
        self.calls: list[str] = []
        rig.server.otherwise = self.answer

    def answer(self, seen: Seen) -> Reply:
        path = seen.target.partition("?")[0]
        self.calls.append(path)
        if path in self.trouble:
            return self.trouble[path]
        if path in ("/login", "/refresh"):
            if path == "/refresh" and json.loads(seen.body)["token"] != self.valid:
                return json_reply({"message": "used up"}, 401)
            self.given += 1
            self.valid = f"t{self.given}"
            return json_reply({"token": self.valid})
        if seen.headers.get("authorization") != f"Bearer {self.valid}":
            return json_reply({}, 401)
        return json_reply({"id": 1})
