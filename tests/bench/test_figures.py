"""The numbers made of what was measured, and what becomes of goals."""

from __future__ import annotations

import csv
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.bench import peers, people, setting
from tests.bench.figures import Figure, Figures, Statistic, statistic
from tests.bench.goals import GOALS, Goal
from tests.bench.groups import GROUPS, Group, run
from tests.bench.report import as_json, table, verdict
from tests.bench.running import BenchError
from tests.bench.setting import Setting, Subject

OURS, THEIRS = Figure("explorer", "ready"), Figure("peer", "ready")


@pytest.mark.parametrize(
    ("values", "wanted", "result"),
    [
        ([3.0, 1.0, 2.0], "median", 2.0),
        ([1.0, 2.0, 6.0], "mean", 3.0),
        (list(range(1, 21)), "p95", 19.0),
        (list(range(1, 22)), "p95", 20.0),
        (list(range(1, 101)), "p99", 99.0),
        ([5.0], "p95", 5.0),
        ([1.0, 9.0, 2.0], "longest", 9.0),
    ],
)
def test_statistics(values: list[float], wanted: Statistic, result: float) -> None:
    assert statistic(values, wanted) == result


def measured(*rounds: tuple[float | None, float | None]) -> Figures:
    """What explorer and its peer took in each round; None: nothing was measured."""
    figures = Figures()
    for ours, theirs in rounds:
        figures.begin_round("start")
        for program, value in (("explorer", ours), ("peer", theirs)):
            if value is not None:
                figures.note("start", program, "ready", [value])
    return figures


def test_a_ratio_is_taken_within_each_round() -> None:
    # A slow round is slow for both: by the medians alone it would be 100/40.
    figures = measured((10, 20), (100, 200), (110, 40))
    assert figures.ratio("start", OURS, THEIRS) == 0.5
    assert figures.value("start", OURS) == 100


def test_a_round_with_only_one_of_the_two_counts_for_no_ratio() -> None:
    assert measured((10, None), (30, 20)).ratio("start", OURS, THEIRS) == 1.5
    assert measured((10, None), (None, 20)).ratio("start", OURS, THEIRS) is None


def test_a_goal_is_met_missed_or_not_measured() -> None:
    goal = Goal("start", "start", OURS, 0.5, THEIRS)
    assert verdict(goal, measured((10, 20))) == "met"
    assert verdict(goal, measured((11, 20))) == "MISSED"
    nothing = measured((11, None))
    nothing.failures["peer", "start"] = "cannot be installed\nand more"
    assert verdict(goal, nothing) == "not measured: peer: cannot be installed"
    assert verdict(Goal("start", "start", OURS, 10.5), measured((11, None))) == "MISSED"


def test_a_peer_may_be_shown_without_being_held_against() -> None:
    goal = Goal("start", "bytes", OURS, 30, THEIRS, "B", as_ratio=False)
    figures = measured((20, 10))
    assert verdict(goal, figures) == "met"
    assert table([goal], figures).splitlines()[1].split() == ["bytes", "20.0", "B", "10.0", "B", "≤", "30", "B", "met"]


def test_the_report_tells_all_of_it() -> None:
    figures = measured((10, 20), (30, 20))
    goal = Goal("start", "start", OURS, 0.5, THEIRS)
    told = as_json([goal], figures)
    assert told["goals"][0]["reached"] == 1.0 and told["goals"][0]["verdict"] == "MISSED"
    assert [each["values"] for each in told["rounds"]["start"][1]] == [[30], [20]]


def test_what_cannot_be_installed_is_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(scratch: Path, name: str) -> Path:
        raise BenchError(f"{name} cannot be installed: no network")

    monkeypatch.setattr(peers, "installed", refused)
    monkeypatch.setattr(setting, "IN_PEERS", 3)
    monkeypatch.setattr(Setting, "vendor", lambda self: nullcontext())
    here = Setting(tmp_path, many=2)
    figures = Figures()
    run(Group("start", 1, 1, lambda now: [Subject(each.name, print) for each in now.peers("visidata")]), here, figures)
    assert figures.failures == {("visidata", "start"): "visidata cannot be installed: no network"}
    assert figures.rounds == {"start": [{}]}


def test_people_are_made_once_and_made_anew_in_another_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = people.make(tmp_path, 1_200, tables=True)
    account, file = made.account()
    with closing(Cache(file)) as cache:
        listing = cache.listing(Query(people.COLLECTION))
        assert listing.complete and listing.held == 1_200 - 1_200 // 101 - (1_200 % 101 > 50)
        assert cache.find(account.vendor.resource, account.name, "ada@example")
    with made.csv.open(encoding="utf-8", newline="") as lines:
        assert len(list(csv.reader(lines))) == 1_201
    first = file.stat().st_ino
    assert people.make(tmp_path, 1_200).account()[1].stat().st_ino == first
    monkeypatch.setattr(people, "SEED", 2)
    people.make(tmp_path, 1_200)
    assert (made.folder / "made").read_text().startswith("1200 people, seed 2,")


def test_every_goal_is_of_a_group_that_is_measured() -> None:
    names = {group.name for group in GROUPS}
    assert {goal.group for goal in GOALS} <= names
    assert len({goal.what for goal in GOALS}) == len(GOALS)
