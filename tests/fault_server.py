"""An HTTP server that misbehaves by script: each request takes the next `Reply`, and what it sent is kept."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived."""

    method: str
    target: str
    """Path and query, as sent."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request is answered with."""

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: asyncio.Event | None = None
    """Answers when it is set; never, if it never is."""
    drip: float = 0.0
    """Seconds between two bytes of the body."""
    cut: int | None = None
    """Closes after so many bytes of the body, although more were announced."""
    reset: bool = False
    """Resets the connection instead of answering."""
    raw: bytes = b""
    """Sent word for word in place of everything else; then the connection is closed."""


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    """`value` as JSON; header names with underscores for hyphens."""
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(json.dumps(value).encode(), status, {"Content-Type": "application/json", **told})


def redirect(location: str, status: int = 302) -> Reply:
    """A redirect to `location`."""
    return Reply(b"", status, {"Location": location})


def gzip_bomb(size: int) -> Reply:
    """`size` bytes of JSON, a thousandth of that on the wire."""
    return Reply(gzip.compress(b"[" + b" " * size + b"]"), headers={"Content-Encoding": "gzip"})


class FaultServer:
    """Serves on loopback. `play` sets what comes next; when nothing is left, `otherwise` answers."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[Seen] = []
        self.at_once = 0
        """The most requests that were under way together."""
        self.otherwise: Callable[[Seen], Reply] = lambda seen: Reply()
        self._script: deque[Reply] = deque()
        self._under_way = 0
        self._connections: set[asyncio.Task[None]] = set()

    def play(self, *replies: Reply) -> None:
        """The next requests are answered with `replies`, in order."""
        self._script.extend(replies)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves one connection until it ends."""
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while (seen := await _request(reader)) is not None:
                self.seen.append(seen)
                reply = self._script.popleft() if self._script else self.otherwise(seen)
                self._under_way += 1
                self.at_once = max(self.at_once, self._under_way)
                try:
                    going_on = await _answer(reply, writer)
                finally:
                    self._under_way -= 1
                if not going_on:
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    def close(self) -> None:
        """Ends every connection."""
        for task in self._connections:
            task.cancel()


@asynccontextmanager
async def fault_server() -> AsyncIterator[FaultServer]:
    """A running server on a free port."""
    server = FaultServer()
    listener = await asyncio.start_server(server.connected, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()
        server.close()
        await asyncio.sleep(0)


async def _request(reader: asyncio.StreamReader) -> Seen | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Seen(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def _answer(reply: Reply, writer: asyncio.StreamWriter) -> bool:
    """True when the connection can serve another request."""
    if reply.wait is not None:
        await reply.wait.wait()
    if reply.reset:
        # With no time to linger, closing sends RST instead of FIN.
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
        return False
    if reply.raw:
        writer.write(reply.raw)
        await writer.drain()
        return False
    headers = {"Content-Length": str(len(reply.body)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Scripted", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    writer.write("\r\n".join(lines).encode("latin-1"))
    body = reply.body if reply.cut is None else reply.body[: reply.cut]
    if reply.drip:
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(reply.drip)
    else:
        writer.write(body)
        await writer.drain()
    return reply.cut is None
