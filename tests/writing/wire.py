"""The demo vendors behind wires that lose, delay and refuse, with a record of all that reached them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import httpx

from explorer.demo.vendors import DemoOptions, build_apps
from tests.demo.in_process import CREDENTIALS
from tests.writing.turns import Clock, Turns

Fault = Literal[
    "none",
    "answer lost",  # applied, and the connection breaks
    "answer garbled",  # applied, and what comes back makes no sense
    "answered 503, applied",
    "request lost",  # sent, never applied, and the connection breaks
    "no connection",
    "slow",  # sent, the client gives up, and the vendor applies it later
    "ignored",  # said to be done, and not done
    "400",
    "403",
    "429 once",
    "429",
    "503",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
"""What can become of a request that writes."""
_REFUSED = ("400", "403", "429", "503")


@dataclass(eq=False)
class Arrival:
    """A request that writes and reached a vendor."""

    vendor: str
    method: str
    path: str
    body: Any
    at: float
    said: int | None = None
    """The status of the answer that was given; None: none was."""
    applied: bool = False
    due: float | None = None
    """When the vendor gets round to it."""
    answer: Any = None
    """What the vendor's own app said, when it was applied."""


@dataclass
class Line:
    """The wire between one explorer and the vendors, as its weather is at the moment."""

    turns: Turns
    fault: Fault = "none"
    delay: float = 0.0
    """Seconds until a `slow` write is applied."""
    unreadable: int = 0
    """How many of the next readings fail."""
    on_read: Callable[[str, str, Any], None] = lambda vendor, path, answer: None
    on_arrival: Callable[[Arrival], None] = lambda arrival: None


@dataclass
class Vendors:
    """Fresh demo vendors, by the clock of the test."""

    clock: Clock
    on_applied: Callable[[Arrival], Awaitable[None]]
    """Called when a vendor has applied a write of an explorer."""
    late: list[Arrival] = field(default_factory=list)
    """What vendors have not got round to."""

    def __post_init__(self) -> None:
        options = DemoOptions(people=20, now=lambda: datetime.fromtimestamp(self.clock.now, UTC))
        self._apps = {name: httpx.ASGITransport(app=app) for name, app in build_apps(options).items()}

    async def ask(self, vendor: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and answer of a call that no explorer makes."""
        content = None if body is None else json.dumps(body).encode()
        headers = CREDENTIALS[vendor] | {"content-type": "application/json"}
        request = httpx.Request(method, f"http://127.0.0.1{path}", headers=headers, content=content)
        response = await self._apps[vendor].handle_async_request(request)
        answer = await response.aread()
        return response.status_code, json.loads(answer) if answer else None

    async def answer(self, vendor: str, request: httpx.Request) -> httpx.Response:
        """What the vendor's app says to a request."""
        return await self._apps[vendor].handle_async_request(request)

    async def catch_up(self) -> None:
        """Vendors get round to what is due."""
        for arrival in [each for each in self.late if each.due is not None and each.due <= self.clock.now]:
            self.late.remove(arrival)
            status, arrival.answer = await self.ask(arrival.vendor, arrival.method, arrival.path, arrival.body)
            await self._note(arrival, status)

    async def _note(self, arrival: Arrival, status: int) -> None:
        arrival.due = None
        if status < 400:
            arrival.applied = True
            await self.on_applied(arrival)

    async def write(self, vendor: str, request: httpx.Request, line: Line) -> httpx.Response:
        """Passes a request that writes through the weather of the line."""
        fault = line.fault
        if fault == "no connection":
            raise httpx.ConnectError("refused", request=request)
        body = json.loads(request.content) if request.content else None
        arrival = Arrival(vendor, request.method, request.url.path, body, self.clock.now)
        line.on_arrival(arrival)
        if fault == "429 once":
            line.fault = "none"
        if fault == "request lost":
            raise httpx.ReadError("reset", request=request)
        if fault == "slow":
            arrival.due = self.clock.now + line.delay
            self.late.append(arrival)
            raise httpx.ReadTimeout("slow", request=request)
        if fault == "ignored":
            arrival.said = 200
            return _answer(200, _DONE[vendor])
        if fault in ("429", "429 once"):
            arrival.said = 429
            return _answer(429, {}, retry_after="1")
        if fault in _REFUSED:
            arrival.said = int(fault)
            return _answer(int(fault), {})
        response = await self.answer(vendor, request)
        content = await response.aread()
        response = _response(response.status_code, content, response.headers)
        arrival.answer = json.loads(content) if content else None
        await self._note(arrival, response.status_code)
        if fault == "answer lost":
            raise httpx.ReadError("reset", request=request)
        if fault == "answer garbled":
            return _response(200, b"<html>")
        if fault == "answered 503, applied":
            return _answer(503, {})
        arrival.said = response.status_code
        return response


class Wire(httpx.AsyncBaseTransport):
    """Takes the place of the network between one explorer and one vendor. A request is one turn, its answer another."""

    def __init__(self, vendors: Vendors, vendor: str, line: Line) -> None:
        self._vendors = vendors
        self._vendor = vendor
        self._line = line

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._turn()
        try:
            response = await (self._read(request) if request.method == "GET" else self._write(request))
        except httpx.TransportError:
            await self._turn()
            raise
        await self._turn()
        return response

    async def _turn(self) -> None:
        await self._line.turns.come()
        self._vendors.clock.now += 0.05

    async def _write(self, request: httpx.Request) -> httpx.Response:
        return await self._vendors.write(self._vendor, request, self._line)

    async def _read(self, request: httpx.Request) -> httpx.Response:
        line = self._line
        if line.unreadable:
            line.unreadable -= 1
            if line.unreadable % 2:
                raise httpx.ReadError("reset", request=request)
            return _answer(500, {})
        response = await self._vendors.answer(self._vendor, request)
        content = await response.aread()
        if response.status_code == 200:
            line.on_read(self._vendor, request.url.path, json.loads(content))
        return _response(response.status_code, content, response.headers)


_DONE = {
    "gormic": {"data": {"succeed": True, "id": "c-999999"}},
    "assemble": {"data": {"id": 99999999}},
    "repcard": {"status": 1, "statusCode": 200, "message": "", "result": {}},
}


def _answer(status: int, body: Any, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _response(status, json.dumps(body).encode(), httpx.Headers(named))


def _response(status: int, content: bytes, headers: httpx.Headers | None = None) -> httpx.Response:
    """Unread, as it comes from a network."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))
