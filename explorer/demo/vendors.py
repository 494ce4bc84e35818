"""The four vendors' apps, for serving and for calling in process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.types import ASGIApp

from explorer.demo.assemble.app import assemble_app
from explorer.demo.faults import Faults
from explorer.demo.gormic.app import gormic_app
from explorer.demo.people import People
from explorer.demo.repcard.app import repcard_app
from explorer.demo.repsly import repsly_app


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What a run of the demo vendors can be told.

    `people` is the number of people of each vendor, `latency` the seconds before every answer; `now` is
    the vendors' clock and `tell` where Assemble sends two-factor codes.
    """

    people: int = 3_000
    seed: int = 1
    latency: float = 0.0
    two_factor: bool = False
    now: Callable[[], datetime] = _now
    tell: Callable[[str], None] = _tell


def build_apps(options: DemoOptions | None = None) -> dict[str, ASGIApp]:
    """One ASGI app per vendor, each with its own fresh state, in the order of `people.VENDORS`."""
    options = options or DemoOptions()
    people, count, now = People(options.seed), options.people, options.now
    apps: dict[str, ASGIApp] = {
        "repcard": repcard_app(people, count, now),
        "repsly": repsly_app(people, count),
        "assemble": assemble_app(people, count, now, options.tell if options.two_factor else None),
        "gormic": gormic_app(people, count, now),
    }
    return {vendor: Faults(app, options.latency) for vendor, app in apps.items()}
