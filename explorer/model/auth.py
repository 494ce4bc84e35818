"""Signing in, as pure steps: what goes into a request's headers, and which calls earn a token."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, Protocol, TypeAlias

from explorer.model.value import dataclass

Credentials: TypeAlias = Mapping[str, str]
"""Resolved values by name, such as `api_key`. Never stored, printed or logged."""


@dataclass(frozen=True, slots=True)
class Token:
    """What signing in earned."""

    value: str
    expires_at: float | None = None
    """Seconds since 1970 by the server's clock; None when not known."""

    def __repr__(self) -> str:
        return f"Token(***, expires_at={self.expires_at})"


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """A call made to sign in, always to the account's own origin."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    """Sent as JSON, or as a form when `form` is set."""
    form: bool = False
    at_root: bool = True
    """The path hangs under the host's root, not under the base URL's path."""

    def __repr__(self) -> str:
        return f"AuthRequest({self.method} {self.path})"


@dataclass(frozen=True, slots=True)
class AuthAnswer:
    """What came back: any status, decoded body (None when it was no JSON)."""

    status: int
    body: Any
    date: float | None = None
    """The server's clock, from its Date header."""

    def __repr__(self) -> str:
        return f"AuthAnswer({self.status})"


@dataclass(frozen=True, slots=True)
class Challenge:
    """Something a person has to answer while signing in: a second factor."""

    kind: str
    """As the vendor names it: `email`, `sms`, `auth_app`, `magic_link`."""
    prompt: str
    """The question, ready to be shown."""


SignIn: TypeAlias = Generator[AuthRequest | Challenge, AuthAnswer | str, Token]
"""Yields calls to make (answered by AuthAnswer) and questions to ask (answered by the person's text), returns a Token.
Raises SignInNeeded (see `errors`) when the vendor refuses."""


class AuthScheme(Protocol):
    """How an API knows who calls. Pure."""

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The sets of credential names that work, such as `(("token",), ("email", "password"))`."""
        ...

    @property
    def principal(self) -> tuple[str, ...]:
        """Credential names that say who calls and are no secret (user name, organisation), for telling caches apart."""
        ...

    def headers(self, credentials: Credentials, token: Token | None) -> Mapping[str, str]:
        """The headers that sign a request."""
        ...

    def needs_token(self, credentials: Credentials) -> bool:
        """A token has to be earned before the first request."""
        ...

    def sign_in(self, credentials: Credentials) -> SignIn:
        """The steps that earn the first token."""
        ...

    def refresh(self, credentials: Credentials, token: Token) -> SignIn | None:
        """The steps that replace a token that expired; None: sign in anew."""
        ...
