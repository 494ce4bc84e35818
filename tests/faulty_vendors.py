"""The demo vendors served over loopback by the running event loop, with faults that a test puts on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from explorer.demo.config import DEMO_ACCOUNTS, bind_sockets, config_text, ports_of
from explorer.demo.faults.fault import Fault, FaultSet
from explorer.demo.faults.script import FaultScript
from explorer.demo.serve import VendorServer
from explorer.demo.vendors import DemoOptions, build_apps


@dataclass(frozen=True, slots=True)
class FaultyVendors:
    """Four running vendors. `script` tells how often each fault happened."""

    ports: list[int]
    script: FaultScript

    def play(self, *faults: Fault, clock: float = 0.0, token_seconds: float | None = None) -> None:
        """From now on these faults are on, and no others."""
        self.script.play(FaultSet(faults=faults, clock=clock, token_seconds=token_seconds))

    @property
    def base_urls(self) -> dict[str, str]:
        """Vendor name to base URL."""
        return {each.vendor: each.base_url(port) for each, port in zip(DEMO_ACCOUNTS, self.ports, strict=True)}

    @property
    def config_text(self) -> str:
        """A ready TOML config of explorer for these vendors."""
        return config_text(self.ports)


@asynccontextmanager
async def faulty_vendors(options: DemoOptions | None = None) -> AsyncIterator[FaultyVendors]:
    """Running vendors, 60 people each unless told otherwise."""
    options = options or DemoOptions(people=60)
    script = FaultScript(options.faults, options.now)
    sockets = bind_sockets()
    vendors = FaultyVendors(ports_of(sockets), script)
    server = VendorServer()
    listeners = [
        await server.listen(app, each) for app, each in zip(build_apps(options, script).values(), sockets, strict=True)
    ]
    try:
        yield vendors
    finally:
        for each in listeners:
            each.close()
        await server.end()
