"""What was measured, and the numbers made of it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Statistic: TypeAlias = Literal["median", "mean", "p95", "p99", "longest"]
Key: TypeAlias = tuple[str, str]
"""A program, and what was measured of it."""
_SHARES: Final[Mapping[Statistic, float]] = {"p95": 0.95, "p99": 0.99}


def statistic(values: Sequence[float], wanted: Statistic) -> float:
    """One number for all of `values`, of which there has to be one at least. A percentile is one of the values: the
    smallest that so many of them do not exceed."""
    if wanted == "median":
        return statistics.median(values)
    if wanted == "mean":
        return statistics.fmean(values)
    if wanted == "longest":
        return max(values)
    ordered = sorted(values)
    # In whole hundredths: 0.95 * 20 is a little more than 19.
    place = -(-len(ordered) * round(_SHARES[wanted] * 100) // 100)
    return ordered[place - 1]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of each round."""

    program: str
    measure: str
    statistic: Statistic = "median"

    @property
    def key(self) -> Key:
        """Where its values are."""
        return self.program, self.measure


@dataclass(slots=True)
class Figures:
    """Everything, round by round."""

    rounds: dict[str, list[dict[Key, list[float]]]] = field(default_factory=dict)
    """By group of measures."""
    failures: dict[Key, str] = field(default_factory=dict)
    """By program and group: why there is nothing, or less than wanted."""

    def begin_round(self, group: str) -> None:
        """What is noted from now on is of one more round of `group`."""
        self.rounds.setdefault(group, []).append({})

    def note(self, group: str, program: str, measure: str, values: Iterable[float]) -> None:
        """Adds values to the round."""
        self.rounds[group][-1].setdefault((program, measure), []).extend(values)

    def values(self, group: str, figure: Figure) -> list[float | None]:
        """The number of each round; None where nothing was measured."""
        found = (each.get(figure.key) for each in self.rounds.get(group, ()))
        return [statistic(values, figure.statistic) if values else None for values in found]

    def value(self, group: str, figure: Figure) -> float | None:
        """The median over the rounds."""
        known = [each for each in self.values(group, figure) if each is not None]
        return statistics.median(known) if known else None

    def ratio(self, group: str, ours: Figure, theirs: Figure) -> float | None:
        """The median of the ratios within a round: what disturbs a round disturbs both."""
        pairs = zip(self.values(group, ours), self.values(group, theirs), strict=True)
        ratios = [mine / other for mine, other in pairs if mine is not None and other]
        return statistics.median(ratios) if ratios else None
