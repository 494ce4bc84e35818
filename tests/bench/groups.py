"""The groups of measures, and one run of them: round by round, every subject in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.figures import Figures
from tests.bench.measures import arranging, commands, holding, moving, opening, searching, starting, syncing
from tests.bench.running import BenchError
from tests.bench.setting import Setting, Subject


@dataclass(frozen=True, slots=True)
class Group:
    """What is measured in turn."""

    name: str
    rounds: int
    """Of a whole run."""
    quick_rounds: int
    subjects: Callable[[Setting], Sequence[Subject]]
    warm_up: bool = False
    """Everything runs once before the first round of a whole run: files are read from memory, modules compiled."""


GROUPS: Final = (
    Group("keys", 3, 1, moving.subjects),  # the first: in a quick run it is the warm-up of the others
    Group("start", 8, 1, starting.subjects, warm_up=True),
    Group("command-line", 6, 2, commands.subjects, warm_up=True),
    Group("open", 3, 1, opening.subjects),
    Group("search", 2, 1, searching.subjects),
    Group("sort", 2, 1, arranging.subjects),
    Group("sync", 3, 1, syncing.subjects),
    Group("hold", 1, 1, holding.subjects),
)


def run(group: Group, setting: Setting, figures: Figures, rounds: int = 0) -> None:
    """Measures all of `group`, so many times (0: by the group)."""
    rounds = rounds or (group.quick_rounds if setting.quick else group.rounds)
    subjects = group.subjects(setting)
    for name, why in setting.missing.items():
        figures.failures[name, group.name] = why
    with setting.vendor():
        if group.warm_up and not setting.quick:
            for subject in subjects:
                _measure(group, subject, None, figures)
        for number in range(rounds):
            figures.begin_round(group.name)
            # By turns from either end: what goes before disturbs now one, now the other.
            for subject in subjects if number % 2 == 0 else reversed(subjects):
                print(f"{group.name}, round {number + 1} of {rounds}: {subject.name}", flush=True)
                _measure(group, subject, figures, figures)


def _measure(group: Group, subject: Subject, into: Figures | None, failures: Figures) -> None:
    def note(measure: str, values: Sequence[float]) -> None:
        if into is not None:
            into.note(group.name, subject.name, measure, values)

    try:
        subject.measure(note)
    except BenchError as error:
        failures.failures[subject.name, group.name] = str(error)
