"""`Signing`: who calls. Credentials and token of one account, earned and renewed once for all that wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Set
from contextlib import asynccontextmanager, suppress
from dataclasses import field
from typing import Final, TypeAlias

from explorer.api.tokens import TokenStore
from explorer.model.account import Account
from explorer.model.auth import AuthAnswer, AuthRequest, Challenge, Credentials, SignIn, Token
from explorer.model.errors import (
    ConfigError,
    ExplorerError,
    NetworkError,
    RateLimited,
    SignInNeeded,
    StoreError,
    VendorError,
)
from explorer.model.value import dataclass

Ask: TypeAlias = Callable[[Challenge], Awaitable[str]]
"""Puts a question of the sign-in to the person and returns the answer."""
Exchange: TypeAlias = Callable[[AuthRequest], Awaitable[AuthAnswer]]
"""Carries out one call of the sign-in. Raises VendorError when there is no answer or the vendor failed."""

EARLY_SECONDS: Final = 60.0
"""How long before its end a token is renewed."""
LOCK_SECONDS: Final = 30.0
"""How long another process may take to sign in."""
_LOCK_POLL_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Signature:
    """What signs requests until it is refused."""

    headers: Mapping[str, str] = field(repr=False)
    token: Token | None = None
    """None where the credentials sign by themselves."""


class Signing:
    """Gives signatures, and a new one for one that was refused. Safe to use from many tasks at once."""

    def __init__(
        self,
        account: Account,
        credentials: Callable[[], Awaitable[Credentials]],
        tokens: TokenStore,
        exchange: Exchange,
        *,
        ask: Ask | None,
        server_time: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._account = account
        self._scheme = account.vendor.auth
        self._read_credentials = credentials
        self._tokens = tokens
        self._exchange = exchange
        self._ask = ask
        self._server_time = server_time
        self._sleep = sleep
        self._credentials: Credentials | None = None
        self._signature: Signature | None = None
        self._one = asyncio.Lock()
        self._failure: ExplorerError | None = None
        self._failures = 0
        self._secrets: set[str] = set()

    @property
    def secrets(self) -> Set[str]:
        """Every value that signed or was meant to, since the start: what no message may hold."""
        return self._secrets

    async def signature(self) -> Signature:
        """What signs the next request, earning or renewing a token first where that is due.

        Raises SignInNeeded, ConfigError for credentials that cannot be used, and VendorError when the sign-in fails.
        """
        async with self._turn():
            if self._signature is None or self._due(self._signature.token):
                credentials = await self._current_credentials()
                token = self._signature.token if self._signature else None
                if self._scheme.needs_token(credentials):
                    token = token or await asyncio.to_thread(self._tokens.load)
                    if token is None or self._due(token):
                        token = await self._renewed(credentials, token)
                self._signature = self._signed(credentials, token)
            return self._signature

    async def renew(self, refused: Signature) -> bool:
        """After `refused` was answered 401: True when there is another signature to try.

        Credentials are read again from where they come. A token is renewed once, however many requests ask for it.
        """
        async with self._turn():
            if self._signature is not None and self._signature is not refused:
                return self._signature.headers != refused.headers
            self._credentials = None
            credentials = await self._current_credentials()
            token = await self._renewed(credentials, refused.token) if self._scheme.needs_token(credentials) else None
            self._signature = self._signed(credentials, token)
            return self._signature.headers != refused.headers

    async def sign_in(self, *, force: bool) -> None:
        """Earns a token from the beginning; without `force` only when none is at hand. Raises as `signature` does."""
        if not force:
            await self.signature()
            return
        async with self._turn():
            self._credentials = None
            credentials = await self._current_credentials()
            steps = self._scheme.sign_in(credentials)
            async with self._locked():
                token = await self._earned(steps)
                await asyncio.to_thread(self._tokens.save, token)
            self._signature = self._signed(credentials, token)

    async def sign_out(self) -> None:
        """Forgets the token, here and on disk. Raises StoreError."""
        async with self._one:
            self._signature = self._credentials = None
            await asyncio.to_thread(self._tokens.clear)

    async def _current_credentials(self) -> Credentials:
        if self._credentials is None:
            self._credentials = await self._read_credentials()
            told = self._scheme.principal
            self._secrets.update(value for name, value in self._credentials.items() if name not in told)
        return self._credentials

    def _signed(self, credentials: Credentials, token: Token | None) -> Signature:
        try:
            signature = Signature(self._scheme.headers(credentials, token), token)
        except ConfigError as error:
            raise self._named(error) from None
        told = {credentials[name] for name in self._scheme.principal if name in credentials}
        # `Basic dXNlcjpwYXNz`: the part after the scheme's name is as good as the password.
        self._secrets.update(part for value in signature.headers.values() for part in value.split() if part not in told)
        return signature

    def _due(self, token: Token | None) -> bool:
        return (
            token is not None
            and token.expires_at is not None
            and (token.expires_at - self._server_time() < EARLY_SECONDS)
        )

    async def _renewed(self, credentials: Credentials, old: Token | None) -> Token:
        """The token that takes the place of `old`, which is used up by it. Where none can be kept, as on a disk that
        takes nothing, it is good for this run."""
        async with self._locked(if_possible=True):
            kept = await asyncio.to_thread(self._tokens.load)
            if kept is not None and (old is None or kept.value != old.value) and not self._due(kept):
                return kept
            steps = self._scheme.refresh(credentials, old) if old is not None else None
            # A token can be refreshed only once. It is given up first: should the answer be lost, nobody tries again.
            if old is None or steps is None or not await self._gave_up():
                return await self._kept(await self._earned(self._scheme.sign_in(credentials)))
            try:
                token = await self._earned(steps)
            except SignInNeeded:
                token = await self._earned(self._scheme.sign_in(credentials))
            except VendorError as error:
                if isinstance(error, RateLimited) or (isinstance(error, NetworkError) and not error.sent):
                    await self._kept(old)
                raise
            return await self._kept(token)

    async def _gave_up(self) -> bool:
        """Whether the token could be given up, here and on disk."""
        self._signature = None
        try:
            await asyncio.to_thread(self._tokens.clear)
        except StoreError:
            return False
        return True

    async def _kept(self, token: Token) -> Token:
        """`token`, on disk where that takes it."""
        with suppress(StoreError):
            await asyncio.to_thread(self._tokens.save, token)
        return token

    async def _earned(self, steps: SignIn) -> Token:
        """The token that `steps` lead to, to be kept before anything else is done with it."""
        try:
            step = next(steps)
            while True:
                step = steps.send(await self._answer(step))
        except StopIteration as end:
            token: Token = end.value
        except SignInNeeded as error:
            raise self._located(error) from None
        except ConfigError as error:
            raise self._named(error) from None
        finally:
            steps.close()
        self._secrets.add(token.value)
        return token

    async def _answer(self, step: AuthRequest | Challenge) -> AuthAnswer | str:
        if isinstance(step, AuthRequest):
            return await self._exchange(step)
        if self._ask is None:
            raise SignInNeeded(f"{step.prompt} (nobody is there to answer)")
        return await self._ask(step)

    def _named(self, error: ConfigError) -> ConfigError:
        """What the scheme finds wrong with a credential, which knows no account."""
        return ConfigError(f"account {self._account.name}: {error}", next_step=error.next_step)

    def _located(self, error: SignInNeeded) -> VendorError:
        name = self._account.name
        return SignInNeeded(
            f"{name}: {error}",
            account=name,
            operation=error.operation or "sign-in",
            status=error.status,
            request=error.request,
            next_step=error.next_step or f"run: explorer login {name}",
        )

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None, None]:
        """Alone among the tasks of this process. Who waited while another one failed shares its failure: a person is
        not asked again for each request that waits."""
        failures = self._failures
        async with self._one:
            if self._failure is not None and self._failures != failures:
                raise self._failure
            try:
                yield
            except ExplorerError as error:
                self._failure, self._failures = error, self._failures + 1
                raise

    @asynccontextmanager
    async def _locked(self, *, if_possible: bool = False) -> AsyncGenerator[None, None]:
        """Alone among all processes of this user; with `if_possible` not where there can be no lock."""
        try:
            release = await self._try_lock()
        except StoreError:
            if not if_possible:
                raise
            release = _no_lock
        waited = 0.0
        while release is None:
            if waited >= LOCK_SECONDS:
                name = self._account.name
                raise StoreError(f"another explorer is signing in to {name}", next_step="wait until it has, or end it")
            await self._sleep(_LOCK_POLL_SECONDS)
            waited += _LOCK_POLL_SECONDS
            release = await self._try_lock()
        try:
            yield
        finally:
            release()

    async def _try_lock(self) -> Callable[[], None] | None:
        attempt = asyncio.ensure_future(asyncio.to_thread(self._tokens.try_lock))
        try:
            return await asyncio.shield(attempt)
        except asyncio.CancelledError:
            # The thread cannot be called back: what it locks has to be let go of when it is done.
            attempt.add_done_callback(_let_go)
            raise


def _no_lock() -> None:
    """Lets go of nothing."""


def _let_go(attempt: asyncio.Future[Callable[[], None] | None]) -> None:
    if not attempt.cancelled() and attempt.exception() is None and (release := attempt.result()) is not None:
        release()
