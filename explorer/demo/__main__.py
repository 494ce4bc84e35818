"""`python -m explorer.demo`: the four demo vendors on loopback, in the foreground."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import signal
import sys
from collections.abc import Sequence

from explorer.demo.config import CONTROL, DEMO_ACCOUNTS, bind_sockets, config_text, ports_of, sockets_of
from explorer.demo.faults.fault import NO_FAULTS, FaultSet
from explorer.demo.faults.read import FaultFileError, find_faults
from explorer.demo.serve import serve_until_stopped
from explorer.demo.vendors import DemoOptions, build_apps


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the vendors until told to stop; return the exit code: 0, or 2 where sockets or faults cannot be had.

    Prints one ready config of explorer on standard output as soon as the sockets are bound.
    """
    options = _parser().parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # until the server takes the signals over
    try:
        faults = find_faults(options.faults) if options.faults is not None else NO_FAULTS
    except FaultFileError as error:
        print(f"explorer.demo: {error}\n  {error.next_step}", file=sys.stderr)
        return 2
    try:
        sockets = sockets_of(options.fd) if options.fd else bind_sockets(options.port)
    except OSError as error:
        print(f"explorer.demo: cannot listen: {error}", file=sys.stderr)
        return 2
    ports = ports_of(sockets)
    token = os.environ.pop(CONTROL, "") or secrets.token_urlsafe()
    print(config_text(ports, token), end="", flush=True)
    for account, port in zip(DEMO_ACCOUNTS, ports, strict=True):
        print(f"demo {account.title} on {account.base_url(port)}, {options.people} people", file=sys.stderr, flush=True)
    if faults.name:
        print(f"demo faults: {faults.name}", file=sys.stderr, flush=True)
    apps = build_apps(_demo_options(options, faults), token=token)
    fds = [each.detach() for each in sockets]
    asyncio.run(serve_until_stopped(apps, fds, watch_stdin=options.watch_stdin))
    return 0


def _demo_options(options: argparse.Namespace, faults: FaultSet) -> DemoOptions:
    return DemoOptions(
        people=options.people,
        seed=options.seed,
        latency=options.latency / 1000,
        two_factor=options.two_factor,
        faults=faults,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explorer.demo", description="Four demo vendors on loopback.")
    add = parser.add_argument
    add("--port", type=_port, metavar="N", help="listen on ports N to N+3 (default: free ports)")
    add("--fd", type=_fds, metavar="A,B,C,D", help="listening sockets inherited from the parent, one per vendor")
    add("--people", type=_number, default=3_000, metavar="N", help="people of each vendor (default: 3000)")
    add("--seed", type=int, default=1, metavar="N", help="another seed makes other people (default: 1)")
    add("--latency", type=float, default=0.0, metavar="MS", help="milliseconds before every answer (default: 0)")
    add("--faults", metavar="FILE|NAME", help="what goes wrong, as a TOML file or the name of a set")
    add("--two-factor", action="store_true", help="Assemble asks for a code, printed on standard error")
    add("--watch-stdin", action="store_true", help="end when standard input ends")
    return parser


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)


def _port(text: str) -> int:
    port = _number(text)
    if port + len(DEMO_ACCOUNTS) > 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} leaves no room for {len(DEMO_ACCOUNTS)} ports")
    return port


def _fds(text: str) -> list[int]:
    parts = text.split(",")
    if len(parts) != len(DEMO_ACCOUNTS) or not all(part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not {len(DEMO_ACCOUNTS)} file descriptors")
    return [int(part) for part in parts]


if __name__ == "__main__":
    sys.exit(main())
