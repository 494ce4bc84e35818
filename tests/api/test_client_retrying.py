"""Reads are sent again after passing failures, writes only when they were put off."""

from __future__ import annotations

import pytest

from explorer.model.errors import NetworkError, RateLimited, ServerFault
from tests.api.conftest import PEOPLE, Rig, operation, vendor
from tests.fault_server import Reply, json_reply

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")
GOOD = json_reply({"id": 1})


@pytest.mark.parametrize(
    "bad",
    [
        Reply(b"", 502),
        Reply(b"", 503, {"Retry-After": "1"}),
        Reply(b"", 429),
        Reply(b"", 429, {"Retry-After": "61"}),
        Reply(reset=True),
    ],
)
async def test_a_write_is_sent_once(rig: Rig, bad: Reply) -> None:
    rig.server.play(bad)
    with pytest.raises((ServerFault, RateLimited, NetworkError)) as caught:
        await rig.client().call(PEOPLE, UPDATE, PERSON, body={})
    assert len(rig.server.seen) == 1
    assert getattr(caught.value, "sent", True)
    assert rig.time.slept == []


async def test_a_connection_that_was_never_made_says_so(rig: Rig) -> None:
    with pytest.raises(NetworkError, match="refuses connections") as caught:
        await rig.client(base_url="http://127.0.0.1:9").call(PEOPLE, UPDATE, PERSON, body={})
    assert not caught.value.sent


async def test_a_wait_for_our_own_turn_is_not_counted_against_the_vendor(rig: Rig) -> None:
    rig.server.play(GOOD, GOOD)
    client = rig.client(vendor(interval=60.0))
    for _ in range(2):
        assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert sum(rig.time.slept) == 60
