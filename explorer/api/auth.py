"""How callers are known: keys in headers, HTTP Basic (RFC 7617), bearer tokens (RFC 6750), OAuth 2.0 client
credentials (RFC 6749, section 4.4). Pure: headers from credentials, and sign-in as steps that others carry out.
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import field
from typing import Final

from explorer.model.auth import AuthAnswer, AuthRequest, Credentials, SignIn, Token
from explorer.model.errors import ConfigError, SignInNeeded, UsageError
from explorer.model.text import safe
from explorer.model.value import dataclass

LONGEST_VALUE: Final = 8192
"""Characters accepted in a credential."""


class _WithoutToken:
    """Schemes whose credentials sign each request by themselves."""

    __slots__ = ()

    def needs_token(self, credentials: Credentials) -> bool:
        """Never."""
        return False

    def sign_in(self, credentials: Credentials) -> SignIn:
        """Raises UsageError: there is nothing to sign in to."""
        raise UsageError(
            "this account has no sign-in: its credentials in the config sign every request",
            next_step="there is nothing to do",
        )

    def refresh(self, credentials: Credentials, token: Token) -> SignIn | None:
        """Nothing to refresh."""
        return None


@dataclass(frozen=True, slots=True)
class HeaderKeys(_WithoutToken):
    """Each credential in a header of its own: `HeaderKeys({"api_key": "x-api-key"})`."""

    names: Mapping[str, str]
    """Credential name to header name."""
    principal: tuple[str, ...] = ()
    """Those of them that say who calls and are no secret."""

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """All of them are needed."""
        return (tuple(self.names),)

    def headers(self, credentials: Credentials, token: Token | None) -> Mapping[str, str]:
        """The headers that sign a request. Raises ConfigError."""
        return {header: header_value(credentials, name) for name, header in self.names.items()}


@dataclass(frozen=True, slots=True)
class Basic(_WithoutToken):
    """HTTP Basic, in UTF-8."""

    username: str = "username"
    """The credential that holds the user name."""
    password: str = "password"
    principal: tuple[str, ...] = ("username",)

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Both are needed."""
        return ((self.username, self.password),)

    def headers(self, credentials: Credentials, token: Token | None) -> Mapping[str, str]:
        """The Authorization header. Raises ConfigError for a colon in the user name and for control characters."""
        pair = [_present(credentials, name) for name in (self.username, self.password)]
        for name, value in zip((self.username, self.password), pair, strict=True):
            if any(ord(character) < 0x20 or ord(character) == 0x7F for character in value):
                raise _refused(name, "a newline or another control character")
        if ":" in pair[0]:
            raise _refused(self.username, "a colon, which HTTP Basic cannot carry in a user name")
        encoded = b64encode(":".join(pair).encode("utf-8", "surrogatepass")).decode("ascii")
        return {"Authorization": f"Basic {encoded}"}


@dataclass(frozen=True, slots=True)
class Bearer(_WithoutToken):
    """A token given in the config, sent as `Authorization: Bearer`."""

    name: str = "token"
    """The credential that holds the token."""
    principal: tuple[str, ...] = field(default=())

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The token alone."""
        return ((self.name,),)

    def headers(self, credentials: Credentials, token: Token | None) -> Mapping[str, str]:
        """The Authorization header. Raises ConfigError."""
        return bearer(header_value(credentials, self.name))


def bearer(token: str) -> Mapping[str, str]:
    """The Authorization header that carries `token`."""
    return {"Authorization": f"Bearer {token}"}


def header_value(credentials: Credentials, name: str) -> str:
    """The credential called `name`, fit for a header. Raises ConfigError, which names it and quotes nothing of it."""
    value = _present(credentials, name)
    if not value.isascii():
        raise _refused(name, "a character that is not ASCII")
    if not all(0x21 <= ord(character) <= 0x7E for character in value):
        raise _refused(name, "a newline, a space or a control character")
    if len(value) > LONGEST_VALUE:
        raise _refused(name, f"more than {LONGEST_VALUE} characters")
    return value


def jwt_expiry(token: str) -> float | None:
    """`exp` of a JSON Web Token (RFC 7519), in seconds since 1970; None when it has none or is no such token.

    The signature is not looked at: the vendor judges the token, this only tells when to ask for the next one.
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (Base64Error, ValueError, RecursionError):
        return None
    expiry = claims.get("exp") if isinstance(claims, dict) else None
    if isinstance(expiry, bool) or not isinstance(expiry, (int, float)) or not 0 < expiry < 1e12:
        return None
    return float(expiry)


def client_credentials(
    credentials: Credentials,
    *,
    path: str = "/oauth/token",
    scope: str = "",
) -> SignIn:
    """The one step of the client credentials grant. Raises SignInNeeded when it is refused, ConfigError when a
    credential is missing."""
    form = {
        "grant_type": "client_credentials",
        "client_id": _present(credentials, "client_id"),
        "client_secret": _present(credentials, "client_secret"),
        **({"scope": scope} if scope else {}),
    }
    answer = yield AuthRequest("POST", path, form, form=True, at_root=True)
    assert isinstance(answer, AuthAnswer)
    value = member(answer, "access_token")
    expiry = jwt_expiry(value)
    lifetime = answer.body.get("expires_in")
    if expiry is None and answer.date is not None and isinstance(lifetime, int) and lifetime > 0:
        expiry = answer.date + lifetime
    return Token(value, expiry)


def member(answer: AuthAnswer, name: str) -> str:
    """The text that a sign-in call answered under `name`. Raises SignInNeeded when the vendor refused or it is missing
    or could not go into a header."""
    if not 200 <= answer.status < 300:
        raise refusal(answer)
    value = answer.body.get(name) if isinstance(answer.body, dict) else None
    if not isinstance(value, str) or not value:
        raise SignInNeeded(f"the answer to the sign-in has no “{name}”", status=answer.status)
    if not value.isascii() or not value.isprintable() or " " in value:
        raise SignInNeeded(f"the “{name}” answered to the sign-in cannot go into a header", status=answer.status)
    return value


def refusal(answer: AuthAnswer) -> SignInNeeded:
    """The error for a sign-in call that was refused, in the vendor's words where it gave some."""
    words = ""
    if isinstance(answer.body, dict):
        told = (answer.body.get(name) for name in ("error_description", "message", "error"))
        words = next((safe(each, 200) for each in told if isinstance(each, str) and each), "")
    return SignInNeeded(
        f"the sign-in was answered {answer.status}" + (f": {words}" if words else ""),
        status=answer.status,
        next_step="check the account's credentials in the config",
    )


def _present(credentials: Credentials, name: str) -> str:
    value = credentials.get(name, "")
    if not value:
        raise ConfigError(f"the credential “{name}” is missing or empty", next_step=f"give it under auth.{name}")
    return value


def _refused(name: str, what: str) -> ConfigError:
    return ConfigError(f"the credential “{name}” holds {what}", next_step=f"correct auth.{name} where it comes from")
