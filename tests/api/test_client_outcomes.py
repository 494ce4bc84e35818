"""What the client says of its requests: one outcome for each that was sent, and how long was waited before the next."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest

from explorer.model.account import Network
from explorer.model.errors import VendorError
from explorer.model.health import Outcome, RequestOutcome
from tests.api.conftest import PEOPLE, Rig, operation
from tests.fault_server import Reply, json_reply

GET = operation("get")
PERSON = ("people", "1")
GOOD = json_reply({"id": 1})


async def outcomes(rig: Rig, *replies: Reply, times: int = 1, network: Network | None = None) -> list[RequestOutcome]:
    rig.server.play(*replies)
    client, told = rig.client(network=network), list[RequestOutcome]()
    client.report_to(told.append)
    for _ in range(times):
        with suppress(VendorError):
            await client.get(PEOPLE, GET, PERSON)
    return told


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ([GOOD], ["fine"]),
        ([Reply(b"", 429, {"Retry-After": "7"}), GOOD], ["429", "wait", "fine"]),
        ([Reply(b"", 503), Reply(reset=True), GOOD], ["5xx", "wait", "network", "wait", "fine"]),
        ([Reply(b"", 403)], ["403"]),
        ([Reply(b"", 404)], ["404"]),
        ([Reply(b"", 422)], ["4xx"]),
        ([Reply(b"<html>")], ["answer"]),
        ([Reply(GOOD.body, 302, {"Location": "/people/1"}), GOOD], ["fine", "fine"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value[0], str) else "",
)
async def test_each_request_is_told_of(rig: Rig, replies: Sequence[Reply], expected: Sequence[Outcome]) -> None:
    told = await outcomes(rig, *replies)
    assert [each.outcome for each in told] == expected
    assert [each.seconds for each in told if each.outcome == "wait"] == rig.time.slept


async def test_a_vendor_that_is_left_alone_is_not_asked(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 501)
    told = await outcomes(rig, times=6)
    assert [each.outcome for each in told] == ["5xx"] * 5 + ["not sent"]
    pause = rig.made[0].pause
    assert pause is not None
    kind, seconds, cause = pause
    assert (kind, seconds) == ("left alone", 30.0) and "501" in cause


async def test_how_long_it_took_is_told(rig: Rig) -> None:
    (told,) = await outcomes(rig, GOOD)
    assert 0.0 <= told.seconds < 5.0
