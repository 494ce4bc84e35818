"""The four vendors' apps, for serving and for calling in process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.types import ASGIApp

from explorer.demo.assemble.app import assemble_app
from explorer.demo.faults.control import Control
from explorer.demo.faults.fault import NO_FAULTS, FaultSet
from explorer.demo.faults.layer import FaultLayer
from explorer.demo.faults.script import FaultScript
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
    the right time, by which the vendors' clock goes unless `faults` sets it wrong, and `tell` where Assemble
    sends two-factor codes.
    """

    people: int = 3_000
    seed: int = 1
    latency: float = 0.0
    two_factor: bool = False
    faults: FaultSet = NO_FAULTS
    now: Callable[[], datetime] = _now
    tell: Callable[[str], None] = _tell


def build_apps(
    options: DemoOptions | None = None, script: FaultScript | None = None, token: str = ""
) -> dict[str, ASGIApp]:
    """One ASGI app per vendor, each with its own fresh state, in the order of `people.VENDORS`.

    `script` is how a caller changes their faults later, `token` what a request must have to do so; without
    they are those of the options, and stay.
    """
    options = options or DemoOptions()
    script = script or FaultScript(options.faults, options.now)
    people, count, now = People(options.seed, hostile=options.faults.hostile_text), options.people, script.now
    tell = options.tell if options.two_factor else None
    apps: dict[str, ASGIApp] = {
        "repcard": repcard_app(people, count, now),
        "repsly": repsly_app(people, count),
        "assemble": assemble_app(people, count, now, tell, script.token_life),
        "gormic": gormic_app(people, count, now),
    }
    faulty = {vendor: FaultLayer(app, vendor, script, options.latency) for vendor, app in apps.items()}
    return {vendor: Control(app, script, token) if token else app for vendor, app in faulty.items()}
