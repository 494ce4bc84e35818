"""Reads are sent again after passing failures, writes only when they were put off."""

from __future__ import annotations

import asyncio

import pytest

from explorer.model.errors import NetworkError, RateLimited, Rejected, ServerFault, TimedOut
from tests.api.conftest import PEOPLE, Rig, operation, vendor
from tests.fault_server import Reply, json_reply

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")
GOOD = json_reply({"id": 1})


@pytest.mark.parametrize(
    "bad",
    [
        *(Reply(b"", status) for status in (408, 500, 502, 503, 504)),
        Reply(reset=True),
        Reply(b'{"id": 1}', cut=4),
        Reply(raw=b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id'),
        Reply(raw=b"not HTTP at all\r\n\r\n"),
    ],
    ids=lambda reply: str(reply.status) if reply.status >= 400 else repr(reply)[:30],
)
async def test_a_read_is_sent_again(rig: Rig, bad: Reply) -> None:
    rig.server.play(bad, GOOD)
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}
    assert rig.time.slept == [0.25]
    assert [event.kind for event in rig.events] == ["started", "retrying", "finished"]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 501, 505])
async def test_a_lasting_refusal_is_not_asked_for_again(rig: Rig, status: int) -> None:
    rig.server.play(Reply(b"", status))
    with pytest.raises((Rejected, ServerFault, Exception)) as caught:
        await rig.client().get(PEOPLE, GET, PERSON)
    assert getattr(caught.value, "status", None) == status
    assert len(rig.server.seen) == 1


async def test_a_read_is_sent_three_times_at_most(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 503)
    with pytest.raises(ServerFault, match="503"):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 3
    assert rig.time.slept == [0.25, 0.5]


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


async def test_a_write_that_is_one_too_many_waits_as_long_as_it_is_asked_to(rig: Rig) -> None:
    """W09"""
    rig.server.play(*[Reply(b"", 429, {"Retry-After": "60"})] * 2, GOOD)
    assert (await rig.client().call(PEOPLE, UPDATE, PERSON, body={"name": "Jo"})).body == {"id": 1}
    first, *again = rig.server.seen
    assert [each.body for each in again] == [first.body] * 2
    assert 120.0 <= sum(rig.time.slept) <= 123.0


async def test_a_write_is_put_off_twice_at_most(rig: Rig) -> None:
    """W09"""
    rig.server.otherwise = lambda seen: Reply(b"", 429, {"Retry-After": "1"})
    with pytest.raises(RateLimited):
        await rig.client().call(PEOPLE, UPDATE, PERSON, body={})
    assert len(rig.server.seen) == 3


async def test_a_connection_that_was_never_made_says_so(rig: Rig) -> None:
    with pytest.raises(NetworkError, match="refuses connections") as caught:
        await rig.client(base_url="http://127.0.0.1:9").call(PEOPLE, UPDATE, PERSON, body={})
    assert not caught.value.sent


async def test_retry_after_is_waited_for(rig: Rig) -> None:
    rig.server.play(Reply(b"", 429, {"Retry-After": "7"}), GOOD)
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}
    assert 7.0 <= sum(rig.time.slept) <= 8.5
    assert [event.kind for event in rig.events] == ["started", "waiting", "finished"]


async def test_while_the_vendor_asks_to_wait_no_other_request_starts(rig: Rig) -> None:
    later = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await later.wait()

    rig.server.play(Reply(b"", 429, {"Retry-After": "7"}), GOOD, GOOD)
    client = rig.client(vendor(parallel=2), sleep=sleep)
    first = asyncio.create_task(client.get(PEOPLE, GET, PERSON))
    while not rig.events or rig.events[-1].kind != "waiting":
        await asyncio.sleep(0)
    second = asyncio.create_task(client.get(PEOPLE, GET, PERSON))
    done, _ = await asyncio.wait([second], timeout=0.1)
    assert not done
    assert len(rig.server.seen) == 1
    rig.time.seconds += 8
    later.set()
    assert [await first, await second] == [{"id": 1}, {"id": 1}]


async def test_a_wait_that_the_vendor_asks_for_is_not_counted_against_it(rig: Rig) -> None:
    rig.server.play(Reply(b"", 429, {"Retry-After": "50"}), GOOD)
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}


async def test_a_wait_for_our_own_turn_is_not_counted_against_the_vendor(rig: Rig) -> None:
    rig.server.play(GOOD, GOOD)
    client = rig.client(vendor(interval=60.0))
    for _ in range(2):
        assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert sum(rig.time.slept) == 60


async def test_a_wait_without_a_length_grows_then_ends(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 429)
    with pytest.raises(RateLimited):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert rig.time.slept == pytest.approx([5.25, 10.5, 21.0])


async def test_a_vendor_that_keeps_failing_is_left_alone_for_a_while(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 500)
    client = rig.client()
    for _ in range(2):
        with pytest.raises(ServerFault):
            await client.get(PEOPLE, GET, PERSON)
    asked = len(rig.server.seen)
    assert asked == 5
    with pytest.raises(NetworkError, match=r"^\S+ answered 500; left alone for a while after failures$"):
        await client.get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == asked
    rig.time.seconds += 31
    rig.server.otherwise = lambda seen: GOOD
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}


async def test_the_user_can_try_a_left_alone_vendor_at_once(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 500)
    client = rig.client()
    for _ in range(2):
        with pytest.raises(ServerFault):
            await client.get(PEOPLE, GET, PERSON)
    rig.server.otherwise = lambda seen: GOOD
    client.try_now()
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}


async def test_retries_of_all_requests_together_are_limited(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 503)
    client = rig.client()
    for _ in range(40):
        client.try_now()
        with pytest.raises((ServerFault, NetworkError)):
            await client.get(PEOPLE, GET, PERSON)
    assert len(rig.time.slept) == 20


async def test_a_read_ends_with_its_deadline(rig: Rig) -> None:
    """Each attempt takes 23 s by the clock: the second one crosses the 45 s, so that there is no third."""
    time = rig.time

    def slow(seen: object) -> Reply:
        time.seconds += 23
        return Reply(b"", 503)

    rig.server.otherwise = slow
    with pytest.raises(ServerFault):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 2


async def test_a_time_out_counts_as_no_answer(rig: Rig) -> None:
    rig.server.play(Reply(b"", 408), Reply(b"", 408), Reply(b"", 408))
    with pytest.raises(TimedOut):
        await rig.client().get(PEOPLE, GET, PERSON)
