"""`Client`: one account's API, by resource and operation. Every failure is an ExplorerError that names the account, the
operation and a next step."""

from __future__ import annotations

import asyncio
import random as chance
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.api import build, parameters
from explorer.api.extract import rows_at
from explorer.api.retry import Clock
from explorer.api.sending import Sending, Surroundings
from explorer.api.signing import Ask
from explorer.api.tokens import TokenStore
from explorer.api.transport import Transport
from explorer.model.account import Account
from explorer.model.address import Segments
from explorer.model.auth import Credentials
from explorer.model.errors import BadAnswer, UsageError, VendorError
from explorer.model.health import PauseKind, RequestOutcome
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.page import Cursor, PageAnswer, PageRequest, Query
from explorer.model.parameters import checked, included
from explorer.model.resource import Answer, Operation, Resource

if TYPE_CHECKING:
    import httpx


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
        clock: Clock = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = chance.random,
    ) -> None:
        """`credentials` reads them from where they come, `ask` puts questions of the sign-in to the person, `transport`
        takes the place of the network. `clock` never runs backwards, `now` is the time of day in seconds since 1970,
        `random` draws from [0, 1). Raises ConfigError for a base URL that cannot be used.
        """
        self._account = account
        self._transport = Transport(account, self.parallel, transport)
        around = Surroundings(clock, now, sleep, random)
        self._sending = Sending(account, self.parallel, self._transport, credentials, tokens, ask, around)

    @property
    def parallel(self) -> int:
        """Requests that may be under way at once."""
        return self._account.network.parallel or self._account.vendor.parallel

    @property
    def skew(self) -> float | None:
        """Seconds that the vendor's clock is ahead of this machine's; None before an answer has told."""
        return self._sending.skew

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
        answer = await self._sending.send(request, operation)
        try:
            if pager is not None:
                found = pager.read(answer.body, cursor)
            else:
                rows = rows_at(unwrapped(answer.body, operation), ())
                found = PageAnswer(rows.records, None, note=rows.note)
            return replace(found, rows=tuple(without_secrets(resource, each) for each in found.rows))
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
            {**included(operation, includes), **checked(operation, given or {})},
        )
        answer = await self._sending.send(request, operation)
        record = unwrapped(answer.body, operation)
        if not isinstance(record, dict) or not resource.key_of(record):
            raise self._unexpected(request, answer, "it holds no record")
        return without_secrets(resource, record)

    async def call(
        self,
        resource: Resource,
        operation: Operation,
        segments: Segments,
        given: Mapping[str, str] | None = None,
        body: Mapping[str, JsonValue] | None = None,
    ) -> Answer:
        """Any documented call. A write is sent once, unless the vendor asks to come again later: after a NetworkError
        with `sent` what it did is not known."""
        if operation.writes and self._account.read_only:
            raise UsageError(f"account “{self._account.name}” is read-only", next_step="set read_only = false")
        path_values = self._account.vendor.path_values(segments)
        parameters_given = checked(operation, given or {})
        return await self._sending.send(
            build.request(self._account, resource, operation, path_values, parameters_given, body), operation
        )

    async def sign_in(self, force: bool = True) -> None:
        """Earns a token from the beginning; without `force` only when none is at hand. Raises SignInNeeded, and
        UsageError where there is nothing to sign in to."""
        await self._sending.sign_in(force=force)

    async def sign_out(self) -> None:
        """Forgets the token, here and on disk."""
        await self._sending.signing.sign_out()

    @property
    def pause(self) -> tuple[PauseKind, float, str] | None:
        """What requests wait for, how many seconds yet, and the failure before; None when none has to wait."""
        return self._sending.pause

    @property
    def retries_left(self) -> int:
        """How many requests may be sent again before one is answered."""
        return self._sending.retries_left

    def report_to(self, listener: Callable[[RequestOutcome], None]) -> None:
        """Has `listener` told what became of every request from now on; it must not wait for anything."""
        self._sending.on_outcome = listener

    def tell_failures_to(self, listener: Callable[[VendorError], None]) -> None:
        """Has `listener` told from now on of every request that failed for good; it must not wait for anything."""
        self._sending.on_failure = listener

    def tell_pauses_to(self, listener: Callable[[], None]) -> None:
        """Has `listener` told from now on when a wait begins or ends; it must not wait for anything."""
        self._sending.on_pause = listener

    def try_now(self) -> None:
        """The user wants to try again at once: a vendor that is left alone is asked with the next request."""
        self._sending.try_now()

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._transport.aclose()

    def _unexpected(self, request: build.Request, answer: Answer, reason: str) -> BadAnswer:
        error = BadAnswer(
            f"{self._account.name} answered {request.operation} in an unknown form: {reason}",
            status=answer.status,
            next_step="compare with the vendor's documentation; the path can be changed under operations",
            **request.where,
        )
        self._sending.on_failure(error)
        return error


def without_secrets(resource: Resource, row: JsonObject) -> JsonObject:
    """A vendor's row without the members that are secret."""
    if not any(name in row for name in resource.secrets):
        return row
    return {name: value for name, value in row.items() if name not in resource.secrets}


def unwrapped(body: JsonValue, operation: Operation) -> JsonValue:
    """What `body` holds under the operation's `unwrap` keys; those that are absent are passed over."""
    for name in operation.unwrap:
        if isinstance(body, dict) and name in body:
            body = body[name]
    return body
