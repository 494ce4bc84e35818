"""The table a run ends with, and the same as JSON."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from typing import Any

from tests.bench.figures import Figures, statistic
from tests.bench.goals import Goal

_HEAD = ("", "explorer", "held against", "ratio", "goal", "")


def table(goals: Sequence[Goal], figures: Figures) -> str:
    """One line a goal: medians, the ratio where there is a peer, the goal, and whether it is reached."""
    rows = [_HEAD, *(_row(goal, figures) for goal in goals)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = []
    for row in rows:
        numbers = "  ".join(cell.rjust(width) for cell, width in zip(row[1:5], widths[1:5], strict=True))
        lines.append(f"{row[0].ljust(widths[0])}  {numbers}  {row[5]}".rstrip())
    return "\n".join(lines)


def verdict(goal: Goal, figures: Figures) -> str:
    """`met`, `MISSED`, or why it is not known."""
    reached = goal.reached(figures)
    if reached is None:
        return f"not measured: {_why(goal, figures)}"
    return "met" if reached <= goal.at_most else "MISSED"


def as_json(goals: Sequence[Goal], figures: Figures) -> dict[str, Any]:
    """Everything: the goals, each measure of each round, and what went wrong."""
    return {
        "machine": {
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "load": os.getloadavg(),
            "python": sys.version,
        },
        "goals": [_goal_as_json(goal, figures) for goal in goals],
        "rounds": {group: [_round_as_json(each) for each in rounds] for group, rounds in figures.rounds.items()},
        "failures": [
            {"program": program, "group": group, "why": why} for (program, group), why in figures.failures.items()
        ],
    }


def _row(goal: Goal, figures: Figures) -> tuple[str, ...]:
    ours = figures.value(goal.group, goal.ours)
    theirs = figures.value(goal.group, goal.theirs) if goal.theirs else None
    ratio = goal.reached(figures) if goal.is_ratio else None
    wanted = f"{goal.at_most:g}" if goal.is_ratio else f"{goal.at_most:g} {goal.unit}"
    return (
        goal.what,
        _amount(ours, goal.unit),
        _amount(theirs, goal.unit),
        "" if ratio is None else f"{ratio:.2f}",
        f"≤ {wanted}",
        verdict(goal, figures),
    )


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:,.{0 if value >= 100 else 1}f} {unit}"


def _why(goal: Goal, figures: Figures) -> str:
    """The first line of why one of the two is not there."""
    for figure in filter(None, (goal.ours, goal.theirs)):
        if figures.value(goal.group, figure) is None:
            why = figures.failures.get((figure.program, goal.group), "it was not asked for")
            return f"{figure.program}: {why.splitlines()[0]}"
    return "never in the same round"


def _goal_as_json(goal: Goal, figures: Figures) -> dict[str, Any]:
    return {
        "what": goal.what,
        "group": goal.group,
        "unit": goal.unit,
        "explorer": figures.value(goal.group, goal.ours),
        "held_against": figures.value(goal.group, goal.theirs) if goal.theirs else None,
        "reached": goal.reached(figures),
        "at_most": goal.at_most,
        "verdict": verdict(goal, figures),
    }


def _round_as_json(measured: dict[tuple[str, str], list[float]]) -> list[dict[str, Any]]:
    return [
        {
            "program": program,
            "measure": measure,
            "median": statistic(values, "median"),
            "p95": statistic(values, "p95"),
            "values": [round(each, 3) for each in values],
        }
        for (program, measure), values in measured.items()
        if values
    ]
