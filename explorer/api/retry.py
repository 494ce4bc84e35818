"""When a request is sent again, and after how long. Pure: clocks and chance are given.

Reads are sent again; of writes only those that the vendor did not take up. The rules follow the standard mode of the
AWS SDKs (three attempts, full jitter, a retry budget) and RFC 9110, section 10.2.3 for Retry-After.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, TypeAlias

from explorer.model.errors import NetworkError, RateLimited, TimedOut, VendorError

Clock: TypeAlias = Callable[[], float]
"""Seconds that never run backwards, from any origin."""

ATTEMPTS: Final = 3
"""How often a read is sent in all."""
RATE_ATTEMPTS: Final = 4
"""The same where the vendor asks to wait without saying how long."""
LONGEST_WAIT: Final = 60.0
"""Seconds the vendor may ask to wait before we rather give up and say so."""
READ_SECONDS: Final = 45.0
"""What a read may take in all, the waits that the vendor asks for not counted."""

_RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class LeftAlone(NetworkError):
    """Nothing was sent, because the vendor has failed too often of late."""


def may_retry(error: VendorError, *, writes: bool) -> bool:
    """The request that met `error` may be sent again: a read without an answer, or with a passing fault; a write only
    where the vendor says that it was one too many, and when to come again."""
    if writes:
        return isinstance(error, RateLimited) and error.retry_after is not None
    if isinstance(error, LeftAlone):
        return False
    return error.status in _RETRIED if error.status is not None else isinstance(error, NetworkError)


def delay(error: VendorError, attempt: int, random: Callable[[], float]) -> float | None:
    """Seconds to wait before the attempt after number `attempt` (from 1); None: give up.

    `random` draws from [0, 1).
    """
    if isinstance(error, RateLimited):
        if error.retry_after is None:
            return 5.0 * 2 ** (attempt - 1) * (1 + random() / 10) if attempt < RATE_ATTEMPTS else None
        if error.retry_after > LONGEST_WAIT or attempt >= ATTEMPTS:
            return None
        return error.retry_after + random()
    return random() * min(20.0, 0.5 * 2.0 ** (attempt - 1)) if attempt < ATTEMPTS else None


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that Retry-After asks to wait, 0 for a past time; None when there is none or it is no such value.

    `headers` have lower-case names; a date is measured against the server's own Date, else against `now`.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"-?[0-9]{1,9}", text):
        return max(float(text), 0.0)
    date = http_date(text)
    if date is None:
        return None
    sent = http_date(headers.get("date", ""))
    return max(date - (now if sent is None else sent), 0.0)


def http_date(text: str) -> float | None:
    """An HTTP date (RFC 9110, section 5.6.7) as seconds since 1970; None when it is none."""
    if not text or len(text) > 64:
        return None
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).timestamp()


class RetryBudget:
    """Keeps retries from piling up on a vendor that is down: each one costs, each success gives a little back."""

    SIZE: Final = 100
    COST: Final = 5
    COST_OF_TIME_OUT: Final = 10

    def __init__(self) -> None:
        self.left = self.SIZE

    def spend(self, error: VendorError) -> bool:
        """Pays for one retry after `error`; False when it cannot be afforded."""
        cost = self.COST_OF_TIME_OUT if isinstance(error, TimedOut) else self.COST
        if cost > self.left:
            return False
        self.left -= cost
        return True

    def earn(self) -> None:
        """A request went well."""
        self.left = min(self.left + 1, self.SIZE)


class Circuit:
    """Leaves a vendor alone for a while after it has failed many times in a row."""

    FAILURES: Final = 5
    SECONDS: Final = 30.0

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._closed_until = 0.0
        self.cause = ""
        """What the last failure was."""

    @property
    def left(self) -> float:
        """Seconds for which no request may go out; 0 when one may."""
        return max(self._closed_until - self._clock(), 0.0) if self._failures >= self.FAILURES else 0.0

    def admit(self) -> bool:
        """Lets a request out. When the time of rest is over one is let through to see, and the others wait for what it
        meets."""
        if self.left:
            return False
        self._closed_until = self._clock() + self.SECONDS
        return True

    def failed(self, cause: str) -> None:
        """A request had no answer, or the vendor failed on its own side."""
        self.cause = cause
        self._failures += 1
        if self._failures >= self.FAILURES:
            self._closed_until = self._clock() + self.SECONDS

    def succeeded(self) -> None:
        """A request was answered; also the user's wish to try at once."""
        self._failures = 0


class Deadline:
    """The time a read may take in all."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds left; negative when it is over."""
        return self._end - self._clock()

    def extend(self, seconds: float) -> None:
        """Leaves out time that was not spent on the vendor's slowness."""
        self._end += seconds
