"""When to try again, how long to wait, and when to leave a vendor alone."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.retry import Circuit, Deadline, LeftAlone, RetryBudget, delay, http_date, may_retry, retry_after
from explorer.model.errors import (
    BadAnswer,
    NetworkError,
    RateLimited,
    Rejected,
    ServerFault,
    SignInNeeded,
    TimedOut,
    VendorError,
)
from tests.api.conftest import FakeTime

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
AT = 784111777.0


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (NetworkError("reset"), True),
        (TimedOut("slow"), True),
        (TimedOut("408", status=408), True),
        (ServerFault("503", status=503), True),
        (ServerFault("501", status=501), False),
        (ServerFault("505", status=505), False),
        (RateLimited("429", status=429), True),
        (Rejected("400", status=400), False),
        (SignInNeeded("401", status=401), False),
        (BadAnswer("html", status=200), False),
        (LeftAlone("down"), False),
    ],
)
def test_what_is_tried_again(error: VendorError, again: bool) -> None:
    assert may_retry(error, writes=False) == again
    assert not may_retry(error, writes=True)


def test_a_write_that_was_put_off_is_tried_again() -> None:
    assert may_retry(RateLimited("429", retry_after=0.0, status=429), writes=True)


@pytest.mark.parametrize("attempt", [1, 2])
def test_waits_are_drawn_evenly_from_nothing_to_a_growing_bound(attempt: int) -> None:
    draw = random.Random(7).random
    waits = [delay(ServerFault("", status=503), attempt, draw) or 0.0 for _ in range(4000)]
    bound = 0.5 * 2 ** (attempt - 1)
    assert statistics.mean(waits) == pytest.approx(bound / 2, rel=0.05)
    assert 0 <= min(waits) <= max(waits) <= bound


def test_a_third_failure_is_the_last() -> None:
    assert delay(ServerFault("", status=503), 3, lambda: 0.5) is None
    assert delay(RateLimited("", retry_after=1.0, status=429), 3, lambda: 0.5) is None
    assert delay(RateLimited("", status=429), 4, lambda: 0.5) is None


@pytest.mark.parametrize(
    ("asked", "attempt", "least", "most"),
    [
        (7.0, 1, 7.0, 8.5),
        (0.0, 1, 0.0, 1.5),
        (60.0, 1, 60.0, 61.5),
        (None, 1, 5, 5.5),
        (None, 2, 10, 11),
        (None, 3, 20, 22),
    ],
)
def test_waits_that_the_vendor_asks_for(asked: float | None, attempt: int, least: float, most: float) -> None:
    for draw in (lambda: 0.0, lambda: 0.999):
        wait = delay(RateLimited("", retry_after=asked, status=429), attempt, draw)
        assert wait is not None
        assert least <= wait <= most


def test_more_than_a_minute_is_not_waited() -> None:
    assert delay(RateLimited("", retry_after=61.0, status=429), 1, lambda: 0.0) is None


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
def test_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text, "date": DATE}, now=0.0) == seconds


def test_a_date_is_held_against_our_clock_when_the_vendor_gives_none() -> None:
    assert retry_after({"retry-after": "Sun, 06 Nov 1994 08:50:07 GMT"}, now=AT + 10) == 20.0
    assert retry_after({}, now=AT) is None


@given(st.text())
def test_no_header_is_able_to_raise(text: str) -> None:
    http_date(text)
    wait = retry_after({"retry-after": text, "date": text}, 0.0)
    assert wait is None or wait >= 0


def test_a_budget_allows_twenty_retries_or_ten_after_time_outs() -> None:
    for error, most in ((NetworkError(""), 20), (TimedOut(""), 10)):
        budget = RetryBudget()
        assert sum(budget.spend(error) for _ in range(100)) == most
    for _ in range(4):
        budget.earn()
    assert not budget.spend(NetworkError(""))
    budget.earn()
    assert budget.spend(NetworkError(""))
    for _ in range(1000):
        budget.earn()
    assert budget.left == 100


def test_a_circuit_opens_after_five_failures_and_lets_one_through_later() -> None:
    time = FakeTime()
    circuit = Circuit(time)
    for _ in range(4):
        circuit.failed("down")
    assert circuit.admit()
    circuit.failed("down for good")
    assert not circuit.admit()
    assert (circuit.left, circuit.cause) == (30.0, "down for good")
    time.seconds += 30
    assert [circuit.admit(), circuit.admit()] == [True, False]
    circuit.failed("still down")
    time.seconds += 29
    assert not circuit.admit()
    time.seconds += 1
    assert circuit.admit()
    circuit.succeeded()
    assert [circuit.admit(), circuit.admit()] == [True, True]


def test_failures_count_only_in_a_row() -> None:
    circuit = Circuit(FakeTime())
    for _ in range(4):
        circuit.failed("down")
        circuit.failed("down")
        circuit.succeeded()
    assert circuit.admit()


def test_a_deadline_leaves_out_what_it_is_told_to() -> None:
    time = FakeTime()
    deadline = Deadline(45.0, time)
    time.seconds += 40
    assert deadline.left == 5
    deadline.extend(10)
    time.seconds += 16
    assert deadline.left == -1
