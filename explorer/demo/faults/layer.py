"""The ASGI layer around a vendor's app in which faults happen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.demo.faults import connection
from explorer.demo.faults.answer import Answer, http_date, scripted
from explorer.demo.faults.fault import Fault
from explorer.demo.faults.pages import Pages
from explorer.demo.faults.script import FaultScript


@dataclass(frozen=True, slots=True)
class FaultLayer:
    """A vendor's app, and what `script` has happen to its requests. Each answer tells the vendors' time.

    `latency` is the wait before every answer, in seconds.
    """

    app: ASGIApp
    vendor: str
    script: FaultScript
    latency: float = 0.0
    _pages: Pages = field(default_factory=Pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or let happen to it what comes next."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self.script.next(self.vendor, scope["method"], scope["path"])
        if fault is None:
            await self.app(scope, receive, self._dated(send))
        else:
            await self._happen(fault, scope, receive, self._dated(send))

    async def _happen(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.applied or not fault.scripted:
            answer = await _answer_of(self.app, self._pages.asked(fault, scope), receive)
        else:
            await _request_body(receive)
        if fault.reset and fault.cut_at is None:
            connection.reset()
            return
        if fault.scripted:
            answer = await asyncio.to_thread(scripted, fault, _asked(scope))
        else:
            answer = self._pages.answered(fault, scope, answer)
        await _deliver(answer.with_headers(fault, self.script.now()), fault, send)

    def _dated(self, send: Send) -> Send:
        async def with_date(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if not any(name == b"date" for name, _ in headers):
                    headers.append((b"date", http_date(self.script.now()).encode()))
                message = {**message, "headers": headers}
            await send(message)

        return with_date


async def _deliver(answer: Answer, fault: Fault, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    left = fault.cut_at
    for piece in _pieces(answer, fault):
        if left is not None:
            piece, left = piece[:left], left - len(piece)
        if piece:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if left is not None and left <= 0:
            break
        if not connection.is_open():
            return
        await asyncio.sleep(fault.drip)
    if left is None:
        await send({"type": "http.response.body", "body": b""})
    elif fault.reset:
        connection.reset()
    else:
        connection.close()


def _pieces(answer: Answer, fault: Fault) -> Iterator[bytes]:
    if answer.pieces is not None:
        return answer.pieces
    size = fault.drip_bytes if fault.drip else max(1, len(answer.body))
    return (answer.body[start : start + size] for start in range(0, len(answer.body), size))


async def _answer_of(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """What the vendor answers, held whole."""
    status, headers, body = 500, dict[str, str](), bytearray()

    async def keep(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.update(
                (name.decode("latin-1").lower(), text.decode("latin-1")) for name, text in message["headers"]
            )
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, keep)
    return Answer(status, headers, bytes(body))


async def _request_body(receive: Receive) -> None:
    """Take in the whole request before anything is done about it."""
    while (await receive()).get("more_body"):
        pass


def _asked(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    return f"{path}?{query}" if query else path
