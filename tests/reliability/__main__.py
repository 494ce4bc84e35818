"""`python -m tests.reliability [--run]`: the table of cases; with `--run`, how their tests ended.

Exits with 1 when a case is open, or one of its tests failed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pytest

from tests.reliability.cases import CASES, OPEN, WAIVED, Case
from tests.reliability.found import FOLDER, Found, by_case

_WORST_FIRST: Final = ("failed", "passed", "skipped")


class Outcomes:
    """A pytest plugin that keeps how each test ended."""

    def __init__(self) -> None:
        self._ended: dict[tuple[str, str], Counter[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for each phase of each test."""
        if report.when == "call" or report.outcome != "passed":
            file, _, name = report.nodeid.rpartition("/")[2].partition("::")
            ended = self._ended.setdefault((file, name.partition("[")[0]), Counter())
            ended[report.outcome] += 1

    def of(self, tests: Sequence[Found]) -> str:
        """The worst outcome of `tests`; "not run" when there is none."""
        ended = sum((self._ended.get((each.file, each.name), Counter()) for each in tests), Counter[str]())
        return next((outcome for outcome in _WORST_FIRST if ended[outcome]), "not run")


def state(case: Case, tests: Sequence[Found], outcomes: Outcomes | None) -> str:
    """One word for what is known of a case."""
    if case.id in WAIVED:
        return "waived" if outcomes is None or not tests or outcomes.of(tests) != "failed" else "failed"
    if case.id in OPEN:
        return "open"
    return "test" if outcomes is None else outcomes.of(tests)


def table(tests: Mapping[str, Sequence[Found]], outcomes: Outcomes | None) -> tuple[list[str], Counter[str]]:
    """The lines of the table, and how many cases are in which state."""
    lines, states = [], Counter[str]()
    group = ""
    for case in CASES:
        if case.group != group:
            group = case.group
            lines += ["", group.capitalize()]
        known = state(case, tests.get(case.id, ()), outcomes)
        states[known] += 1
        lines.append(f"{case.id}  {known:<7}  {case.sentence}")
        lines += [f"{'':14}{each.file}::{each.name}" for each in tests.get(case.id, ())]
        if case.id in WAIVED:
            lines.append(f"{'':14}Waived: {WAIVED[case.id]}")
    return lines[1:], states


def main(arguments: Sequence[str]) -> int:
    """Print the table; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description="The table of cases.")
    parser.add_argument("--run", action="store_true", help="run their tests, and show how they ended")
    outcomes = Outcomes() if parser.parse_args(arguments).run else None
    if outcomes is not None:
        pytest.main([str(FOLDER), "-q", "-n", "auto"], plugins=[outcomes])
    lines, states = table(by_case(), outcomes)
    print("\n".join(lines))
    print(f"\n{len(CASES)} cases: " + ", ".join(f"{count} {name}" for name, count in states.most_common()))
    return 1 if states["open"] or states["failed"] or states["not run"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
