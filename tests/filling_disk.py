"""A disk on which nothing grows."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

ENOUGH_TO_OPEN: Final = 40_000
"""Bytes that a file may have: a cache that is there can be opened, and takes nothing of size."""


@contextmanager
def filling_disk(limit: int = ENOUGH_TO_OPEN) -> Iterator[None]:
    """No file of this process grows beyond `limit` bytes."""
    bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, bounds[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
        signal.signal(signal.SIGXFSZ, handler)
