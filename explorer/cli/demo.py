"""`explorer demo`: the demo vendors as a child process that never outlives this one."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import Final, NoReturn

_END_SECONDS: Final = 3.0


def vendor_options(options: Namespace) -> list[str]:
    """The options of `explorer demo` that are the vendors' own."""
    told = ["--people", str(options.people), "--seed", str(options.seed), "--latency", str(options.latency)]
    if options.faults is not None:
        told += ["--faults", options.faults]
    return [*told, "--two-factor"] if options.two_factor else told


def serve(options: Namespace) -> NoReturn:
    """Becomes the demo vendors, in the foreground."""
    port = ["--port", str(options.port)] if options.port else []
    os.execv(sys.executable, [sys.executable, "-m", "explorer.demo", *port, *vendor_options(options)])


@contextmanager
def child(
    command: Sequence[str], sockets: Sequence[socket], log: Path, environment: Mapping[str, str]
) -> Iterator[None]:
    """Runs `command`, which ends with its standard input, and hands `sockets` over; what it says goes to `log`.
    `environment` is added to this one's."""
    with log.open("wb") as told:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=told,
            env={**os.environ, **environment},
            pass_fds=[each.fileno() for each in sockets],
            process_group=0,  # keys such as Ctrl-C are meant for the screen
        )
    for each in sockets:
        each.close()
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
