"""`Sending`: how one account's requests get to the vendor and answers back. Each step does one thing:

    send → signed (credentials, a new token after 401) → retried (waits, budget, deadline) → redirected → once

Signing is the outermost: a sign-in is never repeated by the retries of a request, nor counted in its deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from explorer.api import retry
from explorer.api.build import Request, redirected, sign_in_request
from explorer.api.decode import Received, json_body
from explorer.api.fault import REDIRECTS, judge
from explorer.api.gate import Gate
from explorer.api.redact import discreet
from explorer.api.signing import Ask, Signature, Signing
from explorer.api.tokens import TokenStore
from explorer.api.transport import Transport
from explorer.model.account import Account
from explorer.model.auth import AuthAnswer, AuthRequest, Credentials
from explorer.model.errors import BadAnswer, NetworkError, RateLimited, SignInNeeded, VendorError
from explorer.model.health import PauseKind, RequestOutcome, outcome_of, outcome_of_status
from explorer.model.json_text import JsonError
from explorer.model.resource import Answer, Operation
from explorer.model.value import dataclass

REDIRECT_LIMIT: Final = 3
_SIGN_IN: Final = Operation("sign-in", "POST", "", "Sign in")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Time and chance, as given from outside."""

    clock: retry.Clock
    now: Callable[[], float]
    """The time of day, in seconds since 1970."""
    sleep: Callable[[float], Awaitable[None]]
    random: Callable[[], float]
    """Draws from [0, 1)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wait:
    """One request waits before it is sent again."""

    kind: PauseKind
    ends: float
    """By the monotonic clock."""
    cause: str


class Sending:
    """Sends requests of one account, as many at once as its vendor bears."""

    def __init__(
        self,
        account: Account,
        parallel: int,
        transport: Transport,
        credentials: Callable[[], Awaitable[Credentials]],
        tokens: TokenStore,
        ask: Ask | None,
        around: Surroundings,
    ) -> None:
        self._account = account
        self._transport = transport
        self._around = around
        self._clock = around.clock
        self._gate = Gate(parallel, account.vendor.interval, clock=around.clock, sleep=around.sleep)
        self._circuit = retry.Circuit(around.clock)
        self._budget = retry.RetryBudget()
        self._date: tuple[float, float] | None = None
        self._waits: list[_Wait] = []
        self.on_outcome: Callable[[RequestOutcome], None] = lambda outcome: None
        """Is told of every exchange, also of those that sign in, and of every wait between two."""
        self.on_failure: Callable[[VendorError], None] = lambda error: None
        """Is told of every request that failed for good."""
        self.on_pause: Callable[[], None] = lambda: None
        """Is told when a wait begins or ends."""
        self._asked = ""
        """How the vendor last asked to wait."""
        self._gate.on_hold = lambda: self.on_pause()
        self.signing = Signing(
            account, credentials, tokens, self._exchange, ask=ask, server_time=self._server_time, sleep=around.sleep
        )

    async def send(self, request: Request, operation: Operation) -> Answer:
        """The answer to a request of `operation`. Raises VendorError for anything but a success."""
        try:
            with discreet(self.signing.secrets):
                return await self._signed(request, operation)
        except VendorError as error:
            self.on_failure(error)
            raise

    async def sign_in(self, *, force: bool) -> None:
        """Earns a token (see `Signing.sign_in`)."""
        with discreet(self.signing.secrets):
            await self.signing.sign_in(force=force)

    @property
    def skew(self) -> float | None:
        """Seconds that the vendor's clock is ahead of this machine's, by the Date of its last answer."""
        return None if self._date is None else self._server_time() - self._around.now()

    @property
    def pause(self) -> tuple[PauseKind, float, str] | None:
        """What requests wait for, how many seconds yet, and the failure before; None when none has to wait."""
        if self._circuit.left:
            return "left alone", self._circuit.left, self._circuit.cause
        last = max(self._waits, key=lambda each: (each.kind == "asked", each.ends), default=None)
        if self._gate.held and (last is None or last.kind != "asked"):  # what was asked may no longer be waiting itself
            return "asked", self._gate.held, self._asked
        return None if last is None else (last.kind, max(last.ends - self._clock(), 0.0), last.cause)

    @property
    def retries_left(self) -> int:
        """How many requests may be sent again before one is answered."""
        return self._budget.left // self._budget.COST

    def try_now(self) -> None:
        """Ends a time of leaving the vendor alone."""
        self._circuit.succeeded()

    async def _signed(self, request: Request, operation: Operation) -> Answer:
        """With a signature; a read that is answered 401 goes out once more with another one."""
        signature = await self.signing.signature()
        try:
            return await self._retried(request, operation, signature)
        except SignInNeeded as error:
            if not await self.signing.renew(signature):
                raise
            if request.writes:
                error.next_step = "you are signed in again: send it once more"
                raise
        signature = await self.signing.signature()
        try:
            return await self._retried(request, operation, signature)
        except SignInNeeded as error:
            if signature.token is not None:
                error.next_step = f"run: explorer login {self._account.name}"
            raise

    async def _retried(self, request: Request, operation: Operation, signature: Signature) -> Answer:
        """Again after a passing failure, while attempts, budget and time allow; a write only after it was put off."""
        deadline = retry.Deadline(retry.READ_SECONDS, self._clock)
        attempt = 1
        while True:
            try:
                answer = await self._redirected(request, operation, signature, deadline)
            except VendorError as error:
                wait = self._wait_after(error, attempt, request, deadline)
                if wait is None:
                    raise
                failure = error
            else:
                self._budget.earn()
                return answer
            woken = self._clock() + wait
            await self._waited(failure, wait)
            deadline.extend(max(self._clock() - woken, 0.0))  # the machine may have slept, too
            attempt += 1

    async def _waited(self, error: VendorError, seconds: float) -> None:
        """Wait before the next attempt, in sight."""
        kind: PauseKind = "asked" if isinstance(error, RateLimited) else "retrying"
        wait = _Wait(kind, self._clock() + seconds, str(error))
        self._waits.append(wait)
        self.on_pause()
        try:
            await self._around.sleep(seconds)
            self.on_outcome(RequestOutcome("wait", seconds))
        finally:
            self._waits.remove(wait)
            self.on_pause()

    def _wait_after(self, error: VendorError, attempt: int, request: Request, deadline: retry.Deadline) -> float | None:
        if not retry.may_retry(error, writes=request.writes) or self._circuit.left:
            return None
        wait, asked = retry.delay(error, attempt, self._around.random), isinstance(error, RateLimited)
        if wait is None or (wait >= deadline.left and not asked) or not self._budget.spend(error):
            return None
        if asked:
            deadline.extend(wait)
            self._gate.hold(wait)
            self._asked = str(error)
        return wait

    async def _redirected(
        self, request: Request, operation: Operation, signature: Signature, deadline: retry.Deadline
    ) -> Answer:
        """Through redirects within the origin, for reads."""
        for _ in range(REDIRECT_LIMIT + 1):
            answer = await self._once(request, operation, signature, deadline)
            if answer.status not in REDIRECTS:
                return answer
            came = request
            request = redirected(request, answer.status, answer.headers.get("location", ""), self._transport.origin)
        raise BadAnswer(
            f"{self._account.name} sends {came.url} on more than {REDIRECT_LIMIT} times, last to {request.url}",
            status=answer.status,
            next_step="check the account's base_url",
            **came.where,
        )

    async def _once(
        self, request: Request, operation: Operation, signature: Signature, deadline: retry.Deadline
    ) -> Answer:
        received, seconds = await self._receive(request, signature.headers, deadline)
        try:
            answer = await asyncio.to_thread(
                judge, received, request, operation, self._account.vendor, self._server_time()
            )
        except VendorError as error:
            self.on_outcome(RequestOutcome(outcome_of(error), seconds))
            raise
        self.on_outcome(RequestOutcome("fine", seconds))
        return answer

    async def _receive(
        self, request: Request, headers: Mapping[str, str], deadline: retry.Deadline | None
    ) -> tuple[Received, float]:
        """One exchange, when its turn has come and unless the vendor is being left alone; and how long it took."""
        async with self._gate.slot() as queued:
            if not self._circuit.admit():
                self.on_outcome(RequestOutcome("not sent", 0.0))
                raise retry.LeftAlone(
                    f"{self._circuit.cause}; not asked again for a while after failures",
                    sent=False,
                    next_step="trying again by hand asks at once",
                    **request.where,
                )
            seconds = self._account.network.timeout
            if deadline is not None and not request.writes:
                deadline.extend(queued)
                seconds = min(seconds, max(deadline.left, 0.0))
            began = self._clock()
            try:
                received = await self._transport.exchange(request, headers, seconds)
            except VendorError as error:
                self.on_outcome(RequestOutcome(outcome_of(error), self._clock() - began))
                if isinstance(error, NetworkError):
                    self._circuit.failed(str(error))
                raise
            took = self._clock() - began
        if received.status >= 500:
            self._circuit.failed(f"{self._account.name} answered {received.status}")
        else:
            self._circuit.succeeded()
        date = retry.http_date(received.headers.get("date", ""))
        if date is not None:
            self._date = date, self._clock()
        return received, took

    async def _exchange(self, step: AuthRequest) -> AuthAnswer:
        """One call of the sign-in. What the vendor says to it is for the steps to judge, unless it failed itself."""
        request = sign_in_request(self._account, step)
        received, seconds = await self._receive(request, {}, None)
        self.on_outcome(RequestOutcome(outcome_of_status(received.status), seconds))
        if received.status == 429 or received.status >= 500:
            judge(
                received,
                request,
                _SIGN_IN,
                replace(self._account.vendor, fault=lambda answer: None),
                self._around.now(),
            )
        try:
            body = json_body(received)
        except JsonError:
            body = None
        return AuthAnswer(received.status, body, retry.http_date(received.headers.get("date", "")))

    def _server_time(self) -> float:
        """The vendor's clock, as far as its answers have told it; this machine's may be wrong."""
        if self._date is None:
            return self._around.now()
        date, read_at = self._date
        return date + self._clock() - read_at
