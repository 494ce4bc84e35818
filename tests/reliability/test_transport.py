"""Deadlines, attempts and waits of a client, against a server that misbehaves by script."""

from __future__ import annotations

import asyncio
import random
import socket
import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from unittest.mock import Mock, call

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api import retry
from explorer.api.retry import delay, http_date, retry_after
from explorer.api.transport import CONNECT_SECONDS
from explorer.model.account import Network
from explorer.model.errors import NetworkError, RateLimited, Rejected, ServerFault, TimedOut, VendorError
from explorer.model.health import RequestOutcome
from tests.api.conftest import PEOPLE, Rig, operation, vendor
from tests.fault_server import Reply, json_reply
from tests.waiting import in_time

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")
GOOD = json_reply({"id": 1})
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
AT = 784111777.0


@contextmanager
def deaf_host() -> Iterator[str]:
    """A base URL whose host drops every attempt to connect, because nobody takes those that wait already."""
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


async def test_t01_no_connection_is_given_up_and_nothing_was_sent(rig: Rig) -> None:
    assert CONNECT_SECONDS == 5.0
    with deaf_host() as url:
        client = rig.client(base_url=url, network=Network(timeout=1))
        with pytest.raises(TimedOut, match=r"did not accept a connection within 0\.5 s") as caught:
            await client.get(PEOPLE, GET, PERSON)
        assert not caught.value.sent
        assert rig.time.slept == [0.25, 0.5], "tried three times"
        with pytest.raises(TimedOut, match="did not accept a connection") as caught:
            await client.call(PEOPLE, UPDATE, PERSON, body={})
        assert not caught.value.sent


async def test_t02_a_silent_vendor_is_asked_three_times_within_45_s(rig: Rig) -> None:
    """Each silence moves the clock by the 15 s that it would have taken."""
    began = rig.time.seconds

    def silent(seen: object) -> Reply:
        rig.time.seconds += 15
        return Reply(wait=asyncio.Event())

    rig.server.otherwise = silent
    with pytest.raises(TimedOut, match="no answer from 127"):
        await rig.client(network=Network(timeout=1)).get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 3
    assert 45 <= rig.time.seconds - began < 46
    assert (Network().timeout / 2, retry.READ_SECONDS) == (15.0, 45.0)


async def test_t02_a_read_ends_with_its_deadline(rig: Rig) -> None:
    """Each attempt takes 23 s by the clock: the second one crosses the 45 s, so that there is no third."""

    def slow(seen: object) -> Reply:
        rig.time.seconds += 23
        return Reply(b"", 503)

    rig.server.otherwise = slow
    with pytest.raises(ServerFault):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 2


async def test_t02_no_answer_ends_with_the_read_phase(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(wait=asyncio.Event())
    with pytest.raises(TimedOut, match="no answer from 127") as caught:
        await rig.client(network=Network(timeout=1)).call(PEOPLE, UPDATE, PERSON, body={})
    assert caught.value.sent


async def test_t03_a_dripping_answer_ends_with_the_attempt(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Mock(wraps=asyncio.timeout)
    monkeypatch.setattr(asyncio, "timeout", limit)
    rig.server.otherwise = lambda seen: Reply(b'{"id": 1}' + b" " * 1000, drip=0.01)
    with pytest.raises(TimedOut, match=r"took longer than 1 s"):
        await rig.client(network=Network(timeout=1)).call(PEOPLE, UPDATE, PERSON, body={})
    assert limit.call_args_list == [call(1.0)], "one limit for the whole answer, as long as it is said to be"


async def test_t04_a_reset_read_is_sent_again_after_a_random_wait(rig: Rig) -> None:
    rig.server.play(Reply(reset=True), GOOD)
    client, told = rig.client(), list[RequestOutcome]()
    client.report_to(told.append)
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert rig.time.slept == [0.25]
    assert [each.outcome for each in told] == ["network", "wait", "fine"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_t05_a_reset_write_is_not_sent_again(rig: Rig, method: str) -> None:
    rig.server.play(Reply(reset=True))
    with pytest.raises(NetworkError) as caught:
        await rig.client().call(PEOPLE, replace(UPDATE, method=method), PERSON, body={})
    assert caught.value.sent, "what it did is not known"
    assert [seen.method for seen in rig.server.seen] == [method]
    assert rig.time.slept == []


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
async def test_t06_a_read_that_meets_a_passing_fault_is_sent_again(rig: Rig, bad: Reply) -> None:
    rig.server.play(bad, GOOD)
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}
    assert rig.time.slept == [0.25]


async def test_t06_a_read_is_sent_three_times_at_most(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 503)
    with pytest.raises(ServerFault, match="503"):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 3
    assert rig.time.slept == [0.25, 0.5]


async def test_t06_a_time_out_counts_as_no_answer(rig: Rig) -> None:
    rig.server.play(Reply(b"", 408), Reply(b"", 408), Reply(b"", 408))
    with pytest.raises(TimedOut):
        await rig.client().get(PEOPLE, GET, PERSON)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 501, 505])
async def test_t07_a_lasting_refusal_is_not_asked_for_again(rig: Rig, status: int) -> None:
    rig.server.play(Reply(b"", status))
    with pytest.raises((Rejected, ServerFault, Exception)) as caught:
        await rig.client().get(PEOPLE, GET, PERSON)
    assert getattr(caught.value, "status", None) == status
    assert len(rig.server.seen) == 1


async def test_t08_retry_after_is_waited_for(rig: Rig) -> None:
    rig.server.play(Reply(b"", 429, {"Retry-After": "7"}), GOOD)
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}
    assert 7.0 <= sum(rig.time.slept) <= 8.5


async def test_t08_while_the_vendor_asks_to_wait_no_other_request_starts(rig: Rig) -> None:
    later = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await later.wait()

    rig.server.play(Reply(b"", 429, {"Retry-After": "7"}), GOOD, GOOD)
    client = rig.client(vendor(parallel=2), sleep=sleep)
    first = asyncio.create_task(client.get(PEOPLE, GET, PERSON))
    while client.pause is None:
        await asyncio.sleep(0)
    second = asyncio.create_task(client.get(PEOPLE, GET, PERSON))
    done, _ = await asyncio.wait([second], timeout=0.1)
    assert not done
    assert len(rig.server.seen) == 1
    rig.time.seconds += 8
    later.set()
    assert [await first, await second] == [{"id": 1}, {"id": 1}]


async def test_t08_who_comes_after_a_cancelled_wait_waits_in_sight_and_can_be_cancelled(rig: Rig) -> None:
    begun = asyncio.Event()

    async def sleep(seconds: float) -> None:
        begun.set()
        await asyncio.Event().wait()

    rig.server.play(Reply(b"", 429, {"Retry-After": "31"}))
    client = rig.client(vendor(parallel=2), sleep=sleep)
    told = Mock()
    client.tell_pauses_to(told)
    for elapsed, left in ((0, 31.0), (10, 21.0)):
        rig.time.seconds += elapsed
        begun.clear()
        reading = asyncio.create_task(client.get(PEOPLE, GET, PERSON))
        async with in_time():
            await begun.wait()
        kind, seconds, cause = client.pause or pytest.fail("nobody says what is waited for")
        assert (kind, "wait 31 s" in cause) == ("asked", True)
        assert left <= seconds <= left + 1.5
        calls = told.call_count
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
        assert client.pause is None
        assert told.call_count == calls + 1
    assert len(rig.server.seen) == 1


async def test_t08_a_wait_that_the_vendor_asks_for_is_not_counted_against_it(rig: Rig) -> None:
    rig.server.play(Reply(b"", 429, {"Retry-After": "50"}), GOOD)
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}


async def test_t11_a_wait_without_a_length_grows_then_ends(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: Reply(b"", 429)
    with pytest.raises(RateLimited):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert rig.time.slept == pytest.approx([5.25, 10.5, 21.0])


def test_t06_waits_are_drawn_evenly_below_a_doubling_bound() -> None:
    draw = random.Random(7).random
    for attempt, bound in ((1, 0.5), (2, 1.0)):
        waits = [delay(ServerFault("", status=503), attempt, draw) or 0.0 for _ in range(4000)]
        assert statistics.mean(waits) == pytest.approx(bound / 2, rel=0.05)
        assert 0 <= min(waits) <= max(waits) <= bound


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("-5", 0.0),
        ("3600", 3600.0),
        ("Sun, 06 Nov 1994 08:50:07 GMT", 30.0),
        ("Sunday, 06-Nov-94 08:50:07 GMT", 30.0),
        ("Sun Nov  6 08:50:07 1994", 30.0),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0.0),
        ("1.5", None),
        ("soon", None),
        ("inf", None),
        ("nan", None),
        ("9" * 400, None),
        ("٧", None),
        ("", None),
        ("Sun, 99 Nov 1994 08:00:00 GMT", None),
    ],
)
def test_t09_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text, "date": DATE}, now=0.0) == seconds


def test_t09_a_date_is_held_against_our_clock_when_the_vendor_gives_none() -> None:
    assert retry_after({"retry-after": "Sun, 06 Nov 1994 08:50:07 GMT"}, now=AT + 10) == 20.0
    assert retry_after({}, now=AT) is None


@given(st.text())
def test_t09_no_header_is_able_to_raise(text: str) -> None:
    http_date(text)
    wait = retry_after({"retry-after": text, "date": text}, 0.0)
    assert wait is None or wait >= 0


async def test_t10_too_long_a_wait_is_said_not_slept(rig: Rig) -> None:
    rig.server.play(Reply(b"", 429, {"Retry-After": "3600"}))
    with pytest.raises(RateLimited, match="asks to wait 60 min") as caught:
        await rig.client().get(PEOPLE, GET, PERSON)
    assert caught.value.retry_after == 3600
    assert rig.time.slept == []


@pytest.mark.parametrize(("silent", "most"), [(False, 20), (True, 10)])
async def test_t12_retries_of_all_requests_together_are_limited(rig: Rig, silent: bool, most: int) -> None:
    """Four workers ask for a minute, and somebody wants each request to be tried although all fail."""
    status = 408 if silent else 503
    rig.server.otherwise = lambda seen: Reply(b"", status)
    client, end, told = rig.client(), rig.time.seconds + 60, list[RequestOutcome]()
    client.report_to(told.append)

    async def ask_on() -> None:
        while rig.time.seconds < end:
            client.try_now()
            with suppress(VendorError):
                await client.get(PEOPLE, GET, PERSON)
            rig.time.seconds += 0.5

    await asyncio.gather(*(ask_on() for _ in range(4)))
    assert len(rig.server.seen) > 40
    assert sum(each.outcome == "wait" for each in told) == most
    assert client.retries_left == 0
