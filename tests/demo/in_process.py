"""The demo vendors called in process, with a clock that tests move."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.types import ASGIApp

from explorer.demo.config import (
    ASSEMBLE_TOKEN,
    GORMIC_KEY,
    GORMIC_ORGANIZATION,
    REPCARD_KEY,
    REPSLY_PASSWORD,
    REPSLY_USERNAME,
)
from explorer.demo.vendors import DemoOptions, build_apps

ASSEMBLE_ACCEPT = "application/x.uvol.v3+json"
CREDENTIALS: dict[str, dict[str, str]] = {
    "repcard": {"x-api-key": REPCARD_KEY},
    "repsly": {"authorization": "Basic " + b64encode(f"{REPSLY_USERNAME}:{REPSLY_PASSWORD}".encode()).decode()},
    "assemble": {"accept": ASSEMBLE_ACCEPT, "authorization": f"Bearer {ASSEMBLE_TOKEN}"},
    "gormic": {"api-key": GORMIC_KEY, "organization-id": GORMIC_ORGANIZATION},
}
BASE_PATHS = {"repcard": "/api", "repsly": "", "assemble": "/api", "gormic": ""}


@dataclass(slots=True)
class Clock:
    """The vendors' time: stands still until a test moves it."""

    moment: datetime = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **units: float) -> None:
        """Move on by days, hours, …"""
        self.moment += timedelta(**units)


@dataclass(slots=True)
class InProcess:
    """Fresh vendors; `told` collects what would go to standard error."""

    options: DemoOptions = field(default_factory=lambda: DemoOptions(people=120))
    clock: Clock = field(default_factory=Clock)
    told: list[str] = field(default_factory=list)
    apps: dict[str, ASGIApp] = field(init=False)

    def __post_init__(self) -> None:
        options = self.options
        self.apps = build_apps(
            DemoOptions(
                people=options.people,
                seed=options.seed,
                two_factor=options.two_factor,
                now=self.clock,
                tell=self.told.append,
            )
        )

    async def call(
        self,
        vendor: str,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | Mapping[bytes, bytes] | None = None,
        **request: Any,
    ) -> httpx.Response:
        """One call; `path` follows the vendor's base path, or the host where it starts with `//`.

        `headers` replace the vendor's credentials.
        """
        url = path[1:] if path.startswith("//") else BASE_PATHS[vendor] + path
        sent = CREDENTIALS[vendor] if headers is None else headers
        transport = httpx.ASGITransport(app=self.apps[vendor])
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            client.headers.clear()
            return await client.request(method, url, headers=sent, **request)

    async def json(self, vendor: str, method: str, path: str, *, expect: int = 200, **request: Any) -> Any:
        """The JSON answer of a call that must have the status `expect`."""
        response = await self.call(vendor, method, path, **request)
        assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None
