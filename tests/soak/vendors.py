"""The demo vendors as a child process, with faults, and a note of every write that reached them.

`python -m tests.soak.vendors ARRIVALS FD,FD,FD,FD SEED` serves until its standard input ends; `Vendors` is how its
parent starts it and reads the notes.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.demo.config import DEMO_ACCOUNTS, bind_ports, config_text, ports_of
from explorer.demo.faults.fault import Fault, FaultSet
from explorer.demo.serve import serve_until_stopped
from explorer.demo.vendors import DemoOptions, build_apps

PEOPLE: Final = 200
WRITES: Final = ("POST", "PUT", "PATCH", "DELETE")
_HTML: Final = "<html><body><h1>Somebody else's page</h1></body></html>"
FAULTS: Final = (
    Fault(method=("GET",), share=0.05, reset=True),
    Fault(method=("GET",), share=0.04, cut_at=150),
    Fault(method=("GET",), share=0.03, status=503, retry_after="1"),
    Fault(method=("GET",), share=0.02, status=429, retry_after="1"),
    Fault(method=("GET",), share=0.02, content_type="text/html", body=_HTML),
    Fault(method=("GET",), share=0.02, delay=0.5),
    Fault(share=0.04, status=502, content_type="text/html", body=_HTML),
    Fault(method=("PUT", "PATCH"), share=0.1, applied=True, reset=True),
    Fault(method=("PUT", "PATCH"), share=0.06, reset=True),
)
"""About one request in five goes wrong."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One write as it reached the vendor, whatever became of it there."""

    method: str
    path: str
    body: Any


@dataclass(frozen=True, slots=True)
class Recorder:
    """An ASGI layer that notes every write before it passes it on."""

    app: ASGIApp
    notes: TextIO

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note it when its body is there."""
        if scope["type"] != "http" or scope["method"] not in WRITES:
            await self.app(scope, receive, send)
            return
        body = bytearray()

        async def noted() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    told = {"method": scope["method"], "path": scope["path"], "body": json.loads(body or b"null")}
                    print(json.dumps(told), file=self.notes, flush=True)
            return message

        await self.app(scope, noted, send)


@dataclass(frozen=True, slots=True)
class Vendors:
    """Vendors that run."""

    ports: list[int]
    notes: Path

    @property
    def config_text(self) -> str:
        """A ready config of explorer for them."""
        return config_text(self.ports)

    def base_url(self, vendor: str) -> str:
        """Where a vendor is."""
        places = zip(DEMO_ACCOUNTS, self.ports, strict=True)
        return next(each.base_url(port) for each, port in places if each.vendor == vendor)

    def arrivals(self) -> list[Arrival]:
        """The writes that have arrived so far, in order."""
        return [Arrival(**json.loads(line)) for line in self.notes.read_text("utf-8").splitlines()]


@contextmanager
def running(folder: Path, seed: int) -> Iterator[Vendors]:
    """Vendors in a child process, until the block ends."""
    notes = folder / "arrivals.jsonl"
    notes.touch()
    sockets = bind_ports([0] * len(DEMO_ACCOUNTS))
    fds = ",".join(str(each.fileno()) for each in sockets)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.vendors", str(notes), fds, str(seed)],
        stdin=subprocess.PIPE,
        pass_fds=[each.fileno() for each in sockets],
    )
    ports = ports_of(sockets)
    for each in sockets:
        each.close()
    try:
        yield Vendors(ports, notes)
    finally:
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()


def main(notes: str, fds: str, seed: str) -> None:
    """Serve on the descriptors `fds` until standard input ends."""
    with Path(notes).open("a", encoding="utf-8") as file:
        options = DemoOptions(people=PEOPLE, faults=FaultSet(faults=FAULTS, seed=int(seed)))
        apps = {vendor: Recorder(app, file) for vendor, app in build_apps(options).items()}
        asyncio.run(serve_until_stopped(apps, [int(each) for each in fds.split(",")], watch_stdin=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
