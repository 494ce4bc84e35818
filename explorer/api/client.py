"""`Client`: one account's API. Each step of sending does one thing:

    call → signed (credentials, a new token after 401) → retried (waits, budget, deadline) → redirected → once

Every failure is an ExplorerError that names account, operation and a next step.
"""

from __future__ import annotations

import asyncio
import random as chance
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from explorer.api import build, parameters, retry
from explorer.api.decode import Received, json_body
from explorer.api.extract import rows_at
from explorer.api.fault import REDIRECTS, judge
from explorer.api.gate import Gate
from explorer.api.signing import Ask, Signature, Signing
from explorer.api.tokens import TokenStore
from explorer.api.transport import Transport
from explorer.model.account import Account
from explorer.model.address import Segments
from explorer.model.auth import AuthAnswer, AuthRequest, Credentials
from explorer.model.errors import BadAnswer, NetworkError, RateLimited, SignInNeeded, UsageError, VendorError
from explorer.model.json_text import JsonError, JsonObject, JsonValue
from explorer.model.page import Cursor, PageAnswer, PageRequest, Query
from explorer.model.resource import Answer, Operation, Resource

if TYPE_CHECKING:
    import httpx

REDIRECT_LIMIT: Final = 3
_SIGN_IN: Final = Operation("sign-in", "POST", "", "Sign in")


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """Something a status line may tell about one call."""

    kind: Literal["started", "waiting", "retrying", "finished"]
    """`waiting`: the vendor asked to; `retrying`: after a failure."""
    operation: str
    status: int | None = None
    """The HTTP status; None when no answer came."""
    seconds: float = 0.0
    """How long the wait will be, or how long the finished call took."""


class Client:
    """Asks one account's vendor. It is opened with the first request; end it with `aclose`."""

    def __init__(
        self,
        account: Account,
        credentials: Callable[[], Awaitable[Credentials]],
        *,
        tokens: TokenStore,
        transport: httpx.AsyncBaseTransport | None = None,
        ask: Ask | None = None,
        on_event: Callable[[ClientEvent], None] | None = None,
        clock: retry.Clock = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = chance.random,
    ) -> None:
        """`credentials` reads them from where they come, `ask` puts questions of the sign-in to the person, `transport`
        takes the place of the network. `clock` never runs backwards, `now` is the time of day in seconds since 1970,
        `random` draws from [0, 1). Raises ConfigError for a base URL that cannot be used.
        """
        vendor = account.vendor
        self._account = account
        self._transport = Transport(account, self.parallel, transport)
        self._gate = Gate(self.parallel, vendor.interval, clock=clock, sleep=sleep)
        self._circuit = retry.Circuit(clock)
        self._budget = retry.RetryBudget()
        self._signing = Signing(
            account, credentials, tokens, self._exchange, ask=ask, server_time=self._server_time, sleep=sleep
        )
        self._on_event = on_event or (lambda event: None)
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._random = random
        self._date: tuple[float, float] | None = None

    @property
    def parallel(self) -> int:
        """Requests that may be under way at once."""
        return self._account.network.parallel or self._account.vendor.parallel

    async def list(self, resource: Resource, operation: Operation, query: Query, cursor: Cursor) -> PageAnswer:
        """The page at `cursor` of `query`, by `operation`, the resource's list or export.

        Raises UsageError for what the operation does not document, VendorError for everything that goes wrong.
        """
        pager = resource.export if operation.name == "export" else resource.pager
        try:
            page = pager.request(cursor, query.page_size) if pager else PageRequest()
        except ValueError:
            raise UsageError(f"“{cursor}” is no place in {resource.title}", next_step="begin with page 1") from None
        request = build.request(
            self._account,
            resource,
            operation,
            {**self._account.vendor.path_values(query.collection), **page.path_values},
            parameters.of_page(resource, operation, query, page),
        )
        answer = await self._call(request, operation)
        try:
            if pager is not None:
                return pager.read(answer.body, cursor)
            return PageAnswer(rows_at(unwrapped(answer.body, operation), ()), None)
        except ValueError as reason:
            raise self._unexpected(request, answer, str(reason)) from None

    async def get(
        self,
        resource: Resource,
        operation: Operation,
        segments: Segments,
        includes: tuple[str, ...] = (),
        given: Mapping[str, str] | None = None,
    ) -> JsonObject:
        """The record at `segments`, as the vendor gives it, taken out of what it is wrapped in. `given` are further
        query parameters. Raises as `list` does."""
        request = build.request(
            self._account,
            resource,
            operation,
            self._account.vendor.path_values(segments),
            {**parameters.included(operation, includes), **parameters.checked(operation, given or {})},
        )
        answer = await self._call(request, operation)
        record = unwrapped(answer.body, operation)
        if not isinstance(record, dict):
            raise self._unexpected(request, answer, "it holds no record")
        return record

    async def call(
        self,
        resource: Resource,
        operation: Operation,
        segments: Segments,
        given: Mapping[str, str] | None = None,
        body: Mapping[str, JsonValue] | None = None,
    ) -> Answer:
        """Any documented call. A write is sent once: after a NetworkError with `sent` what it did is not known."""
        if operation.writes and self._account.read_only:
            raise UsageError(f"account “{self._account.name}” is read-only", next_step="set read_only = false")
        path_values = self._account.vendor.path_values(segments)
        checked = parameters.checked(operation, given or {})
        return await self._call(
            build.request(self._account, resource, operation, path_values, checked, body), operation
        )

    async def sign_in(self, force: bool = True) -> None:
        """Earns a token from the beginning; without `force` only when none is at hand. Raises SignInNeeded, and
        UsageError where there is nothing to sign in to."""
        await self._signing.sign_in(force=force)

    async def sign_out(self) -> None:
        """Forgets the token, here and on disk."""
        await self._signing.sign_out()

    def try_now(self) -> None:
        """The user wants to try again at once: a vendor that is left alone is asked with the next request."""
        self._circuit.succeeded()

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._transport.aclose()

    async def _call(self, request: build.Request, operation: Operation) -> Answer:
        began, status = self._clock(), None
        self._on_event(ClientEvent("started", request.operation))
        try:
            answer = await self._signed(request, operation)
            status = answer.status
            return answer
        except VendorError as error:
            status = error.status
            raise
        finally:
            self._on_event(ClientEvent("finished", request.operation, status, self._clock() - began))

    async def _signed(self, request: build.Request, operation: Operation) -> Answer:
        """With a signature; a read that is answered 401 goes out once more with another one."""
        signature = await self._signing.signature()
        try:
            return await self._retried(request, operation, signature)
        except SignInNeeded as error:
            if not await self._signing.renew(signature):
                raise
            if request.writes:
                error.next_step = "you are signed in again: send it once more"
                raise
        signature = await self._signing.signature()
        try:
            return await self._retried(request, operation, signature)
        except SignInNeeded as error:
            if signature.token is not None:
                error.next_step = f"run: explorer login {self._account.name}"
            raise

    async def _retried(self, request: build.Request, operation: Operation, signature: Signature) -> Answer:
        """Again after a passing failure, while attempts, budget and time allow; writes go out once."""
        deadline = retry.Deadline(retry.READ_SECONDS, self._clock)
        attempt = 1
        while True:
            try:
                answer = await self._redirected(request, operation, signature, deadline)
            except VendorError as error:
                wait = self._wait_after(error, attempt, request, deadline)
                if wait is None:
                    raise
            else:
                self._budget.earn()
                return answer
            await self._sleep(wait)
            attempt += 1

    def _wait_after(
        self, error: VendorError, attempt: int, request: build.Request, deadline: retry.Deadline
    ) -> float | None:
        if not retry.may_retry(error, writes=request.writes):
            return None
        wait, asked = retry.delay(error, attempt, self._random), isinstance(error, RateLimited)
        if wait is None or (wait >= deadline.left and not asked) or not self._budget.spend(error):
            return None
        if asked:
            deadline.extend(wait)
            self._gate.hold(wait)
        self._on_event(ClientEvent("waiting" if asked else "retrying", request.operation, error.status, wait))
        return wait

    async def _redirected(
        self, request: build.Request, operation: Operation, signature: Signature, deadline: retry.Deadline
    ) -> Answer:
        """Through redirects within the origin, for reads."""
        for _ in range(REDIRECT_LIMIT + 1):
            answer = await self._once(request, operation, signature, deadline)
            if answer.status not in REDIRECTS:
                return answer
            came = request
            request = build.redirected(
                request, answer.status, answer.headers.get("location", ""), self._transport.origin
            )
        raise BadAnswer(
            f"{self._account.name} sends {came.url} on more than {REDIRECT_LIMIT} times, last to {request.url}",
            status=answer.status,
            next_step="check the account's base_url",
            **came.where,
        )

    async def _once(
        self, request: build.Request, operation: Operation, signature: Signature, deadline: retry.Deadline
    ) -> Answer:
        received = await self._receive(request, signature.headers, deadline)
        return await asyncio.to_thread(judge, received, request, operation, self._account.vendor, self._server_time())

    async def _receive(
        self, request: build.Request, headers: Mapping[str, str], deadline: retry.Deadline | None
    ) -> Received:
        """One exchange, when its turn has come and unless the vendor is being left alone."""
        async with self._gate.slot() as queued:
            if left_alone := self._circuit.admit():
                raise retry.LeftAlone(
                    f"{self._account.name} is left alone for {left_alone:.0f} s more: {self._circuit.cause}",
                    sent=False,
                    next_step="try again then",
                    **request.where,
                )
            seconds = self._account.network.timeout
            if deadline is not None and not request.writes:
                deadline.extend(queued)
                seconds = min(seconds, max(deadline.left, 0.0))
            try:
                received = await self._transport.exchange(request, headers, seconds)
            except NetworkError as error:
                self._circuit.failed(str(error))
                raise
        if received.status >= 500:
            self._circuit.failed(f"it answered {received.status}")
        else:
            self._circuit.succeeded()
        date = retry.http_date(received.headers.get("date", ""))
        if date is not None:
            self._date = date, self._clock()
        return received

    async def _exchange(self, step: AuthRequest) -> AuthAnswer:
        """One call of the sign-in. What the vendor says to it is for the steps to judge, unless it failed itself."""
        request = build.sign_in_request(self._account, step)
        received = await self._receive(request, {}, None)
        if received.status == 429 or received.status >= 500:
            judge(received, request, _SIGN_IN, replace(self._account.vendor, fault=lambda answer: None), self._now())
        try:
            body = json_body(received)
        except JsonError:
            body = None
        return AuthAnswer(received.status, body, retry.http_date(received.headers.get("date", "")))

    def _server_time(self) -> float:
        """The vendor's clock, as far as its answers have told it; this machine's may be wrong."""
        if self._date is None:
            return self._now()
        date, read_at = self._date
        return date + self._clock() - read_at

    def _unexpected(self, request: build.Request, answer: Answer, reason: str) -> BadAnswer:
        return BadAnswer(
            f"{self._account.name} answered {request.operation} in an unknown form: {reason}",
            status=answer.status,
            next_step="compare with the vendor's documentation; the path can be changed under operations",
            **request.where,
        )


def unwrapped(body: JsonValue, operation: Operation) -> JsonValue:
    """What `body` holds under the operation's `unwrap` keys; those that are absent are passed over."""
    for name in operation.unwrap:
        if isinstance(body, dict) and name in body:
            body = body[name]
    return body
