"""What a vendor's app does to a call before answering it: so far, take its time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Faults:
    """An ASGI layer around a vendor's app. `latency` is the wait before every answer, in seconds."""

    app: ASGIApp
    latency: float = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then pass the call on."""
        if scope["type"] == "http" and self.latency:
            await asyncio.sleep(self.latency)
        await self.app(scope, receive, send)
