"""Requests counted by the hour, and syncs: what is kept says nothing of whom they were about."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from explorer.model.health import Hour, Outcome, RequestOutcome, SyncRun
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.store.samples import USERS, page_of, people

HOUR = 3600.0
QUERY = Query(("users",))


@dataclass
class Clock:
    now: float = 500_000 * HOUR

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counting(path: Path, clock: Clock) -> Iterator[Cache]:
    opened = Cache(path, clock=clock)
    yield opened
    opened.close()


def note(cache: Cache, outcome: Outcome, *seconds: float) -> None:
    for each in seconds:
        cache.note_request(RequestOutcome(outcome, each))


def busy(cache: Cache) -> list[Hour]:
    return [each for each in cache.health("acme")[0].hours if each.counts]


def test_requests_are_counted_by_hour_and_kind(counting: Cache, clock: Clock) -> None:
    note(counting, "fine", 0.1, 0.1, 0.1)
    note(counting, "429", 0.1)
    note(counting, "wait", 7.0, 2.0)
    clock.now += HOUR
    note(counting, "timeout", 30.0)
    note(counting, "not sent", 0.0)
    first, second = busy(counting)
    assert (first.counts, first.requests, first.errors) == ({"fine": 3, "429": 1, "wait": 2}, 4, 1)
    assert first.waited == 9.0 and second.waited == 0.0
    assert (second.requests, second.errors) == (1, 1)
    health = counting.health("acme")[0]
    assert len(health.hours) == 24 and health.hours[-1] == second
    assert health.last["429"] == clock.now - HOUR


def test_durations_are_known_to_within_a_tenth(counting: Cache) -> None:
    note(counting, "fine", *(number / 100 for number in range(1, 101)))
    (hour,) = busy(counting)
    assert hour.median == pytest.approx(0.50, rel=0.1)
    assert hour.p95 == pytest.approx(0.95, rel=0.1)


def test_what_went_well_is_written_with_what_it_brought_and_the_rest_at_the_end(path: Path, clock: Clock) -> None:
    def written() -> int:
        with closing(sqlite3.connect(path)) as connection:
            return int(connection.execute("SELECT coalesce(sum(count), 0) FROM request").fetchone()[0])

    with closing(Cache(path, clock=clock)) as cache:
        note(cache, "fine", 0.1)
        cache.flush()
        assert written() == 0
        cache.put_page(USERS, page_of(QUERY, 1, people(1)), people(1)).result()
        assert written() == 1
        note(cache, "5xx", 0.1)
        cache.flush()
        assert written() == 2
        note(cache, "fine", 0.1)
    assert written() == 3


def test_another_explorer_adds_to_the_same_counts(counting: Cache, path: Path, clock: Clock) -> None:
    note(counting, "fine", 0.1)
    with closing(Cache(path, clock=clock)) as other:
        note(other, "fine", 0.1)
    assert [each.requests for each in busy(counting)] == [2]


def test_counts_and_syncs_are_kept_for_a_month(counting: Cache, clock: Clock, path: Path) -> None:
    note(counting, "fine", 0.1)
    counting.syncs.put_run(("users",), SyncRun(clock.now, clock.now, "whole", 3)).result()
    clock.now += 31 * 24 * HOUR
    note(counting, "fine", 0.1)
    counting.syncs.put_run(("users",), SyncRun(clock.now, clock.now, "failed")).result()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM request").fetchone() == (1,)
        assert connection.execute("SELECT outcome FROM sync_run").fetchall() == [("failed",)]


def test_syncs_and_changes_are_told_by_day(counting: Cache, clock: Clock) -> None:
    def put(*keys: int) -> None:
        page = page_of(QUERY, 1, people(*keys), last=True, at=clock.now)
        counting.put_page(USERS, page, people(*keys)).result()

    put(1, 2)
    clock.now += 48 * HOUR
    put(1, 2, 3, 4)
    run = SyncRun(clock.now, clock.now + 5, "part", 4, 2)
    counting.syncs.put_run(("users",), run).result()
    days = counting.health("acme")[1]["users"]
    assert list(days.changes.values()) == [2] and list(days.syncs.values()) == [1]
    assert days.run == run


def test_a_purge_takes_it_along(counting: Cache, clock: Clock) -> None:
    note(counting, "401", 0.1)
    counting.syncs.put_run(("users",), SyncRun(clock.now, clock.now, "whole")).result()
    counting.put_page(USERS, page_of(QUERY, 1, people(1)), people(1)).result()
    counting.upkeep.purge().result()
    health, days = counting.health("acme")
    assert busy(counting) == [] and health.last == {} and days == {} and health.first_seen is None
