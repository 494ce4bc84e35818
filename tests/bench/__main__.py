"""`python -m tests.bench [--quick] [--only GROUP] [--rounds N] [--json FILE] [--scratch FOLDER]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tests import bench
from tests.bench.figures import Figures
from tests.bench.goals import GOALS
from tests.bench.groups import GROUPS, run
from tests.bench.report import as_json, table, verdict
from tests.bench.running import BenchError
from tests.bench.setting import IN_PEERS, Setting


def main(arguments: Sequence[str]) -> int:
    """Measure; 1 when a goal is missed, 2 when it cannot go on."""
    given = _parser().parse_args(arguments)
    _use_a_plain_environment()
    setting = _quick(given.scratch) if given.quick else Setting(given.scratch)
    figures = Figures()
    groups = [group for group in GROUPS if given.only in ("", group.name)]
    for group in groups:
        try:
            run(group, setting, figures, given.rounds)
        except BenchError as error:
            print(f"{group.name}: {error}", file=sys.stderr)
            return 2
    goals = [goal for goal in GOALS if goal.group in {group.name for group in groups}]
    print(f"\n{setting.many:,} people; {IN_PEERS:,} in the peers\n\n{table(goals, figures)}")
    for (program, name), why in figures.failures.items():
        print(f"\n{program}, {name}: {why}")
    if given.json:
        given.json.write_text(json.dumps(as_json(goals, figures), indent=1) + "\n", "utf-8")
    return int(any(verdict(goal, figures) == "MISSED" for goal in goals))


def _quick(scratch: Path) -> Setting:
    """As much as can be measured within two minutes, once people and peers are there."""
    return Setting(
        scratch,
        quick=True,
        many=IN_PEERS,
        keys=10,
        pages=4,
        idle_seconds=1.5,
        openings=3,
        searches=3,
        synced_pages=30,
        held_people=2_000,
    )


def _use_a_plain_environment() -> None:
    """As in a shell of a user: what developers set for Python would be measured, too."""
    for name in [name for name in os.environ if name.startswith(("PYTHON", "TMUX", "XDG_"))]:
        del os.environ[name]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=bench.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    add = parser.add_argument
    add("--quick", action="store_true", help="fewer rounds and people: two minutes, once people and peers are there")
    add("--only", default="", choices=[group.name for group in GROUPS], metavar="GROUP", help="one of %(choices)s")
    add("--rounds", type=int, default=0, metavar="N", help="how often everything is measured (default: by group)")
    add("--json", type=Path, metavar="FILE", help="everything that was measured, also")
    add("--scratch", type=Path, default=cache / "explorer-bench", metavar="FOLDER", help="default: %(default)s")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
