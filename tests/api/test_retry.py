"""When to try again, how long to wait, and when to leave a vendor alone."""

from __future__ import annotations

import pytest

from explorer.api.retry import Circuit, Deadline, LeftAlone, RetryBudget, delay, may_retry
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
