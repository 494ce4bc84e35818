"""Serving the four vendors on bound sockets until a signal, or the end of standard input, says stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Mapping, Sequence
from typing import cast

from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import Framework
from starlette.types import ASGIApp

_FINISH_SECONDS = 0.5
_STDIN = 0


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
    servers = [
        asyncio.create_task(serve(cast(Framework, app), _config(fd), shutdown_trigger=stop.wait))
        for app, fd in zip(apps.values(), fds, strict=True)
    ]
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([*servers, stopped], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    # A server may wait for idle connections to close; nothing here is worth that wait.
    finished, waiting = await asyncio.wait(servers, timeout=_FINISH_SECONDS)
    for server in waiting:
        server.cancel()
    await asyncio.wait(servers)
    for server in finished:
        server.result()


def _read_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(_STDIN, 4096):
        loop.remove_reader(_STDIN)
        stop.set()


def _config(fd: int) -> Config:
    config = Config()
    config.bind = [f"fd://{fd}"]
    config.accesslog = None
    config.errorlog = logging.getLogger("explorer.demo")
    config.graceful_timeout = _FINISH_SECONDS
    config.keep_alive_timeout = 75
    return config
