"""Deadlines, attempts and waits of a client, against a server that misbehaves by script."""

from __future__ import annotations

import pytest

from explorer.model.errors import RateLimited
from tests.api.conftest import PEOPLE, Rig, operation
from tests.fault_server import Reply

GET = operation("get")
PERSON = ("people", "1")


async def test_t10_too_long_a_wait_is_said_not_slept(rig: Rig) -> None:
    rig.server.play(Reply(b"", 429, {"Retry-After": "3600"}))
    with pytest.raises(RateLimited, match="asks to wait 60 min") as caught:
        await rig.client().get(PEOPLE, GET, PERSON)
    assert caught.value.retry_after == 3600
    assert rig.time.slept == []
