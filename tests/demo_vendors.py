"""Fixtures that run the demo vendors as a child process: `pytest_plugins = ["tests.demo_vendors"]`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from explorer.demo.config import CONTROL, CONTROL_PATH, DEMO_ACCOUNTS, bind_ports, child_command, config_text, ports_of
from tests.waiting import LONGEST

CONTROL_TOKEN = "demo-control"
"""What the child wants for changing its faults."""


@dataclass(slots=True)
class DemoVendors:
    """Four vendors in a child process on loopback. `options` are those of `python -m explorer.demo`."""

    options: tuple[str, ...] = ("--people", "200")
    ports: list[int] = field(default_factory=lambda: [0] * len(DEMO_ACCOUNTS))
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the child, after `stop` on the same ports again; calls made from now on are answered."""
        sockets = bind_ports(self.ports)
        self.ports = ports_of(sockets)
        self._process = subprocess.Popen(
            child_command(sockets, *self.options),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[each.fileno() for each in sockets],
            env={**os.environ, CONTROL: CONTROL_TOKEN},
        )
        for each in sockets:
            each.close()

    def stop(self) -> None:
        """Kill the child: from now on connections are refused."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(LONGEST)
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process = None

    def faults(self, text: str) -> Any:
        """Play these faults, and return what they met; no text: only return it."""
        request = Request(
            f"{self.base_urls['gormic']}{CONTROL_PATH}",
            data=text.encode() or None,
            headers={"Authorization": f"Bearer {CONTROL_TOKEN}"},
        )
        with build_opener(ProxyHandler({})).open(request, timeout=LONGEST) as answer:
            return json.load(answer)["faults"]

    @property
    def config_text(self) -> str:
        """A ready TOML config of explorer for these vendors."""
        return config_text(self.ports)

    @property
    def base_urls(self) -> dict[str, str]:
        """Vendor name to base URL, as in the config."""
        return {each.vendor: each.base_url(port) for each, port in zip(DEMO_ACCOUNTS, self.ports, strict=True)}


@pytest.fixture(scope="session")
def demo_vendors() -> Iterator[DemoVendors]:
    """Vendors with 200 people each, shared by all tests of a worker: read only."""
    yield from _running(DemoVendors())


@pytest.fixture
def fresh_demo_vendors() -> Iterator[DemoVendors]:
    """Vendors with 60 people each of this test's own: it may write, stop and start them."""
    yield from _running(DemoVendors(("--people", "60")))


def _running(vendors: DemoVendors) -> Iterator[DemoVendors]:
    vendors.start()
    try:
        yield vendors
    finally:
        vendors.stop()
