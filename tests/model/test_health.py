"""Health in words and bars: counts are never rounded up to whole, hours are those of the local clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from explorer.model import health_words as words
from explorer.model.errors import BadAnswer, Forbidden, NetworkError, Rejected, ServerFault, TimedOut, VendorError
from explorer.model.health import Copied, Drift, Hour, Outcome, SyncRun, days_until, hour_of, outcome_of
from explorer.ui.bars import bar, sparkline
from explorer.ui.signs import ASCII, UNICODE

NOW = 1772707200.0  # 2026-03-05 10:40 UTC


@pytest.fixture(params=["UTC", "Asia/Kolkata", "America/St_Johns"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_an_hour_begins_when_the_local_clock_says_so(zone: str) -> None:
    for at in (NOW, NOW + 1799.9, NOW + 40_000.5):
        begun = time.localtime(hour_of(at))
        assert (begun.tm_min, begun.tm_sec) == (0, 0)
        assert 0 <= at - hour_of(at) < 3600


def test_days_are_those_of_the_local_calendar(zone: str) -> None:
    days = days_until(NOW)
    assert len(days) == 14 and days[-1] == time.strftime("%Y-%m-%d", time.localtime(NOW))
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TimedOut("x"), "timeout"),
        (NetworkError("x"), "network"),
        (Forbidden("x"), "403"),
        (Rejected("x"), "4xx"),
        (ServerFault("x"), "5xx"),
        (BadAnswer("x"), "answer"),
    ],
)
def test_each_failure_is_of_a_kind(error: VendorError, outcome: Outcome) -> None:
    assert outcome_of(error) == outcome


def test_only_the_whole_fills_a_bar() -> None:
    assert bar(0.9999, 8, ASCII) == "#######." and bar(1.0, 8, ASCII) == "########"
    assert bar(0.0, 4, UNICODE) == "░░░░" and bar(None, 4, ASCII) == "    "


def test_a_sparkline_tells_one_from_none() -> None:
    assert sparkline([0, 1, 1000], ASCII) == "._#"
    assert sparkline([0, 1, 1000], UNICODE) == "·▁█"
    assert sparkline([], ASCII) == "" and sparkline([0, 0], ASCII) == ".."


def test_a_copy_in_words() -> None:
    users = Copied(("users",), "users", records=150, held=150, total=5987, oldest=NOW - 86_400, newest=NOW)
    assert (words.held(users), words.state(users)) == ("150 of 5,987", "in part")
    assert words.share(users) == pytest.approx(150 / 5987)
    assert words.share(Copied(("users",), "users", records=9, held=9)) is None
    notes = Copied(("users", "notes"), "notes", records=3, places=1)
    assert (words.held(notes), words.state(notes)) == ("3 in 1 place", "as opened")
    assert words.state(Copied(("users",), "users", complete=True)) == "empty"


def test_what_is_told_of_syncs_requests_and_members() -> None:
    users = Copied(("users",), "users", run=SyncRun(NOW - 9, NOW - 5, "whole", 1), complete=True, oldest=NOW - 8)
    assert words.run_words(users, NOW).endswith("1 row, no change") and "broke" not in words.run_words(users, NOW)
    assert words.run_words(replace(users, run=SyncRun(NOW, NOW, "failed")), NOW).startswith("sync failed")
    part = replace(users, run=SyncRun(NOW - 9, NOW - 5, "part", 1))
    assert " broke off, then read to the end: 1 row" in words.run_words(part, NOW)
    for not_so in (replace(part, complete=False), replace(part, oldest=NOW - 10)):
        assert " broke off: 1 row" in words.run_words(not_so, NOW)
    hour = Hour(NOW, {"fine": 3, "429": 2, "timeout": 1, "wait": 2, "not sent": 4})
    assert (hour.requests, hour.errors) == (6, 3)
    assert words.errors([hour, hour]) == "4 × 429, 8 × not sent, 2 × timeout"
    drift = Drift(1, ("users",), "fax", "missing", NOW, "text", "", 50, again_at=NOW)
    assert words.drift_words(drift) == "missing, was text"
    assert "in all of 50 rows before, again since" in words.evidence(drift, NOW)
