"""Serving the four vendors on bound sockets until a signal, or the end of standard input, says stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from typing import cast

from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework
from starlette.types import ASGIApp

from explorer.demo.faults.connection import CONNECTION

_FINISH_SECONDS = 0.5
_STDIN = 0


class VendorServer:
    """The connections of all vendors, each served by hypercorn, whose own server does not hand them out."""

    def __init__(self) -> None:
        self._config = _config()
        self._context = WorkerContext(None)
        self._connections: set[asyncio.Task[None]] = set()

    async def listen(self, app: ASGIApp, listening: socket.socket) -> asyncio.Server:
        """Serve `app` on a listening socket, taken over."""
        wrapped = ASGIWrapper(cast(ASGIFramework, app))

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = cast("asyncio.Task[None]", asyncio.current_task())
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            CONNECTION.set(cast(asyncio.Transport, writer.transport))
            loop = asyncio.get_running_loop()
            await TCPServer(wrapped, loop, self._config, self._context, {}, reader, writer)

        return await asyncio.start_server(connected, sock=listening, backlog=self._config.backlog)

    async def end(self) -> None:
        """End every connection; calls under way get half a second to finish."""
        await self._context.terminated.set()
        if self._connections:
            # A connection may wait for an idle client to close it; nothing here is worth that wait.
            _, waiting = await asyncio.wait(self._connections, timeout=_FINISH_SECONDS)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


async def serve_until_stopped(apps: Mapping[str, ASGIApp], fds: Sequence[int], *, watch_stdin: bool) -> None:
    """Serve each app on its listening socket (file descriptors in the apps' order, taken over).

    Ends on SIGTERM and SIGINT and, with `watch_stdin`, when standard input ends: then the process that
    started this one has gone. Calls under way get half a second to finish.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if watch_stdin:
        loop.add_reader(_STDIN, _read_stdin, loop, stop)
    server = VendorServer()
    listeners = [await server.listen(app, socket.socket(fileno=fd)) for app, fd in zip(apps.values(), fds, strict=True)]
    await stop.wait()
    for listener in listeners:
        listener.close()
    await server.end()


def _read_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(_STDIN, 4096):
        loop.remove_reader(_STDIN)
        stop.set()


def _config() -> Config:
    config = Config()
    config.accesslog = None
    config.errorlog = logging.getLogger("explorer.demo")
    config.graceful_timeout = _FINISH_SECONDS
    config.include_date_header = False  # the vendors' clock may be wrong
    config.keep_alive_timeout = 75
    return config
