"""Moments as people write them, in the zone of the machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from explorer.model.errors import UsageError
from explorer.model.since import moment_words, read_since


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


NOON = at("2026-03-05T12:00+01:00")
AFTER_SPRING = at("2026-03-29T12:00+02:00")
AFTER_AUTUMN = at("2026-10-25T12:00+01:00")


@pytest.mark.parametrize(
    ("text", "now", "moment"),
    [
        ("today", NOON, "2026-03-05T00:00+01:00"),
        (" Yesterday ", NOON, "2026-03-04T00:00+01:00"),
        ("90m", NOON, "2026-03-05T10:30+01:00"),
        ("2h", NOON, "2026-03-05T10:00+01:00"),
        ("3d", NOON, "2026-03-02T12:00+01:00"),
        ("1 w", NOON, "2026-02-26T12:00+01:00"),
        ("2026-03-01", NOON, "2026-03-01T00:00+01:00"),
        ("2026-03-01T10:00", NOON, "2026-03-01T10:00+01:00"),
        ("2026-03-01 10:00:30", NOON, "2026-03-01T10:00:30+01:00"),
        ("2026-03-01t10:00z", NOON, "2026-03-01T10:00+00:00"),
        ("2026-03-01T10:00-05:00", NOON, "2026-03-01T10:00-05:00"),
        # The clock went forward this night: the day has 23 hours.
        ("today", AFTER_SPRING, "2026-03-29T00:00+01:00"),
        ("yesterday", AFTER_SPRING, "2026-03-28T00:00+01:00"),
        ("1d", AFTER_SPRING, "2026-03-28T12:00+01:00"),
        ("24h", AFTER_SPRING, "2026-03-28T11:00+01:00"),
        ("2026-03-29T02:30", AFTER_SPRING, "2026-03-29T03:30+02:00"),
        # And back: 02:30 was twice, and the earlier one loses nothing.
        ("today", AFTER_AUTUMN, "2026-10-25T00:00+02:00"),
        ("1d", AFTER_AUTUMN, "2026-10-24T12:00+02:00"),
        ("2026-10-25T02:30", AFTER_AUTUMN, "2026-10-25T02:30+02:00"),
    ],
)
def test_a_moment_is_read(text: str, now: float, moment: str) -> None:
    assert read_since(text, now) == at(moment)


@pytest.mark.parametrize("text", ["visit", "last visit", "My  last visit", "last-visit"])
def test_the_last_visit_is_no_moment_by_itself(text: str) -> None:
    assert read_since(text, NOON) is None


@pytest.mark.parametrize(
    "text", ["", "monday", "3", "h", "2026-02-30", "2026-13-01", "2026-03-01Tnoon", "999999d", "-2h"]
)
def test_what_means_nothing_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match="no moment") as refused:
        read_since(text, NOON)
    assert "yesterday, 2h, 3d" in (refused.value.next_step or "")


def test_what_lies_ahead_is_refused() -> None:
    with pytest.raises(UsageError, match=r"lies ahead: 2026-03-06 00:00 CET \(UTC\+01:00\)"):
        read_since("2026-03-06", NOON)


def test_a_moment_is_told_with_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moment_words(NOON) == "2026-03-05 12:00 CET (UTC+01:00)"
    assert moment_words(AFTER_SPRING) == "2026-03-29 12:00 CEST (UTC+02:00)"
    for zone, words in (("UTC", "2026-03-05 11:00 UTC"), ("Asia/Kathmandu", "2026-03-05 16:45 UTC+05:45")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert moment_words(NOON) == words
