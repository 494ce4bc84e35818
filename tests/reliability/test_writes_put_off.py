"""Writes that a vendor puts off."""

from __future__ import annotations

import pytest

from explorer.model.errors import RateLimited
from tests.api.conftest import PEOPLE, Rig
from tests.api.test_client_retrying import GOOD, PERSON, UPDATE
from tests.fault_server import Reply


async def test_w09_a_write_that_is_one_too_many_waits_as_long_as_it_is_asked_to(rig: Rig) -> None:
    rig.server.play(*[Reply(b"", 429, {"Retry-After": "60"})] * 2, GOOD)
    assert (await rig.client().call(PEOPLE, UPDATE, PERSON, body={"name": "Jo"})).body == {"id": 1}
    first, *again = rig.server.seen
    assert [each.body for each in again] == [first.body] * 2
    assert 120.0 <= sum(rig.time.slept) <= 123.0


async def test_w09_a_write_is_put_off_twice_at_most(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 429, {"Retry-After": "1"})
    with pytest.raises(RateLimited):
        await rig.client().call(PEOPLE, UPDATE, PERSON, body={})
    assert len(rig.server.seen) == 3
