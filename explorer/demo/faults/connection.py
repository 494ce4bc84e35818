"""The connection a request came on, for faults that end it."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextvars import ContextVar

_AT_ONCE = struct.pack("ii", 1, 0)

CONNECTION: ContextVar[asyncio.Transport | None] = ContextVar("connection", default=None)
"""Set by the server for each connection; None where an app is called in process."""


def close() -> None:
    """Close the connection once what was written has gone. Raises ConnectionAbortedError in process."""
    _connection().close()


def reset() -> None:
    """Reset the connection: the peer gets RST. Raises ConnectionAbortedError in process."""
    transport = _connection()
    # With no time to linger, closing sends RST instead of FIN.
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()


def is_open() -> bool:
    """Whether somebody is there still to take an answer."""
    transport = CONNECTION.get()
    return transport is None or not transport.is_closing()


def _connection() -> asyncio.Transport:
    transport = CONNECTION.get()
    if transport is None:
        raise ConnectionAbortedError("the answer was cut off")
    return transport
